import type { Journey } from './journeys';

/**
 * Visits, dwell and exits in plain loops, written from the definitions and not from the SQL. Instants are milliseconds.
 */
export interface LifeVisit {
	rank: number;
	from: number;
	to: number | null;
	move: 'forward' | 'skip' | 'back' | 'won' | 'lost' | 'open';
	/** Either end is a mere calendar date. */
	whole: boolean;
}

export interface Life {
	journey: Journey;
	owner: string | null;
	createdOn: string | null;
	closedOn: string | null;
	visits: LifeVisit[];
	furthest: number | null;
}

export interface World {
	lives: Life[];
	now: number;
	eventsTimed: boolean;
	closesTimed: boolean;
	stages: readonly string[];
}

export interface WorldScope {
	from: string | null;
	to: string | null;
	owner: string | null;
	basis: 'cohort' | 'activity';
}

const DAY = 86_400_000;
const instant = (text: string) =>
	Date.parse(`${text.length === 10 ? `${text} 00:00` : text}Z`.replace(' ', 'T'));
export const dayText = (at: number) => new Date(at).toISOString().slice(0, 10);
const timed = (texts: (string | null)[]) => texts.some((text) => text !== null && instant(text) % DAY !== 0);

/** Days from one instant to a later one, whole days where either is a date. */
export const lasting = (from: number, to: number, whole: boolean) =>
	whole ? Math.floor(to / DAY) - Math.floor(from / DAY) : (to - from) / DAY;

export function worldOf(journeys: readonly Journey[], stages: readonly string[]): World {
	const closes = journeys.map(({ outcome, closed }) => (outcome === 'open' ? null : closed));
	const facts = [
		...journeys.map(({ created }) => created),
		...journeys.flatMap(({ events }) => events.map(({ at }) => at)),
		...closes,
	]
		.flatMap((text) => (text === null ? [] : [instant(text)]))
		.sort((a, b) => b - a);
	const [newest = NaN, next = newest] = facts;
	const eventsTimed = timed(journeys.flatMap(({ events }) => events.map(({ at }) => at)));
	const closesTimed = timed(closes);
	const lives = journeys.map((journey): Life => {
		const closed = journey.outcome === 'open' || journey.closed === null ? null : instant(journey.closed);
		const changes: { rank: number; at: number }[] = [];
		const ordered = journey.events
			.map(({ stage, at }, row) => ({ rank: stages.indexOf(stage) + 1, at: instant(at), row }))
			.sort((a, b) => a.at - b.at || a.row - b.row);
		for (const event of ordered) if (changes.at(-1)?.rank !== event.rank) changes.push(event);
		const visits = changes.flatMap((change, index): LifeVisit[] => {
			if (change.rank === 0) return [];
			const after = changes[index + 1];
			const stay = { rank: change.rank, from: change.at };
			if (after) {
				const move =
					after.rank === 0
						? 'lost'
						: after.rank < change.rank
							? 'back'
							: after.rank > change.rank + 1
								? 'skip'
								: 'forward';
				return [{ ...stay, to: after.at, move, whole: !eventsTimed }];
			}
			const to = closed === null ? null : Math.max(closed, change.at);
			return [{ ...stay, to, move: journey.outcome, whole: !eventsTimed || !closesTimed }];
		});
		const ranks = visits.map(({ rank }) => rank);
		const named = journey.stage === null ? 0 : stages.indexOf(journey.stage) + 1;
		if (named > 0) ranks.push(named);
		if (journey.outcome === 'open') ranks.push(1);
		return {
			journey,
			owner: journey.owner,
			createdOn: journey.created === null ? null : journey.created.slice(0, 10),
			closedOn: closed === null ? null : dayText(closed),
			visits,
			furthest: journey.outcome === 'won' ? stages.length : ranks.length === 0 ? null : Math.max(...ranks),
		};
	});
	return { lives, now: newest > next + 30 * DAY ? next : newest, eventsTimed, closesTimed, stages };
}

export const within = (day: string | null, { from, to }: Pick<WorldScope, 'from' | 'to'>) =>
	(from === null || (day !== null && day >= from)) && (to === null || (day !== null && day < to));

/** The deals of a scope: windowed by start on the cohort basis only. */
export const livesIn = (world: World, scope: WorldScope) =>
	world.lives.filter(
		(life) =>
			(scope.owner === null || life.owner === scope.owner) &&
			(scope.basis === 'activity' || within(life.createdOn, scope)),
	);

/** What the deals come to in one currency: other currencies and blanks count as nothing. */
export const worth = (lives: readonly Life[], currency: string | null): number =>
	lives.reduce((sum, { journey }) => sum + (journey.currency === currency ? (journey.amount ?? 0) : 0), 0);

/** Deals without an amount. */
export const unpriced = (lives: readonly Life[]): number =>
	lives.filter(({ journey }) => journey.amount === null).length;

/** A part of a whole; null where there is nothing to divide by. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** What a deal did in a stage that it entered. */
export interface Stay {
	life: Life;
	entered: number;
	left: number | null;
	running: boolean;
	dwell: number | null;
	reworked: boolean;
	exit: 'moved on' | 'dropped' | 'none';
	exitAfter: number | null;
	age: number;
}

export function stayOf(world: World, life: Life, rank: number): Stay | null {
	const own = life.visits.filter((visit) => visit.rank === rank);
	const [first] = own;
	if (!first) return null;
	const { outcome } = life.journey;
	const now = (from: number) => Math.max(0, lasting(from, world.now, !world.eventsTimed));
	let dwell: number | null = 0;
	for (const visit of own) {
		const length =
			visit.move === 'open'
				? now(visit.from)
				: visit.to === null
					? null
					: lasting(visit.from, visit.to, visit.whole);
		dwell = dwell === null || length === null ? null : dwell + length;
	}
	const entered = Math.min(...own.map(({ from }) => from));
	const lefts = own.flatMap(({ to }) => (to === null ? [] : [to]));
	const exit =
		outcome === 'won' || (life.furthest ?? 0) > rank ? 'moved on' : outcome === 'lost' ? 'dropped' : 'none';
	const later = life.visits.filter((visit) => visit.rank > rank).map(({ from }) => from);
	const ends = life.visits.filter(({ move }) => move === outcome);
	const dated = ends.flatMap(({ to }) => (to === null ? [] : [to]));
	const closed =
		dated.length > 0
			? Math.max(...dated)
			: life.journey.closed === null
				? null
				: instant(life.journey.closed);
	let exitAfter: number | null = null;
	if (exit === 'none') exitAfter = now(entered);
	else if (exit === 'moved on' && later.length > 0)
		exitAfter = Math.max(0, lasting(entered, Math.min(...later), !world.eventsTimed));
	else if ((exit === 'dropped' || outcome === 'won') && closed !== null) {
		const whole = ends.length > 0 ? ends.some((end) => end.whole) : !world.eventsTimed || !world.closesTimed;
		exitAfter = Math.max(0, lasting(entered, closed, whole || !world.eventsTimed));
	}
	return {
		life,
		entered,
		left: lefts.length === 0 ? null : Math.max(...lefts),
		running: own.some(({ move }) => move === 'open'),
		dwell,
		reworked: life.visits.some(
			(visit, index) => visit.move === 'back' && life.visits[index + 1]?.rank === rank,
		),
		exit,
		exitAfter,
		age: now(entered),
	};
}

/** Hyndman–Fan type 7; null of nothing. */
export function quantile7(numbers: readonly number[], p: number): number | null {
	const sorted = [...numbers].sort((a, b) => a - b);
	const place = (sorted.length - 1) * p;
	const low = sorted[Math.floor(place)];
	const high = sorted[Math.ceil(place)];
	return low === undefined || high === undefined ? null : low + (high - low) * (place - Math.floor(place));
}

/** First time by which half have left, of completed times and running ones. */
export function kaplanMeierMedian(completed: readonly number[], running: readonly number[]): number | null {
	let share = 1;
	for (const time of [...new Set(completed)].sort((a, b) => a - b)) {
		const atRisk = [...completed, ...running].filter((other) => other >= time).length;
		share *= 1 - completed.filter((other) => other === time).length / atRisk;
		if (share <= 0.5 + 1e-9) return time;
	}
	return null;
}

export interface OracleTime {
	deals_entered: number;
	deals_completed: number;
	median_dwell_days: number | null;
	p75_dwell_days: number | null;
	p90_dwell_days: number | null;
	visits_completed: number;
	median_visit_days: number | null;
	p90_visit_days: number | null;
	deals_running: number;
	median_running_days: number | null;
	deals_undated: number;
	stalled_after_days: number | null;
	deals_stalled: number;
	deals_reworked: number;
	estimated_median_dwell_days: number | null;
}

/** Metrics §4 of one stage, of the deals with one owner (undefined: of all). */
export function oracleTime(
	world: World,
	scope: WorldScope,
	rank: number,
	owner: string | null | undefined,
): OracleTime {
	const all = livesIn(world, scope);
	const activity = scope.basis === 'activity';
	const staysOf = (lives: Life[]) => lives.flatMap((life) => stayOf(world, life, rank) ?? []);
	const completedOf = (stays: Stay[]) =>
		stays.filter(
			({ running, left }) => !running && (!activity || within(left === null ? null : dayText(left), scope)),
		);
	const lives = owner === undefined ? all : all.filter((life) => life.owner === owner);
	const stays = staysOf(lives);
	const known = (some: Stay[]) => some.flatMap(({ dwell }) => (dwell === null ? [] : [dwell]));
	const completed = completedOf(stays);
	const running = stays.filter(
		(stay) => stay.running && (!activity || scope.to === null || dayText(stay.entered) < scope.to),
	);
	const entered = stays.filter((stay) => !activity || within(dayText(stay.entered), scope));
	const visits = lives
		.flatMap((life) => life.visits)
		.filter((visit) => visit.rank === rank && visit.move !== 'open' && visit.to !== null)
		.filter((visit) => !activity || within(dayText(visit.to ?? NaN), scope))
		.map((visit) => lasting(visit.from, visit.to ?? NaN, visit.whole));
	const ownDwells = known(completed);
	const threshold = quantile7(ownDwells.length >= 30 ? ownDwells : known(completedOf(staysOf(all))), 0.9);
	return {
		deals_entered: entered.length,
		deals_completed: ownDwells.length,
		median_dwell_days: quantile7(ownDwells, 0.5),
		p75_dwell_days: quantile7(ownDwells, 0.75),
		p90_dwell_days: quantile7(ownDwells, 0.9),
		visits_completed: visits.length,
		median_visit_days: quantile7(visits, 0.5),
		p90_visit_days: quantile7(visits, 0.9),
		deals_running: running.length,
		median_running_days: quantile7(known(running), 0.5),
		deals_undated: [...completed, ...running].filter(({ dwell }) => dwell === null).length,
		stalled_after_days: stays.length === 0 ? null : threshold,
		deals_stalled: threshold === null ? 0 : known(running).filter((dwell) => dwell > threshold + 1e-9).length,
		deals_reworked: entered.filter(({ reworked }) => reworked).length,
		estimated_median_dwell_days: kaplanMeierMedian(ownDwells, known(running)),
	};
}
