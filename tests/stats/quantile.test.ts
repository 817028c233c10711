import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantileOfSorted, weightedQuantile } from '$lib/stats/quantile';

// R: quantile(rep(c(3, 1.5, 10, 7), c(2, 3, 1, 4)), c(0, .1, .25, .5, .75, .9, 1), type = 7)
// 1.5 1.5 1.875 5 7 7.3 10
test.each([
	[0, 1.5],
	[0.1, 1.5],
	[0.25, 1.875],
	[0.5, 5],
	[0.75, 7],
	[0.9, 7.3],
	[1, 10],
])('the quantile %d of counted values is that of R', (q, expected) => {
	const values = [
		{ value: 3, count: 2 },
		{ value: 1.5, count: 3 },
		{ value: 10, count: 1 },
		{ value: 99, count: 0 },
		{ value: 7, count: 4 },
	];
	expect(weightedQuantile(values, q)).toBeCloseTo(expected, 12);
});

test('there is no quantile of nothing, and one value is every quantile', () => {
	expect(weightedQuantile([], 0.5)).toBeNull();
	expect(weightedQuantile([{ value: 4, count: 0 }], 0.5)).toBeNull();
	expect(weightedQuantile([{ value: 4, count: 1 }], 0.9)).toBe(4);
});

test('what is no quantile, no value or no count is refused', () => {
	expect(() => weightedQuantile([], 1.1)).toThrow(RangeError);
	expect(() => weightedQuantile([{ value: NaN, count: 1 }], 0.5)).toThrow('value must be finite, not NaN');
	expect(() => weightedQuantile([{ value: 1, count: 1.5 }], 0.5)).toThrow(RangeError);
	expect(() => weightedQuantile([{ value: 1, count: -1 }], 0.5)).toThrow(RangeError);
});

test('property: it is the interpolation between the values written out, in any order', () => {
	const rows = fc.array(fc.record({ value: fc.integer({ min: -50, max: 50 }), count: fc.nat(5) }), {
		maxLength: 12,
	});
	fc.assert(
		fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
			const all = values
				.flatMap(({ value, count }) => Array.from({ length: count }, () => value))
				.sort((a, b) => a - b);
			const position = (all.length - 1) * q;
			const [low, high] = [all[Math.floor(position)], all[Math.ceil(position)]];
			const result = weightedQuantile([...values].reverse(), q);
			if (low === undefined || high === undefined) expect(result).toBeNull();
			else {
				expect(result).toBeCloseTo(low + (position - Math.floor(position)) * (high - low), 9);
				expect(quantileOfSorted(Float64Array.from(all), q)).toBe(result);
			}
		}),
	);
});
