import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneProportionTest, quantileTest } from '$lib/stats/one-sample';
import { quantileInterval } from '$lib/stats/quantile-interval';
import { survivalCurve, survivalQuantile } from '$lib/stats/survival';
import { filled, readR } from './r/read';

// By hand: (a/n − share) / √(share (1 − share) / n), and twice the tail of the normal distribution beyond it.
test.each([
	[40, 100, 0.5, -2, 0.0455002638963584],
	[60, 100, 0.5, 2, 0.0455002638963584],
	[15, 100, 0.1, 5 / 3, 0.0955807045456294],
	[30, 30, 0.75, Math.sqrt(10), 0.00156540225800255],
])('the test of %i/%i against %d is the score test', (a, n, share, z, p) => {
	const result = oneProportionTest(a, n, share);
	expect(result?.z).toBeCloseTo(z, 12);
	expect(result?.p).toBeCloseTo(p, 12);
});

test('nothing is tested without numbers, nor against a certainty', () => {
	expect(oneProportionTest(0, 0, 0.5)).toBeNull();
	expect(oneProportionTest(3, 9, 0)).toBeNull();
	expect(oneProportionTest(3, 9, 1)).toBeNull();
	expect(quantileTest([], 0.5, 10)).toBeNull();
	expect(() => quantileTest([], 1, 10)).toThrow(RangeError);
});

test('a time is accepted as a quantile at 5 % just where the interval of the quantile holds it', () => {
	const lung = survivalCurve(
		readR('lung.csv').map((row) => ({
			days: filled(row, 'days'),
			events: filled(row, 'events'),
			censored: filled(row, 'censored'),
		})),
	);
	for (const q of [0.25, 0.5, 0.75]) {
		const { low, high } = quantileInterval(lung, q);
		for (let days = 100; days < 700; days += 1) {
			const test = quantileTest(lung, q, days);
			expect(test !== null && test.p > 0.05, `${q} at ${days}`).toBe(
				days >= (low ?? NaN) && days <= (high ?? NaN),
			);
			if (test && test.p <= 0.05) expect(test.isLater).toBe(days < (survivalQuantile(lung, q) ?? NaN));
		}
	}
});

test('where none or all have left by then, chance is that of as many coins', () => {
	const ten = survivalCurve([{ days: 9, events: 8, censored: 2 }]);
	expect(quantileTest(ten, 0.5, 5)).toEqual({ p: 2 * 0.5 ** 10, isLater: true });
	const gone = survivalCurve([{ days: 9, events: 8, censored: 0 }]);
	expect(quantileTest(gone, 0.5, 12)).toEqual({ p: 2 * 0.5 ** 8, isLater: false });
	// All left on the day that was set.
	expect(quantileTest(gone, 0.5, 9)).toEqual({ p: 1, isLater: false });
});

test('property: later and sooner are told from the quantile, and p is a probability', () => {
	const time = fc.record({
		days: fc.integer({ min: 0, max: 12 }),
		events: fc.nat(3),
		censored: fc.nat(2),
	});
	fc.assert(
		fc.property(fc.array(time, { maxLength: 12 }), fc.integer({ min: 0, max: 14 }), (times, days) => {
			const curve = survivalCurve(times);
			const result = quantileTest(curve, 0.5, days);
			if (result === null) return;
			expect(result.p).toBeGreaterThanOrEqual(0);
			expect(result.p).toBeLessThanOrEqual(1);
			const median = survivalQuantile(curve, 0.5);
			if (result.isLater) expect(median === null || median > days).toBe(true);
			else if (result.p < 1) expect(median).toBeLessThan(days);
		}),
	);
});
