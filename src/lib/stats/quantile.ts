/** A value and how often it occurs, a whole number. */
export interface ValueCount {
	value: number;
	count: number;
}

/**
 * Quantile q of values with counts, as if every value were written out `count` times: linear interpolation between the
 * two order statistics next to (n − 1)·q (Hyndman & Fan 1996, The American Statistician 50: 361–365, type 7; R:
 * quantile(rep(value, count), q, type = 7)). In the unit of the values; null if there are none. Throws a RangeError if q
 * is not within 0..1, a value is not finite, or a count is not a whole number ≥ 0.
 */
export function weightedQuantile(values: readonly ValueCount[], q: number): number | null {
	if (!(q >= 0 && q <= 1)) throw new RangeError(`q must be within 0..1, not ${q}`);
	for (const { value, count } of values) {
		if (!Number.isFinite(value)) throw new RangeError(`value must be finite, not ${value}`);
		if (!Number.isSafeInteger(count) || count < 0) {
			throw new RangeError(`count must be a whole number of at least 0, not ${count}`);
		}
	}
	const sorted = values.filter((row) => row.count > 0).sort((a, b) => a.value - b.value);
	const n = sorted.reduce((sum, row) => sum + row.count, 0);
	if (n === 0) return null;
	const position = (n - 1) * q;
	const below = Math.floor(position);
	const low = nth(sorted, below);
	if (position === below) return low;
	return low + (position - below) * (nth(sorted, below + 1) - low);
}

/** The same of single values in ascending order, at least one. */
export function quantileOfSorted(sorted: Float64Array, q: number): number {
	const position = (sorted.length - 1) * q;
	const below = Math.floor(position);
	const low = sorted[below]!;
	if (position === below) return low;
	return low + (position - below) * (sorted[below + 1]! - low);
}

/** The order statistic at a position from 0 among the values written out. */
function nth(sorted: readonly ValueCount[], position: number): number {
	let seen = 0;
	for (const { value, count } of sorted) {
		seen += count;
		if (position < seen) return value;
	}
	throw new RangeError(`no value at position ${position} of ${seen}`);
}
