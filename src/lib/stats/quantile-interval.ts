import type { SurvivalStep } from './survival';

/** How far rounding may leave an end of the curve's interval from the level it equals. */
const TOLERANCE = Math.sqrt(Number.EPSILON);

/** Ends of an interval of time in days; null is an end that the curve does not reach. */
export interface TimeInterval {
	low: number | null;
	high: number | null;
}

/**
 * 95 % interval of the time at which S(t) ≤ 1 − q, by inverting the pointwise interval of the curve (Brookmeyer &
 * Crowley 1982, Biometrics 38: 29–41): from the first time at which its lower end is at most 1 − q to the first at
 * which its upper end is; the same as R's quantile.survfit with the log-log interval, save where a limit is flat at the
 * level. Throws a RangeError unless 0 < q ≤ 1.
 */
export function quantileInterval(curve: readonly SurvivalStep[], q: number): TimeInterval {
	if (!(q > 0 && q <= 1)) throw new RangeError(`q must be above 0 and at most 1, not ${q}`);
	const level = 1 - q + TOLERANCE;
	const firstAt = (end: 'low' | 'high') =>
		curve.find((step) => {
			const limit = step[end];
			return limit !== null && limit <= level;
		})?.days ?? null;
	return { low: firstAt('low'), high: firstAt('high') };
}
