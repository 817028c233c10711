import type { Journey } from './journeys';

/**
 * The definitions of the funnel and the headline in plain loops, written from the definitions and not from the SQL:
 * what the marts are held against. Dates are `YYYY-MM-DD`, as the property test makes them.
 */
export interface OracleScope {
	from: string | null;
	to: string | null;
	owner: string | null;
}

interface Known {
	journey: Journey;
	visits: { rank: number; from: string; to: string | null; move: 'on' | 'back' | 'lost' | 'open' }[];
	furthest: number | null;
}

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

function know(journey: Journey, stages: readonly string[]): Known {
	const ordered = journey.events
		.map((event, row) => ({ ...event, row }))
		.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.row - b.row));
	const stays: { rank: number; from: string }[] = [];
	for (const event of ordered) {
		const rank = stages.indexOf(event.stage) + 1;
		if (stays.at(-1)?.rank !== rank) stays.push({ rank, from: event.at });
	}
	const visits = stays.map((stay, index) => {
		const next = stays[index + 1];
		if (next)
			return { ...stay, to: next.from, move: next.rank > stay.rank ? ('on' as const) : ('back' as const) };
		const move = journey.outcome === 'won' ? 'on' : journey.outcome === 'lost' ? 'lost' : 'open';
		return { ...stay, to: journey.closed, move } as Known['visits'][number];
	});
	const seen = visits.map(({ rank }) => rank);
	const named = stages.indexOf(journey.stage ?? '') + 1;
	if (named > 0) seen.push(named);
	const furthest =
		journey.outcome === 'won'
			? stages.length
			: seen.length > 0
				? Math.max(...seen)
				: journey.outcome === 'open'
					? 1
					: null;
	return { journey, visits, furthest };
}

const inWindow = (at: string | null, scope: OracleScope) =>
	(scope.from === null || (at !== null && at >= scope.from)) &&
	(scope.to === null || (at !== null && at < scope.to));

export interface OracleStage {
	deals_reached: number;
	reached_amount: number;
	deals_entered: number;
	deals_moved_on: number;
	moved_on_amount: number;
	deals_dropped: number;
	dropped_amount: number;
	deals_open: number;
	open_amount: number;
	deals_unknown: number;
	deals_moved_back: number;
	visits_entered: number;
	visits_moved_on: number;
	visits_lost: number;
	visits_moved_back: number;
	visits_open: number;
}

export function oracleFunnel(
	journeys: readonly Journey[],
	stages: readonly string[],
	scope: OracleScope,
): OracleStage[] {
	const known = journeys
		.filter(
			({ created, owner }) => inWindow(created, scope) && (scope.owner === null || owner === scope.owner),
		)
		.map((journey) => know(journey, stages));
	const value = (some: Known[]) => some.reduce((sum, { journey }) => sum + (journey.amount ?? 0), 0);
	return stages.map((_, index) => {
		const rank = index + 1;
		const reached = known.filter(({ furthest }) => (furthest ?? 1) >= rank);
		const movedOn = reached.filter(({ furthest, journey }) =>
			rank === stages.length ? journey.outcome === 'won' : (furthest ?? 1) > rank,
		);
		const dropped = reached.filter(
			({ furthest, journey }) => journey.outcome === 'lost' && furthest === rank,
		);
		const open = reached.filter(({ furthest, journey }) => journey.outcome === 'open' && furthest === rank);
		const visits = known.flatMap((one) => one.visits.filter((visit) => visit.rank === rank));
		const moves = (move: string) => visits.filter((visit) => visit.move === move).length;
		return {
			deals_reached: reached.length,
			reached_amount: value(reached),
			deals_entered: known.filter((one) => one.visits.some((visit) => visit.rank === rank)).length,
			deals_moved_on: movedOn.length,
			moved_on_amount: value(movedOn),
			deals_dropped: dropped.length,
			dropped_amount: value(dropped),
			deals_open: open.length,
			open_amount: value(open),
			deals_unknown: rank === 1 ? known.filter(({ furthest }) => furthest === null).length : 0,
			deals_moved_back: known.filter((one) =>
				one.visits.some((visit) => visit.rank === rank && visit.move === 'back'),
			).length,
			visits_entered: visits.length,
			visits_moved_on: moves('on'),
			visits_lost: moves('lost'),
			visits_moved_back: moves('back'),
			visits_open: moves('open'),
		};
	});
}

export function oracleHeadline(journeys: readonly Journey[], scope: OracleScope) {
	const own = journeys.filter(({ owner }) => scope.owner === null || owner === scope.owner);
	const closed = own.filter(({ outcome, closed: at }) => outcome !== 'open' && inWindow(at, scope));
	const won = closed.filter(({ outcome }) => outcome === 'won');
	const priced = won.filter(({ amount }) => amount !== null);
	const cycles = won.flatMap(({ created, closed: at }) => (created && at ? [day(at) - day(created)] : []));
	const mean = (numbers: number[]) =>
		numbers.length ? numbers.reduce((sum, number) => sum + number, 0) / numbers.length : null;
	const median = (numbers: number[]) => {
		const sorted = [...numbers].sort((a, b) => a - b);
		const middle = (sorted.length - 1) / 2;
		const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
		return low === undefined || high === undefined ? null : (low + high) / 2;
	};
	const bounded = scope.from !== null || scope.to !== null;
	const inPlay = own.filter(
		({ created, closed: at, outcome }) =>
			(!bounded || created !== null) &&
			(scope.to === null || (created !== null && created < scope.to)) &&
			(scope.from === null || outcome === 'open' || (at !== null && at >= scope.from)),
	);
	const winRate = closed.length ? won.length / closed.length : null;
	const size = mean(priced.map(({ amount }) => amount ?? 0));
	const cycle = mean(cycles);
	return {
		deals_created: own.filter(({ created }) => inWindow(created, scope)).length,
		deals_won: won.length,
		deals_lost: closed.length - won.length,
		won_amount: won.reduce((sum, { amount }) => sum + (amount ?? 0), 0),
		win_ratio: winRate,
		average_won_amount: size,
		median_won_amount: median(priced.map(({ amount }) => amount ?? 0)),
		average_won_cycle_days: cycle,
		median_won_cycle_days: median(cycles),
		deals_in_play: inPlay.length,
		velocity_amount_per_day:
			winRate === null || size === null || cycle === null || cycle === 0
				? null
				: (inPlay.length * winRate * size) / cycle,
		deals_open: own.filter(({ outcome }) => outcome === 'open').length,
	};
}
