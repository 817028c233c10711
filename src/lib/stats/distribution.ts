import jStat from 'jstat';

/**
 * P(|Z| ≥ |z|) of the standard normal distribution; R: 2 * pnorm(-abs(z)). Right to 1e-15 in absolute terms, so that
 * the far tail becomes 0.
 */
export function normalTwoSidedP(z: number): number {
	return Math.min(1, jStat.erfc(Math.abs(z) / Math.SQRT2));
}

/**
 * P(X ≥ x) of the chi-squared distribution; R: pchisq(x, df, lower.tail = FALSE). Right to 1e-10 in absolute terms, so
 * that the far tail becomes 0. Throws a RangeError unless x ≥ 0 and df > 0.
 */
export function chiSquaredUpperP(x: number, df: number): number {
	if (!(x >= 0) || !(df > 0))
		throw new RangeError(`no chi-squared tail at ${x} with ${df} degrees of freedom`);
	// With one degree of freedom it is the square of a normal variable, whose tail is known more exactly.
	if (df === 1) return normalTwoSidedP(Math.sqrt(x));
	return Math.min(1, Math.max(0, 1 - jStat.lowRegGamma(df / 2, x / 2)));
}
