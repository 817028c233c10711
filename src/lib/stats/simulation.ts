import { weightedQuantile } from './quantile';

/** An open deal: the amount comes whole with this chance, 0..1, or not at all. */
export interface ChanceOfAmount {
	chance: number;
	amount: number;
}

/** The distribution of the sum, in the currency of the amounts. */
export interface SimulatedSum {
	/** The exact expected value Σ chance · amount, not that of the draws. */
	mean: number;
	p10: number;
	p50: number;
	p90: number;
	draws: number;
	seed: number;
}

/**
 * Distribution of the sum of independent deals by simulation: percentiles of `draws` sums (type 7). The same deals,
 * draws and seed give the same numbers on every platform and in every order of the deals. Costs draws × deals steps.
 * Throws a RangeError unless chances are within 0..1, amounts finite, draws whole and ≥ 1, and the seed whole and ≥ 0.
 */
export function simulateSum(deals: readonly ChanceOfAmount[], draws: number, seed: number): SimulatedSum {
	if (!Number.isSafeInteger(draws) || draws < 1) {
		throw new RangeError(`draws must be a whole number of at least 1, not ${draws}`);
	}
	for (const { chance, amount } of deals) {
		if (!(chance >= 0 && chance <= 1)) throw new RangeError(`chance must be within 0..1, not ${chance}`);
		if (!Number.isFinite(amount)) throw new RangeError(`amount must be finite, not ${amount}`);
	}
	const sorted = [...deals].sort((a, b) => a.amount - b.amount || a.chance - b.chance);
	const certain = sorted.filter((deal) => deal.chance === 1).reduce((sum, deal) => sum + deal.amount, 0);
	const open = sorted.filter((deal) => deal.chance > 0 && deal.chance < 1);
	const chances = Float64Array.from(open, (deal) => deal.chance);
	const amounts = Float64Array.from(open, (deal) => deal.amount);
	const uniform = uniformGenerator(seed);
	const sums = Array.from({ length: draws }, () => {
		let sum = certain;
		for (let i = 0; i < chances.length; i += 1) if (uniform() < chances[i]!) sum += amounts[i]!;
		return { value: sum, count: 1 };
	});
	sums.sort((a, b) => a.value - b.value);
	const percentile = (q: number) => weightedQuantile(sums, q) ?? 0;
	return {
		mean: sorted.reduce((sum, deal) => sum + deal.chance * deal.amount, 0),
		p10: percentile(0.1),
		p50: percentile(0.5),
		p90: percentile(0.9),
		draws,
		seed,
	};
}

/** Even numbers in [0, 1) with 32 random bits each, from `randomBits`. */
export function uniformGenerator(seed: number): () => number {
	const bits = randomBits(seedState(seed));
	return () => bits() / 2 ** 32;
}

/** More than this many numbers of one seed, 16 MB, are not kept from one simulation to the next. */
const MOST_KEPT = 1 << 22;

/**
 * The numbers of a seed from the first on, as `randomBits` draws them. Simulations from one seed begin with the same
 * ones: those of the seed used last are drawn once and kept.
 */
export class DrawnBits {
	static #last: DrawnBits | null = null;

	/** Throws a RangeError as `seedState` does. */
	static of(seed: number): DrawnBits {
		const last = DrawnBits.#last;
		if (last?.seed === seed && last.#bits.length <= MOST_KEPT) return last;
		return (DrawnBits.#last = new DrawnBits(seed));
	}

	readonly seed: number;
	#next: () => number;
	#bits = new Uint32Array(0);

	constructor(seed: number) {
		this.seed = seed;
		this.#next = randomBits(seedState(seed));
	}

	/** The first numbers, `count` of them at least. */
	atLeast(count: number): Uint32Array {
		const known = this.#bits;
		if (count <= known.length) return known;
		const bits = new Uint32Array(Math.max(count, 2 * known.length, 4096));
		bits.set(known);
		for (let place = known.length; place < bits.length; place += 1) bits[place] = this.#next();
		return (this.#bits = bits);
	}
}

/**
 * xoshiro128** 1.1 (Blackman & Vigna 2018, https://prng.di.unimi.it/xoshiro128starstar.c): whole numbers in [0, 2^32).
 * Only 32-bit integer steps, the same on every platform. The state must not be all 0.
 */
export function randomBits(state: readonly [number, number, number, number]): () => number {
	let [a, b, c, d] = state;
	return () => {
		const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
		const shifted = b << 9;
		c ^= a;
		d ^= b;
		b ^= c;
		a ^= d;
		c ^= shifted;
		d = rotateLeft(d, 11);
		return result;
	};
}

/**
 * The state of xoshiro128** from a seed by two steps of SplitMix64 (Steele, Lea & Flood 2014; Vigna,
 * https://prng.di.unimi.it/splitmix64.c), the low half of each first. Throws a RangeError unless the seed is a whole
 * number ≥ 0 and at most 2^53 − 1.
 */
export function seedState(seed: number): [number, number, number, number] {
	if (!Number.isSafeInteger(seed) || seed < 0) {
		throw new RangeError(`seed must be a whole number of at least 0, not ${seed}`);
	}
	const mask = (1n << 64n) - 1n;
	let state = BigInt(seed);
	const next = () => {
		state = (state + 0x9e3779b97f4a7c15n) & mask;
		let z = state;
		z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
		z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
		return z ^ (z >> 31n);
	};
	const [first, second] = [next(), next()];
	const half = (value: bigint) => Number(value & 0xffffffffn);
	return [half(first), half(first >> 32n), half(second), half(second >> 32n)];
}

function rotateLeft(value: number, by: number): number {
	return (value << by) | (value >>> (32 - by));
}
