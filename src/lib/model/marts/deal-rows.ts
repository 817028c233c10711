import { defineMart, noStatistics } from '../contract';
import sql from './deal_rows.sql?raw';

/** The rows of the opened files behind one deal. */
export const dealRows = defineMart({
	name: 'deal_rows',
	question: 'Where in the files does it say so?',
	grain: 'one row of a file that tells of the deal',
	population: 'all',
	params: { deal_id: { type: 'text', definition: 'Id of the deal as the export writes it.' } },
	columns: {
		deal_id: { type: 'text', unit: 'key', definition: 'Id of the deal as the export writes it.' },
		kind: {
			type: 'text',
			unit: 'label',
			definition:
				'deal: its own row; set_aside: another row of it, which does not count; stage_change: a row of a log.',
		},
		told_at: {
			type: 'instant',
			unit: 'instant',
			nullable: true,
			definition: 'When the change happened.',
		},
		stage: { type: 'text', unit: 'label', nullable: true, definition: 'Stage that was entered, as logged.' },
		source_file: { type: 'text', unit: 'label', definition: 'File of the row.' },
		source_line: {
			type: 'integer',
			unit: 'key',
			definition: 'Line of that file on which its record begins.',
		},
	},
	...noStatistics,
	checks: [
		{
			sentence: 'a deal stands in one row',
			holds: (_row, rows) => rows.filter(({ kind }) => kind === 'deal').length === 1,
		},
	],
	shareable: false,
	sql,
});
