import { chiSquaredUpperP } from './distribution';
import { requireCount, type TimeCount } from './time-count';

/** A time of one of several groups, which are numbered from 0. */
export interface GroupedTime extends TimeCount {
	group: number;
}

/** One group beside all others together. */
export interface OneVersusRest {
	/** How many ended, in the group and in the others. */
	events: number;
	rest_events: number;
	/** Kaplan–Meier medians in days, null where the curve does not get there. */
	median: number | null;
	rest_median: number | null;
	/** Log-rank test of the group against the others; null where there is none. Fewer observed than expected is slower. */
	log_rank: { p: number; observed: number; expected: number } | null;
}

/** How far rounding may leave the product of a curve from one half, as in `survivalQuantile`. */
const TOLERANCE = Math.sqrt(Number.EPSILON);

/**
 * Each group against all others: the same medians and the same test as `survivalQuantile` and `logRankTest` give of the
 * group and of the others, for every group in one pass over the times. Comparing n groups one by one would build the
 * curve of nearly everybody n times. Throws a RangeError on a count or time that is negative or not finite.
 */
export function oneVersusRest(rows: readonly GroupedTime[], groups: number): OneVersusRest[] {
	for (const { days, events, censored } of rows) {
		requireCount(days, 'days');
		requireCount(events, 'events');
		requireCount(censored, 'censored');
	}
	const ordered = [...rows].sort((a, b) => a.days - b.days);
	const atRisk = new Float64Array(groups);
	for (const { group, events, censored } of ordered) atRisk[group]! += events + censored;
	let allAtRisk = atRisk.reduce((sum, n) => sum + n, 0);

	const observed = new Float64Array(groups);
	const expected = new Float64Array(groups);
	const restExpected = new Float64Array(groups);
	const variance = new Float64Array(groups);
	const survival = new Float64Array(groups).fill(1);
	const restSurvival = new Float64Array(groups).fill(1);
	const median = new Array<number | null>(groups).fill(null);
	const restMedian = new Array<number | null>(groups).fill(null);
	const endedNow = new Float64Array(groups);
	const goneNow = new Float64Array(groups);
	let allEvents = 0;

	for (let start = 0; start < ordered.length;) {
		const time = ordered[start]!.days;
		endedNow.fill(0);
		goneNow.fill(0);
		let ended = 0;
		let gone = 0;
		let next = start;
		for (; next < ordered.length && ordered[next]!.days === time; next += 1) {
			const { group, events, censored } = ordered[next]!;
			endedNow[group]! += events;
			goneNow[group]! += events + censored;
			ended += events;
			gone += events + censored;
		}
		if (ended > 0) {
			const spread = allAtRisk > 1 ? (ended * (allAtRisk - ended)) / (allAtRisk - 1) : 0;
			for (let group = 0; group < groups; group += 1) {
				const n = atRisk[group]!;
				const own = endedNow[group]!;
				const share = n / allAtRisk;
				observed[group]! += own;
				expected[group]! += ended * share;
				restExpected[group]! += ended * (1 - share);
				variance[group]! += spread * share * (1 - share);
				if (own > 0 && median[group] === null) {
					survival[group]! *= (n - own) / n;
					if (survival[group]! <= 0.5 + TOLERANCE) median[group] = time;
				}
				if (ended > own && restMedian[group] === null) {
					restSurvival[group]! *= (allAtRisk - n - (ended - own)) / (allAtRisk - n);
					if (restSurvival[group]! <= 0.5 + TOLERANCE) restMedian[group] = time;
				}
			}
			allEvents += ended;
		}
		for (let group = 0; group < groups; group += 1) atRisk[group]! -= goneNow[group]!;
		allAtRisk -= gone;
		start = next;
	}

	return Array.from({ length: groups }, (_, group) => {
		const difference = observed[group]! - expected[group]!;
		const isInformed = expected[group]! > 0 && restExpected[group]! > 0 && variance[group]! > 0;
		return {
			events: observed[group]!,
			rest_events: allEvents - observed[group]!,
			median: median[group] ?? null,
			rest_median: restMedian[group] ?? null,
			log_rank: isInformed
				? {
						p: chiSquaredUpperP((difference * difference) / variance[group]!, 1),
						observed: observed[group]!,
						expected: expected[group]!,
					}
				: null,
		};
	});
}
