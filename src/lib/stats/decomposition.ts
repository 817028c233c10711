import { requireCount } from './time-count';

/** Successes out of tries of one segment in two periods, in counts or in value; n = 0 where it was not there. */
export interface SegmentPeriods {
	segment: string;
	successes_1: number;
	n_1: number;
	successes_2: number;
	n_2: number;
}

/** What one segment adds to the change of the total rate: `mix + performance`. */
export interface SegmentChange {
	segment: string;
	/** Share of the segment in all tries of the period, 0..1. */
	share_1: number;
	share_2: number;
	/** Null in a period in which the segment had no tries. */
	rate_1: number | null;
	rate_2: number | null;
	mix: number;
	performance: number;
}

/** Why a rate changed between two periods; `mix + performance` is `change`. */
export interface RateChange {
	rate_1: number;
	rate_2: number;
	change: number;
	/** The part that comes from segments growing and shrinking, at their average rates. */
	mix: number;
	/** The part that comes from the segments' own rates, at their average shares. */
	performance: number;
	segments: SegmentChange[];
	/** Simpson's reversal, see `isReversed`. */
	is_reversed: boolean;
}

/**
 * Splits the change of a rate into mix and performance, segment by segment, with shares m and rates r of the periods:
 * (m2 − m1)·(r1 + r2)/2 + (r2 − r1)·(m1 + m2)/2 (Kitagawa 1955, JASA 50: 1168–1194). All parts add up to the change. A
 * segment that was there in one period only has one rate, taken for both: its whole contribution is mix. The mix of one
 * segment counts growth of any segment as a gain and is only comparable as a sum. Rates, shares and parts are ratios,
 * not percentages. Null if either period has no tries at all. Throws a RangeError on a negative or undefined number.
 */
export function rateChange(segments: readonly SegmentPeriods[]): RateChange | null {
	for (const row of segments) {
		for (const key of ['successes_1', 'n_1', 'successes_2', 'n_2'] as const) requireCount(row[key], key);
	}
	const total = totalOf(segments);
	if (total.n_1 === 0 || total.n_2 === 0) return null;
	const rows = segments.map(({ segment, successes_1, n_1, successes_2, n_2 }): SegmentChange => {
		const [share1, share2] = [n_1 / total.n_1, n_2 / total.n_2];
		const rate1 = n_1 === 0 ? null : successes_1 / n_1;
		const rate2 = n_2 === 0 ? null : successes_2 / n_2;
		const before = rate1 ?? rate2 ?? 0;
		const after = rate2 ?? rate1 ?? 0;
		return {
			segment,
			share_1: share1,
			share_2: share2,
			rate_1: rate1,
			rate_2: rate2,
			mix: ((share2 - share1) * (before + after)) / 2,
			performance: ((after - before) * (share1 + share2)) / 2,
		};
	});
	const [rate1, rate2] = [total.successes_1 / total.n_1, total.successes_2 / total.n_2];
	return {
		rate_1: rate1,
		rate_2: rate2,
		change: rate2 - rate1,
		mix: rows.reduce((sum, row) => sum + row.mix, 0),
		performance: rows.reduce((sum, row) => sum + row.performance, 0),
		segments: rows,
		is_reversed: isReversed(segments),
	};
}

/**
 * Simpson's reversal (Simpson 1951, JRSS B 13: 238–241): the rate of every segment moves one way and that of the total
 * the other. Segments that were there in one period only have not moved and are left out; one that stood still prevents
 * a reversal. False if there is nothing to compare.
 */
export function isReversed(segments: readonly SegmentPeriods[]): boolean {
	const total = direction(totalOf(segments));
	const moves = segments.map(direction).filter((move) => move !== null);
	if (total === null || total === 0 || moves.length === 0) return false;
	return moves.every((move) => move === -total);
}

/** Compared crosswise, so that equal rates of whole numbers are equal. */
function direction(row: Omit<SegmentPeriods, 'segment'>): -1 | 0 | 1 | null {
	if (row.n_1 === 0 || row.n_2 === 0) return null;
	const [before, after] = [row.successes_1 * row.n_2, row.successes_2 * row.n_1];
	return after > before ? 1 : after < before ? -1 : 0;
}

function totalOf(segments: readonly SegmentPeriods[]): Omit<SegmentPeriods, 'segment'> {
	const total = { successes_1: 0, n_1: 0, successes_2: 0, n_2: 0 };
	for (const row of segments) {
		total.successes_1 += row.successes_1;
		total.n_1 += row.n_1;
		total.successes_2 += row.successes_2;
		total.n_2 += row.n_2;
	}
	return total;
}

/** The four inputs of pipeline velocity V = opportunities · win rate · deal size ÷ cycle, null where undefined. */
export interface VelocityInputs {
	opportunities: number | null;
	/** 0..1. */
	win_ratio: number | null;
	/** Average amount of won deals, in currency. */
	deal_amount: number | null;
	cycle_days: number | null;
}

export type VelocityFactor = keyof VelocityInputs;

/** Why velocity changed between two periods. */
export interface VelocityChange {
	/** In currency per day; null where an input is null or the cycle is 0. */
	velocity_1: number | null;
	velocity_2: number | null;
	/** ln(V2 / V1); null where any input is null, zero or negative. */
	log_change: number | null;
	/**
	 * Each factor's part of ln(V2 / V1), the cycle's with its sign turned, and that part over the whole: the shares add
	 * up to 1, and may be negative or beyond 1 where factors pull against one another. Shares are null if V is unchanged.
	 */
	factors: { factor: VelocityFactor; log_change: number | null; share: number | null }[];
}

/** Below this part of the largest factor's change, the whole change is rounding. */
const NO_CHANGE = 1e-12;

/** Splits the change of velocity by ln(V2/V1) = ln(n2/n1) + ln(w2/w1) + ln(a2/a1) − ln(c2/c1), exactly. */
export function velocityChange(before: VelocityInputs, after: VelocityInputs): VelocityChange {
	const signs: [VelocityFactor, 1 | -1][] = [
		['opportunities', 1],
		['win_ratio', 1],
		['deal_amount', 1],
		['cycle_days', -1],
	];
	const parts = signs.map(([factor, sign]) => {
		const [from, to] = [before[factor], after[factor]];
		const isKnown = from !== null && to !== null && from > 0 && to > 0;
		return { factor, part: isKnown ? sign * Math.log(to / from) : null };
	});
	const known = parts.map(({ part }) => part).filter((part) => part !== null);
	const whole = known.length === parts.length ? known.reduce((sum, part) => sum + part, 0) : null;
	const isUnchanged =
		whole === null || Math.abs(whole) <= NO_CHANGE * Math.max(...known.map((part) => Math.abs(part)));
	return {
		velocity_1: velocityOf(before),
		velocity_2: velocityOf(after),
		log_change: whole,
		factors: parts.map(({ factor, part }) => ({
			factor,
			log_change: whole === null ? null : part,
			share: isUnchanged || part === null ? null : part / whole,
		})),
	};
}

function velocityOf({ opportunities, win_ratio, deal_amount, cycle_days }: VelocityInputs): number | null {
	if (opportunities === null || win_ratio === null || deal_amount === null) return null;
	if (cycle_days === null || cycle_days === 0) return null;
	return (opportunities * win_ratio * deal_amount) / cycle_days;
}
