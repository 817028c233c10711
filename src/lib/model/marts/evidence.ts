import { defineMart, noStatistics } from '../contract';
import sql from './evidence.sql?raw';

/** Metrics §1: what every number of the funnel rests on. */
export const evidence = defineMart({
	name: 'evidence',
	question: 'How is the reach of these deals known?',
	grain: 'one kind of evidence that deals in scope rest on',
	population: 'basis',
	params: {},
	columns: {
		evidence: {
			type: 'text',
			unit: 'label',
			definition:
				'history: a stage-change log; entry_dates: one date per stage; snapshots: exports compared; current_stage: one export, nothing else.',
		},
		deals: { type: 'integer', unit: 'deals', definition: 'Deals whose reach is known so.' },
		deals_unknown: {
			type: 'integer',
			unit: 'deals',
			definition: 'Of these, lost deals whose furthest stage is unknown.',
		},
	},
	...noStatistics,
	checks: [{ sentence: 'unknown is part of all', holds: (row) => row.deals_unknown <= row.deals }],
	shareable: true,
	sql,
});
