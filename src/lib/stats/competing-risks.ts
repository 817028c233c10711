import { logLogInterval } from './interval';
import { requireCount } from './time-count';

/** How many left by each cause, and how many were still under observation, after the same time. */
export interface CauseCount<Cause extends string> {
	/** Time under observation in days, finite and ≥ 0. */
	days: number;
	events: Record<Cause, number>;
	/** Number last seen before any cause, at that time. */
	censored: number;
}

/** The estimated share that has left by one cause up to a time. */
export interface Incidence {
	/** 0..1. */
	incidence: number;
	variance: number;
	/** 95 % log-log interval; null where the incidence is 0 or 1, where that interval is undefined. */
	low: number | null;
	high: number | null;
}

/** The cumulative incidences from this time on, up to the next step. */
export interface IncidenceStep<Cause extends string> {
	days: number;
	/** Number still under observation just before this time. */
	at_risk: number;
	events: Record<Cause, number>;
	censored: number;
	/** Estimated share that has left by no cause, 0..1; with the incidences of all causes it adds up to 1. */
	survival: number;
	causes: Record<Cause, Incidence>;
}

/**
 * Aalen–Johansen cumulative incidence of every cause (Aalen & Johansen 1978, Scandinavian Journal of Statistics 5:
 * 141–150): one step for every distinct time, in order of time; events precede censorings at ties. Before the first step
 * every incidence is 0. The variance is the Greenwood-type one (Andersen, Borgan, Gill & Keiding 1993, §IV.4), without
 * censoring the binomial p(1 − p)/n; it equals the infinitesimal jackknife of R's multi-state
 * survfit(Surv(days, factor) ~ 1), not the Aalen-type variance of cmprsk::cuminc. Throws a RangeError on a count or time
 * that is negative or not finite.
 */
export function cumulativeIncidence<Cause extends string>(
	rows: readonly CauseCount<Cause>[],
	causes: readonly Cause[],
): IncidenceStep<Cause>[] {
	const tallies = tallyCauses(rows, causes);
	let atRisk = tallies.reduce((sum, tally) => sum + leaving(tally, causes) + tally.censored, 0);
	let survival = 1;
	let survivalVariance = 0;
	const states = causes.map((cause) => ({ cause, incidence: 0, variance: 0, covariance: 0 }));
	return tallies.map(({ days, events, censored }) => {
		const left = leaving({ events }, causes);
		const staying = (atRisk - left) / atRisk;
		const noise = (survival * survival) / atRisk;
		// Delta method: the multinomial noise of this step is added to what the earlier steps hand on.
		for (const state of states) {
			const hazard = events[state.cause] / atRisk;
			state.variance +=
				2 * hazard * state.covariance + hazard * hazard * survivalVariance + noise * hazard * (1 - hazard);
			state.covariance = staying * (state.covariance + hazard * survivalVariance - noise * hazard);
			state.incidence += survival * hazard;
		}
		survivalVariance = staying * (staying * survivalVariance + noise * (1 - staying));
		survival *= staying;
		const step = {
			days,
			at_risk: atRisk,
			events,
			censored,
			survival,
			causes: byCause(states.map((state) => [state.cause, withInterval(state.incidence, state.variance)])),
		};
		atRisk -= left + censored;
		return step;
	});
}

/** The incidence of a cause up to a time in days, 0..1: the step function, continuous from the right. */
export function incidenceAt<Cause extends string>(
	curve: readonly IncidenceStep<Cause>[],
	cause: Cause,
	days: number,
): Incidence {
	return curve.findLast((step) => step.days <= days)?.causes[cause] ?? withInterval(0, 0);
}

/**
 * The incidence of a cause after the last time seen, and the share `unresolved` that the data never see leave: the
 * eventual incidence lies between `incidence` and `incidence + unresolved`. Null if nothing was observed.
 */
export function eventualIncidence<Cause extends string>(
	curve: readonly IncidenceStep<Cause>[],
	cause: Cause,
): (Incidence & { unresolved: number }) | null {
	const last = curve.at(-1);
	return last ? { ...last.causes[cause], unresolved: last.survival } : null;
}

function withInterval(incidence: number, variance: number): Incidence {
	const interval = logLogInterval(incidence, variance);
	return { incidence, variance, low: interval?.low ?? null, high: interval?.high ?? null };
}

function leaving<Cause extends string>(
	row: { events: Record<Cause, number> },
	causes: readonly Cause[],
): number {
	return causes.reduce((sum, cause) => sum + row.events[cause], 0);
}

/** Object.fromEntries forgets the names of the keys; the caller gives every cause once. */
function byCause<Cause extends string, Value>(entries: [Cause, Value][]): Record<Cause, Value> {
	return Object.fromEntries(entries) as Record<Cause, Value>;
}

/** Rows of equal time added up, in order of time, those that count nobody left out. */
function tallyCauses<Cause extends string>(
	rows: readonly CauseCount<Cause>[],
	causes: readonly Cause[],
): CauseCount<Cause>[] {
	const byDays = new Map<number, CauseCount<Cause>>();
	for (const { days, events, censored } of rows) {
		requireCount(days, 'days');
		requireCount(censored, 'censored');
		for (const cause of causes) requireCount(events[cause], `events of ${cause}`);
		if (leaving({ events }, causes) + censored === 0) continue;
		const tally = byDays.get(days);
		byDays.set(days, {
			days,
			events: byCause(causes.map((cause) => [cause, events[cause] + (tally?.events[cause] ?? 0)])),
			censored: censored + (tally?.censored ?? 0),
		});
	}
	return [...byDays.values()].sort((a, b) => a.days - b.days);
}
