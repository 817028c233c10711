import type { Day } from '../base/day';
import { simulateForecast, type ChanceDeals, type ForecastRange, type ManyDeals } from '../stats/forecast';
import type { Hazards, StayTallies } from '../stats/hazards';
import { winChances, type WinChances } from '../stats/win-chances';

/** Fewer wins, or ended stays, than this to learn from are too few for a forecast. */
export const LEAST_WINS = 30;
export const LEAST_EXITS = 100;
/** Draws of every simulation, and where its random numbers begin. */
export const DRAWS = 2_000;
export const SEED = 20_240_101;
/** Of the open deals so many are drawn one by one, the largest; the others are drawn as one sum. */
const DRAWN_ONE_BY_ONE = 300;

/** A stretch of days after an origin: from the day `after` days behind it to the day `until` days behind it. */
export interface Stretch {
	/** Days that pass before the stretch begins; 0 begins tomorrow. */
	after: number;
	/** Days until its last one, it included. */
	until: number;
}

/** Why there is no forecast, in words; null if there is one. */
export type Thin = string | null;

export interface Forecast extends ForecastRange {
	open_expected_deals: number;
	arrivals_expected_deals: number;
}

/** What the chance of an open deal depends on. */
export interface Standing {
	stage: number;
	age: number;
	group: number;
}

/** Open deals that stand alike. */
export interface OpenDeals extends Standing {
	deals: number;
	/** Sum of their amounts, and of the squares of these. */
	amount: number;
	squares: number;
}

/** Open deals that stand alike and have one amount. */
export interface LargestDeals extends Standing {
	deals: number;
	/** Of each. */
	amount: number;
}

/** Where deals begin. */
export interface Arrival {
	stage: number;
	group: number;
	/** Deals begun a day. */
	rate: number;
}

/** What was known at the end of one day. */
export interface Known {
	day: Day;
	/** All stays begun by then, as they stood. */
	stays: StayTallies;
	open: readonly OpenDeals[];
	largest: readonly LargestDeals[];
	arrivals: readonly Arrival[];
	/** Those of the latest wins, that deals to come are drawn from. */
	winAmounts: readonly number[];
}

/** The group of a group that is not known: it has the chances of all. */
const OF_ALL = Number.NEGATIVE_INFINITY;

const atLevel = (chance: number, level: number): number => Math.min(1, Math.max(0, chance * level));

/** What deals of these chances at level 1 bring together at a level. */
function sumsOf(some: readonly OpenDeals[], chances: ArrayLike<number>, level: number): ManyDeals {
	const sums = { wins: 0, chanceSquares: 0, mean: 0, variance: 0 };
	some.forEach(({ deals, amount, squares }, index) => {
		const chance = atLevel(chances[index]!, level);
		sums.wins += chance * deals;
		sums.chanceSquares += chance * chance * deals;
		sums.mean += chance * amount;
		sums.variance += chance * (1 - chance) * squares;
	});
	return sums;
}

const keyOf = ({ stage, age, group }: Standing): string => `${stage} ${age} ${group}`;

/** A day from which a forecast looks ahead. */
export class Origin {
	readonly #known: Known;
	#hazards: Hazards | null = null;
	#chances = new Map<number, WinChances>();
	#openChances = new Map<string, Float64Array>();
	constructor(known: Known) {
		this.#known = known;
	}

	get day(): Day {
		return this.#known.day;
	}

	get hazards(): Hazards {
		return (this.#hazards ??= this.#known.stays.hazards());
	}

	get thin(): Thin {
		const { exits, wins } = this.hazards;
		if (wins < LEAST_WINS) return `too few wins to learn from: ${wins}, at least ${LEAST_WINS} are needed`;
		if (exits < LEAST_EXITS)
			return `too few ended stays to learn from: ${exits}, at least ${LEAST_EXITS} are needed`;
		return null;
	}

	#of(group: number): WinChances {
		const found = this.#chances.get(group);
		if (found) return found;
		// A group that has left no trace has the chances of all, and shares them.
		const isKnown = this.hazards.groups.includes(group) || group === OF_ALL;
		const chances = isKnown ? winChances(this.hazards, group) : this.#of(OF_ALL);
		this.#chances.set(group, chances);
		return chances;
	}

	/** The chance of being won in the stretch, of a deal open at the end of the day, as the hazards say. */
	#within({ stage, age, group }: Standing, { after, until }: Stretch): number {
		const chances = this.#of(group);
		return chances.open(stage, age, until) - chances.open(stage, age, after);
	}

	/** The same times the level of wins that the record speaks for. */
	chance(standing: Standing, stretch: Stretch, level: number): number {
		return atLevel(this.#within(standing, stretch), level);
	}

	/** `#within` of each of the known open deals: asked at several levels. */
	#ofOpen(stretch: Stretch): Float64Array {
		const key = `${stretch.after} ${stretch.until}`;
		let found = this.#openChances.get(key);
		if (!found) {
			const { open } = this.#known;
			found = Float64Array.from(open, (standing) => this.#within(standing, stretch));
			this.#openChances.set(key, found);
		}
		return found;
	}

	/** Wins in the stretch of deals that begin after the day. */
	arrivalsIn(stretch: Stretch): number {
		return this.#known.arrivals.reduce((sum, { stage, group, rate }) => {
			const chances = this.#of(group);
			for (let days = 1; days <= stretch.until; days += 1) sum += rate * chances.entering(stage, days);
			for (let days = 1; days <= stretch.after; days += 1) sum -= rate * chances.entering(stage, days);
			return sum;
		}, 0);
	}

	/** Of the stretch: expected wins, their expected value and its variance by chance alone. No draws, level 1. */
	expect(stretch: Stretch): { wins: number; expected: number; variance: number } {
		const open = sumsOf(this.#known.open, this.#ofOpen(stretch), 1);
		const wins = this.arrivalsIn(stretch);
		const amounts = this.#known.winAmounts;
		const n = Math.max(1, amounts.length);
		const mean = amounts.reduce((sum, amount) => sum + amount, 0) / n;
		const square = amounts.reduce((sum, amount) => sum + amount * amount, 0) / n;
		return {
			wins: open.wins + wins,
			expected: open.mean + wins * mean,
			variance: open.variance + wins * square,
		};
	}

	/** The open deals without the largest of them, and the chances of those that are left. */
	#others(singles: readonly LargestDeals[], chances: Float64Array): [OpenDeals[], number[]] {
		const taken = new Map<string, { deals: number; amount: number; squares: number }>();
		for (const single of singles) {
			const sum = taken.get(keyOf(single)) ?? { deals: 0, amount: 0, squares: 0 };
			taken.set(keyOf(single), sum);
			sum.deals += single.deals;
			sum.amount += single.deals * single.amount;
			sum.squares += single.deals * single.amount ** 2;
		}
		const left: OpenDeals[] = [];
		const leftChances: number[] = [];
		this.#known.open.forEach((all, index) => {
			const sum = taken.get(keyOf(all));
			const deals = all.deals - (sum?.deals ?? 0);
			// Nothing is left of rounding where nothing is left.
			if (deals <= 0) return;
			const rest = sum && {
				...all,
				deals,
				amount: all.amount - sum.amount,
				squares: Math.max(0, all.squares - sum.squares),
			};
			left.push(rest ?? all);
			leftChances.push(chances[index]!);
		});
		return [left, leftChances];
	}

	#singles(): LargestDeals[] {
		const singles: LargestDeals[] = [];
		let left = DRAWN_ONE_BY_ONE;
		const sorted = [...this.#known.largest].sort(
			(a, b) => b.amount - a.amount || a.stage - b.stage || a.age - b.age || a.group - b.group,
		);
		for (const one of sorted) {
			if (left === 0) break;
			const deals = Math.min(left, one.deals);
			left -= deals;
			singles.push({ ...one, deals });
		}
		return singles;
	}

	/** The won value of the stretch at a level of wins; all chances may be off together by a factor of this variance. */
	forecast(stretch: Stretch, level: number, sharedVariance: number): Forecast {
		const singles = this.#singles();
		const chances = this.#ofOpen(stretch);
		const one = (single: LargestDeals): ChanceDeals => ({
			chance: this.chance(single, stretch, level),
			amount: single.amount,
			deals: single.deals,
		});
		const wins = this.arrivalsIn(stretch) * level;
		const range = simulateForecast({
			open: singles.map(one),
			others: sumsOf(...this.#others(singles, chances), level),
			arrivals: { expected: wins, amounts: this.#known.winAmounts },
			sharedVariance,
			draws: DRAWS,
			seed: SEED,
		});
		const open = sumsOf(this.#known.open, chances, level);
		return {
			...range,
			// Told of all alike, so that it does not depend on which deals were drawn one by one.
			open_expected: open.mean,
			expected: open.mean + range.arrivals_expected,
			open_expected_deals: open.wins,
			arrivals_expected_deals: wins,
		};
	}
}
