import { dayOf, OPEN_STAGES, type Carries, type Clock, type Sold } from './company';

/** What an import must find, counted deal by deal from the journeys and never by way of the product. */
export interface ExpectedStage {
	reached: number;
	entered: number;
	dropped: number;
	open: number;
	unknown: number;
}

/** The open stages that an export proves, furthest first known; null where it proves none. */
function furthest({ deal, outcome, stage, lastOpenStage }: Sold, carries: Carries): number | null {
	if (outcome === 'won') return OPEN_STAGES - 1;
	if (carries === 'history') {
		let rank = 0;
		for (const { to } of deal.journey.log) if (to < OPEN_STAGES && to > rank) rank = to;
		return rank;
	}
	if (outcome === 'open') return stage;
	return carries === 'stage at close' ? lastOpenStage : null;
}

/** `startsUntold`: the log names the first stage only as the one that the first move left. */
export function expectedFunnel(
	sold: readonly Sold[],
	carries: Carries,
	startsUntold = false,
): ExpectedStage[] {
	const stages = Array.from({ length: OPEN_STAGES }, () => ({
		reached: 0,
		entered: 0,
		dropped: 0,
		open: 0,
		unknown: 0,
	}));
	for (const one of sold) {
		const known = furthest(one, carries);
		const { log } = one.deal.journey;
		const isLogged =
			carries === 'history' && (!startsUntold || log.some(({ from, to }) => from !== null && from !== to));
		const visited = new Set(isLogged ? log.map(({ to }) => to) : []);
		for (const [stage, counts] of stages.entries()) {
			if (stage > (known ?? 0)) break;
			counts.reached++;
			if (visited.has(stage)) counts.entered++;
			if (known === null) counts.unknown++;
			else if (stage === known && one.outcome === 'lost') counts.dropped++;
			else if (stage === known && one.outcome === 'open') counts.open++;
		}
	}
	return stages;
}

const SECONDS: Record<Clock, number> = { seconds: 1, minutes: 60, days: 86_400 };
const cut = (at: number, clock: Clock) => Math.floor(at / SECONDS[clock]) * SECONDS[clock];

export function expectedHeadline(sold: readonly Sold[], createdIn: Clock, closedIn: Clock) {
	let won = 0;
	let lost = 0;
	let cents = 0;
	let priced = 0;
	let cycle = 0;
	for (const { deal, outcome } of sold) {
		if (outcome === 'lost') lost++;
		if (outcome !== 'won') continue;
		won++;
		cents += deal.amount ?? 0;
		if (deal.amount !== null) priced++;
		const { createdAt, closedAt } = deal.journey;
		if (closedAt === null) throw new RangeError('A won deal has no close.');
		// Where one of the two is a calendar date, only whole days between them are known.
		cycle +=
			createdIn === 'days' || closedIn === 'days'
				? dayOf(closedAt) - dayOf(createdAt)
				: (cut(closedAt, closedIn) - cut(createdAt, createdIn)) / 86_400;
	}
	return {
		deals: sold.length,
		won,
		lost,
		open: sold.length - won - lost,
		wonAmount: cents / 100,
		averageWonAmount: cents / 100 / priced,
		winRatio: won / (won + lost),
		meanCycleDays: cycle / won,
	};
}
