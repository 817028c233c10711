import { addDays, addMonths, daysBetween, type Day } from '../base/day';
import type { Row } from '../engine/engine';
import { levelOf, sharedVarianceOf, type Level, type PastForecast } from '../stats/forecast';
import { AGE_BANDS, bandOf, EXIT_LOST, StayTallies } from '../stats/hazards';
import type { Support } from './contract';
import {
	Origin,
	type Arrival,
	type Forecast,
	type LargestDeals,
	type OpenDeals,
	type Stretch,
} from './forecast-origin';

/** Amounts of the latest wins that deals to come are drawn from. */
const AMOUNTS_DRAWN_FROM = 300;
/** Month ends that are looked back at, as in forecast_origins.sql. */
const MONTH_ENDS = 37;

/** Origins are a month apart. */
const DAYS_OF_MONTH = 30.4;
/** The record of a year ago counts half. */
const HALF_LIFE_DAYS = 365;

interface Recorded {
	/** Expected, as are the next two. */
	wins: number;
	expected: number;
	variance: number;
	came: { deals: number; amount: number };
}

/** Rows by the origin that they are of: 0 is now, 1 the latest month end. */
function byOrigin<T>(rows: readonly Row[], of: (row: Row) => T): T[][] {
	const lists = Array.from({ length: MONTH_ENDS + 1 }, () => new Array<T>());
	for (const row of rows) lists[Number(row['months_back'])]?.push(of(row));
	return lists;
}

const largestOf = (row: Row): LargestDeals => ({
	stage: Number(row['stage_rank']),
	age: Number(row['age_days']),
	group: Number(row['amount_band']),
	deals: Number(row['deals']),
	amount: Number(row['amount']),
});

/** What an origin knows of the stays that had ended by then. */
function endedBy(rows: readonly Row[], stages: number): StayTallies[] {
	const tallies = Array.from({ length: MONTH_ENDS + 1 }, () => new StayTallies(stages));
	for (const row of rows) {
		tallies[Number(row['months_back'])]?.add({
			group: Number(row['amount_band']),
			stage: Number(row['stage_rank']),
			band: Number(row['band_days']),
			exit: Math.max(EXIT_LOST, Number(row['exit_rank'])),
			stays: Number(row['stays']),
			bandDays: Number(row['days_in_band']),
		});
	}
	for (let back = MONTH_ENDS - 1; back >= 0; back -= 1)
		tallies[back] = tallies[back]!.plus(tallies[back + 1]!);
	return tallies;
}

/** The stays that were running then. */
function runningOf(rows: readonly (OpenDeals & { totalAge: number })[], stages: number): StayTallies {
	const running = new StayTallies(stages);
	for (const { stage, age, group, deals, totalAge } of rows) {
		const band = AGE_BANDS[bandOf(age)]!;
		running.add({ group, stage, band, exit: null, stays: deals, bandDays: totalAge - deals * (band - 1) });
	}
	return running;
}

/** The pace at which deals began in the twelve months before each origin. */
class Beginnings {
	#rows: { ago: number; isOfLastYear: boolean; stage: number; group: number; deals: number }[];
	/** The day on which the first deal began; null if none did. */
	readonly first: Day | null;

	constructor(rows: readonly Row[], now: Day) {
		this.#rows = rows.map((row) => ({
			ago: Number(row['months_ago']),
			isOfLastYear: row['is_of_last_year'] === true,
			stage: Number(row['stage_rank']),
			group: Number(row['amount_band']),
			deals: Number(row['deals']),
		}));
		const firsts = rows.map((row) => Number(row['first_days_back']));
		this.first = firsts.length > 0 ? addDays(now, -firsts.reduce((a, b) => Math.max(a, b))) : null;
	}

	before(day: Day, back: number): Arrival[] {
		if (this.first === null) return [];
		const tomorrow = addDays(day, 1);
		const days = Math.min(daysBetween(addMonths(tomorrow, -12), tomorrow), daysBetween(this.first, tomorrow));
		const sums = new Map<string, Arrival>();
		for (const { ago, isOfLastYear, stage, group, deals } of this.#rows) {
			if (back === 0 ? !isOfLastYear : ago < back || ago > back + 11) continue;
			const sum = sums.get(`${group} ${stage}`) ?? { stage, group, rate: 0 };
			sums.set(`${group} ${stage}`, sum);
			sum.rate += deals / days;
		}
		return [...sums.values()];
	}
}

/** Everything that the supporting answers of a forecast tell, by the day from which it looks ahead. */
export class ForecastModel {
	#origins = new Map<Day, Origin>();
	/** `deals` are those that could be expected, as they are known to have begun. */
	#wins: { day: Day; deals: number; amount: number }[];

	constructor(support: Support) {
		const rows = (name: string): readonly Row[] => {
			const found = support[name];
			if (!found) throw new Error(`A forecast asks for ${name}, which the mart does not provide.`);
			return found;
		};
		this.#wins = rows('wins').map((row) => ({
			day: row['closed_on'] as Day,
			deals: Number(row['deals_begun']),
			amount: Number(row['won_amount']),
		}));
		const now = rows('now')[0]?.['now_on'] as Day | undefined;
		const begun = now === undefined ? null : new Beginnings(rows('begun'), now);
		if (now === undefined || !begun || begun.first === null) return;
		const stages = rows('stages').length;
		const winAmounts = rows('win_amounts').map((row) => ({
			month: row['month_on'] as Day,
			amount: Number(row['amount']),
		}));
		const ended = endedBy(rows('ended'), stages);
		const open = byOrigin(rows('open'), (row) => ({
			stage: Number(row['stage_rank']),
			age: Number(row['age_days']),
			group: Number(row['amount_band']),
			deals: Number(row['deals']),
			amount: Number(row['amount']),
			squares: Number(row['squares']),
			totalAge: Number(row['total_age_days']),
		}));
		const largest = byOrigin(rows('largest'), largestOf);
		const monthStart = `${now.slice(0, 8)}01` as Day;
		for (let back = MONTH_ENDS; back >= 0; back -= 1) {
			const day = back === 0 ? now : addDays(addMonths(monthStart, 1 - back), -1);
			if (day < begun.first) continue;
			const known = {
				day,
				stays: ended[back]!.plus(runningOf(open[back]!, stages)),
				open: open[back]!,
				largest: largest[back]!,
				arrivals: begun.before(day, back),
				winAmounts: winAmounts
					.filter(({ month }) => month <= day)
					.slice(0, AMOUNTS_DRAWN_FROM)
					.map(({ amount }) => amount),
			};
			this.#origins.set(day, new Origin(known));
		}
	}

	/** Null of a day that is no origin. */
	origin(day: Day): Origin | null {
		return this.#origins.get(day) ?? null;
	}

	/** Origins with enough to learn from whose stretch was over by `day`. */
	#before(day: Day, stretch: Stretch): Origin[] {
		return [...this.#origins.values()].filter(
			(origin) => daysBetween(origin.day, day) >= stretch.until && origin.thin === null,
		);
	}

	#levels = new Map<string, Level>();
	#records = new Map<string, Recorded>();
	/** What an origin says of a stretch at level 1, and what came. */
	#recorded(origin: Origin, stretch: Stretch): Recorded {
		const key = `${origin.day} ${stretch.after} ${stretch.until}`;
		const found = this.#records.get(key);
		if (found) return found;
		const from = addDays(origin.day, stretch.after);
		const to = addDays(origin.day, stretch.until);
		const came = { deals: 0, amount: 0 };
		for (const win of this.#wins) {
			if (win.day <= from || win.day > to) continue;
			came.deals += win.deals;
			came.amount += win.amount;
		}
		const recorded = { ...origin.expect(stretch), came };
		this.#records.set(key, recorded);
		return recorded;
	}

	/**
	 * The level of wins that the record of the same stretch speaks for on a day, with nothing known of later ones. Wins
	 * count the less the longer ago they came, and together once, however many stretches they lie in.
	 */
	level(day: Day, stretch: Stretch): Level {
		const key = `${day} ${stretch.after} ${stretch.until}`;
		const found = this.#levels.get(key);
		if (found) return found;
		const share = Math.min(1, DAYS_OF_MONTH / (stretch.until - stretch.after));
		const level = levelOf(
			this.#before(day, stretch).map((origin) => {
				const { wins, came } = this.#recorded(origin, stretch);
				const ago = daysBetween(origin.day, day) - stretch.until;
				return { expected: wins, actual: came.deals, weight: share * 2 ** (-ago / HALF_LIFE_DAYS) };
			}),
		);
		this.#levels.set(key, level);
		return level;
	}

	/** What forecasts of the same stretch, made on earlier days and over by `day`, expected and what came. */
	past(day: Day, stretch: Stretch): PastForecast[] {
		return this.#before(day, stretch).map((origin) => {
			const { expected, variance, came } = this.#recorded(origin, stretch);
			const { factor } = this.level(origin.day, stretch);
			return { expected: expected * factor, variance: variance * factor, actual: came.amount };
		});
	}

	/**
	 * The forecast made on a day for a stretch after it, at the level of its record and its interval as wide as earlier
	 * errors ask, but never as if the level were known. Null if thin.
	 */
	forecast(
		day: Day,
		stretch: Stretch,
	): (Forecast & { past: number; level: number; sharedVariance: number }) | null {
		const origin = this.origin(day);
		if (!origin || origin.thin !== null) return null;
		const past = this.past(day, stretch);
		const level = this.level(day, stretch);
		const sharedVariance = Math.max(level.variance, sharedVarianceOf(past));
		return {
			...origin.forecast(stretch, level.factor, sharedVariance),
			past: past.length,
			level: level.factor,
			sharedVariance,
		};
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
