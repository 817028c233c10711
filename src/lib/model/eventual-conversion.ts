import type { Row } from '../engine/engine';
import { cumulativeIncidence, eventualIncidence } from '../stats/competing-risks';

type Exit = 'moved_on' | 'dropped' | 'still_open';

/** What the exits come to in ten-thousandths, as amounts are kept: whole numbers add up to nothing when all have left. */
const unitsOf = (time: Row, exit: Exit): number => Math.round(Number(time[`${exit}_amount`]) * 10_000);

/** The share that moves on in the end, where `weigh` tells how much left by each exit after the same time. */
function eventualOf(times: readonly Row[], weigh: (time: Row, exit: Exit) => number) {
	const curve = cumulativeIncidence(
		times.map((time) => ({
			days: Number(time['days']),
			events: { moved_on: weigh(time, 'moved_on'), dropped: weigh(time, 'dropped') },
			censored: weigh(time, 'still_open'),
		})),
		['moved_on', 'dropped'],
	);
	return eventualIncidence(curve, 'moved_on');
}

/**
 * Eventual conversion of one stage (metrics §3, Aalen–Johansen): ratios 0..1 with the 95 % interval of that in deals;
 * by value null where an amount is below 0. `times` are rows of `exit_times`, a row a time since entry, earliest first.
 */
export function eventualConversion(times: readonly Row[]) {
	const inDeals = eventualOf(times, (time, exit) => Number(time[exit]));
	const byValue = times.some((time) => Number(time['least_amount']) < 0) ? null : eventualOf(times, unitsOf);
	return {
		eventual_ratio: inDeals?.incidence ?? null,
		eventual_amount_ratio: byValue?.incidence ?? null,
		eventual_low_ratio: inDeals?.low ?? null,
		eventual_high_ratio: inDeals?.high ?? null,
		unresolved_ratio: inDeals?.unresolved ?? null,
	};
}
