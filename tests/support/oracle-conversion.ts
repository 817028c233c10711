import {
	dayText,
	livesIn,
	quantile7,
	stayOf,
	within,
	type Stay,
	type World,
	type WorldScope,
} from './oracle-stage-times';

/** Matured and eventual conversion in plain loops, written from the definitions and not from the SQL. */
export function entriesOf(world: World, scope: WorldScope, rank: number): Stay[] {
	return livesIn(world, scope)
		.flatMap((life) => stayOf(world, life, rank) ?? [])
		.filter((stay) => scope.basis === 'cohort' || within(dayText(stay.entered), scope));
}

/** 90th percentile of the time to move on over all stages, rounded up; null if nothing moved on. */
export function oracleHorizon(world: World, scope: WorldScope): number | null {
	const times = world.stages.flatMap((_, index) =>
		entriesOf(world, scope, index + 1).flatMap(({ exit, exitAfter }) =>
			exit === 'moved on' && exitAfter !== null ? [exitAfter] : [],
		),
	);
	const p90 = quantile7(times, 0.9);
	return p90 === null ? null : Math.ceil(Number(p90.toFixed(9)));
}

/** Deals that had the horizon, and those of them that moved on within it. */
export function maturedOf(entries: readonly Stay[], horizon: number | null): { n: number; moved: number } {
	if (horizon === null) return { n: 0, moved: 0 };
	const judged = entries.filter(
		({ age, exit, exitAfter }) => age >= horizon && !(exit === 'moved on' && exitAfter === null),
	);
	const moved = judged.filter(
		({ exit, exitAfter }) => exit === 'moved on' && exitAfter !== null && exitAfter <= horizon,
	);
	return { n: judged.length, moved: moved.length };
}

/** Aalen–Johansen incidence of moving on. */
function eventual(entries: readonly Stay[]): number | null {
	const dated = entries.flatMap(({ exit, exitAfter }) =>
		exitAfter === null ? [] : [{ exit, after: exitAfter }],
	);
	if (dated.length === 0) return null;
	let staying = 1;
	let incidence = 0;
	for (const time of [...new Set(dated.map(({ after }) => after))].sort((a, b) => a - b)) {
		const atRisk = dated.filter(({ after }) => after >= time).length;
		const now = dated.filter(({ after }) => after === time);
		const moved = now.filter(({ exit }) => exit === 'moved on').length;
		const dropped = now.filter(({ exit }) => exit === 'dropped').length;
		incidence += (staying * moved) / atRisk;
		staying *= 1 - (moved + dropped) / atRisk;
	}
	return incidence;
}

export function oracleMatured(world: World, scope: WorldScope, rank: number, horizon: number | null) {
	const entries = entriesOf(world, scope, rank);
	const count = (exit: Stay['exit']) => entries.filter((entry) => entry.exit === exit).length;
	const { n, moved } = maturedOf(entries, horizon);
	const times = entries.flatMap(({ exit, exitAfter }) =>
		exit === 'moved on' && exitAfter !== null ? [exitAfter] : [],
	);
	return {
		horizon_days: horizon,
		deals_entered: entries.length,
		deals_moved_on: count('moved on'),
		deals_dropped: count('dropped'),
		deals_open: count('none'),
		deals_undated: count('moved on') - times.length,
		deals_matured: n,
		deals_matured_moved_on: moved,
		matured_ratio: n === 0 ? null : moved / n,
		median_move_on_days: quantile7(times, 0.5),
		p90_move_on_days: quantile7(times, 0.9),
		eventual_ratio: eventual(entries),
	};
}
