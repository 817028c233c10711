import {
	dayText,
	livesIn,
	quantile7,
	share,
	stayOf,
	unpriced,
	within,
	worth,
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

const valueOf = (entries: readonly Stay[], currency: string | null) =>
	worth(
		entries.map(({ life }) => life),
		currency,
	);

/** Counts and value of entries by exit, and the rates of both. */
function exits(entries: readonly Stay[], currency: string | null) {
	const having = (exit: Stay['exit']) => entries.filter((entry) => entry.exit === exit);
	const [moved, dropped] = [having('moved on'), having('dropped')];
	const [movedValue, droppedValue] = [valueOf(moved, currency), valueOf(dropped, currency)];
	return {
		entered_amount: valueOf(entries, currency),
		moved_on_amount: movedValue,
		dropped_amount: droppedValue,
		open_amount: valueOf(having('none'), currency),
		undated_amount: valueOf(
			moved.filter(({ exitAfter }) => exitAfter === null),
			currency,
		),
		deals_without_amount: unpriced(entries.map(({ life }) => life)),
	};
}

/** Deals that had the horizon, and those of them that moved on within it. */
export function maturedOf(
	entries: readonly Stay[],
	horizon: number | null,
	currency: string | null,
): { n: number; moved: number; value: number; movedValue: number } {
	if (horizon === null) return { n: 0, moved: 0, value: 0, movedValue: 0 };
	const judged = entries.filter(
		({ age, exit, exitAfter }) => age >= horizon && !(exit === 'moved on' && exitAfter === null),
	);
	const moved = judged.filter(
		({ exit, exitAfter }) => exit === 'moved on' && exitAfter !== null && exitAfter <= horizon,
	);
	return {
		n: judged.length,
		moved: moved.length,
		value: valueOf(judged, currency),
		movedValue: valueOf(moved, currency),
	};
}

const isoDay = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
const dayNumber = (text: string) => Date.parse(text) / 86_400_000;

/** First day of the calendar period that holds a day, and the first day after it. */
export function periodOf(period: string, day: string): { start: string; end: string } {
	const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
	const months = (first: number, count: number) => {
		const at = (index: number) => new Date(Date.UTC(year, index, 1)).toISOString().slice(0, 10);
		return { start: at(first), end: at(first + count) };
	};
	switch (period) {
		case 'day':
			return { start: day, end: isoDay(dayNumber(day) + 1) };
		case 'week': {
			// Day 0 was a Thursday.
			const monday = dayNumber(day) - ((dayNumber(day) + 3) % 7);
			return { start: isoDay(monday), end: isoDay(monday + 7) };
		}
		case 'quarter':
			return months(month - 1 - ((month - 1) % 3), 3);
		case 'year':
			return months(0, 12);
		default:
			return months(month - 1, 1);
	}
}

/** Every period from the first entry into any stage to now, or to the end of an activity window. */
export function oraclePeriods(world: World, scope: WorldScope, period: string): string[] {
	const entered = world.stages.flatMap((_, index) =>
		entriesOf(world, scope, index + 1).map((entry) => dayText(entry.entered)),
	);
	const starts = new Set(entered.map((day) => periodOf(period, day).start));
	const [first] = [...entered].sort();
	const today = dayText(world.now);
	const isCut = scope.basis === 'activity' && scope.to !== null && scope.to <= today;
	const last = isCut ? isoDay(dayNumber(scope.to ?? '') - 1) : today;
	if (first !== undefined) {
		for (let day = dayNumber(first); day <= dayNumber(last); day++)
			starts.add(periodOf(period, isoDay(day)).start);
	}
	return [...starts].sort();
}

export function oracleTrend(
	world: World,
	scope: WorldScope,
	rank: number,
	period: { kind: string; start: string },
	horizon: number | null,
	currency: string | null = null,
) {
	const { start, end } = periodOf(period.kind, period.start);
	const entries = entriesOf(world, scope, rank).filter(
		({ entered }) => dayText(entered) >= start && dayText(entered) < end,
	);
	const count = (exit: Stay['exit']) => entries.filter((entry) => entry.exit === exit).length;
	const { n, moved, value, movedValue } = maturedOf(entries, horizon, currency);
	const amounts = exits(entries, currency);
	const today = dayNumber(dayText(world.now));
	const lastDay = dayNumber(end) - 1;
	const isCut =
		scope.basis === 'activity' &&
		((scope.from !== null && start < scope.from) || (scope.to !== null && end > scope.to));
	const [movedOn, dropped] = [count('moved on'), count('dropped')];
	const credits = entries.filter((entry) => valueOf([entry], currency) < 0).length;
	return {
		...amounts,
		matured_amount: value,
		matured_moved_on_amount: movedValue,
		deals_with_credit: credits,
		so_far_amount_ratio: share(amounts.moved_on_amount, amounts.entered_amount),
		resolved_amount_ratio: share(amounts.moved_on_amount, amounts.moved_on_amount + amounts.dropped_amount),
		matured_amount_ratio: share(movedValue, value),
		period_ends_on: end,
		is_partial: lastDay > today || isCut,
		is_immature: horizon === null || today - lastDay < horizon,
		deals_entered: entries.length,
		deals_moved_on: movedOn,
		deals_dropped: dropped,
		deals_open: count('none'),
		deals_matured: n,
		deals_matured_moved_on: moved,
		so_far_ratio: entries.length === 0 ? null : movedOn / entries.length,
		resolved_ratio: movedOn + dropped === 0 ? null : movedOn / (movedOn + dropped),
		matured_ratio: n === 0 ? null : moved / n,
	};
}

/** Aalen–Johansen incidence of moving on, each entry weighed. */
function eventual(entries: readonly Stay[], weigh: (entry: Stay) => number): number | null {
	const dated = entries.flatMap((entry) =>
		entry.exitAfter === null || weigh(entry) === 0
			? []
			: [{ exit: entry.exit, after: entry.exitAfter, weight: weigh(entry) }],
	);
	const weight = (some: typeof dated) => some.reduce((sum, one) => sum + one.weight, 0);
	if (dated.length === 0) return null;
	let staying = 1;
	let incidence = 0;
	for (const time of [...new Set(dated.map(({ after }) => after))].sort((a, b) => a - b)) {
		const atRisk = weight(dated.filter(({ after }) => after >= time));
		const now = dated.filter(({ after }) => after === time);
		const moved = weight(now.filter(({ exit }) => exit === 'moved on'));
		const dropped = weight(now.filter(({ exit }) => exit === 'dropped'));
		incidence += (staying * moved) / atRisk;
		staying *= 1 - (moved + dropped) / atRisk;
	}
	return incidence;
}

export function oracleMatured(
	world: World,
	scope: WorldScope,
	rank: number,
	horizon: number | null,
	currency: string | null = null,
) {
	const entries = entriesOf(world, scope, rank);
	const count = (exit: Stay['exit']) => entries.filter((entry) => entry.exit === exit).length;
	const { n, moved, value, movedValue } = maturedOf(entries, horizon, currency);
	const times = entries.flatMap(({ exit, exitAfter }) =>
		exit === 'moved on' && exitAfter !== null ? [exitAfter] : [],
	);
	return {
		...exits(entries, currency),
		matured_amount: value,
		matured_moved_on_amount: movedValue,
		matured_amount_ratio: share(movedValue, value),
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
		eventual_ratio: eventual(entries, () => 1),
		eventual_amount_ratio: eventual(entries, ({ life }) => worth([life], currency)),
	};
}
