import { normalTwoSidedP } from './distribution';
import type { SurvivalStep } from './survival';

/** How far rounding may leave the product of a curve from the level it equals, as in `survivalQuantile`. */
const TOLERANCE = Math.sqrt(Number.EPSILON);

/**
 * z and two-sided p of a/n against a fixed share 0..1 (one-proportion score test without continuity correction; R:
 * prop.test(a, n, p = share, correct = FALSE)). Null if n is 0, or if the share is 0 or 1, from which nothing varies.
 */
export function oneProportionTest(a: number, n: number, share: number): { z: number; p: number } | null {
	if (n === 0 || !(share > 0 && share < 1)) return null;
	const z = (a / n - share) / Math.sqrt((share * (1 - share)) / n);
	return { z, p: normalTwoSidedP(z) };
}

/**
 * Two-sided p of whether the q-quantile of a survival curve is a fixed time in days, and whether it comes later: the test
 * whose acceptance is the 95 % interval of `quantileInterval` (Brookmeyer & Crowley 1982, Biometrics 38: 29–41; log-log).
 * Where none, or all, have left by then that interval is undefined and p is the binomial one. In data of whole days many
 * leave on one day, so that a curve which passes the level on that very day has p = 1. Null if the curve is empty or tells
 * nothing of the time. Throws a RangeError unless 0 < q < 1.
 */
export function quantileTest(
	curve: readonly SurvivalStep[],
	q: number,
	days: number,
): { p: number; isLater: boolean } | null {
	if (!(q > 0 && q < 1)) throw new RangeError(`q must be above 0 and below 1, not ${q}`);
	const level = 1 - q;
	const by = curve.findLast((step) => step.days <= days);
	const before = curve.findLast((step) => step.days < days);
	const [atDay, eve] = [by?.survival ?? 1, before?.survival ?? 1];
	if (atDay <= level + TOLERANCE && eve >= level - TOLERANCE)
		return curve.length === 0 ? null : { p: 1, isLater: false };
	const isLater = atDay > level + TOLERANCE;
	const step = isLater ? by : before;
	const survival = isLater ? atDay : eve;
	if (step === undefined || survival === 1) {
		// Still there after that time: those at risk then, less what ended or broke off.
		const left = curve.filter((one) => one.days > days || (one.days === days && one.events === 0));
		const n = left.reduce((sum, { events, censored }) => sum + events + censored, 0);
		return n === 0 ? null : { p: Math.min(1, 2 * level ** n), isLater };
	}
	if (survival === 0) {
		const n = curve.reduce((sum, one) => sum + (one.days < days ? one.events : 0), 0);
		return { p: Math.min(1, 2 * q ** n), isLater };
	}
	const scale = survival * -Math.log(survival);
	const z =
		((Math.log(-Math.log(survival)) - Math.log(-Math.log(level))) * scale) / Math.sqrt(step.variance ?? NaN);
	return { p: normalTwoSidedP(z), isLater };
}
