import type { Row } from '../engine/engine';
import { falseDiscovery } from '../stats/false-discovery';
import { logRankTest } from '../stats/log-rank';
import { oneProportionTest, quantileTest } from '../stats/one-sample';
import { oneVersusRest, type GroupedTime, type OneVersusRest } from '../stats/one-versus-rest';
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
	/** First day of the four quarters whose median is the benchmark; null where other values are, or a target is. */
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
 * The statistics of the row of this stage and value, from the supporting answers `rows`, `dwells`, `values`,
 * `history` and `years` of the mart bottlenecks. Throws if one is missing.
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
	const segments = segmentsOf(answer(support, 'values'));
	const stays = staysByStage(answer(support, 'dwells'), segments);
	const compareValue = valueComparer(stays, segments);
	const timesOf = timesFinder(stays, segments);
	const years = fastestYears(answer(support, 'history'), answer(support, 'years'));
	const tested = rows.map((row) => {
		const place = placeOf(row);
		const year = place.segment === null ? years.get(place.stage_rank) : undefined;
		const target = row['target_median_days'] as number | null;
		const dwell =
			target !== null
				? compareTarget(timesOf(place), target)
				: place.segment === null
					? compareYear(timesOf(place), year)
					: compareValue(place);
		return {
			row,
			place,
			conversion: testConversion(row),
			...dwell,
			year: target === null ? year : undefined,
		};
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
	const target = row['target_ratio'] as number | null;
	if (target !== null)
		return on + dropped < LEAST_TESTED ? null : oneProportionTest(on, on + dropped, target);
	const otherOn = Number(row['benchmark_deals_moved_on']);
	const otherDropped = Number(row['benchmark_deals_dropped']);
	if (Math.min(on + dropped, otherOn + otherDropped) < LEAST_TESTED) return null;
	return twoProportionTest(on, on + dropped, otherOn, otherOn + otherDropped);
}

/** Medians of dwell, and the test of the two curves; null where too few have left on either side. */
interface DwellComparison {
	median: number | null;
	benchmark: number | null;
	dwell: { p: number; isSlower: boolean } | null;
}

/** Fewer have left than if all left at one pace: they stay longer. */
const isSlower = ({ observed, expected }: { observed: number; expected: number }) => observed < expected;

function compareYear(own: Times, year: FastestYear | undefined): DwellComparison {
	const others = year?.times ?? [];
	const isTested = Math.min(eventsOf(own), eventsOf(others)) >= LEAST_TESTED;
	const test = isTested ? logRankTest([own, others]) : null;
	const [seen] = test?.groups ?? [];
	return {
		median: survivalQuantile(survivalCurve(own), 0.5),
		benchmark: year?.median ?? null,
		dwell: test && seen ? { p: test.p, isSlower: isSlower(seen) } : null,
	};
}

function compareTarget(own: Times, target: number): DwellComparison {
	const curve = survivalCurve(own);
	const test = eventsOf(own) >= LEAST_TESTED ? quantileTest(curve, 0.5, target) : null;
	return {
		median: survivalQuantile(curve, 0.5),
		benchmark: target,
		dwell: test && { p: test.p, isSlower: test.isLater },
	};
}

/** Places 1, 2, … of the values, greatest first, equal ones alike; null has none. */
function ranksOf(values: readonly (number | null)[]): (number | null)[] {
	return values.map((value) =>
		value === null ? null : 1 + values.filter((other) => other !== null && other > value).length,
	);
}

/** An asked segment: its values are groups, numbered from 0. */
interface AskedSegment {
	/** Its place among the asked ones. */
	place: number;
	groups: Map<string, number>;
	groupOfCode: Map<number, number>;
}

function segmentsOf(values: readonly Row[]): Map<string, AskedSegment> {
	const segments = new Map<string, AskedSegment>();
	for (const row of values) {
		const name = String(row['segment']);
		const segment = segments.get(name) ?? {
			place: Number(row['place']),
			groups: new Map(),
			groupOfCode: new Map(),
		};
		segments.set(name, segment);
		segment.groupOfCode.set(Number(row['value_code']), segment.groups.size);
		segment.groups.set(String(row['value']), segment.groups.size);
	}
	return segments;
}

/** The stays in one stage: of all deals, and of those with a named value of a segment, by the segment's place. */
interface Stays {
	ofAll: TimeCount[];
	ofValues: GroupedTime[][];
}

function staysByStage(
	dwells: readonly Row[],
	segments: ReadonlyMap<string, AskedSegment>,
): Map<number, Stays> {
	const groupOfCode = new Array<Map<number, number>>();
	for (const segment of segments.values()) groupOfCode[segment.place] = segment.groupOfCode;
	const byStage = new Map<number, Stays>();
	for (const row of dwells) {
		const stage = Number(row['stage_rank']);
		let stays = byStage.get(stage);
		if (!stays) {
			stays = { ofAll: [], ofValues: groupOfCode.map(() => []) };
			byStage.set(stage, stays);
		}
		const { days, events, censored } = timeOf(row);
		const place = row['place'];
		if (typeof place === 'number' && place >= 0) {
			const group = groupOfCode[place]?.get(Number(row['value_code']));
			if (group !== undefined) stays.ofValues[place]?.push({ days, events, censored, group });
			continue;
		}
		stays.ofAll.push({ days, events, censored });
		if (typeof place === 'number') continue;
		// One row tells of all its values.
		for (const [at, code] of String(row['value_codes']).split(' ').entries()) {
			const group = code === '' ? undefined : groupOfCode[at]?.get(Number(code));
			if (group !== undefined) stays.ofValues[at]?.push({ days, events, censored, group });
		}
	}
	return byStage;
}

/** The segment of a row, and the number of its value in it. */
function groupOf(segments: ReadonlyMap<string, AskedSegment>, { segment, value }: Place) {
	const asked = segments.get(segment ?? '');
	const group = asked?.groups.get(value ?? '');
	if (!asked || group === undefined) throw new Error(`No code stands for ${value} of ${segment}.`);
	return { asked, group };
}

/** Finds the stays of a place; those of a stage and segment are parted by value once, as there may be many values. */
function timesFinder(
	stays: ReadonlyMap<number, Stays>,
	segments: ReadonlyMap<string, AskedSegment>,
): (place: Place) => Times {
	const parted = new Map<string, GroupedTime[][]>();
	return (place) => {
		const own = stays.get(place.stage_rank);
		if (place.segment === null) return own?.ofAll ?? [];
		const { asked, group } = groupOf(segments, place);
		const key = `${place.stage_rank} ${place.segment}`;
		let byGroup = parted.get(key);
		if (!byGroup) {
			byGroup = Array.from({ length: asked.groups.size }, () => []);
			for (const time of own?.ofValues[asked.place] ?? []) byGroup[time.group]?.push(time);
			parted.set(key, byGroup);
		}
		return byGroup[group] ?? [];
	};
}

/** Compares the stays of a value with those of all other named values of its segment, all values of a stage at once. */
function valueComparer(
	stays: ReadonlyMap<number, Stays>,
	segments: ReadonlyMap<string, AskedSegment>,
): (place: Place) => DwellComparison {
	const done = new Map<string, OneVersusRest[]>();
	return (place) => {
		const { stage_rank, segment, value } = place;
		const { asked, group } = groupOf(segments, place);
		const key = `${stage_rank} ${segment}`;
		let answers = done.get(key);
		if (!answers) {
			answers = oneVersusRest(stays.get(stage_rank)?.ofValues[asked.place] ?? [], asked.groups.size);
			done.set(key, answers);
		}
		const own = answers[group];
		if (!own) throw new Error(`There are no stays of ${value} of ${segment}.`);
		const isTested = Math.min(own.events, own.rest_events) >= LEAST_TESTED && own.log_rank !== null;
		return {
			median: own.median,
			benchmark: own.rest_median,
			dwell: isTested && own.log_rank ? { p: own.log_rank.p, isSlower: isSlower(own.log_rank) } : null,
		};
	};
}

interface FastestYear {
	from: string;
	median: number;
	times: Times;
}

/** Of each stage, the four quarters in a row with the shortest median, of at least 20 stays that ended; latest if equal. */
function fastestYears(history: readonly Row[], years: readonly Row[]): Map<number, FastestYear> {
	const byStage = new Map<number, (TimeCount & { quarter: string })[]>();
	for (const row of history) {
		const stage = Number(row['stage_rank']);
		const stays = byStage.get(stage) ?? [];
		if (stays.length === 0) byStage.set(stage, stays);
		stays.push({ ...timeOf(row), quarter: String(row['quarter_on']) });
	}
	const fastest = new Map<number, FastestYear>();
	for (const [stage, stays] of byStage) {
		for (const year of years) {
			const [from, to] = [String(year['from_on']), String(year['to_on'])];
			const isRunningFromBefore = year['is_running_from_before'] === true;
			const times: Times = [];
			for (const stay of stays) {
				if (stay.quarter >= to) continue;
				if (stay.quarter >= from) times.push(stay);
				else if (isRunningFromBefore) times.push({ ...stay, events: 0 });
			}
			if (eventsOf(times) < LEAST_TESTED) continue;
			const median = survivalQuantile(survivalCurve(times), 0.5);
			const best = fastest.get(stage);
			// Years come in order of time, so that of equal ones the latest stays.
			if (median !== null && (!best || median <= best.median)) fastest.set(stage, { from, median, times });
		}
	}
	return fastest;
}
