import {
	dayText,
	lasting,
	livesIn,
	quantile7,
	share,
	unpriced,
	within,
	worth,
	type Life,
	type World,
	type WorldScope,
} from './oracle-stage-times';

/** Paths and moves in plain loops, written from the definitions and not from the SQL. */
const closedIn = (life: Life, scope: WorldScope) =>
	life.journey.outcome !== 'open' && within(life.closedOn, scope);

/** Facts of every path, by `[path, outcome]` as JSON. Dates are days. */
export function oraclePaths(world: World, scope: WorldScope, byOutcome: boolean, currency: string) {
	const groups = new Map<string, Life[]>();
	const lives = livesIn(world, scope).filter((life) => scope.basis === 'cohort' || closedIn(life, scope));
	for (const life of lives) {
		const path = life.visits.map(({ rank }) => world.stages[rank - 1]).join(' → ');
		const key = JSON.stringify([path === '' ? null : path, byOutcome ? life.journey.outcome : null]);
		groups.set(key, [...(groups.get(key) ?? []), life]);
	}
	return new Map(
		[...groups].map(([key, members]) => {
			const won = members.filter(({ journey }) => journey.outcome === 'won');
			const lost = members.filter(({ journey }) => journey.outcome === 'lost');
			const cycles = [...won, ...lost].flatMap(({ createdOn, closedOn }) =>
				createdOn === null || closedOn === null
					? []
					: [(Date.parse(closedOn) - Date.parse(createdOn)) / 86_400_000],
			);
			return [
				key,
				{
					deals: members.length,
					deals_won: won.length,
					deals_lost: lost.length,
					deals_open: members.length - won.length - lost.length,
					win_ratio: won.length + lost.length === 0 ? null : won.length / (won.length + lost.length),
					deals_with_cycle: cycles.length,
					median_cycle_days: quantile7(cycles, 0.5),
					total_amount: worth(members, currency),
					won_amount: worth(won, currency),
					lost_amount: worth(lost, currency),
					open_amount: worth(
						members.filter(({ journey }) => journey.outcome === 'open'),
						currency,
					),
					win_amount_ratio: share(worth(won, currency), worth([...won, ...lost], currency)),
					share_amount_ratio: share(worth(members, currency), worth(lives, currency)),
					deals_without_amount: unpriced(members),
					share_ratio: members.length / lives.length,
				},
			];
		}),
	);
}

/** Facts of every move, by `[from rank, move, to rank]` as JSON. */
export function oracleMoves(world: World, scope: WorldScope, currency: string | null = null) {
	const groups = new Map<string, { life: Life; days: number | null }[]>();
	for (const life of livesIn(world, scope)) {
		life.visits.forEach((visit, index) => {
			const isEnd = visit.move === 'won' || visit.move === 'lost' || visit.move === 'open';
			const happened =
				scope.basis === 'cohort' ||
				(visit.move !== 'open' && within(visit.to === null ? null : dayText(visit.to), scope));
			if (!happened) return;
			const to = isEnd ? null : (life.visits[index + 1]?.rank ?? null);
			const days =
				visit.move === 'open'
					? Math.max(0, lasting(visit.from, world.now, !world.eventsTimed))
					: visit.to === null
						? null
						: lasting(visit.from, visit.to, visit.whole);
			const key = JSON.stringify([visit.rank, visit.move, to]);
			groups.set(key, [...(groups.get(key) ?? []), { life, days }]);
		});
	}
	return new Map(
		[...groups].map(([key, moves]) => [
			key,
			{
				visits_moved: moves.length,
				moved_amount: worth(
					moves.map(({ life }) => life),
					currency,
				),
				deals_moved: new Set(moves.map(({ life }) => life)).size,
				deals_without_amount: unpriced([...new Set(moves.map(({ life }) => life))]),
				median_stayed_days: quantile7(
					moves.flatMap(({ days }) => (days === null ? [] : [days])),
					0.5,
				),
			},
		]),
	);
}
