import type { Scope } from '$lib/model/scope';
import type { Engine } from '$lib/engine/engine';
import {
	asFiles,
	deal,
	importFiles,
	mappingOf,
	type Asked,
	type Journey,
	type JourneyBuilder,
} from './journeys';

/**
 * What the results family of marts is held against: win rates, sources, owners and bottlenecks in plain loops over
 * journeys, written from the definitions and not from the SQL.
 */
export interface Known {
	journey: Journey;
	created: string | null;
	closed: string | null;
	/** Closed − created in days, where the deal is closed and both are known. */
	cycle: number | null;
	furthest: number | null;
	/** First day on which the deal entered each rank or a later one; index 0 is rank 1. */
	entered: (string | null)[];
}

const MS_PER_DAY = 86_400_000;
export const instant = (text: string) =>
	Date.parse(`${text.length > 10 ? text.replace(' ', 'T') : `${text}T00:00`}Z`) / MS_PER_DAY;
const dayOf = (text: string | null) => text?.slice(0, 10) ?? null;

export function know(journey: Journey, stages: readonly string[]): Known {
	const rankOf = (stage: string | null) => (stage === null ? 0 : stages.indexOf(stage) + 1);
	const ranks = journey.events.map(({ stage }) => rankOf(stage)).filter((rank) => rank > 0);
	const named = rankOf(journey.stage);
	if (named > 0) ranks.push(named);
	const furthest =
		journey.outcome === 'won'
			? stages.length
			: ranks.length > 0
				? Math.max(...ranks)
				: journey.outcome === 'open'
					? 1
					: null;
	return {
		journey,
		created: dayOf(journey.created),
		closed: journey.outcome === 'open' ? null : dayOf(journey.closed),
		cycle:
			journey.outcome !== 'open' && journey.created && journey.closed
				? instant(journey.closed) - instant(journey.created)
				: null,
		furthest,
		entered: stages.map((_, index) => {
			const days = journey.events
				.filter(({ stage }) => rankOf(stage) > index)
				.map(({ at }) => at.slice(0, 10))
				.sort();
			return days[0] ?? null;
		}),
	};
}

export type Window = Pick<Scope, 'from' | 'to'>;
export const inWindow = (day: string | null, { from, to }: Window) =>
	(from === null || (day !== null && day >= from)) && (to === null || (day !== null && day < to));

/** When the deal moved on from or dropped out of a stage; null if neither; `day` null if nothing dates it. */
export function passOf(
	deal: Known,
	rank: number,
	stages: readonly string[],
): { isDrop: boolean; day: string | null } | null {
	if (deal.furthest === null) return null;
	if (deal.journey.outcome === 'lost' && deal.furthest === rank) return { isDrop: true, day: deal.closed };
	const movedOn = deal.journey.outcome === 'won' || deal.furthest > rank;
	if (!movedOn) return null;
	return { isDrop: false, day: (rank < stages.length ? deal.entered[rank] : null) ?? deal.closed };
}

export const mean = (numbers: readonly number[]) =>
	numbers.length ? numbers.reduce((sum, number) => sum + number, 0) / numbers.length : null;

export function median(numbers: readonly number[]): number | null {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
	return low === undefined || high === undefined ? null : (low + high) / 2;
}

export const divide = (part: number, whole: number) => (whole === 0 ? null : part / whole);

/** Sum of the amounts in `currency`; null takes the deals that name none. */
export const valueOf = (deals: readonly Known[], currency: string | null) =>
	deals.reduce((sum, { journey }) => sum + (journey.currency === currency ? (journey.amount ?? 0) : 0), 0);

export const isOutcome =
	(outcome: Journey['outcome']) =>
	({ journey }: Known) =>
		journey.outcome === outcome;

/** What became of some deals under a scope, as `lead_sources` and `owners` tell it. */
export function oracleResults(
	deals: readonly Known[],
	stages: readonly string[],
	scope: Pick<Scope, 'from' | 'to' | 'basis' | 'currency'>,
) {
	const leads = deals.filter(({ created }) => inWindow(created, scope));
	const isCohort = scope.basis === 'cohort';
	const qualified = isCohort
		? leads.filter((deal) => passOf(deal, 1, stages)?.isDrop === false)
		: deals.filter((deal) => {
				const pass = passOf(deal, 1, stages);
				return pass !== null && !pass.isDrop && inWindow(pass.day, scope);
			});
	const closed = (isCohort ? leads : deals).filter(
		(deal) => deal.journey.outcome !== 'open' && (isCohort || inWindow(deal.closed, scope)),
	);
	const won = closed.filter(isOutcome('won'));
	const priced = won.filter(
		({ journey }) => journey.amount !== null && journey.currency === scope.currency,
	).length;
	const cycles = won.flatMap(({ cycle }) => (cycle === null ? [] : [cycle]));
	const wonAmount = valueOf(won, scope.currency);
	const lostAmount = valueOf(closed.filter(isOutcome('lost')), scope.currency);
	return {
		deals_leads: leads.length,
		deals_qualified: qualified.length,
		qualified_ratio: isCohort ? divide(qualified.length, leads.length) : null,
		deals_won: won.length,
		deals_lost: closed.length - won.length,
		win_ratio: divide(won.length, closed.length),
		won_amount: wonAmount,
		lost_amount: lostAmount,
		win_amount_ratio: divide(wonAmount, wonAmount + lostAmount),
		won_per_lead_amount: divide(wonAmount, leads.length),
		deals_won_with_amount: priced,
		average_won_amount: divide(wonAmount, priced),
		deals_won_with_cycle: cycles.length,
		average_won_cycle_days: mean(cycles),
		median_won_cycle_days: median(cycles),
	};
}

/** Journeys of which the owner column is read in another role, as a lead source or a lost reason. */
export function tellWithRole(
	engine: Engine,
	stages: readonly string[],
	builders: readonly JourneyBuilder[],
	role: 'source' | 'lost_reason' | 'segment',
): Promise<Asked> {
	const mapping = mappingOf(stages);
	for (const file of mapping.files)
		for (const column of file.columns) if (column.role === 'owner') column.role = role;
	return importFiles(engine, asFiles(builders.map(({ journey }) => journey)), { mapping });
}

let made = 0;

/** Deals of one owner that began on one day and closed on another: the first `won` of them won. */
export const closedDeals = (
	owner: string | null,
	closedOn: string,
	won: number,
	lost: number,
	amount: number | null = 100,
): JourneyBuilder[] =>
	Array.from({ length: won + lost }, (_, index) => {
		const one = deal(`C${made++}`).created('2024-01-01').amount(amount);
		if (owner !== null) one.owner(owner);
		return index < won ? one.won(closedOn) : one.lost(closedOn);
	});
