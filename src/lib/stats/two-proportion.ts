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
