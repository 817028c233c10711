import {
	dayText,
	livesIn,
	share,
	unpriced,
	within,
	worth,
	type Life,
	type World,
	type WorldScope,
} from './oracle-stage-times';

/** Funnels by skip policy and by segment in plain loops, written from the definitions and not from the SQL. */
export const POLICIES = ['imputed', 'observed', 'in_order'];

/** How far a deal came without passing over a stage that is not optional; a win passes the optional ones left. */
function inOrder(life: Life, last: number, optional: readonly number[]): number {
	const isPassable = (from: number, before: number) => {
		for (let rank = from; rank < before; rank++) if (!optional.includes(rank)) return false;
		return true;
	};
	let reached = 0;
	for (const { rank } of life.visits) {
		if (!isPassable(reached + 1, rank)) break;
		reached = Math.max(reached, rank);
	}
	const isWonFromThere = reached > 0 && life.journey.outcome === 'won' && isPassable(reached + 1, last + 1);
	return isWonFromThere ? last : reached;
}

/** What became of a deal in a stage that it reached, skips imputed; null if it did not reach it. */
export type StageOutcome = 'moved on' | 'dropped' | 'open' | 'unknown' | null;

export function outcomeIn(life: Life, rank: number): StageOutcome {
	const { outcome } = life.journey;
	if (life.furthest === null) return rank === 1 ? 'unknown' : null;
	if (life.furthest < rank) return null;
	if (outcome === 'won' || life.furthest > rank) return 'moved on';
	return outcome === 'lost' ? 'dropped' : 'open';
}

/** Day on which a deal passed or dropped from a stage: first entry into a later one, else its close. */
export function happenedOn(life: Life, rank: number): string | null {
	const closed = life.closedOn;
	if (outcomeIn(life, rank) !== 'moved on') return closed;
	const later = life.visits.filter((visit) => visit.rank > rank).map(({ from }) => from);
	return later.length > 0 ? dayText(Math.min(...later)) : closed;
}

/** The deals that count in a stage under a scope, with what became of them there. */
export function inStage(
	world: World,
	scope: WorldScope,
	rank: number,
): { life: Life; outcome: StageOutcome }[] {
	return livesIn(world, scope)
		.map((life) => ({ life, outcome: outcomeIn(life, rank) }))
		.filter(({ outcome }) => outcome !== null)
		.filter(
			({ life, outcome }) =>
				scope.basis === 'cohort' || (outcome !== 'open' && within(happenedOn(life, rank), scope)),
		);
}

export function oraclePolicy(
	world: World,
	scope: WorldScope,
	policy: string,
	rank: number,
	optional: readonly number[] = [],
	currency: string | null = null,
) {
	const last = world.stages.length;
	const imputed = inStage(world, scope, rank);
	const counted = imputed
		.filter(
			({ life }) =>
				policy === 'imputed' ||
				(policy === 'observed'
					? life.visits.some((visit) => visit.rank === rank)
					: inOrder(life, last, optional) >= rank),
		)
		.map(({ life, outcome }) => {
			const goesOn =
				inOrder(life, last, optional) > rank || (rank === last && life.journey.outcome === 'won');
			return {
				life,
				outcome: policy === 'in_order' && outcome === 'moved on' && !goesOn ? 'removed' : outcome,
			};
		});
	const having = (what: string) => counted.filter(({ outcome }) => outcome === what).map(({ life }) => life);
	const count = (what: string) => having(what).length;
	const value = (what: string) => worth(having(what), currency);
	const moved = count('moved on');
	const dropped = count('dropped');
	const reachedLives = counted.map(({ life }) => life);
	const reachedValue = worth(reachedLives, currency);
	const [movedValue, droppedValue] = [value('moved on'), value('dropped')];
	const imputedLives = imputed.map(({ life }) => life);
	return {
		reached_amount: reachedValue,
		moved_on_amount: movedValue,
		dropped_amount: droppedValue,
		open_amount: value('open'),
		unknown_amount: value('unknown'),
		removed_amount: value('removed'),
		left_out_amount: worth(imputedLives, currency) - reachedValue,
		deals_without_amount: unpriced(reachedLives),
		so_far_amount_ratio: share(movedValue, reachedValue),
		resolved_amount_ratio: share(movedValue, movedValue + droppedValue),
		drop_off_amount_ratio: share(droppedValue, movedValue + droppedValue),
		deals_reached: counted.length,
		deals_moved_on: moved,
		deals_dropped: dropped,
		deals_open: count('open'),
		deals_unknown: count('unknown'),
		deals_removed: count('removed'),
		deals_left_out: imputed.length - counted.length,
		so_far_ratio: counted.length === 0 ? null : moved / counted.length,
		resolved_ratio: moved + dropped === 0 ? null : moved / (moved + dropped),
	};
}

/** The funnel's stage of the deals with one owner. */
export function oracleStageOf(
	world: World,
	scope: WorldScope,
	rank: number,
	owner: string | null,
	currency: string,
) {
	const own = { ...world, lives: world.lives.filter((life) => life.owner === owner) };
	const reached = inStage(own, scope, rank);
	const lost = inStage(own, scope, 1).filter(({ outcome }) => outcome === 'unknown').length;
	const what = (wanted: StageOutcome) => reached.filter(({ outcome }) => outcome === wanted);
	const value = (some: { life: Life }[]) =>
		worth(
			some.map(({ life }) => life),
			currency,
		);
	const [moved, dropped] = [what('moved on').length, what('dropped').length];
	return {
		deals_reached: reached.length,
		reached_amount: value(reached),
		deals_entered: reached.filter(({ life }) => life.visits.some((visit) => visit.rank === rank)).length,
		deals_unrecorded: reached.filter(({ life }) => life.visits.length === 0).length,
		deals_moved_on: moved,
		moved_on_amount: value(what('moved on')),
		deals_dropped: dropped,
		dropped_amount: value(what('dropped')),
		deals_open: what('open').length,
		open_amount: value(what('open')),
		deals_unknown: what('unknown').length,
		entered_amount: value(reached.filter(({ life }) => life.visits.some((visit) => visit.rank === rank))),
		drop_off_amount_ratio: share(value(what('dropped')), value(what('moved on')) + value(what('dropped'))),
		resolved_floor_amount_ratio: share(
			value(what('moved on')),
			value(what('moved on')) +
				value(what('dropped')) +
				value(inStage(own, scope, 1).filter(({ outcome }) => outcome === 'unknown')),
		),
		cumulative_amount_ratio: share(value(reached), value(inStage(own, scope, 1))),
		deals_without_amount: reached.filter(({ life }) => life.journey.amount === null).length,
		resolved_ratio: moved + dropped === 0 ? null : moved / (moved + dropped),
		resolved_floor_ratio: moved + dropped + lost === 0 ? null : moved / (moved + dropped + lost),
	};
}

/** The deals between the cohort rate and the activity rate of a stage; null is the win rate. */
export function oracleBridge(
	world: World,
	scope: WorldScope,
	rank: number | null,
	currency: string | null = null,
) {
	const facts = world.lives
		.filter((life) => scope.owner === null || life.owner === scope.owner)
		.map((life) => ({ life, outcome: rank === null ? ended(life) : outcomeIn(life, rank) }))
		.filter(({ outcome }) => outcome !== null)
		.map(({ life, outcome }) => ({
			life,
			outcome,
			started: within(life.createdOn, scope),
			happened: outcome !== 'open' && within(rank === null ? life.closedOn : happenedOn(life, rank), scope),
		}));
	type Test = (fact: { started: boolean; happened: boolean }) => boolean;
	const having = (what: StageOutcome, test: Test) =>
		facts.filter((fact) => fact.outcome === what && test(fact)).map(({ life }) => life);
	const count = (what: StageOutcome, test: Test) => having(what, test).length;
	const value = (what: StageOutcome, test: Test) => worth(having(what, test), currency);
	const startedIn = ({ started }: { started: boolean }) => started;
	const happenedIn = ({ happened }: { happened: boolean }) => happened;
	const outside = (fact: { started: boolean; happened: boolean }) => fact.started && !fact.happened;
	const carried = (fact: { started: boolean; happened: boolean }) => fact.happened && !fact.started;
	const rate = (test: Test) =>
		share(value('moved on', test), value('moved on', test) + value('dropped', test));
	return {
		in_cohort_amount: worth(
			facts.filter(startedIn).map(({ life }) => life),
			currency,
		),
		cohort_moved_on_amount: value('moved on', startedIn),
		cohort_dropped_amount: value('dropped', startedIn),
		cohort_open_amount: value('open', startedIn),
		cohort_unknown_amount: value('unknown', startedIn),
		outside_moved_on_amount: value('moved on', outside),
		outside_dropped_amount: value('dropped', outside),
		carried_in_moved_on_amount: value('moved on', carried),
		carried_in_dropped_amount: value('dropped', carried),
		activity_moved_on_amount: value('moved on', happenedIn),
		activity_dropped_amount: value('dropped', happenedIn),
		activity_unknown_amount: value('unknown', happenedIn),
		cohort_amount_ratio: rate(startedIn),
		activity_amount_ratio: rate(happenedIn),
		deals_without_amount: unpriced(
			facts.filter((fact) => startedIn(fact) || happenedIn(fact)).map(({ life }) => life),
		),
		deals_in_cohort: facts.filter(startedIn).length,
		deals_cohort_moved_on: count('moved on', startedIn),
		deals_cohort_dropped: count('dropped', startedIn),
		deals_cohort_open: count('open', startedIn),
		deals_cohort_unknown: count('unknown', startedIn),
		deals_outside_moved_on: count('moved on', outside),
		deals_outside_dropped: count('dropped', outside),
		deals_carried_in_moved_on: count('moved on', carried),
		deals_carried_in_dropped: count('dropped', carried),
		deals_activity_moved_on: count('moved on', happenedIn),
		deals_activity_dropped: count('dropped', happenedIn),
		deals_activity_unknown: count('unknown', happenedIn),
	};
}

function ended({ journey }: Life): StageOutcome {
	return journey.outcome === 'won' ? 'moved on' : journey.outcome === 'lost' ? 'dropped' : 'open';
}
