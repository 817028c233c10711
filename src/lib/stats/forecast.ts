import { quantileOfSorted } from './quantile';
import { DrawnBits } from './simulation';

/** Open deals alike: each brings its amount whole with this chance, 0..1, or nothing. */
export interface ChanceDeals {
	chance: number;
	amount: number;
	/** How many, a whole number. */
	deals: number;
}

/** Wins of deals that do not exist yet: their expected number, and amounts that such wins have had. */
export interface Arrivals {
	expected: number;
	/** Amounts to draw from, each as likely; empty: their wins bring nothing. */
	amounts: readonly number[];
}

/** Many open deals, none of which weighs much, told by their sums alone. */
export interface ManyDeals {
	/** Σ chance: the wins expected of them. */
	wins: number;
	/** Σ chance². */
	chanceSquares: number;
	/** Σ chance · amount. */
	mean: number;
	/** Σ chance · (1 − chance) · amount². */
	variance: number;
}

export interface ForecastInput {
	/** Deals that are drawn one by one. */
	open: readonly ChanceDeals[];
	/** The other open deals, if any. */
	others?: ManyDeals;
	arrivals: Arrivals;
	/**
	 * Variance of the factor, of mean 1, by which all chances of one draw are off together: what chance alone does not
	 * explain of past errors. 0 takes the deals as independent.
	 */
	sharedVariance: number;
	draws: number;
	seed: number;
}

/** Of the won value: the exact expectation, and percentiles of the draws (type 7). */
export interface ForecastRange {
	open_expected: number;
	arrivals_expected: number;
	expected: number;
	p10: number;
	p50: number;
	p90: number;
	/** The draws in ascending order, for the chance of reaching a target. */
	sums: Float64Array;
}

/** More wins of others than this are as good as normal in sum, as more amounts of arrivals than the next are. */
const NORMAL_WINS = 30;
const NORMAL_ARRIVALS = 400;

/** Whole numbers in [0, 2^32) are even ones in [0, 1) times this, exactly. */
const BITS = 2 ** 32;

/**
 * Distribution of the value that open deals and deals to come bring: each draw takes one shared factor (gamma), then
 * every open deal by its chance times the factor (at most 1), and a Poisson number of arrivals with drawn amounts. The
 * others are drawn as one sum of their mean and variance: normal, or where few of them win a binomial number of wins
 * with amounts of that mean and variance. The same input in any order gives the same numbers. Costs draws × (deals + arrivals)
 * steps. Throws a RangeError on a chance outside 0..1, an amount that is not finite, or draws below 1.
 */
export function simulateForecast(input: ForecastInput): ForecastRange {
	const { open, others, arrivals, sharedVariance, draws, seed } = input;
	if (!Number.isSafeInteger(draws) || draws < 1)
		throw new RangeError(`draws must be at least 1, not ${draws}`);
	if (!(sharedVariance >= 0))
		throw new RangeError(`sharedVariance must be at least 0, not ${sharedVariance}`);
	for (const { chance, amount } of open) {
		if (!(chance >= 0 && chance <= 1)) throw new RangeError(`chance must be within 0..1, not ${chance}`);
		if (!Number.isFinite(amount)) throw new RangeError(`amount must be finite, not ${amount}`);
	}
	const sorted = open
		.filter(({ chance, amount, deals }) => chance > 0 && amount !== 0 && deals > 0)
		.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || b.amount - a.amount || b.chance - a.chance);
	const singles = sorted.flatMap(({ deals, ...one }) => new Array<typeof one>(deals).fill(one));
	// Scaled as the numbers drawn are: to scale by a power of two changes no digit.
	const chances = Float64Array.from(singles, ({ chance }) => chance * BITS);
	const amounts = Float64Array.from(singles, ({ amount }) => amount);
	const drawable = Float64Array.from(arrivals.amounts).sort();
	const average = drawable.reduce((sum, one) => sum + one, 0) / Math.max(1, drawable.length);
	const spread = Math.sqrt(
		drawable.reduce((sum, one) => sum + (one - average) ** 2, 0) / Math.max(1, drawable.length),
	);
	const drawn = DrawnBits.of(seed);
	let bits = drawn.atLeast(1);
	let place = 0;
	const uniform = (): number => {
		if (place === bits.length) bits = drawn.atLeast(place + 1);
		return bits[place++]! / BITS;
	};
	const sums = Float64Array.from({ length: draws }, () => {
		const factor = sharedVariance > 0 ? gammaFactor(sharedVariance, uniform) : 1;
		let sum = others ? drawnOf(others, factor, uniform) : 0;
		// One number for each deal: most of all steps, so they are read where they lie.
		if (bits.length < place + chances.length) bits = drawn.atLeast(place + chances.length);
		sum = plusWon(sum, bits.subarray(place), chances, factor, amounts);
		place += chances.length;
		if (drawable.length > 0) {
			const wins = poisson(arrivals.expected * factor, uniform);
			if (wins > NORMAL_ARRIVALS) sum += wins * average + Math.sqrt(wins) * spread * normal(uniform);
			else for (let i = 0; i < wins; i += 1) sum += drawable[Math.floor(uniform() * drawable.length)]!;
		}
		return sum;
	}).sort();
	const openExpected = sorted.reduce(
		(sum, { chance, amount, deals }) => sum + chance * amount * deals,
		others?.mean ?? 0,
	);
	return {
		open_expected: openExpected,
		arrivals_expected: arrivals.expected * average,
		expected: openExpected + arrivals.expected * average,
		p10: quantileOfSorted(sums, 0.1),
		p50: quantileOfSorted(sums, 0.5),
		p90: quantileOfSorted(sums, 0.9),
		sums,
	};
}

/** The sum and one by one the amounts of those deals whose number lies below their chance times the factor. */
function plusWon(
	sum: number,
	bits: Uint32Array,
	chances: Float64Array,
	factor: number,
	amounts: Float64Array,
): number {
	// Without a branch, which nothing could foretell: to add nothing changes no sum.
	for (let i = 0; i < chances.length; i += 1) sum += amounts[i]! * Number(bits[i]! < chances[i]! * factor);
	return sum;
}

/** One sum of many deals whose chances are all off by a factor. */
function drawnOf({ wins, chanceSquares, mean, variance }: ManyDeals, factor: number, uniform: () => number) {
	if (wins <= 0) return 0;
	if (wins > NORMAL_WINS) return factor * mean + Math.sqrt(variance * Math.min(factor, 1)) * normal(uniform);
	// As many deals of one chance as have this mean and variance of wins.
	const alike = Math.max(1, Math.round(wins ** 2 / chanceSquares));
	const won = binomial(alike, Math.min(1, (factor * wins) / alike), uniform);
	const average = mean / wins;
	const spread = Math.max(0, variance - (wins - chanceSquares) * average ** 2) / wins;
	return Math.max(0, won * average + Math.sqrt(won * spread) * normal(uniform));
}

/** A binomial number by inversion: so many steps as it is large. */
function binomial(n: number, chance: number, uniform: () => number): number {
	if (chance >= 1) return n;
	let left = uniform();
	let probability = (1 - chance) ** n;
	let count = 0;
	while (left >= probability && count < n) {
		left -= probability;
		probability *= ((n - count) / (count + 1)) * (chance / (1 - chance));
		count += 1;
	}
	return count;
}

/**
 * The share of draws that reach a value; the chance of a target. `sums` ascending, as `simulateForecast` gives them.
 */
export function chanceOfReaching(sums: Float64Array, value: number): number {
	let low = 0;
	let high = sums.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (sums[middle]! >= value) high = middle;
		else low = middle + 1;
	}
	return (sums.length - low) / sums.length;
}

/** A past forecast of a value beside what came; `variance` is what chance alone would give. */
export interface PastForecast {
	expected: number;
	variance: number;
	actual: number;
}

/**
 * The variance of the shared factor that past forecasts speak for, by moments: errors beyond what chance explains,
 * relative to what was expected (DerSimonian & Laird 1986, Controlled Clinical Trials 7: 177–188, for the idea). 0 where
 * chance explains them or there are none.
 */
export function sharedVarianceOf(past: readonly PastForecast[]): number {
	let excess = 0;
	let scale = 0;
	for (const { expected, variance, actual } of past) {
		excess += (actual - expected) ** 2 - variance;
		scale += expected ** 2;
	}
	return scale > 0 ? Math.max(0, excess / scale) : 0;
}

/** Wins that a past forecast expected beside those that came. */
export interface PastWins {
	expected: number;
	actual: number;
	/** How much it counts: 0..1. */
	weight: number;
}

/** By what factor the wins that come differ from those expected: its mean, and the relative variance of that. */
export interface Level {
	factor: number;
	variance: number;
}

/** Wins that the belief in a level of 1 is worth: before any record it may be off by a fifth or so. */
const PRIOR_WINS = 20;

/**
 * The level of wins that a record speaks for: the gamma posterior of a Poisson rate relative to what was expected, with
 * a prior of mean 1 (Clayton & Kaldor 1987, Biometrics 43: 671–681). 1 without a record.
 */
export function levelOf(past: readonly PastWins[]): Level {
	let expected = PRIOR_WINS;
	let actual = PRIOR_WINS;
	for (const one of past) {
		expected += one.weight * one.expected;
		actual += one.weight * one.actual;
	}
	return { factor: actual / expected, variance: 1 / actual };
}

/** A standard normal number (Box & Muller 1958). */
function normal(uniform: () => number): number {
	return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A gamma number of mean 1 and this variance (Marsaglia & Tsang 2000, ACM TOMS 26: 363–372). */
function gammaFactor(variance: number, uniform: () => number): number {
	const shape = 1 / variance;
	const boosted = shape < 1 ? shape + 1 : shape;
	const d = boosted - 1 / 3;
	const c = 1 / Math.sqrt(9 * d);
	for (;;) {
		const x = normal(uniform);
		const v = (1 + c * x) ** 3;
		if (v <= 0) continue;
		if (Math.log(1 - uniform()) >= 0.5 * x * x + d - d * v + d * Math.log(v)) continue;
		const whole = d * v;
		return (shape < 1 ? whole * (1 - uniform()) ** (1 / shape) : whole) / shape;
	}
}

/** A Poisson number: by products of uniforms (Knuth), of large means as the nearest whole normal. */
function poisson(mean: number, uniform: () => number): number {
	if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(uniform)));
	const least = Math.exp(-mean);
	let product = uniform();
	let count = 0;
	while (product > least) {
		product *= uniform();
		count += 1;
	}
	return count;
}
