import fc from 'fast-check';
import { expect, test } from 'vitest';
import { falseDiscovery } from '$lib/stats/false-discovery';

// The fifteen p-values of Benjamini & Hochberg (1995), §4.1, of which four are discoveries at 5 %. R:
// p <- c(.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .324, .4262, .5719, .6528, .759, 1)
// p.adjust(p, "BH")
test('the published example has its four discoveries and the adjusted p of p.adjust', () => {
	const p = [
		0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
		0.759, 1,
	];
	const expected = [
		0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571428571429, 0.0638571428571429, 0.0645, 0.0765, 0.486,
		0.581181818181818, 0.714875, 0.753230769230769, 0.813214285714286, 1,
	];
	const result = falseDiscovery(p);
	for (const [i, { adjusted_p }] of result.entries()) expect(adjusted_p).toBeCloseTo(expected[i]!, 14);
	expect(result.map((row) => row.is_significant).lastIndexOf(true)).toBe(3);
	expect(result.filter((row) => row.is_significant)).toHaveLength(4);
});

// R: p.adjust(c(.01, .02, NA, .03, .04, .05, NA, .8, .001, .03), "BH")
test('what was not tested stays null, is no discovery and counts for nothing', () => {
	const result = falseDiscovery([0.01, 0.02, null, 0.03, 0.04, 0.05, null, 0.8, 0.001, 0.03]);
	const expected = [
		0.04,
		0.048,
		null,
		0.048,
		0.0533333333333333,
		0.0571428571428571,
		null,
		0.8,
		0.008,
		0.048,
	];
	for (const [i, { adjusted_p }] of result.entries()) {
		if (expected[i] === null) expect(adjusted_p).toBeNull();
		else expect(adjusted_p).toBeCloseTo(expected[i]!, 14);
	}
	expect(result.map((row) => row.is_significant)).toEqual([
		true,
		true,
		false,
		true,
		false,
		false,
		false,
		false,
		true,
		true,
	]);
});

test('nothing tested finds nothing, a single test is judged alone, and the rate can be chosen', () => {
	expect(falseDiscovery([])).toEqual([]);
	expect(falseDiscovery([null])).toEqual([{ adjusted_p: null, is_significant: false }]);
	expect(falseDiscovery([0.05])).toEqual([{ adjusted_p: 0.05, is_significant: true }]);
	expect(falseDiscovery([0.05], 0.01)).toEqual([{ adjusted_p: 0.05, is_significant: false }]);
});

test('p-values outside 0..1 are refused', () => {
	expect(() => falseDiscovery([1.2])).toThrow(RangeError);
	expect(() => falseDiscovery([NaN])).toThrow('p must be within 0..1, not NaN');
});

// The step-up procedure as the paper has it: the largest k with p(k) ≤ k/m · q, and all up to it.
test('property: the discoveries are those of the step-up procedure, whatever the order', () => {
	const p = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => Math.round(value ** 3 * 1000) / 1000);
	fc.assert(
		fc.property(fc.array(p, { maxLength: 30 }), (values) => {
			const sorted = [...values].sort((a, b) => a - b);
			// In thousandths, so that equality at the step is exact.
			const k = sorted.findLastIndex((value, i) => Math.round(value * 1000) * values.length <= (i + 1) * 50);
			const result = falseDiscovery(values, 0.05 + 1e-12);
			for (const [i, { adjusted_p, is_significant }] of result.entries()) {
				expect(is_significant).toBe(k >= 0 && values[i]! <= sorted[k]!);
				expect(adjusted_p).toBeGreaterThanOrEqual(values[i]!);
			}
		}),
	);
});
