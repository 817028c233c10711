import { wilsonInterval } from '../../stats/interval';
import { bottleneckStatistics } from '../bottleneck-statistics';
import { amount, days, deals, flag, ratio, stageColumns } from '../columns';
import { defineMart } from '../contract';
import scopeSql from '../macros/scope.sql?raw';
import basisDwells from '../parts/basis_dwells.sql?raw';
import dwells from '../parts/bottleneck_dwells.sql?raw';
import history from '../parts/bottleneck_history.sql?raw';
import values from '../parts/bottleneck_values.sql?raw';
import years from '../parts/bottleneck_years.sql?raw';
import scorecardSteps from '../parts/scorecard_steps.sql?raw';
import quarterResolvedActivity from '../parts/quarter_resolved_activity.sql?raw';
import quarterResolvedCohort from '../parts/quarter_resolved_cohort.sql?raw';
import quarterDwells from '../parts/quarter_dwells.sql?raw';
import quarterDwellsOfBins from '../parts/quarter_dwells_of_bins.sql?raw';
import scopeSegments from '../parts/scope_segments.sql?raw';
import trailingYears from '../parts/trailing_years.sql?raw';
import valueDwells from '../parts/value_dwells.sql?raw';
import valueDwellsOfBins from '../parts/value_dwells_of_bins.sql?raw';
import valueOutcomes from '../parts/value_outcomes.sql?raw';
import valueResolvedActivity from '../parts/value_resolved_activity.sql?raw';
import valueResolvedCohort from '../parts/value_resolved_cohort.sql?raw';
import { valueSets } from '../value-sets';
import sql from './bottlenecks.sql?raw';

const day = (definition: string) => ({ type: 'date', unit: 'day', nullable: true, definition }) as const;
const maybe = <U extends 'amount' | 'ratio_change' | 'probability'>(unit: U, definition: string) =>
	({ type: 'number', unit, nullable: true, definition }) as const;
const rank = (definition: string) => ({ type: 'integer', unit: 'key', nullable: true, definition }) as const;
const label = (definition: string) => ({ type: 'text', unit: 'label', nullable: true, definition }) as const;

/** The greatest p is multiplied and divided by the number of tests, which may cost its last bit. */
const ROUNDING = 1e-12;

/** Metrics §6: what each stage costs against its benchmark, and whether that is more than chance. */
export const bottlenecks = defineMart({
	name: 'bottlenecks',
	question: 'What costs us most?',
	grain:
		'one stage, of all deals (segment is null) or of one named value of a segment; most won value at stake first',
	population: 'basis',
	params: {
		segment: {
			type: 'text',
			nullable: true,
			definition:
				'Key of a segment, e.g. owner; null takes every segment of 2 to 12 values and each stage of all deals.',
		},
	},
	columns: {
		...stageColumns,
		segment: label('Key of the segment; null is all deals.'),
		segment_label: label('The segment as the export heads it; null is all deals.'),
		value: label('Value of the segment; null is all deals. Deals with a blank value are in no row.'),
		deals_moved_on: deals(
			'Deals that passed the stage: entered a later one, or were won. Activity basis: in the window.',
		),
		deals_dropped: deals(
			'Lost deals whose furthest stage is this one. Activity basis: closed in the window.',
		),
		resolved_ratio: ratio('Actual resolved conversion: moved on ÷ (moved on + dropped).'),
		benchmark_deals_moved_on: deals(
			'Moved on in the benchmark: all other named values of the segment; for all deals, the four whole quarters in a row in which the stage converted best (at least 20 deals), in all data of the filters. None where the benchmark is a target.',
		),
		benchmark_deals_dropped: deals('Dropped in the benchmark.'),
		benchmark_ratio: ratio(
			'Resolved conversion of the benchmark: the target where one is set; null where there is none.',
		),
		benchmark_from_on: day('First day of the four quarters that are the benchmark of all deals.'),
		benchmark_to_on: day('First day after them.'),
		target_ratio: ratio(
			'What the team has set for the stage’s conversion, or 1 − what it has set for the share that drops: the benchmark of all rows of the stage. Null where neither is set.',
		),
		target_median_days: days(
			'What the team has set for the median days in the stage: the benchmark of the time of all its rows. Null where nothing is set.',
		),
		resolved_difference_ratio: maybe('ratio_change', 'Actual less benchmark.'),
		won_amount: amount(
			'Won value of the row’s deals. Cohort basis: of those started in the window; activity basis: closed in it.',
		),
		won_at_stake_amount: maybe(
			'amount',
			'Won value at stake: won value × (benchmark ÷ actual resolved conversion − 1), all other stages unchanged. Negative where the stage does better than the benchmark; null where nothing moved on.',
		),
		deals_completed: deals('Deals that were in the stage and have left it: the events of the dwell curve.'),
		deals_running: deals(
			'Deals that are in the stage now: the censored ones of the dwell curve. Activity basis: those that first came before the end of the window.',
		),
	},
	statistics: {
		resolved_low_ratio: ratio('Lower end of the 95 % Wilson interval of resolved conversion.'),
		resolved_high_ratio: ratio('Upper end of the 95 % Wilson interval of resolved conversion.'),
		median_dwell_days: days(
			'Kaplan–Meier median of dwell over completed and running stays; null if the curve never gets there.',
		),
		benchmark_median_dwell_days: days(
			'The same of the benchmark: the target where one is set, else all other named values; for all deals, the four whole quarters in a row with the shortest median (at least 20 completed stays).',
		),
		benchmark_dwell_from_on: day('First day of those four quarters.'),
		days_at_stake: days('Days at stake: deals that passed × (median − benchmark median).'),
		conversion_p: maybe(
			'probability',
			'Two-sided p of the two-proportion z-test against the benchmark, of the one-proportion z-test against a target; null under 20 deals on either side.',
		),
		conversion_adjusted_p: maybe(
			'probability',
			'The same after Benjamini–Hochberg over every test of this answer, of conversion and of time.',
		),
		is_conversion_flagged: flag(
			'Converts significantly worse than the benchmark at a false-discovery rate of 5 %.',
		),
		dwell_p: maybe(
			'probability',
			'p of the log-rank test against the benchmark; against a target of whether the curve is at a half by then (Brookmeyer and Crowley). Null under 20 completed stays on either side.',
		),
		dwell_adjusted_p: maybe(
			'probability',
			'The same after Benjamini–Hochberg over every test of this answer.',
		),
		is_dwell_flagged: flag(
			'Deals stay significantly longer than in the benchmark at a false-discovery rate of 5 %.',
		),
		is_flagged: flag('A bottleneck: flagged by conversion or by time.'),
		stake_rank: rank('Place by won value at stake among rows flagged by conversion, greatest first.'),
		days_rank: rank('Place by days at stake among rows flagged by time, greatest first.'),
	},
	derive: (row, support) => {
		const interval = wilsonInterval(row.deals_moved_on, row.deals_moved_on + row.deals_dropped);
		return {
			resolved_low_ratio: interval?.low ?? null,
			resolved_high_ratio: interval?.high ?? null,
			...bottleneckStatistics(support, row),
		};
	},
	support: { rows: sql, dwells, values, history, years },
	checks: [
		{
			sentence: 'only what is worse than its benchmark is flagged',
			holds: (row) => !row.is_conversion_flagged || (row.resolved_difference_ratio ?? 0) < 0,
		},
		{
			sentence: 'flagged is flagged by conversion or by time',
			holds: (row) => row.is_flagged === (row.is_conversion_flagged || row.is_dwell_flagged),
		},
		{
			sentence: 'a value and its benchmark make the same whole in each stage',
			holds: (row, rows) => {
				const other = rows.find((one) => one.segment === row.segment && one.stage_rank === row.stage_rank);
				return (
					row.segment === null ||
					row.target_ratio !== null ||
					other === undefined ||
					other.deals_moved_on + other.benchmark_deals_moved_on ===
						row.deals_moved_on + row.benchmark_deals_moved_on
				);
			},
		},
		{
			sentence: 'value is at stake exactly where there is a benchmark and something moved on',
			holds: (row) =>
				(row.won_at_stake_amount !== null) === (row.benchmark_ratio !== null && row.deals_moved_on > 0),
		},
		{
			sentence: 'correction never makes a difference surer',
			holds: (row) =>
				(row.conversion_adjusted_p ?? 1) >= (row.conversion_p ?? 0) - ROUNDING &&
				(row.dwell_adjusted_p ?? 1) >= (row.dwell_p ?? 0) - ROUNDING,
		},
	],
	shareable: true,
	sql,
	approximate: [
		'median_dwell_days',
		'benchmark_median_dwell_days',
		'benchmark_dwell_from_on',
		'days_at_stake',
		'conversion_adjusted_p',
		'is_conversion_flagged',
		'dwell_p',
		'dwell_adjusted_p',
		'is_dwell_flagged',
		'is_flagged',
		'stake_rank',
		'days_rank',
	],
	compiled: ({ segment }, catalog) => valueSets(catalog, typeof segment === 'string' ? segment : null),
	relations: ({ basis }, precision) => ({
		asked_segments: '$asked_list',
		history: { inline: scopeSql.replaceAll('$windowed', 'false') },
		trailing_years: trailingYears,
		value_outcomes: valueOutcomes,
		value_resolved: basis === 'cohort' ? valueResolvedCohort : valueResolvedActivity,
		quarter_resolved: basis === 'cohort' ? quarterResolvedCohort : quarterResolvedActivity,
		basis_dwells: basisDwells,
		scope_segments: scopeSegments,
		scorecard_steps: scorecardSteps,
		value_dwells: precision === 'binned' ? valueDwellsOfBins : valueDwells,
		quarter_dwells: precision === 'binned' ? quarterDwellsOfBins : quarterDwells,
	}),
});
