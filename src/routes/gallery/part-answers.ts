import type { Day } from '$lib/base/day';
import type { AnyMart, RowOf } from '$lib/model/contract';
import { basisBridge } from '$lib/model/marts/basis-bridge';
import { bottlenecks } from '$lib/model/marts/bottlenecks';
import { conversionTrend } from '$lib/model/marts/conversion-trend';
import { evidence } from '$lib/model/marts/evidence';
import { forecast } from '$lib/model/marts/forecast';
import { forecastAccuracy } from '$lib/model/marts/forecast-accuracy';
import { funnel } from '$lib/model/marts/funnel';
import { funnelBySegment } from '$lib/model/marts/funnel-by-segment';
import { headline } from '$lib/model/marts/headline';
import { paths } from '$lib/model/marts/paths';
import { stageMoves } from '$lib/model/marts/stage-moves';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { timeToConvert } from '$lib/model/marts/time-to-convert';
import type { Source } from '$lib/session/source';
import type { Told } from '$lib/share/snapshot';
import type { Stake } from '$lib/view/overview/stakes';
import { blankRow } from './blank-row';
import { CATALOG } from './catalog';
import { wilson } from './rate-stories';

/** A source of invented answers by mart; of all others nothing is known. */
function answering(answers: Record<string, readonly object[]>): Source {
	return {
		kind: 'live',
		catalog: CATALOG,
		read: <M extends AnyMart>(mart: M) => Promise.resolve([...(answers[mart.name] ?? [])] as RowOf<M>[]),
		explain: (mart) => mart.sql,
	};
}

const [LEAD = '', LONG = '', OFFER = ''] = CATALOG.stages.map(({ label }) => label);
const STAGES = [LEAD, LONG, OFFER];

/** So many reached each stage and left it on: the rest dropped, but for some that are still there. */
function flow(index: number, reached: number, moved: number, open: number, price: number) {
	const dropped = reached - moved - open;
	const share = (part: number, of: number) => (of > 0 ? part / of : null);
	const interval = wilson(moved, moved + dropped);
	return {
		stage_rank: index + 1,
		stage: STAGES[index] ?? '',
		deals_reached: reached,
		reached_amount: reached * price,
		deals_moved_on: moved,
		moved_on_amount: moved * price,
		deals_dropped: dropped,
		dropped_amount: dropped * price,
		deals_open: open,
		open_amount: open * price,
		resolved_ratio: share(moved, moved + dropped),
		resolved_amount_ratio: share(moved, moved + dropped),
		so_far_ratio: share(moved, reached),
		so_far_amount_ratio: share(moved, reached),
		resolved_low_ratio: interval?.low ?? null,
		resolved_high_ratio: interval?.high ?? null,
	};
}

const PRICE = 24_600;
const FLOW = [
	[1_204_512, 801_000, 12_000],
	[801_000, 402_118, 96_400],
	[402_118, 6, 402_101],
] as const;

const FUNNEL = FLOW.map(([reached, moved, open], index) =>
	blankRow(funnel, flow(index, reached, moved, open, PRICE)),
);

const VALUES = [
	{ value: 'Ann Lee', counts: FLOW, price: PRICE },
	// A credit: what is worth less than nothing.
	{
		value: 'Maximiliane Alexandra von Hohenstein-Schwarzenfels',
		counts: [[1, 0, 1] as const],
		price: -2_400,
	},
	{ value: null, counts: [[12, 6, 2] as const, [6, 0, 6] as const], price: 0 },
	{ value: 'ليلى حداد', counts: [[40, 31, 0] as const, [31, 8, 3] as const], price: 9_870_000_000 },
];
const SPLIT = VALUES.flatMap(({ value, counts, price }) =>
	counts.map(([reached, moved, open], index) =>
		blankRow(funnelBySegment, { value, ...flow(index, reached, moved, open, price) }),
	),
);

const way = (
	place: number,
	path: string | null,
	deals: number,
	won: number,
	lost: number,
	amount: number,
) => {
	const interval = wilson(won, won + lost);
	return blankRow(paths, {
		place,
		path,
		deals,
		deals_won: won,
		deals_lost: lost,
		deals_open: deals - won - lost,
		win_ratio: won + lost > 0 ? won / (won + lost) : null,
		win_low_ratio: interval?.low ?? null,
		win_high_ratio: interval?.high ?? null,
		deals_with_cycle: won + lost,
		median_cycle_days: won + lost > 0 ? 61 : null,
		total_amount: amount,
		won_amount: won > 0 ? amount / 2 : 0,
		open_amount: amount / 2,
		share_ratio: deals / 1_204_512,
	});
};
const PATHS = [
	way(1, `${LEAD} → ${LONG} → ${OFFER}`, 801_000, 402_118, 301_000, 9_870_000_000_000),
	way(2, `${LEAD} → ${OFFER} → ${LEAD} → ${OFFER}`, 12, 6, 2, -18_250),
	way(3, `${OFFER}`, 3, 0, 0, 0),
	way(4, null, 1, 0, 1, 100),
];

const DAYS = [0, 14, 28, 42, 56, 70, 84];
const TIMES = DAYS.map((from, index) =>
	blankRow(timeToConvert, {
		span_number: index + 1,
		from_days: from,
		before_days: DAYS[index + 1] ?? null,
		deals: [4, 96, 1_204, 311, 28, 0, 7][index] ?? 0,
		deals_converted: 1_650,
		deals_waiting: 41,
		median_days: 36,
		median_low_days: 35,
		median_high_days: 37,
		p90_days: 54,
		p90_low_days: 52,
		p90_high_days: null,
	}),
);

const STAYS = STAGES.map((stage, index) =>
	blankRow(timeInStage, {
		stage_rank: index + 1,
		stage,
		deals_entered: FLOW[index]?.[0] ?? 0,
		...(index === 2
			? { deals_running: 402_101, estimated_median_dwell_days: null }
			: {
					deals_completed: 801_000,
					median_dwell_days: 9 + index,
					p75_dwell_days: 18,
					p90_dwell_days: 400,
					estimated_median_dwell_days: 12,
					estimated_median_low_days: 11,
					estimated_median_high_days: 14,
					deals_running: 12_000,
					deals_stalled: 311,
					stalled_after_days: 400,
				}),
	}),
);
const MOVES = [
	[2, 1, 12_041, 0.02],
	[3, 1, 1, 0.0001],
	[3, 2, 311, 0.4],
].map(([from = 0, to = 0, moved = 0, share = 0]) =>
	blankRow(stageMoves, {
		stage_rank: from,
		stage: STAGES[from - 1] ?? '',
		to_rank: to,
		to_stage: STAGES[to - 1] ?? '',
		move: 'back',
		visits_moved: moved,
		deals_moved: moved,
		moved_amount: -moved * PRICE,
		visits_in_stage: Math.round(moved / share),
		share_ratio: share,
		share_low_ratio: share / 2,
		share_high_ratio: Math.min(1, share * 1.5),
		median_stayed_days: 12,
	}),
);

const MONTHS = ['2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10'];
const PERIODS = STAGES.flatMap((stage, index) =>
	MONTHS.slice(0, -1).map((month, place) => {
		const n = index === 2 ? 0 : 480 - 90 * place;
		const moved = Math.round(n * 0.61);
		const interval = wilson(moved, n);
		return blankRow(conversionTrend, {
			stage_rank: index + 1,
			stage,
			period_on: `${month}-01`,
			period_ends_on: `${MONTHS[place + 1]}-01`,
			horizon_days: 27,
			is_partial: place === 4,
			is_immature: place >= 3,
			deals_entered: n,
			deals_moved_on: moved,
			deals_dropped: n - moved,
			resolved_ratio: n > 0 ? moved / n : null,
			resolved_low_ratio: interval?.low ?? null,
			resolved_high_ratio: interval?.high ?? null,
		});
	}),
);

const BRIDGE = [
	blankRow(basisBridge, {
		measure: 'win',
		deals_in_cohort: 1_204,
		deals_cohort_moved_on: 402,
		deals_cohort_dropped: 601,
		deals_cohort_open: 201,
		cohort_ratio: 402 / 1003,
		deals_carried_in_moved_on: 51,
		deals_activity_moved_on: 453,
		deals_activity_dropped: 601,
		activity_ratio: 453 / 1054,
		difference_ratio: 453 / 1054 - 402 / 1003,
	}),
];

const HEADLINES = [
	blankRow(headline, {
		deals_won: 402_118,
		deals_lost: 801_000,
		won_amount: 9_870_000_000_000,
		win_ratio: 402_118 / 1_203_118,
		win_low_ratio: 0.333,
		win_high_ratio: 0.335,
		deals_won_with_amount: 402_000,
		average_won_amount: 24_600_000,
		median_won_amount: 18_000_000,
		deals_won_with_cycle: 402_118,
		average_won_cycle_days: 74.2,
		median_won_cycle_days: 61,
		deals_in_play: 1_204_512,
		velocity_amount_per_day: 132_000_000_000,
		deals_open: 12,
		open_amount: -18_250,
		currency: 'EUR',
	}),
	blankRow(headline, { currency: 'EUR' }),
] as const;

const EVIDENCE = [
	blankRow(evidence, { evidence: 'history', deals: 1_204_511 }),
	blankRow(evidence, { evidence: 'current_stage', deals: 1, deals_unknown: 1 }),
];

const coming = blankRow(forecast, {
	period_on: '2026-10-01',
	from_on: '2026-10-01',
	to_on: '2027-01-01',
	now_on: '2026-09-30' as Day,
	deals_won: 1,
	won_amount: -18_250,
	deals_open: 413,
	open_amount: 9_870_000_000,
	deals_due: 95,
	due_amount: 2_340_000_000,
	open_expected_amount: 1_060_000_000,
	to_come_expected_amount: 480_000_000,
	expected_amount: 1_540_000_000,
	p10_amount: 1_210_000_000,
	p90_amount: 1_930_000_000,
	forecasts_behind: 33,
});
/** A forecast, and a period of which nothing can be forecast. */
const COMING = [
	coming,
	blankRow(forecast, {
		...coming,
		expected_amount: null,
		p10_amount: null,
		p90_amount: null,
		thin_reason: 'fewer than 20 deals have left their stages',
	}),
];
const RECORD = [
	blankRow(forecastAccuracy, {
		method: 'model',
		forecasts: 33,
		error_ratio: 0.17,
		bias_ratio: -0.03,
		inside_ratio: 0.82,
		inside_low_ratio: 0.66,
		inside_high_ratio: 0.91,
	}),
	blankRow(forecastAccuracy, { method: 'stage_weighted', forecasts: 33, error_ratio: 0.29 }),
];

const stake = (row: Partial<RowOf<typeof bottlenecks>>, by: Stake['by']): Stake => ({
	row: blankRow(bottlenecks, { stage_rank: 2, stage: LONG, ...row }),
	by,
	pick: { rank: row.stage_rank ?? 2, bucket: by === 'conversion' ? 'dropped' : 'running' },
	filter: null,
});
const STAKES: Stake[] = [
	stake(
		{
			segment: 'owner',
			segment_label: 'Opportunity Owner',
			value: 'Maximiliane Alexandra von Hohenstein-Schwarzenfels',
			deals_moved_on: 402,
			deals_dropped: 260,
			resolved_ratio: 0.607,
			resolved_low_ratio: 0.57,
			resolved_high_ratio: 0.644,
			benchmark_ratio: 0.71,
			benchmark_deals_moved_on: 7_100,
			benchmark_deals_dropped: 2_900,
			won_at_stake_amount: 9_870_000_000,
			is_conversion_flagged: true,
			is_dwell_flagged: true,
			days_at_stake: 3_120,
		},
		'conversion',
	),
	stake(
		{
			deals_moved_on: 12,
			deals_dropped: 31,
			resolved_ratio: 0.28,
			benchmark_ratio: 0.5,
			won_at_stake_amount: 0,
		},
		'conversion',
	),
	stake(
		{
			stage_rank: 3,
			stage: OFFER,
			segment: 'owner',
			segment_label: 'Opportunity Owner',
			value: 'ليلى حداد',
			deals_completed: 41,
			deals_running: 12,
			median_dwell_days: 31,
			benchmark_median_dwell_days: 12,
			is_dwell_flagged: true,
			days_at_stake: 1_204,
		},
		'time',
	),
];

/** What a place knows of one scope. */
export interface Answers {
	source: Source;
	funnel: typeof FUNNEL;
	numbers: RowOf<typeof headline>;
	evidence: typeof EVIDENCE;
	/** Undefined while it is asked. */
	coming: RowOf<typeof forecast> | undefined;
	record: typeof RECORD;
	stakes: Stake[];
	told: Told | null;
}

/** A scope of all sorts: long and foreign names, huge and negative amounts, what is not known. */
export const full: Answers = {
	source: answering({
		paths: PATHS,
		time_to_convert: TIMES,
		time_in_stage: STAYS,
		stage_moves: MOVES,
		conversion_trend: PERIODS,
		funnel_by_segment: SPLIT,
		basis_bridge: BRIDGE,
	}),
	funnel: FUNNEL,
	numbers: HEADLINES[0],
	evidence: EVIDENCE,
	coming: COMING[0],
	record: RECORD,
	stakes: STAKES,
	told: {
		headline: [
			{ text: 'Win rate fell ' },
			{ text: '4.1 points', tone: 'bad' },
			{ text: ' to 22.8 %. Two thirds of it is ' },
			{ text: LONG, tone: 'bad' },
			{ text: ', worth about €9.87 B of won value.' },
		],
		evidence: ['1,284 closed', 'interval 20.6–25.1 %', 'significant after correction for 42 comparisons'],
		isRateChanged: true,
		isTested: true,
	},
};

/** A scope with one deal: nothing can be tested, and nothing forecast. */
export const single: Answers = {
	source: answering({
		paths: PATHS.slice(2, 3),
		time_to_convert: TIMES.slice(0, 1).map((row) => ({
			...row,
			deals: 1,
			deals_converted: 1,
			deals_waiting: 0,
			median_days: 3,
			median_low_days: null,
			median_high_days: null,
			p90_days: 3,
			p90_low_days: null,
		})),
		time_in_stage: STAYS.slice(0, 1),
		stage_moves: MOVES.slice(1, 2),
		conversion_trend: PERIODS.slice(0, 1),
		funnel_by_segment: SPLIT.filter(({ deals_reached }) => deals_reached === 1),
		basis_bridge: BRIDGE,
	}),
	funnel: FUNNEL.slice(0, 1),
	numbers: HEADLINES[1],
	evidence: EVIDENCE.slice(1),
	coming: COMING[1],
	record: [],
	stakes: STAKES.slice(1, 2),
	told: {
		headline: [{ text: 'Win rate is 100 %.' }],
		evidence: ['1 closed'],
		isRateChanged: false,
		isTested: false,
	},
};

/** A scope without a deal, or one that is not answered yet. */
export const empty: Answers = {
	source: answering({}),
	funnel: [],
	numbers: HEADLINES[1],
	evidence: [],
	coming: undefined,
	record: [],
	stakes: [],
	told: null,
};
