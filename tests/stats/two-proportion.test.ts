import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceInterval, twoProportionTest } from '$lib/stats/two-proportion';

// R: h <- prop.test(c(a, b), c(m, n), correct = FALSE); sqrt(h$statistic), h$p.value
test.each([
	[83, 86, 70, 82, 2.53238475357164, 0.0113289604246876],
	[56, 70, 48, 80, 2.65017195125853, 0.00804508136819656],
	[15, 148, 22, 120, -1.9346412313884, 0.0530343366776903],
	[900, 2000, 1010, 2000, -3.48203277098909, 0.00049762278882604],
])('the test of %i/%i against %i/%i is that of prop.test', (a, m, b, n, z, p) => {
	const result = twoProportionTest(a, m, b, n);
	expect(result?.z).toBeCloseTo(z, 12);
	expect(result?.p).toBeCloseTo(p, 12);
});

test('there is no test and no difference of nothing, and no test where all or none succeed', () => {
	expect(twoProportionTest(0, 0, 3, 9)).toBeNull();
	expect(twoProportionTest(0, 5, 0, 9)).toBeNull();
	expect(twoProportionTest(5, 5, 9, 9)).toBeNull();
	expect(differenceInterval(3, 9, 0, 0)).toBeNull();
});

// Newcombe (1998), Statistics in Medicine 17: 873–890, table II, method 10, prints the first four digits. R:
// i <- prop.test(a, m, correct = FALSE)$conf.int; j <- prop.test(b, n, correct = FALSE)$conf.int; p <- a/m; q <- b/n
// p - q - sqrt((p - i[1])^2 + (j[2] - q)^2); p - q + sqrt((i[2] - p)^2 + (q - j[1])^2)
test.each([
	[56, 70, 48, 80, 0.0524314724023649, 0.3338726540369059],
	[9, 10, 3, 10, 0.170522723934503, 0.809017973535488],
	[6, 7, 2, 7, 0.0582279274823123, 0.8062496375242277],
	[5, 56, 0, 29, -0.0381371479035369, 0.1925600138551116],
	[0, 10, 0, 20, -0.161125158052819, 0.277532799862889],
	[10, 10, 0, 10, 0.607509350430524, 1],
])('the interval of %i/%i − %i/%i is the published one', (a, m, b, n, low, high) => {
	const interval = differenceInterval(a, m, b, n);
	expect(interval?.difference).toBeCloseTo(a / m - b / n, 12);
	expect(interval?.low).toBeCloseTo(low, 12);
	expect(interval?.high).toBeCloseTo(high, 12);
});

test('property: the interval holds the difference, stays within −1..1 and turns its sign with the order', () => {
	const share = fc.integer({ min: 1, max: 500 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
	fc.assert(
		fc.property(share, share, ([a, m], [b, n]) => {
			const one = differenceInterval(a, m, b, n)!;
			const other = differenceInterval(b, n, a, m)!;
			expect(one.low).toBeLessThanOrEqual(one.difference);
			expect(one.high).toBeGreaterThanOrEqual(one.difference);
			expect(one.low).toBeGreaterThanOrEqual(-1 - 1e-12);
			expect(one.high).toBeLessThanOrEqual(1 + 1e-12);
			expect(other.low).toBeCloseTo(-one.high, 12);
			expect(other.high).toBeCloseTo(-one.low, 12);
		}),
	);
});
