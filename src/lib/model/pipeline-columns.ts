import { amount, deals, flag } from './columns';
import { PERIODS } from './contract';

/** Columns that several marts of the pipeline have. */

export const asOfParam = {
	type: 'date',
	nullable: true,
	definition: 'The pipeline at the end of this day; null, or a day after now, is now.',
} as const;

export const periodParam = {
	type: 'text',
	nullable: true,
	choices: PERIODS,
	definition:
		'day, week (from Monday), week_sunday, week_saturday, month, quarter or year; null is quarter. Another name gives no rows.',
} as const;

/** The two days that a waterfall compares, and the period in which its deals are due. */
export const twoDaysParams = {
	start_on: {
		type: 'date',
		nullable: true,
		definition: 'From the end of this day; null is the eve of the window, or before all deals.',
	},
	end_on: {
		type: 'date',
		nullable: true,
		definition: 'To the end of this day; null is the last day of the window, none after now.',
	},
	due_from: {
		type: 'date',
		nullable: true,
		definition: 'Only deals that are due from this day on, as expected on either day; null is no bound.',
	},
	due_to: { type: 'date', nullable: true, definition: 'Only deals due before this day; null is no bound.' },
} as const;

export const dayColumn = (definition: string) => ({ type: 'date', unit: 'day', definition }) as const;
export const maybeDayColumn = (definition: string) =>
	({ type: 'date', unit: 'day', nullable: true, definition }) as const;

export const isBeforeHistory = flag(
	'The day lies before the first stage entry of any log, or there is none: stages and reopenings of that time are not known.',
);

/** The stage that a deal stood in, null where nothing tells. */
export const stageThenColumns = {
	stage_rank: {
		type: 'integer',
		unit: 'key',
		nullable: true,
		definition: 'Place of the stage in the process, from 1; null where nothing tells the stage on that day.',
	},
	stage: {
		type: 'text',
		unit: 'label',
		nullable: true,
		definition:
			'Name of the stage; null where nothing tells it: before the first entry of a log, or without one.',
	},
} as const;

export const openColumns = {
	deals_open: deals(
		'Deals created by the end of the day and not closed by then. A deal without a start counts from the first day that its log knows, without one only now.',
	),
	open_amount: amount(
		'Their amount as it was known to be that day; before the first known amount the earliest known, without any record of changes the one the export has. Deals without amount count as 0.',
	),
} as const;

export const pastDueColumns = {
	deals_past_due: deals('Open deals whose expected close lies before the day.'),
	past_due_amount: amount('Amount of the past-due deals.'),
} as const;

export const currencyColumn = {
	type: 'text',
	unit: 'label',
	nullable: true,
	definition: 'Currency of every amount in this row; null where the data name none.',
} as const;
