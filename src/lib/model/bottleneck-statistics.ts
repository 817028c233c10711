import type { Row } from '../engine/engine';
import { falseDiscovery } from '../stats/false-discovery';
import { logRankTest } from '../stats/log-rank';
import { survivalCurve, survivalQuantile } from '../stats/survival';
import type { TimeCount } from '../stats/time-count';
import { twoProportionTest } from '../stats/two-proportion';
import type { Support } from './contract';

/** Fewer deals than this on either side are compared, but not tested: the tests rest on large numbers. */
export const LEAST_TESTED = 20;

/** What the tests of one stage of one value say beside its row. */
export interface BottleneckStatistics {
	median_dwell_days: number | null;
	benchmark_median_dwell_days: number | null;
	/** First day of the four quarters whose median is the benchmark; null where other values are. */
	benchmark_dwell_from_on: string | null;
	days_at_stake: number | null;
	conversion_p: number | null;
	conversion_adjusted_p: number | null;
	is_conversion_flagged: boolean;
	dwell_p: number | null;
	dwell_adjusted_p: number | null;
	is_dwell_flagged: boolean;
	is_flagged: boolean;
	stake_rank: number | null;
	days_rank: number | null;
}

interface Place {
	stage_rank: number;
	segment: string | null;
	value: string | null;
}

type Times = TimeCount[];

const keyOf = (place: Place): string => JSON.stringify([place.stage_rank, place.segment, place.value]);
const placeOf = (row: Row): Place => ({
	stage_rank: Number(row['stage_rank']),
	segment: row['segment'] as string | null,
	value: row['value'] as string | null,
});
const timeOf = (row: Row): TimeCount => ({
	days: Number(row['days']),
	events: Number(row['events']),
	censored: Number(row['censored']),
});
const eventsOf = (times: Times): number => times.reduce((sum, { events }) => sum + events, 0);

// False discovery is controlled over the whole answer: all is tested once an answer, not once a row of it.
const known = new WeakMap<Support, Map<string, BottleneckStatistics>>();

/**
 * The statistics of the row of this stage and value, from the supporting answers `rows`, `dwells`, `values` and
 * `history` of the mart bottlenecks. Throws if one is missing.
 */
export function bottleneckStatistics(support: Support, place: Place): BottleneckStatistics {
	let all = known.get(support);
	if (!all) {
		all = testAll(support);
		known.set(support, all);
	}
	const own = all.get(keyOf(place));
	if (!own) throw new Error(`There are no statistics of ${keyOf(place)}.`);
	return own;
}

function answer(support: Support, name: string): readonly Row[] {
	const rows = support[name];
	if (!rows) throw new Error(`The tests of bottlenecks ask for ${name}, which the mart does not provide.`);
	return rows;
}

function testAll(support: Support): Map<string, BottleneckStatistics> {
	const rows = answer(support, 'rows');
	const dwells = dwellsByPlace(answer(support, 'dwells'), answer(support, 'values'));
	const years = fastestYears(answer(support, 'history'));
	const tested = rows.map((row) => {
		const place = placeOf(row);
		const own = dwells.own(place);
		const year = place.segment === null ? years.get(place.stage_rank) : undefined;
		const others = place.segment === null ? (year?.times ?? []) : dwells.others(place);
		return { row, place, conversion: testConversion(row), ...compareDwell(own, others), year };
	});
	const conversionCount = tested.length;
	const discoveries = falseDiscovery([
		...tested.map(({ conversion }) => conversion?.p ?? null),
		...tested.map(({ dwell }) => dwell?.p ?? null),
	]);
	const flagged = tested.map((one, index) => ({
		...one,
		adjusted: discoveries[index]?.adjusted_p ?? null,
		dwellAdjusted: discoveries[conversionCount + index]?.adjusted_p ?? null,
		isConversionFlagged: (one.conversion?.z ?? 0) < 0 && discoveries[index]?.is_significant === true,
		isDwellFlagged:
			one.dwell?.isSlower === true && discoveries[conversionCount + index]?.is_significant === true,
		daysAtStake:
			one.median === null || one.benchmark === null
				? null
				: Number(one.row['deals_moved_on']) * (one.median - one.benchmark),
	}));
	const stakeRanks = ranksOf(
		flagged.map(({ row, isConversionFlagged }) =>
			isConversionFlagged ? (row['won_at_stake_amount'] as number | null) : null,
		),
	);
	const daysRanks = ranksOf(
		flagged.map(({ isDwellFlagged, daysAtStake }) => (isDwellFlagged ? daysAtStake : null)),
	);
	return new Map(
		flagged.map((one, index) => [
			keyOf(one.place),
			{
				median_dwell_days: one.median,
				benchmark_median_dwell_days: one.benchmark,
				benchmark_dwell_from_on: one.year?.from ?? null,
				days_at_stake: one.daysAtStake,
				conversion_p: one.conversion?.p ?? null,
				conversion_adjusted_p: one.adjusted,
				is_conversion_flagged: one.isConversionFlagged,
				dwell_p: one.dwell?.p ?? null,
				dwell_adjusted_p: one.dwellAdjusted,
				is_dwell_flagged: one.isDwellFlagged,
				is_flagged: one.isConversionFlagged || one.isDwellFlagged,
				stake_rank: stakeRanks[index] ?? null,
				days_rank: daysRanks[index] ?? null,
			},
		]),
	);
}

function testConversion(row: Row): { z: number; p: number } | null {
	const [on, dropped] = [Number(row['deals_moved_on']), Number(row['deals_dropped'])];
	const otherOn = Number(row['benchmark_deals_moved_on']);
	const otherDropped = Number(row['benchmark_deals_dropped']);
	if (Math.min(on + dropped, otherOn + otherDropped) < LEAST_TESTED) return null;
	return twoProportionTest(on, on + dropped, otherOn, otherOn + otherDropped);
}

function compareDwell(own: Times, others: Times) {
	const isTested = Math.min(eventsOf(own), eventsOf(others)) >= LEAST_TESTED;
	const test = isTested ? logRankTest([own, others]) : null;
	const [seen] = test?.groups ?? [];
	return {
		median: survivalQuantile(survivalCurve(own), 0.5),
		benchmark: survivalQuantile(survivalCurve(others), 0.5),
		// Fewer have left than if all left at one pace: they stay longer.
		dwell: test && seen ? { p: test.p, isSlower: seen.observed < seen.expected } : null,
	};
}

/** Places 1, 2, … of the values, greatest first, equal ones alike; null has none. */
function ranksOf(values: readonly (number | null)[]): (number | null)[] {
	return values.map((value) =>
		value === null ? null : 1 + values.filter((other) => other !== null && other > value).length,
	);
}

/** The stays of each place and of its others, from stays that carry the codes of all asked segments. */
function dwellsByPlace(dwells: readonly Row[], values: readonly Row[]) {
	const places = new Map<string, { place: number; code: string }>();
	for (const row of values) {
		places.set(JSON.stringify([row['segment'], row['value']]), {
			place: Number(row['place']),
			code: String(row['value_code']),
		});
	}
	const byStage = new Map<number, { codes: string[]; time: TimeCount }[]>();
	for (const row of dwells) {
		const stage = Number(row['stage_rank']);
		const stays = byStage.get(stage) ?? [];
		if (stays.length === 0) byStage.set(stage, stays);
		stays.push({ codes: String(row['value_codes']).split(' '), time: timeOf(row) });
	}
	const pick = ({ stage_rank, segment, value }: Place, isOwn: boolean): Times => {
		const stays = byStage.get(stage_rank) ?? [];
		if (segment === null) return stays.map(({ time }) => time);
		const found = places.get(JSON.stringify([segment, value]));
		if (!found) throw new Error(`No code stands for ${String(value)} of ${segment}.`);
		return stays
			.filter(({ codes }) => {
				const code = codes[found.place] ?? '-';
				return isOwn ? code === found.code : code !== '-' && code !== found.code;
			})
			.map(({ time }) => time);
	};
	return { own: (place: Place) => pick(place, true), others: (place: Place) => pick(place, false) };
}

/** Of each stage, the four quarters in a row with the shortest median, of at least 20 stays that ended; latest if equal. */
function fastestYears(history: readonly Row[]): Map<number, { from: string; median: number; times: Times }> {
	const spans = new Map<string, { stage: number; from: string; times: Times }>();
	for (const row of history) {
		const [stage, from] = [Number(row['stage_rank']), String(row['from_on'])];
		const key = `${stage} ${from}`;
		const span = spans.get(key) ?? { stage, from, times: [] };
		if (span.times.length === 0) spans.set(key, span);
		span.times.push(timeOf(row));
	}
	const fastest = new Map<number, { from: string; median: number; times: Times }>();
	// In order of time, so that of equal spans the latest stays.
	for (const { stage, from, times } of [...spans.values()].sort((a, b) => (a.from < b.from ? -1 : 1))) {
		if (eventsOf(times) < LEAST_TESTED) continue;
		const median = survivalQuantile(survivalCurve(times), 0.5);
		const best = fastest.get(stage);
		if (median !== null && (!best || median <= best.median)) fastest.set(stage, { from, median, times });
	}
	return fastest;
}
