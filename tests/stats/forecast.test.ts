import { describe, expect, test } from 'vitest';
import { chanceOfReaching, levelOf, sharedVarianceOf, simulateForecast } from '$lib/stats/forecast';

const none = { expected: 0, amounts: [] };
const base = { open: [], arrivals: none, sharedVariance: 0, draws: 20_000, seed: 7 };
const meanOf = (sums: Float64Array) => sums.reduce((sum, one) => sum + one, 0) / sums.length;
const variance = (sums: Float64Array) => {
	const middle = meanOf(sums);
	return sums.reduce((sum, one) => sum + (one - middle) ** 2, 0) / (sums.length - 1);
};

describe('the simulated won value', () => {
	test('of equal open deals has the mean and percentiles of the binomial', () => {
		const range = simulateForecast({ ...base, open: [{ chance: 0.3, amount: 100, deals: 50 }] });
		expect(range.expected).toBeCloseTo(1_500, 9);
		// R: qbinom(c(0.1, 0.5, 0.9), 50, 0.3) gives 11, 15, 19.
		expect([range.p10, range.p50, range.p90]).toEqual([1_100, 1_500, 1_900]);
		// 50 · 0.3 · 0.7 · 100²
		expect(variance(range.sums) / 105_000).toBeCloseTo(1, 1);
	});

	test('of deals to come has the mean and variance of a compound Poisson sum', () => {
		const range = simulateForecast({ ...base, arrivals: { expected: 4, amounts: [100, 300] } });
		expect(range.arrivals_expected).toBe(800);
		expect(meanOf(range.sums) / 800).toBeCloseTo(1, 1);
		// λ · E(amount²) = 4 · (100² + 300²) / 2
		expect(variance(range.sums) / 200_000).toBeCloseTo(1, 1);
	});

	test.each([
		['many', 6_000, 0.5],
		['few', 400, 0.01],
	])('of deals told by their sums, of which %s are won, keeps mean and variance', (_, deals, chance) => {
		// Half of them of 10, half of 30: the mean of their squares is 500.
		const mean = deals * chance * 20;
		const spread = deals * chance * (1 - chance) * 500;
		const range = simulateForecast({
			...base,
			others: { wins: deals * chance, chanceSquares: deals * chance ** 2, mean, variance: spread },
		});
		expect(range.expected).toBe(mean);
		expect(meanOf(range.sums) / mean).toBeCloseTo(1, 1);
		expect(variance(range.sums) / spread).toBeCloseTo(1, 1);
		expect(range.sums[0]).toBeGreaterThanOrEqual(0);
	});

	test('of many deals to come has the mean and variance of a compound Poisson sum, too', () => {
		const range = simulateForecast({ ...base, arrivals: { expected: 900, amounts: [100, 300] } });
		expect(meanOf(range.sums) / 180_000).toBeCloseTo(1, 2);
		expect(variance(range.sums) / 45_000_000).toBeCloseTo(1, 1);
	});

	test('is wider where all chances may be off together, about the same expectation', () => {
		const open = [{ chance: 0.1, amount: 100, deals: 400 }];
		const apart = simulateForecast({ ...base, open });
		const together = simulateForecast({ ...base, open, sharedVariance: 0.04 });
		// Σ p(1 − p)a² = 360,000 alone, and the square of the expectation times 0.04 with it: 640,000 more.
		expect(variance(apart.sums) / 360_000).toBeCloseTo(1, 1);
		expect(variance(together.sums) / 1_000_000).toBeCloseTo(1, 1);
		expect(meanOf(together.sums) / 4_000).toBeCloseTo(1, 1);
	});

	test('is the same of the same deals in any order, and another with another seed', () => {
		const open = [
			{ chance: 0.2, amount: 50, deals: 3 },
			{ chance: 0.7, amount: 900, deals: 1 },
			{ chance: 0.4, amount: 900, deals: 2 },
		];
		const arrivals = { expected: 2, amounts: [5, 50, 500] };
		const first = simulateForecast({ ...base, draws: 500, open, arrivals });
		const again = simulateForecast({
			...base,
			draws: 500,
			open: [...open].reverse(),
			arrivals: { expected: 2, amounts: [500, 5, 50] },
		});
		expect(again).toEqual(first);
		expect(simulateForecast({ ...base, draws: 500, open, arrivals, seed: 8 }).sums).not.toEqual(first.sums);
	});

	test('of nothing is nothing', () => {
		expect(simulateForecast(base)).toMatchObject({ expected: 0, p10: 0, p50: 0, p90: 0 });
	});

	test('refuses what is no chance, no amount and no number of draws', () => {
		const deal = { chance: 0.5, amount: 1, deals: 1 };
		expect(() => simulateForecast({ ...base, open: [{ ...deal, chance: 1.1 }] })).toThrow(RangeError);
		expect(() => simulateForecast({ ...base, open: [{ ...deal, amount: NaN }] })).toThrow(RangeError);
		expect(() => simulateForecast({ ...base, draws: 0 })).toThrow(RangeError);
		expect(() => simulateForecast({ ...base, sharedVariance: -1 })).toThrow(RangeError);
	});
});

test('the chance of a target is the share of draws that reach it', () => {
	const sums = Float64Array.from([0, 10, 10, 20]);
	expect([0, 5, 10, 15, 20, 21].map((target) => chanceOfReaching(sums, target))).toEqual([
		1, 0.75, 0.75, 0.25, 0.25, 0,
	]);
});

describe('the shared variance of past forecasts', () => {
	test('is what their errors have beyond chance, relative to what was expected', () => {
		// Errors 30 and −10: 1,000 of squares, of which 200 by chance, over 2 · 100².
		expect(
			sharedVarianceOf([
				{ expected: 100, variance: 100, actual: 130 },
				{ expected: 100, variance: 100, actual: 90 },
			]),
		).toBeCloseTo(0.04, 12);
	});

	test('is nothing where chance explains the errors, or nothing is past', () => {
		expect(sharedVarianceOf([{ expected: 100, variance: 400, actual: 110 }])).toBe(0);
		expect(sharedVarianceOf([])).toBe(0);
	});
});

describe('the level of a record', () => {
	test('is what came over what was expected, as if 20 wins had come as expected before', () => {
		const level = levelOf([
			{ expected: 100, actual: 60, weight: 1 },
			{ expected: 40, actual: 40, weight: 0.5 },
		]);
		// (20 + 60 + 20) / (20 + 100 + 20), and of a gamma number of shape 100 the relative variance.
		expect(level.factor).toBeCloseTo(100 / 140, 12);
		expect(level.variance).toBeCloseTo(1 / 100, 12);
	});

	test('is 1 without one, and may be off by a fifth or so', () => {
		expect(levelOf([])).toEqual({ factor: 1, variance: 0.05 });
	});
});
