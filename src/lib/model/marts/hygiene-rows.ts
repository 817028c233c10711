import { days } from '../columns';
import { defineMart, noStatistics } from '../contract';
import { HYGIENE_CHECKS } from '../hygiene-checks';
import sql from './hygiene_rows.sql?raw';

const text = (definition: string) => ({ type: 'text', unit: 'label', nullable: true, definition }) as const;
const day = (definition: string) => ({ type: 'date', unit: 'day', nullable: true, definition }) as const;

/** Metrics §12: the rows behind one check of `hygiene`. */
export const hygieneRows = defineMart({
	name: 'hygiene_rows',
	question: 'Which rows does a check suspect?',
	grain: 'one suspected row: of a deal, of a stage log, or set aside',
	population: 'all',
	params: {
		check_code: {
			type: 'text',
			choices: HYGIENE_CHECKS.map(({ code }) => code),
			definition: 'Code of the check, e.g. past-due.',
		},
		row_limit: { type: 'integer', definition: 'Most rows to return.' },
		row_offset: { type: 'integer', definition: 'Rows to pass over.' },
	},
	columns: {
		check_code: { type: 'text', unit: 'key', definition: 'Code of the check.' },
		deal_id: text('Id of the deal as the export writes it, or the id that a log names and no deal has.'),
		deal_name: text('Name of the deal.'),
		owner_name: text('Owner of the deal.'),
		stage: text('Stage as the export names it.'),
		outcome: text('open, won or lost, at the as-of instant; null of a row of no deal.'),
		created_on: day('Day the deal started.'),
		closed_on: day('Day it was won or lost.'),
		expected_close_on: day('Expected close of the deal.'),
		amount: {
			type: 'number',
			unit: 'amount',
			nullable: true,
			definition: 'Amount in the deal’s own currency.',
		},
		currency: text('Currency of the amount, where the export names one.'),
		logged_label: text('Stage that the suspected change entered; null where the deal itself is suspected.'),
		logged_at: {
			type: 'instant',
			unit: 'instant',
			nullable: true,
			definition: 'When the suspected change happened, as its row says.',
		},
		dwell_days: days('How long an open deal has been in its stage, all its stays there together, in days.'),
		source_file: text('File of the suspected row.'),
		source_line: {
			type: 'integer',
			unit: 'key',
			nullable: true,
			definition: 'Line of that file on which its record begins.',
		},
		rows_total: { type: 'integer', unit: 'rows', definition: 'Rows that the check suspects in this scope.' },
	},
	...noStatistics,
	checks: [
		{
			sentence: 'every row of a check is of the check asked for, and its file is known',
			holds: (row, rows) => row.check_code === rows[0]?.check_code && row.source_file !== null,
		},
	],
	shareable: false,
	holdsLeftOut: true,
	sql,
});
