import { defineMart, noStatistics } from '../contract';
import sql from './segment_values.sql?raw';

/** Values of a segment with their deals: what a filter menu offers. */
export const segmentValues = defineMart({
	name: 'segment_values',
	question: 'How do deals spread over a segment?',
	grain: 'one value of the segment that deals in scope have',
	population: 'basis',
	params: { segment: { type: 'text', definition: 'Key of a segment, e.g. owner.' } },
	columns: {
		value: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Value of the segment; null is blank.',
		},
		deals: { type: 'integer', unit: 'deals', definition: 'Deals in scope with this value.' },
		deals_won: { type: 'integer', unit: 'deals', definition: 'Of these, won.' },
		deals_lost: { type: 'integer', unit: 'deals', definition: 'Of these, lost.' },
	},
	...noStatistics,
	checks: [
		{ sentence: 'won and lost are part of all', holds: (row) => row.deals_won + row.deals_lost <= row.deals },
	],
	shareable: false,
	sql,
});
