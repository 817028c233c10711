import { defineMart, noStatistics } from '../contract';
import sql from './ledger_changes.sql?raw';

const text = (definition: string) => ({ type: 'text', unit: 'label', nullable: true, definition }) as const;
const day = (definition: string) => ({ type: 'date', unit: 'day', definition }) as const;

const CHANGES = ['appeared', 'vanished', 'stage', 'amount', 'expected_close', 'owner'];

/** Metrics §8, the snapshot ledger. Rows of single deals never leave in a link. */
export const ledgerChanges = defineMart({
	name: 'ledger_changes',
	question: 'What is new from export to export?',
	grain: 'one change of a deal between two exports that follow one another',
	population: 'activity',
	params: {
		change: {
			type: 'text',
			nullable: true,
			choices: CHANGES,
			definition: `Only changes of this kind: ${CHANGES.join(', ')}; null is all.`,
		},
		row_limit: { type: 'integer', definition: 'Most rows to return.' },
		row_offset: { type: 'integer', definition: 'Rows to pass over.' },
	},
	columns: {
		deal_id: { type: 'text', unit: 'key', definition: 'Id of the deal as the export writes it.' },
		deal_name: text('Name of the deal.'),
		owner_name: text('Owner of the deal, as the newest export has it.'),
		change: {
			type: 'text',
			unit: 'label',
			definition:
				'appeared: in the later export alone. vanished: in the earlier one alone. stage, amount, expected_close, owner: in both, with another value; a change of outcome within a stage is one of the stage.',
		},
		from_value: text('Value in the earlier export; of a deal that vanished its stage.'),
		to_value: text('Value in the later export; of a deal that appeared its stage.'),
		amount: {
			type: 'number',
			unit: 'amount',
			nullable: true,
			definition: 'Amount in the later export, or in the earlier one if the deal vanished.',
		},
		currency: text('Currency of the amount, where the export names one.'),
		amount_change: {
			type: 'number',
			unit: 'amount',
			nullable: true,
			definition: 'Change of the amount, a blank one as 0; null unless the amount changed.',
		},
		days_moved: {
			type: 'integer',
			unit: 'days',
			nullable: true,
			definition:
				'Days by which the expected close moved: later is positive. Null unless it changed from a day to a day.',
		},
		from_on: day('Day of the earlier export: the change happened after it.'),
		to_on: day('Day of the later export: the change happened by its end.'),
		interval_days: {
			type: 'integer',
			unit: 'days',
			definition: 'Days between the two exports: how exactly the change is dated.',
		},
		changes_total: { type: 'integer', unit: 'rows', definition: 'Changes in the whole list.' },
	},
	...noStatistics,
	checks: [
		{ sentence: 'a change is of a known kind', holds: (row) => CHANGES.includes(row.change) },
		{ sentence: 'a change lies between two exports', holds: (row) => row.from_on < row.to_on },
		{
			sentence: 'what changed differs before and after',
			holds: (row) => row.change === 'appeared' || row.from_value !== row.to_value,
		},
	],
	shareable: false,
	sql,
});
