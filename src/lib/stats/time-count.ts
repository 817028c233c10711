/** How many ended and how many were still running after the same time under observation. */
export interface TimeCount {
	/** Time under observation in days, finite and ≥ 0. */
	days: number;
	/** Number for which the event came at that time. */
	events: number;
	/** Number last seen without the event at that time. */
	censored: number;
}

/** Throws a RangeError unless the value is a finite number ≥ 0: anything else is a bug of the caller. */
export function requireCount(value: number, name: string): void {
	if (!Number.isFinite(value) || value < 0) {
		throw new RangeError(`${name} must be a finite number of at least 0, not ${value}`);
	}
}

/**
 * Rows of equal time added up, in order of time, those that count nobody left out. Times are tied only if equal as
 * numbers: they come from whole microseconds, which need no tolerance. Throws a RangeError on a count or time that is
 * negative or not finite.
 */
export function tallyTimes(rows: readonly TimeCount[]): TimeCount[] {
	const byDays = new Map<number, TimeCount>();
	for (const { days, events, censored } of rows) {
		requireCount(days, 'days');
		requireCount(events, 'events');
		requireCount(censored, 'censored');
		if (events + censored === 0) continue;
		const tally = byDays.get(days);
		if (tally) {
			tally.events += events;
			tally.censored += censored;
		} else {
			byDays.set(days, { days, events, censored });
		}
	}
	return [...byDays.values()].sort((a, b) => a.days - b.days);
}
