import { logLogInterval } from './interval';
import { tallyTimes, type TimeCount } from './time-count';

/** The curve from this time on, up to the next step. */
export interface SurvivalStep {
	days: number;
	/** Number still under observation and without the event just before this time. */
	at_risk: number;
	events: number;
	censored: number;
	/** Estimated share that has not had the event after this time, 0..1. */
	survival: number;
	/** Greenwood's variance of `survival`; null where the curve is 0, since the formula is then 0 · ∞. */
	variance: number | null;
	/** 95 % log-log interval; null where the curve is 0 or 1, where that interval is undefined. */
	low: number | null;
	high: number | null;
}

/** How far rounding may leave the product of the curve from the level it equals; R's quantile.survfit has the same. */
const TOLERANCE = Math.sqrt(Number.EPSILON);

/**
 * Kaplan–Meier curve (Kaplan & Meier 1958, JASA 53: 457–481): one step for every distinct time, also those at which
 * observations are only censored, in order of time; events precede censorings at ties. Before the first step the curve
 * is 1. Variance by Greenwood (1926); 95 % interval on the log(−log) scale (Kalbfleisch & Prentice), the same as R's
 * survfit(…, conf.type = "log-log"). Nothing observed gives no steps. Throws a RangeError on a count or time that is
 * negative or not finite.
 */
export function survivalCurve(times: readonly TimeCount[]): SurvivalStep[] {
	const tallies = tallyTimes(times);
	let atRisk = tallies.reduce((sum, tally) => sum + tally.events + tally.censored, 0);
	let survival = 1;
	let greenwood = 0;
	return tallies.map(({ days, events, censored }) => {
		survival *= (atRisk - events) / atRisk;
		if (events > 0) greenwood += events / (atRisk * (atRisk - events));
		const variance = survival === 0 ? null : survival * survival * greenwood;
		const interval = variance === null ? null : logLogInterval(survival, variance);
		const step = {
			days,
			at_risk: atRisk,
			events,
			censored,
			survival,
			variance,
			low: interval?.low ?? null,
			high: interval?.high ?? null,
		};
		atRisk -= events + censored;
		return step;
	});
}

/**
 * The first time, in days, at which S(t) ≤ 1 − q; null if the curve never gets there. A level that the curve misses only
 * by rounding counts as reached. Where the curve is flat exactly at the level, R's quantile.survfit gives the middle of
 * the flat piece instead. Throws a RangeError unless 0 < q ≤ 1.
 */
export function survivalQuantile(curve: readonly SurvivalStep[], q: number): number | null {
	if (!(q > 0 && q <= 1)) throw new RangeError(`q must be above 0 and at most 1, not ${q}`);
	return curve.find((step) => step.survival <= 1 - q + TOLERANCE)?.days ?? null;
}

/** The share without the event at a time in days (the step function, continuous from the right), 0..1. */
export function survivalAt(curve: readonly SurvivalStep[], days: number): number {
	return curve.findLast((step) => step.days <= days)?.survival ?? 1;
}
