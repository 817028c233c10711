import type { Format } from '../../chart/format';
import type { BoardRow, BoardStep } from '../../chart/layout/stage-board';
import type { RowOf } from '../../model/contract';
import { bottlenecks } from '../../model/marts/bottlenecks';
import { timeInStage } from '../../model/marts/time-in-stage';
import { APPROXIMATE_NOTE } from '../approximate';
import type { BottleneckRow, Stake } from './stakes';

export type TimeRow = RowOf<typeof timeInStage>;

/** The steps with the benchmark of each stage beside its rate, and the costliest stage as the one to look at. */
export function benchmarked(
	steps: readonly BoardStep[],
	rows: readonly BottleneckRow[],
	stakes: readonly Stake[],
): BoardStep[] {
	const worst = stakes[0]?.row.stage_rank;
	return steps.map((step) => {
		const own = rows.find((row) => row.segment === null && String(row.stage_rank) === step.key);
		return {
			...step,
			...(step.rate && own
				? {
						rate: {
							...step.rate,
							benchmark: own.benchmark_ratio,
							definition: `${step.rate.definition} ${bottlenecks.columns.benchmark_ratio.definition}`,
						},
					}
				: {}),
			...(worst !== undefined && String(worst) === step.key ? { emphasis: true } : {}),
		};
	});
}

/**
 * Days in each stage as a row under the board: the median and the 90th percentile of those who left, and who is stuck.
 * Null where no stay is dated.
 */
export function dwellRow(rows: readonly TimeRow[], format: Format, isApproximate = false): BoardRow | null {
	if (rows.every((row) => row.median_dwell_days === null)) return null;
	const { columns, statistics } = timeInStage;
	const noted = isApproximate ? ` ${APPROXIMATE_NOTE}` : '';
	// One sign for the row: its cells have room for their numbers and no more.
	const sign = isApproximate ? '≈\u202f' : '';
	return {
		kind: 'spread',
		key: 'dwell',
		label: `${sign}days in stage: median, 90th percentile`,
		columns: [`${sign}median days`, `${sign}90th percentile`],
		format: format.daysShort,
		cells: Object.fromEntries(
			rows.map((row) => [
				String(row.stage_rank),
				{
					value: row.median_dwell_days,
					upper: row.p90_dwell_days,
					...(row.deals_stalled > 0 ? { note: `${format.count(row.deals_stalled)} stalled` } : {}),
					definition: `${columns.median_dwell_days.definition} With those still there, half have left after ${format.days(row.estimated_median_dwell_days)}: ${statistics.estimated_median_dwell_days.definition}${noted}`,
				},
			]),
		),
	};
}
