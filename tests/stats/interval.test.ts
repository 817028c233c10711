import { expect, test } from 'vitest';
import { wilsonInterval } from '$lib/stats/interval';
import { twoProportionZ } from '$lib/stats/two-proportion';

// R 4: prop.test(x, n, correct = FALSE)$conf.int is the Wilson score interval.
// The pairs 15/148, 1/29, 0/20, 81/263 are those of Newcombe (1998), Statistics in Medicine 17: 857–872, table I, method 3.
test.each([
	[81, 263, 0.2553, 0.3662],
	[15, 148, 0.0624, 0.1605],
	[0, 20, 0, 0.1611],
	[1, 29, 0.0061, 0.1718],
])('the Wilson interval of %i in %i is the published one', (x, n, low, high) => {
	const interval = wilsonInterval(x, n);
	expect(interval?.low).toBeCloseTo(low, 4);
	expect(interval?.high).toBeCloseTo(high, 4);
});

test('the interval touches 0 and 1 exactly where no or all succeed, and is undefined of nothing', () => {
	expect(wilsonInterval(0, 7)?.low).toBe(0);
	expect(wilsonInterval(7, 7)?.high).toBe(1);
	expect(wilsonInterval(0, 0)).toBeNull();
});

test('the interval of the complement is the complement of the interval', () => {
	const [a, b] = [wilsonInterval(13, 40), wilsonInterval(27, 40)];
	expect((a?.low ?? 0) + (b?.high ?? 0)).toBeCloseTo(1, 12);
});

test('z of two proportions is the root of the chi-squared statistic, with the sign of the difference', () => {
	const z = twoProportionZ(83, 86, 70, 82) ?? 0;
	const table = [83, 3, 70, 12];
	const total = 168;
	const chi2 =
		(total * (83 * 12 - 3 * 70) ** 2) / (86 * 82 * (table[0]! + table[2]!) * (table[1]! + table[3]!));
	expect(z * z).toBeCloseTo(chi2, 10);
	expect(z).toBeGreaterThan(0);
	expect(twoProportionZ(70, 82, 83, 86)).toBeCloseTo(-z, 12);
	expect(twoProportionZ(0, 5, 0, 5)).toBeNull();
});
