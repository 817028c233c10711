import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DrawnBits, randomBits, seedState, simulateSum, uniformGenerator } from '$lib/stats/simulation';

// The C of https://prng.di.unimi.it/xoshiro128starstar.c with the state 1, 2, 3, 4 prints these.
test('the generator is xoshiro128**, number by number', () => {
	const bits = randomBits([1, 2, 3, 4]);
	expect(Array.from({ length: 10 }, bits)).toEqual([
		11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
	]);
});

// The C of https://prng.di.unimi.it/splitmix64.c with the seed 1234567 prints 6457827717110365317 3203168211198807973;
// with the seed 42 it gives the state below, and the generator then prints the five numbers.
test('the seed fills the state by SplitMix64', () => {
	const [a, b, c, d] = seedState(1234567).map(BigInt);
	expect(a! + (b! << 32n)).toBe(6457827717110365317n);
	expect(c! + (d! << 32n)).toBe(3203168211198807973n);
	expect(seedState(42)).toEqual([803958421, 3184996902, 2993090819, 686809907]);
	const bits = randomBits(seedState(42));
	expect(Array.from({ length: 5 }, bits)).toEqual([1776835114, 4165204688, 17111135, 2317295270, 2792088233]);
});

test('numbers that are kept are those of the seed, however many are asked for at once', () => {
	const bits = randomBits(seedState(42));
	const all = Array.from({ length: 10_000 }, bits);
	for (const seed of [42, 42, 7, 42]) {
		const drawn = DrawnBits.of(seed);
		expect(drawn.seed).toBe(seed);
		for (const count of [1, 5_000, 3, 10_000]) {
			const told = drawn.atLeast(count);
			expect(told.length).toBeGreaterThanOrEqual(count);
			if (seed === 42) expect([...told.subarray(0, count)]).toEqual(all.slice(0, count));
			else expect(told[0]).not.toBe(all[0]);
		}
	}
});

test('even numbers are within 0..1 and fill it evenly', () => {
	const uniform = uniformGenerator(7);
	const tenths = new Array<number>(10).fill(0);
	for (let i = 0; i < 100_000; i += 1) tenths[Math.floor(uniform() * 10)]! += 1;
	// Chi-squared with 9 degrees of freedom; R: qchisq(.9999, 9) is 33.72.
	const chi2 = tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
	expect(chi2).toBeLessThan(33.72);
	expect(tenths).toHaveLength(10);
});

// R: qbinom(c(.1, .5, .9), 20, .3) is 3 6 9.
test('twenty equal deals have the percentiles of the binomial distribution', () => {
	const deals = Array.from({ length: 20 }, () => ({ chance: 0.3, amount: 100 }));
	const result = simulateSum(deals, 20_000, 1);
	expect(result).toMatchObject({ p10: 300, p50: 600, p90: 900, draws: 20_000, seed: 1 });
	expect(result.mean).toBeCloseTo(600, 9);
});

// A C program of its own, with the two reference generators, a draw for each deal of a chance above 0 in the order below
// and type 7 percentiles, prints 31586.9 40989 50674.7.
test('the answer of a seed is fixed for all time', () => {
	const deals = Array.from({ length: 30 }, (_, i) => ({
		chance: ((i * 7) % 10) / 10,
		amount: 1000 + 137 * i,
	}));
	const { mean, p10, p50, p90 } = simulateSum(deals, 1000, 2024);
	expect(mean).toBeCloseTo(
		deals.reduce((sum, deal) => sum + deal.chance * deal.amount, 0),
		6,
	);
	expect(p10).toBeCloseTo(31586.9, 6);
	expect(p50).toBe(40989);
	expect(p90).toBeCloseTo(50674.7, 6);
});

test('no deals, hopeless and certain ones need no luck', () => {
	expect(simulateSum([], 10, 0)).toMatchObject({ mean: 0, p10: 0, p50: 0, p90: 0 });
	const certain = [
		{ chance: 1, amount: 70 },
		{ chance: 0, amount: 5000 },
		{ chance: 1, amount: 30 },
	];
	expect(simulateSum(certain, 10, 0)).toMatchObject({ mean: 100, p10: 100, p50: 100, p90: 100 });
});

test('chances outside 0..1, undefined amounts, no draws and odd seeds are refused', () => {
	expect(() => simulateSum([{ chance: 1.1, amount: 1 }], 10, 0)).toThrow(RangeError);
	expect(() => simulateSum([{ chance: NaN, amount: 1 }], 10, 0)).toThrow(RangeError);
	expect(() => simulateSum([{ chance: 1, amount: NaN }], 10, 0)).toThrow(RangeError);
	expect(() => simulateSum([], 0, 0)).toThrow(RangeError);
	expect(() => simulateSum([], 10, 1.5)).toThrow('seed must be a whole number of at least 0, not 1.5');
	expect(() => simulateSum([], 10, -1)).toThrow(RangeError);
});

test('property: the order of deals changes nothing, and the percentiles lie in order within what is possible', () => {
	const deals = fc.array(
		fc.record({ chance: fc.nat(100).map((n) => n / 100), amount: fc.integer({ min: 0, max: 9999 }) }),
		{ maxLength: 20 },
	);
	fc.assert(
		fc.property(deals, fc.nat(), (rows, seed) => {
			const result = simulateSum(rows, 200, seed);
			expect(simulateSum([...rows].reverse(), 200, seed)).toEqual(result);
			expect(result.p10).toBeLessThanOrEqual(result.p50);
			expect(result.p50).toBeLessThanOrEqual(result.p90);
			expect(result.p10).toBeGreaterThanOrEqual(0);
			expect(result.p90).toBeLessThanOrEqual(rows.reduce((sum, row) => sum + row.amount, 0));
		}),
		{ numRuns: 50 },
	);
});
