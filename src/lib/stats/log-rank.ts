import { chiSquaredUpperP } from './distribution';
import { tallyTimes, type TimeCount } from './time-count';

/** The test of equal curves, and what it saw of each group, in the order given. */
export interface LogRank {
	chi_squared: number;
	/** Number of groups that were at risk at an event, less one. */
	df: number;
	p: number;
	groups: { n: number; observed: number; expected: number }[];
}

/**
 * Log-rank test (Mantel 1966; Peto & Peto 1972) that two or more groups have the same survival curve, with the
 * hypergeometric variance; R: survdiff(…, rho = 0). Groups that were never at risk when an event came say nothing and
 * take no degree of freedom. Null if that leaves fewer than two, or if all events came at once for everybody left, so
 * that there is no variance. Throws a RangeError on a count or time that is negative or not finite.
 */
export function logRankTest(groups: readonly (readonly TimeCount[])[]): LogRank | null {
	const size = groups.length;
	const ends = groups.map(
		(rows) => new Map(tallyTimes(rows).map(({ days, events, censored }) => [days, { events, censored }])),
	);
	const times = [...new Set(ends.flatMap((end) => [...end.keys()]))].sort((a, b) => a - b);
	const atRisk = ends.map((end) =>
		[...end.values()].reduce((sum, row) => sum + row.events + row.censored, 0),
	);
	const totals = atRisk.map((n) => ({ n, observed: 0, expected: 0 }));
	const variance = Array.from({ length: size }, () => new Array<number>(size).fill(0));

	for (const time of times) {
		const n = atRisk.reduce((sum, count) => sum + count, 0);
		const d = ends.reduce((sum, end) => sum + (end.get(time)?.events ?? 0), 0);
		const spread = n > 1 ? (d * (n - d)) / (n - 1) : 0;
		for (const [i, total] of totals.entries()) {
			const share = atRisk[i]! / n;
			total.observed += ends[i]!.get(time)?.events ?? 0;
			total.expected += d * share;
			for (let j = 0; j < size; j += 1) {
				variance[i]![j]! += spread * share * ((i === j ? 1 : 0) - atRisk[j]! / n);
			}
		}
		for (const [i, end] of ends.entries()) {
			const row = end.get(time);
			if (row) atRisk[i]! -= row.events + row.censored;
		}
	}

	const informed = [...totals.keys()].filter((i) => totals[i]!.expected > 0);
	// The differences add up to 0, so one group is left out, whichever.
	const kept = informed.slice(1);
	if (kept.length === 0 || variance[kept[0]!]![kept[0]!]! === 0) return null;
	const differences = kept.map((i) => totals[i]!.observed - totals[i]!.expected);
	const solved = solve(
		kept.map((i) => kept.map((j) => variance[i]![j]!)),
		differences,
	);
	const chiSquared = solved.reduce((sum, value, i) => sum + value * differences[i]!, 0);
	return {
		chi_squared: chiSquared,
		df: kept.length,
		p: chiSquaredUpperP(chiSquared, kept.length),
		groups: totals,
	};
}

/**
 * x with A·x = b by elimination without pivoting, which a positive definite A allows; this one is, once any time had
 * survivors, since all informed groups were at risk at the first event.
 */
function solve(matrix: number[][], right: readonly number[]): number[] {
	const a = matrix.map((row, i) => [...row, right[i]!]);
	for (const [i, pivot] of a.entries()) {
		for (const row of a.slice(i + 1)) {
			const factor = row[i]! / pivot[i]!;
			for (let j = i; j < row.length; j += 1) row[j]! -= factor * pivot[j]!;
		}
	}
	const x = new Array<number>(a.length).fill(0);
	for (let i = a.length - 1; i >= 0; i -= 1) {
		const row = a[i]!;
		const known = row.slice(i + 1, -1).reduce((sum, value, j) => sum + value * x[i + 1 + j]!, 0);
		x[i] = (row.at(-1)! - known) / row[i]!;
	}
	return x;
}
