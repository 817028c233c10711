import { normalTwoSidedP } from './distribution';
import { wilsonInterval, type Interval } from './interval';

/**
 * z of the difference between two proportions with pooled variance (two-proportion z-test without continuity
 * correction; R: sqrt of prop.test(c(a, b), c(m, n), correct = FALSE)$statistic, signed). Null if either n is 0 or the
 * pooled proportion is 0 or 1.
 */
export function twoProportionZ(a: number, m: number, b: number, n: number): number | null {
	if (m === 0 || n === 0) return null;
	const pooled = (a + b) / (m + n);
	if (pooled === 0 || pooled === 1) return null;
	return (a / m - b / n) / Math.sqrt(pooled * (1 - pooled) * (1 / m + 1 / n));
}

/**
 * The same test with its two-sided p; R: prop.test(c(a, b), c(m, n), correct = FALSE)$p.value. Null where there is no z.
 */
export function twoProportionTest(
	a: number,
	m: number,
	b: number,
	n: number,
): { z: number; p: number } | null {
	const z = twoProportionZ(a, m, b, n);
	return z === null ? null : { z, p: normalTwoSidedP(z) };
}

/**
 * a/m − b/n with its 95 % interval, both in −1..1: Newcombe's hybrid of the two Wilson score intervals, without
 * continuity correction (Newcombe 1998, Statistics in Medicine 17: 873–890, method 10). The interval is not that of the
 * z-test: near the edge of significance one may hold 0 where the other does not. Null if either n is 0.
 */
export function differenceInterval(
	a: number,
	m: number,
	b: number,
	n: number,
): (Interval & { difference: number }) | null {
	const [first, second] = [wilsonInterval(a, m), wilsonInterval(b, n)];
	if (!first || !second) return null;
	const [p, q] = [a / m, b / n];
	return {
		difference: p - q,
		low: p - q - Math.hypot(p - first.low, second.high - q),
		high: p - q + Math.hypot(first.high - p, q - second.low),
	};
}
