import { days } from '../columns';
import { defineMart, noStatistics } from '../contract';
import sql from './deal_visits.sql?raw';

const instant = (definition: string) =>
	({ type: 'instant', unit: 'instant', nullable: true, definition }) as const;

/** Metrics §1 and §4: the visits of one deal. */
export const dealVisits = defineMart({
	name: 'deal_visits',
	question: 'Where was the deal, and for how long?',
	grain: 'one visit of the deal',
	population: 'all',
	params: { deal_id: { type: 'text', definition: 'Id of the deal as the export writes it.' } },
	columns: {
		deal_id: { type: 'text', unit: 'key', definition: 'Id of the deal as the export writes it.' },
		visit_number: { type: 'integer', unit: 'key', definition: 'Place among the visits of the deal, from 1.' },
		stage_rank: { type: 'integer', unit: 'key', definition: 'Rank of the stage.' },
		stage: { type: 'text', unit: 'label', definition: 'Stage.' },
		entered_at: instant('When the deal came.'),
		left_at: instant('When it left; null while it is there, or where its close is not dated.'),
		move: {
			type: 'text',
			unit: 'label',
			definition: 'How it left: forward, skip, back, won or lost; open while it is there.',
		},
		visit_days: days(
			'Days of the visit, up to now while the deal is there; null where its end is not dated.',
		),
		visits_completed: {
			type: 'integer',
			unit: 'visits',
			definition: 'Completed visits of the deals in scope to this stage, whenever they were.',
		},
		median_visit_days: days('Half of those visits were no longer than this.'),
		p90_visit_days: days('Nine of ten of those visits were no longer than this.'),
	},
	...noStatistics,
	checks: [
		{
			sentence: 'visits follow each other from the first on, and only the last can still run',
			holds: (row, rows) =>
				rows[row.visit_number - 1] === row && (row.move !== 'open' || row.visit_number === rows.length),
		},
		{
			sentence: 'median ≤ p90, and both are known where a visit was completed',
			holds: (row) =>
				row.visits_completed === 0
					? row.median_visit_days === null && row.p90_visit_days === null
					: (row.median_visit_days ?? NaN) <= (row.p90_visit_days ?? NaN),
		},
	],
	shareable: false,
	sql,
});
