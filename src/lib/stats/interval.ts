/** A 95 % interval of a proportion; both ends in 0..1. */
export interface Interval {
	low: number;
	high: number;
}

/** The 97.5 % point of the standard normal distribution. */
const Z_95 = 1.959963984540054;

/**
 * Wilson score interval (Wilson, E. B. 1927, JASA 22: 209–212), without continuity correction, 95 %.
 * Null where there is nothing to divide by.
 */
export function wilsonInterval(successes: number, n: number): Interval | null {
	if (!(n > 0)) return null;
	const p = successes / n;
	const z2 = Z_95 * Z_95;
	const centre = p + z2 / (2 * n);
	const spread = Z_95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
	const scale = 1 + z2 / n;
	// The exact ends at 0 and n are 0 and 1; rounding must not leave them a hair off.
	return {
		low: successes === 0 ? 0 : (centre - spread) / scale,
		high: successes === n ? 1 : (centre + spread) / scale,
	};
}

/**
 * 95 % interval, symmetric on the log(−log) scale, of an estimated probability and its variance: p^exp(±z·se/(p·ln p))
 * (Kalbfleisch & Prentice 1980; for cumulative incidences Choudhury 2002, Statistics in Medicine 21: 1129–1144); R:
 * survfit(…, conf.type = "log-log"). Null where p is 0 or 1, since the scale has no such points.
 */
export function logLogInterval(probability: number, variance: number): Interval | null {
	if (!(probability > 0 && probability < 1)) return null;
	const spread = (Z_95 * Math.sqrt(variance)) / (probability * -Math.log(probability));
	return { low: probability ** Math.exp(spread), high: probability ** Math.exp(-spread) };
}
