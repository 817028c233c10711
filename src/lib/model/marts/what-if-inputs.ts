import type { FunnelFacts } from '../../stats/what-if';
import { wilsonInterval } from '../../stats/interval';
import { amount, days, deals, ratio, stageColumns } from '../columns';
import { defineMart, type RowOf } from '../contract';
import basisDwells from '../parts/basis_dwells.sql?raw';
import activityTotals from '../parts/stage_totals_activity.sql?raw';
import cohortTotals from '../parts/stage_totals_cohort.sql?raw';
import { currencyColumn } from '../pipeline-columns';
import sql from './what_if_inputs.sql?raw';

const maybeAmount = (unit: 'amount' | 'amount_per_day', definition: string) =>
	({ type: 'number', unit, nullable: true, definition }) as const;

/** Metrics §6: the funnel and its factors as they are, from which `stats/what-if` reckons. */
export const whatIfInputs = defineMart({
	name: 'what_if_inputs',
	question: 'What do volume, conversions, deal size and time make of the funnel now?',
	grain: 'one open stage of the process; what is of the whole funnel is repeated in each row',
	population: 'basis',
	params: {},
	columns: {
		...stageColumns,
		reached: deals('Deals that reached the stage, as in the funnel.'),
		conversion_ratio: ratio('Resolved conversion: moved on ÷ (moved on + dropped).'),
		deals_resolved: deals('Moved on + dropped: the n of conversion.'),
		median_days: days('Median of completed dwell in the stage (type 7), as in time in stage.'),
		deals_completed: deals('Deals with a completed dwell: the n of the median.'),
		volume: deals('Deals that began in the window.'),
		deals_in_play: deals(
			'Opportunities. Cohort basis: deals that began in the window; activity basis: deals open at any time in it.',
		),
		deal_amount: maybeAmount('amount', 'Average deal size: mean amount of won deals that have one.'),
		deals_won: deals(
			'Deals won. Cohort basis: of those that began in the window; activity basis: closed in it.',
		),
		won_amount: amount('Their amount; deals without amount count as 0.'),
		cycle_days: days('Sales cycle: mean of closed − created over won deals, in days.'),
		velocity_amount_per_day: maybeAmount(
			'amount_per_day',
			'Pipeline velocity: opportunities × win rate × average won deal size ÷ average won cycle.',
		),
		currency: currencyColumn,
	},
	statistics: {
		conversion_low_ratio: ratio(
			'Lower end of the 95 % Wilson interval of conversion: how far a lever may be believed.',
		),
		conversion_high_ratio: ratio('Upper end of the 95 % Wilson interval of conversion.'),
	},
	derive: (row) => {
		const passed = Math.round((row.conversion_ratio ?? 0) * row.deals_resolved);
		const interval = wilsonInterval(passed, row.deals_resolved);
		return { conversion_low_ratio: interval?.low ?? null, conversion_high_ratio: interval?.high ?? null };
	},
	checks: [
		{
			sentence: 'conversion is null exactly when nothing is resolved',
			holds: (row) => (row.conversion_ratio === null) === (row.deals_resolved === 0),
		},
		{
			sentence: 'a stage has a median exactly when someone has left it',
			holds: (row) => (row.median_days === null) === (row.deals_completed === 0),
		},
		{
			sentence: 'what is of the whole funnel is the same in every row',
			holds: (row, rows) =>
				row.volume === rows[0]?.volume &&
				row.deals_won === rows[0].deals_won &&
				row.won_amount === rows[0].won_amount,
		},
	],
	shareable: true,
	sql,
	relations: (scope) => ({
		stage_totals: scope.basis === 'cohort' ? cohortTotals : activityTotals,
		basis_dwells: basisDwells,
	}),
});

/** The rows as `whatIf` and `sensitivities` of `stats/what-if` take them; null of a process without stages. */
export function whatIfFacts(rows: readonly RowOf<typeof whatIfInputs>[]): FunnelFacts | null {
	const [first] = rows;
	if (!first) return null;
	return {
		stages: rows.map(({ stage, reached, conversion_ratio, median_days }) => ({
			stage,
			reached,
			conversion_ratio,
			median_days,
		})),
		volume: first.volume,
		deal_amount: first.deal_amount,
		won_deals: first.deals_won,
		won_amount: first.won_amount,
		cycle_days: first.cycle_days,
		velocity: first.velocity_amount_per_day,
	};
}
