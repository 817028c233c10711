import { wilsonInterval } from '../../stats/interval';
import { quantileInterval } from '../../stats/quantile-interval';
import { survivalCurve, survivalQuantile } from '../../stats/survival';
import {
	amount,
	days,
	deals,
	ratio,
	segmentParam,
	segmentValueColumn,
	stageColumns,
	visits,
} from '../columns';
import { defineMart } from '../contract';
import { stayRelations } from '../length-relations';
import dwellTimes from '../parts/dwell_times.sql?raw';
import { rowsOfStage } from '../support-rows';
import sql from './time_in_stage.sql?raw';

/** Metrics §4: one row an open stage of the process, or a stage and value of the segment asked by. */
export const timeInStage = defineMart({
	name: 'time_in_stage',
	question: 'How long do deals stay in each stage?',
	grain: 'one open stage of the process; with a segment, one stage and value that deals in scope have',
	population: 'basis',
	params: { segment: segmentParam },
	columns: {
		...stageColumns,
		value: segmentValueColumn,
		deals_entered: deals(
			'Deals with a recorded stay in the stage. Activity basis: those whose first entry lies in the window.',
		),
		deals_completed: deals(
			'Deals that were in the stage and are not in it now, with a dated stay: the n of dwell. Activity basis: those that last left it in the window.',
		),
		median_dwell_days: days(
			'Median of completed dwell: the sum of a deal’s visits to the stage, of deals that are not in it now (type 7). Hides the deals that are stuck: read it beside the estimate over running stays.',
		),
		p75_dwell_days: days('Three quarters of completed dwells are at most this long (type 7).'),
		p90_dwell_days: days('Nine tenths of completed dwells are at most this long (type 7).'),
		visits_completed: visits(
			'Visits to the stage that have ended, with both ends dated: the n of visit time. Activity basis: those that ended in the window.',
		),
		median_visit_days: days('Median of visit time: left − entered, of visits that have ended (type 7).'),
		p75_visit_days: days('Three quarters of visits are at most this long (type 7).'),
		p90_visit_days: days('Nine tenths of visits are at most this long (type 7).'),
		deals_running: deals(
			'Open deals that are in the stage now. Activity basis: those that first came before the end of the window.',
		),
		median_running_days: days(
			'Median of the dwell so far of deals in the stage now: the sum of their visits, the present one up to now (type 7).',
		),
		deals_undated: deals('Deals whose stay in the stage ended on an unknown day: they are in no dwell.'),
		stalled_after_days: days(
			'Dwell beyond which an open deal is stalled: the 90th percentile of completed dwell in this stage, of the same segment value if that has at least 30 completed, else of all values.',
		),
		deals_stalled: deals(
			'Stalled: open deals in the stage whose dwell so far exceeds that 90th percentile; 0 where nothing is completed to compare with.',
		),
		stalled_amount: amount('Amount of the stalled deals.'),
		deals_reworked: deals('Deals entered with at least one move back into this stage from a later one.'),
		rework_ratio: ratio('Rework rate: deals with a move back into the stage ÷ deals that entered it.'),
	},
	statistics: {
		estimated_median_dwell_days: days(
			'Kaplan–Meier median of dwell over completed and still-running stays (running ones censored at now): the first time by which half have left; null if the curve never gets there. To the hour in data of more than 200,000 stays.',
		),
		estimated_median_low_days: days('Lower end of the 95 % interval of that median (log-log).'),
		estimated_median_high_days: days(
			'Upper end of the 95 % interval of that median; null if the data set no upper end.',
		),
		rework_low_ratio: ratio('Lower end of the 95 % Wilson interval of the rework rate, n = deals entered.'),
		rework_high_ratio: ratio('Upper end of the 95 % Wilson interval of the rework rate.'),
	},
	derive: (row, support) => {
		const curve = survivalCurve(
			rowsOfStage(support, 'dwell_times', row.stage_rank, row.value).map((time) => ({
				days: Number(time['days']),
				events: Number(time['events']),
				censored: Number(time['censored']),
			})),
		);
		const interval = quantileInterval(curve, 0.5);
		const rework = wilsonInterval(row.deals_reworked, row.deals_entered);
		return {
			estimated_median_dwell_days: survivalQuantile(curve, 0.5),
			estimated_median_low_days: interval.low,
			estimated_median_high_days: interval.high,
			rework_low_ratio: rework?.low ?? null,
			rework_high_ratio: rework?.high ?? null,
		};
	},
	support: { dwell_times: dwellTimes },
	checks: [
		{
			sentence: 'stalled deals are part of those in the stage now',
			holds: (row) => row.deals_stalled <= row.deals_running,
		},
		{
			sentence: 'deals reworked are part of deals entered',
			holds: (row) => row.deals_reworked <= row.deals_entered,
		},
		{
			sentence: 'no deal is completed without a visit that has ended',
			holds: (row) => row.deals_completed === 0 || row.visits_completed > 0,
		},
		{
			sentence: 'median ≤ p75 ≤ p90, and all are null exactly when nothing is completed',
			holds: (row) =>
				inOrder(row.deals_completed, row.median_dwell_days, row.p75_dwell_days, row.p90_dwell_days) &&
				inOrder(row.visits_completed, row.median_visit_days, row.p75_visit_days, row.p90_visit_days),
		},
	],
	approximate: [
		'median_dwell_days',
		'p75_dwell_days',
		'p90_dwell_days',
		'median_visit_days',
		'p75_visit_days',
		'p90_visit_days',
		'median_running_days',
		'stalled_after_days',
		'deals_stalled',
		'stalled_amount',
		'estimated_median_dwell_days',
		'estimated_median_low_days',
		'estimated_median_high_days',
	],
	shareable: true,
	sql,
	relations: stayRelations,
});

function inOrder(n: number, ...quantiles: (number | null)[]): boolean {
	if (n === 0) return quantiles.every((quantile) => quantile === null);
	// Interpolation may leave equal quantiles a last bit apart.
	return quantiles.every(
		(quantile, index) =>
			quantile !== null && (index === 0 || (quantiles[index - 1] ?? 0) <= quantile * (1 + 1e-12)),
	);
}
