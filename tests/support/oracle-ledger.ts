import type { Day } from '$lib/base/day';
import type { ExportedDeal } from './exports';
import type { Journey } from './journeys';

/** Exports of different days as metrics §1 and §8 define what they tell, in plain loops that share nothing with SQL. */
export interface DatedExport {
	day: Day;
	deals: ExportedDeal[];
}

export interface OracleChange {
	to_on: string;
	deal_id: string;
	change: string;
	from_value: string | null;
	to_value: string | null;
}

const isEnd = (stage: string) => stage === 'Won' || stage === 'Lost';
const amountText = (amount: number | null | undefined) =>
	amount === null || amount === undefined ? null : Number.isInteger(amount) ? `${amount}.0` : String(amount);

/** Every change of a deal from each export to the next. */
export function oracleChanges(exports: readonly DatedExport[]): OracleChange[] {
	const changes: OracleChange[] = [];
	exports.slice(1).forEach((after, index) => {
		const before = exports[index]!;
		const tell = (deal_id: string, change: string, from_value: string | null, to_value: string | null) =>
			changes.push({ to_on: after.day, deal_id, change, from_value, to_value });
		for (const now of after.deals) {
			const then = before.deals.find(({ id }) => id === now.id);
			if (!then) {
				tell(now.id, 'appeared', null, now.stage);
				continue;
			}
			if (then.stage !== now.stage) tell(now.id, 'stage', then.stage, now.stage);
			if (then.amount !== now.amount) tell(now.id, 'amount', amountText(then.amount), amountText(now.amount));
			if (then.owner !== now.owner) tell(now.id, 'owner', then.owner ?? null, now.owner ?? null);
			if (!isEnd(then.stage) && !isEnd(now.stage) && then.close !== now.close)
				tell(now.id, 'expected_close', then.close ?? null, now.close ?? null);
		}
		for (const then of before.deals)
			if (!after.deals.some(({ id }) => id === then.id)) tell(then.id, 'vanished', then.stage, null);
	});
	return changes;
}

/** Values of a field as the exports tell them, each with the day from which it is known, in their order. */
export function oracleValues<T>(
	exports: readonly DatedExport[],
	id: string,
	valueOf: (deal: ExportedDeal) => T | undefined,
): { day: Day; value: T }[] {
	const values: { day: Day; value: T }[] = [];
	for (const { day, deals } of exports) {
		const deal = deals.find((one) => one.id === id);
		const value = deal && valueOf(deal);
		if (value === undefined || values.at(-1)?.value === value) continue;
		values.push({ day, value });
	}
	return values;
}

/** What is known of each deal: its moves with their dates, and how it stands in the last export that has it. */
export function oracleJourneys(exports: readonly DatedExport[], stages: readonly string[]): Journey[] {
	const ids = [...new Set(exports.flatMap(({ deals }) => deals.map(({ id }) => id)))];
	return ids.map((id): Journey => {
		const events: Journey['events'] = [];
		let seen: Day | null = null;
		let last: ExportedDeal | null = null;
		for (const [at, { day, deals }] of exports.entries()) {
			const deal = deals.find((one) => one.id === id);
			if (!deal) continue;
			const before = exports[at - 1]?.day ?? null;
			const close = deal.close ?? null;
			if (last?.stage !== deal.stage) {
				const endsWithin =
					isEnd(deal.stage) &&
					close !== null &&
					close <= day &&
					(seen === null || before === null || close >= before);
				const entered = endsWithin
					? close
					: seen === null && deal.stage === stages[0]
						? (deal.created ?? day)
						: day;
				events.push({ stage: deal.stage, at: entered });
			}
			seen = day;
			last = deal;
		}
		const outcome = last?.stage === 'Won' ? 'won' : last?.stage === 'Lost' ? 'lost' : 'open';
		return {
			id,
			created: last?.created ?? null,
			amount: last?.amount ?? null,
			currency: null,
			owner: last?.owner ?? null,
			region: null,
			events,
			outcome,
			closed: outcome === 'open' ? null : (last?.close ?? null),
			stage: null,
		};
	});
}

/** The funnel of these journeys, whose events tell ends too: metrics §3. */
export function oracleReach(journeys: readonly Journey[], stages: readonly string[]) {
	const known = journeys.map(({ events, outcome, amount }) => {
		const ranks = events.map(({ stage }) =>
			stage === 'Won' ? 'won' : stage === 'Lost' ? 'lost' : stages.indexOf(stage) + 1,
		);
		const stays = ranks.filter((rank, at) => rank !== ranks[at - 1]);
		const visits = stays.flatMap((rank, at) => {
			if (typeof rank !== 'number') return [];
			const next = stays[at + 1] ?? outcome;
			const move =
				next === 'open'
					? 'open'
					: next === 'won'
						? 'on'
						: next === 'lost'
							? 'lost'
							: next > rank
								? 'on'
								: 'back';
			return [{ rank, move }];
		});
		const furthest =
			outcome === 'won'
				? stages.length
				: visits.length > 0
					? Math.max(...visits.map(({ rank }) => rank))
					: null;
		return { outcome, amount: amount ?? 0, visits, furthest };
	});
	return stages.map((stage, at) => {
		const rank = at + 1;
		const reached = known.filter(({ furthest }) => (furthest ?? 1) >= rank);
		const here = known.flatMap(({ visits }) => visits.filter((visit) => visit.rank === rank));
		const endedHere = (outcome: string) =>
			reached.filter((deal) => deal.outcome === outcome && deal.furthest === rank).length;
		return {
			stage,
			deals_reached: reached.length,
			reached_amount: reached.reduce((sum, { amount }) => sum + amount, 0),
			deals_dropped: endedHere('lost'),
			deals_open: endedHere('open'),
			deals_unknown: rank === 1 ? known.filter(({ furthest }) => furthest === null).length : 0,
			visits_entered: here.length,
			visits_moved_on: here.filter(({ move }) => move === 'on').length,
			visits_lost: here.filter(({ move }) => move === 'lost').length,
			visits_moved_back: here.filter(({ move }) => move === 'back').length,
			visits_open: here.filter(({ move }) => move === 'open').length,
		};
	});
}
