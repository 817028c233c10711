import { daysBetween, addDays, type Day } from '../base/day';
import type { Row } from '../engine/engine';
import {
	sharedVarianceOf,
	simulateForecast,
	type ChanceDeals,
	type ForecastRange,
	type PastForecast,
} from '../stats/forecast';
import {
	EXIT_LOST,
	hazardsOf,
	winChances,
	type Hazards,
	type StayCount,
	type WinChances,
} from '../stats/hazards';
import type { Support } from './contract';

/** Fewer wins, or ended stays, than this to learn from are too few for a forecast. */
export const LEAST_WINS = 30;
export const LEAST_EXITS = 100;
/** Draws of every simulation, and where its random numbers begin. */
export const DRAWS = 2_000;
export const SEED = 20_240_101;
/** Amounts of the latest wins that deals to come are drawn from. */
const AMOUNTS_DRAWN_FROM = 300;

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
	/** Variance of the value that chance alone gives. */
	variance: number;
}

interface OpenRow {
	stage: number;
	age: number;
	group: number;
	amount: number;
	deals: number;
}

interface ArrivalRow {
	stage: number;
	group: number;
	/** Deals begun a day. */
	rate: number;
}

/** What was known at the end of one day. */
class Origin {
	readonly counts: StayCount[] = [];
	readonly open: OpenRow[] = [];
	readonly arrivals: ArrivalRow[] = [];
	#hazards: Hazards | null = null;
	#chances = new Map<string, WinChances>();
	constructor(
		readonly day: Day,
		readonly stages: number,
		readonly amounts: readonly number[],
	) {}

	get hazards(): Hazards {
		return (this.#hazards ??= hazardsOf(this.counts, this.stages));
	}

	get thin(): Thin {
		const { exits, wins } = this.hazards;
		if (wins < LEAST_WINS) return `too few wins to learn from: ${wins}, at least ${LEAST_WINS} are needed`;
		if (exits < LEAST_EXITS)
			return `too few ended stays to learn from: ${exits}, at least ${LEAST_EXITS} are needed`;
		return null;
	}

	#of(group: number, { after, until }: Stretch): WinChances {
		// A group that has left no trace has the chances of all, and shares them.
		const known = this.hazards.groups.includes(group) ? group : Number.NEGATIVE_INFINITY;
		const key = `${known} ${after} ${until}`;
		const found = this.#chances.get(key) ?? winChances(this.hazards, known, [after, until]);
		this.#chances.set(key, found);
		return found;
	}

	/** The chance of being won in the stretch, of a deal open at the end of the day. */
	chance(deal: { stage: number; age: number; group: number }, stretch: Stretch): number {
		const chances = this.#of(deal.group, stretch);
		return Math.max(
			0,
			chances.open(deal.stage, deal.age, stretch.until) - chances.open(deal.stage, deal.age, stretch.after),
		);
	}

	chancesOfOpen(stretch: Stretch): ChanceDeals[] {
		return this.open.map((deal) => ({
			chance: Math.min(1, this.chance(deal, stretch)),
			amount: deal.amount,
			deals: deal.deals,
		}));
	}

	/** Wins in the stretch of deals that begin after the day. */
	arrivalsIn(stretch: Stretch): number {
		return this.arrivals.reduce((sum, { stage, group, rate }) => {
			const chances = this.#of(group, stretch);
			for (let days = 1; days <= stretch.until; days += 1) sum += rate * chances.entering(stage, days);
			for (let days = 1; days <= stretch.after; days += 1) sum -= rate * chances.entering(stage, days);
			return sum;
		}, 0);
	}

	/** Expectation and variance by chance alone; no draws. */
	expect(stretch: Stretch): { expected: number; variance: number } {
		const open = this.chancesOfOpen(stretch);
		const wins = this.arrivalsIn(stretch);
		const n = Math.max(1, this.amounts.length);
		const mean = this.amounts.reduce((sum, amount) => sum + amount, 0) / n;
		const square = this.amounts.reduce((sum, amount) => sum + amount * amount, 0) / n;
		return {
			expected: open.reduce((sum, { chance, amount, deals }) => sum + chance * amount * deals, wins * mean),
			variance: open.reduce(
				(sum, { chance, amount, deals }) => sum + chance * (1 - chance) * amount * amount * deals,
				wins * square,
			),
		};
	}

	forecast(stretch: Stretch, sharedVariance: number): Forecast {
		const open = this.chancesOfOpen(stretch);
		const wins = this.arrivalsIn(stretch);
		const range = simulateForecast({
			open,
			arrivals: { expected: wins, amounts: this.amounts },
			sharedVariance,
			draws: DRAWS,
			seed: SEED,
		});
		return {
			...range,
			open_expected_deals: open.reduce((sum, { chance, deals }) => sum + chance * deals, 0),
			arrivals_expected_deals: wins,
			variance: this.expect(stretch).variance,
		};
	}
}

/** Everything that the supporting answers of a forecast tell, by the day from which it looks ahead. */
export class ForecastModel {
	#origins = new Map<Day, Origin>();
	#wins: { day: Day; amount: number }[];
	readonly now: Day | null;

	constructor(support: Support) {
		const rows = (name: string): readonly Row[] => {
			const found = support[name];
			if (!found) throw new Error(`A forecast asks for ${name}, which the mart does not provide.`);
			return found;
		};
		const stages = rows('stages').length;
		this.#wins = rows('wins').map((row) => ({
			day: row['closed_on'] as Day,
			amount: Number(row['won_amount']),
		}));
		const winAmounts = rows('win_amounts').map((row) => ({
			month: row['month_on'] as Day,
			amount: Number(row['amount']),
		}));
		const days = rows('origins').map((row) => row['origin_on'] as Day);
		this.now = days.reduce<Day | null>(
			(newest, day) => (newest === null || day > newest ? day : newest),
			null,
		);
		for (const day of days) {
			const amounts = winAmounts.filter(({ month }) => month <= day).slice(0, AMOUNTS_DRAWN_FROM);
			this.#origins.set(
				day,
				new Origin(
					day,
					stages,
					amounts.map(({ amount }) => amount),
				),
			);
		}
		const at = (row: Row) => this.#origins.get(row['origin_on'] as Day);
		for (const row of rows('learned')) {
			at(row)?.counts.push({
				group: Number(row['amount_band']),
				stage: Number(row['stage_rank']),
				band: Number(row['band_days']),
				exit: row['exit_rank'] === null ? null : Math.max(EXIT_LOST, Number(row['exit_rank'])),
				stays: Number(row['stays']),
				bandDays: Number(row['days_in_band']),
			});
		}
		for (const row of rows('open')) {
			at(row)?.open.push({
				stage: Number(row['stage_rank']),
				age: Number(row['age_days']),
				group: Number(row['amount_band']),
				amount: Number(row['amount'] ?? 0),
				deals: Number(row['deals']),
			});
		}
		for (const row of rows('arrivals')) {
			at(row)?.arrivals.push({
				stage: Number(row['stage_rank']),
				group: Number(row['amount_band']),
				rate: Number(row['deals']) / Number(row['observed_days']),
			});
		}
	}

	/** Null of a day that is no origin. */
	origin(day: Day): Origin | null {
		return this.#origins.get(day) ?? null;
	}

	/**
	 * What forecasts of the same stretch, made on earlier days whose stretch was over by `day`, expected and what came.
	 * Days on which there was too little to learn from are left out.
	 */
	past(day: Day, stretch: Stretch): PastForecast[] {
		return [...this.#origins.values()]
			.filter((origin) => addDays(origin.day, stretch.until) <= day && origin.thin === null)
			.map((origin) => {
				const from = addDays(origin.day, stretch.after);
				const to = addDays(origin.day, stretch.until);
				const actual = this.#wins.reduce(
					(sum, win) => (win.day > from && win.day <= to ? sum + win.amount : sum),
					0,
				);
				return { ...this.#expected(origin, stretch), actual };
			});
	}

	#expectations = new Map<string, { expected: number; variance: number }>();
	#expected(origin: Origin, stretch: Stretch): { expected: number; variance: number } {
		const key = `${origin.day} ${stretch.after} ${stretch.until}`;
		const found = this.#expectations.get(key) ?? origin.expect(stretch);
		this.#expectations.set(key, found);
		return found;
	}

	/** The forecast made on a day for a stretch after it, its interval as wide as earlier errors ask. Null if thin. */
	forecast(day: Day, stretch: Stretch): (Forecast & { past: number; sharedVariance: number }) | null {
		const origin = this.origin(day);
		if (!origin || origin.thin !== null) return null;
		const past = this.past(day, stretch);
		const sharedVariance = sharedVarianceOf(past);
		return { ...origin.forecast(stretch, sharedVariance), past: past.length, sharedVariance };
	}

	/** The stretch of days `[from, to)` as seen from the end of `day`. */
	static stretch(day: Day, from: Day, to: Day): Stretch {
		return { after: daysBetween(day, from) - 1, until: daysBetween(day, to) - 1 };
	}
}

const models = new WeakMap<Support, ForecastModel>();

/** The model of supporting answers, made once an answer. */
export function forecastModel(support: Support): ForecastModel {
	const found = models.get(support) ?? new ForecastModel(support);
	models.set(support, found);
	return found;
}
