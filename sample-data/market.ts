import {
	DAY_SECONDS,
	addMonths,
	calendarDay,
	dayOf,
	isWorkday,
	lastOfMonth,
	officeSecond,
	workdayFrom,
} from './calendar';
import { accountAt, amountStep, ownersOn, pickOwner, pickProduct, roundedAmount } from './company';
import type { Account, Owner, Product } from './company';
import { liveThrough } from './journeys';
import type { Journey } from './journeys';
import { END_OF_DATA, FIRST_DAY, LAST_DAY, TEAMS } from './process';
import type { DealType, Source } from './process';
import type { Streams } from './random';

export interface Subscription {
	account: Account;
	product: Product;
	startDay: number;
	/** Last day of service; null where it is still running. */
	endDay: number | null;
	/** Cents. */
	amountPerMonth: number;
}

/** New leads come by month: quiet summers and Decembers, busy autumns, and a market that grows. */
const MONTH_WEIGHT = [1.04, 1.02, 1.1, 1.04, 1.02, 0.96, 0.8, 0.78, 1.1, 1.16, 1.06, 0.72] as const;
const GROWTH_A_YEAR = 0.1;
const SOURCE_WEIGHT: Record<Source, number> = {
	Website: 27,
	Outbound: 23,
	'Trade fair': 17,
	Referral: 13,
	Partner: 12,
	Webinar: 11,
};
/** Leads of trade fairs come in the weeks after the fairs of March, June and October. */
const FAIR_MONTH: Record<number, number> = { 3: 2, 4: 1.5, 6: 1.7, 10: 2.1, 11: 1.3 };
/** New leads among all deals; the rest is sold to customers. */
const NEW_LEAD_SHARE = 0.87;
const DEALS_AN_ACCOUNT = 3.2;

/** What will be opened later: ordered by time, then by key. */
interface Opening {
	at: number;
	key: string;
	type: DealType;
	accountIndex: number | null;
	source: Source | null;
	product: Product | null;
	renews: Subscription | null;
}

/** A heap: the earliest opening first. */
class Agenda {
	private readonly heap: Opening[] = [];

	private static isBefore(a: Opening, b: Opening): boolean {
		return a.at < b.at || (a.at === b.at && a.key < b.key);
	}

	add(opening: Opening): void {
		const { heap } = this;
		let at = heap.push(opening) - 1;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			const above = heap[parent];
			if (!above || !Agenda.isBefore(opening, above)) break;
			heap[at] = above;
			at = parent;
		}
		heap[at] = opening;
	}

	next(): Opening | null {
		const { heap } = this;
		const first = heap[0];
		const moved = heap.pop();
		if (!first || !moved) return null;
		if (heap.length === 0) return first;
		let at = 0;
		for (;;) {
			const left = heap[2 * at + 1];
			const right = heap[2 * at + 2];
			if (!left) break;
			const takesRight = right !== undefined && Agenda.isBefore(right, left);
			const child = takesRight ? right : left;
			if (!Agenda.isBefore(child, moved)) break;
			heap[at] = child;
			at = 2 * at + (takesRight ? 2 : 1);
		}
		heap[at] = moved;
		return first;
	}
}

function monthWeight(month: number): number {
	const { year, month: ofYear } = calendarDay(addMonths(FIRST_DAY, month));
	const years = year - 2023 + (ofYear - 10) / 12;
	return (MONTH_WEIGHT[ofYear - 1] ?? 1) * (1 + GROWTH_A_YEAR * years);
}

const MONTHS = 36;

/** Creation times of the new leads of one month, in order; month 0 is the first of the data. */
function leadMoments(month: number, leads: number, streams: Streams): number[] {
	const random = streams.of('lead times', month);
	const first = addMonths(FIRST_DAY, month);
	const { year, month: ofYear } = calendarDay(first);
	const days = lastOfMonth(year, ofYear) - first + 1;
	const moments: number[] = [];
	while (moments.length < leads) {
		const day = first + random.whole(0, days - 1);
		// A web form is filled in at the weekend too, but seldom.
		if (!isWorkday(day) && !random.chance(0.04)) continue;
		const moment = day * DAY_SECONDS + officeSecond(random);
		if (moment <= END_OF_DATA) moments.push(moment);
	}
	return moments.sort((a, b) => a - b);
}

/** The market: everything that happens to the company, in order of the deals' creation. */
export class Market {
	readonly accounts: number;
	readonly subscriptions: Subscription[] = [];
	private readonly agenda = new Agenda();
	private readonly newLeads: number;
	/** For each account, the moment from which a new lead may be opened; infinity once it is a customer. */
	private readonly freeFrom: Float64Array;
	private month = 0;

	constructor(
		deals: number,
		private readonly streams: Streams,
	) {
		this.accounts = Math.max(20, Math.round(deals / DEALS_AN_ACCOUNT));
		this.newLeads = Math.round(deals * NEW_LEAD_SHARE);
		this.freeFrom = new Float64Array(this.accounts);
	}

	/** All deals of the three years, by creation. About as many as asked for: what customers buy again is chance. */
	*deals(): Generator<Journey> {
		this.planMonth();
		for (let opening = this.agenda.next(); opening; opening = this.agenda.next()) {
			if (opening.at > END_OF_DATA) continue;
			const journey = this.open(opening);
			this.comesOf(journey, opening);
			yield journey;
			while (this.month < MONTHS && opening.at >= addMonths(FIRST_DAY, this.month - 1) * DAY_SECONDS)
				this.planMonth();
		}
	}

	/** Puts the new leads of the next month on the agenda: always one month ahead of the deal in hand. */
	private planMonth(): void {
		let total = 0;
		for (let month = 0; month < MONTHS; month++) total += monthWeight(month);
		const share = (months: number) => {
			let sum = 0;
			for (let month = 0; month < months; month++) sum += monthWeight(month);
			return Math.round((this.newLeads * sum) / total);
		};
		const before = share(this.month);
		const moments = leadMoments(this.month, share(this.month + 1) - before, this.streams);
		for (const [index, at] of moments.entries()) {
			this.agenda.add({
				at,
				key: `n${before + index}`,
				type: 'New Business',
				accountIndex: null,
				source: null,
				product: null,
				renews: null,
			});
		}
		this.month++;
	}

	/** An account that is nobody's customer and has no deal open, if one is found soon. */
	private prospect(opening: Opening): number {
		const random = this.streams.of('prospect', opening.key);
		let index = 0;
		for (let tries = 0; tries < 40; tries++) {
			index = random.whole(0, this.accounts - 1);
			if ((this.freeFrom[index] ?? 0) <= opening.at) return index;
		}
		return index;
	}

	private open(opening: Opening): Journey {
		const { key, at, type } = opening;
		const { streams } = this;
		const day = dayOf(at);
		const account = accountAt(opening.accountIndex ?? this.prospect(opening), streams);
		const source = opening.source ?? this.drawSource(key, day);
		const journey = liveThrough(
			{
				key,
				account,
				type,
				source,
				owner: this.ownerOf(account, key, day),
				product: opening.product ?? pickProduct(account.segment, streams.of('product', key)),
				createdAt: at,
				amount: this.priceOf(opening, account),
			},
			streams,
		);
		if (type === 'New Business') {
			this.freeFrom[account.index] =
				journey.outcome === 'won' ? Infinity : (journey.closedAt ?? Infinity) + 45 * DAY_SECONDS;
		}
		return journey;
	}

	private drawSource(key: string, day: number): Source {
		const fairs = FAIR_MONTH[calendarDay(day).month] ?? 0.6;
		return this.streams
			.of('source', key)
			.weighted({ ...SOURCE_WEIGHT, 'Trade fair': SOURCE_WEIGHT['Trade fair'] * fairs });
	}

	/** Most deals of an account are with the person who looks after it; few go to another team. */
	private ownerOf(account: Account, key: string, day: number): Owner {
		const random = this.streams.of('owner', key);
		const team = random.chance(0.02) ? random.pick(TEAMS) : account.team;
		const owners = ownersOn(team, day);
		if (team !== account.team || random.chance(0.2)) return pickOwner(owners, random);
		return pickOwner(owners, this.streams.of('account owner', account.index));
	}

	private priceOf(opening: Opening, account: Account): number | null {
		if (!opening.renews) return null;
		const random = this.streams.of('renewal price', opening.key);
		const year = (opening.renews.amountPerMonth * 12) / 100;
		return roundedAmount(year * random.between(0.92, 1.18), amountStep(account.segment), random);
	}

	/** What a deal leaves behind: subscriptions, and openings of later deals with the same customer. */
	private comesOf(journey: Journey, opening: Opening): void {
		const { account, product, outcome, closedAt, key } = journey;
		const random = this.streams.of('aftermath', key);
		if (opening.renews) {
			const renewed = opening.renews;
			const termEnd = renewed.endDay ?? LAST_DAY;
			// While both sides still talk, the service goes on.
			renewed.endDay = outcome === 'open' ? null : Math.max(termEnd, dayOf(closedAt ?? 0));
			if (outcome === 'won') this.subscribe(journey, renewed.endDay ?? termEnd, `${key}.s`);
		} else if (outcome === 'won' && product.isSubscription && closedAt !== null) {
			const { year, month } = calendarDay(dayOf(closedAt));
			this.subscribe(journey, lastOfMonth(year, month), `${key}.s`);
		}
		if (closedAt === null) return;
		const chance = outcome === 'won' ? (journey.type === 'New Business' ? 0.55 : 0.35) : 0.25;
		const isCustomer = outcome === 'won' || journey.type !== 'New Business';
		if (!isCustomer || journey.type === 'Renewal' || !random.chance(chance)) return;
		const later = workdayFrom(dayOf(closedAt) + 45 + Math.round(random.exponential(190)));
		this.agenda.add({
			at: later * DAY_SECONDS + officeSecond(random),
			key: `${key}.x`,
			type: 'Expansion',
			accountIndex: account.index,
			source: journey.source,
			// A kit or a visit is ordered again; otherwise something else of the range is added.
			product: product.isSubscription ? pickProduct(account.segment, random) : product,
			renews: null,
		});
	}

	/** Begins a subscription on the day after `lastDayBefore`, and decides how its first term ends. */
	private subscribe(journey: Journey, lastDayBefore: number, key: string): void {
		const subscription: Subscription = {
			account: journey.account,
			product: journey.product,
			startDay: lastDayBefore + 1,
			endDay: null,
			amountPerMonth: Math.round(journey.amount / 12),
		};
		const random = this.streams.of('subscription', key);
		this.subscriptions.push(subscription);
		for (let term = 1; ; term++) {
			const termEnd = addMonths(subscription.startDay, 12 * term) - 1;
			if (random.chance(0.02)) {
				const early = addMonths(subscription.startDay, 12 * term - random.whole(3, 8)) - 1;
				if (early <= LAST_DAY) subscription.endDay = early;
				return;
			}
			const fate = random.weighted(
				journey.type === 'Expansion' ? { talk: 0, goOn: 93, lapse: 7 } : { talk: 50, goOn: 46, lapse: 4 },
			);
			if (fate === 'talk') {
				const day = workdayFrom(termEnd - random.whole(55, 105));
				if (day > LAST_DAY) return;
				subscription.endDay = termEnd;
				this.agenda.add({
					at: day * DAY_SECONDS + officeSecond(random),
					key: `${key}.r${term}`,
					type: 'Renewal',
					accountIndex: journey.account.index,
					source: journey.source,
					product: journey.product,
					renews: subscription,
				});
				return;
			}
			if (termEnd > LAST_DAY) return;
			if (fate === 'lapse') {
				subscription.endDay = termEnd;
				return;
			}
		}
	}
}

/** Days of the data's months, first to last. */
export const DATA_MONTHS: readonly number[] = Array.from({ length: MONTHS }, (_, month) =>
	addMonths(FIRST_DAY, month),
);
