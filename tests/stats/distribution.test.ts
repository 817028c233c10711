import { expect, test } from 'vitest';
import { chiSquaredUpperP, normalTwoSidedP } from '$lib/stats/distribution';

// R: 2 * pnorm(-z)
test.each([
	[0, 1],
	[0.5, 0.6170750774519739],
	[1.959963984540054, 0.05],
	[3, 0.002699796063260189],
	[6, 1.973175290075396e-9],
	[9, 0],
])('two-sided p of z = %d is that of pnorm, whatever the sign', (z, p) => {
	expect(Math.abs(normalTwoSidedP(z) - p)).toBeLessThan(1e-15);
	expect(normalTwoSidedP(-z)).toBe(normalTwoSidedP(z));
});

// R: pchisq(x, df, lower.tail = FALSE)
test.each([
	[0.1, 1, 0.7518296340458493],
	[3.841458820694124, 1, 0.05],
	[40, 1, 2.539628589470865e-10],
	[1, 2, 0.6065306597126334],
	[12, 2, 0.002478752176666358],
	[3.841458820694124, 3, 0.2791004637835975],
	[40, 3, 1.065509033425586e-8],
	[1, 7, 0.9948285365165156],
	[12, 7, 0.1005588685083589],
	[40, 20, 0.004995412308307587],
	[0, 4, 1],
	[1e6, 4, 0],
])('the tail of chi-squared beyond %d with df %i is that of pchisq', (x, df, p) => {
	expect(Math.abs(chiSquaredUpperP(x, df) - p)).toBeLessThan(1e-10);
});

test('the tail of chi-squared is refused where there is none', () => {
	expect(() => chiSquaredUpperP(-1, 1)).toThrow(RangeError);
	expect(() => chiSquaredUpperP(NaN, 1)).toThrow(RangeError);
	expect(() => chiSquaredUpperP(1, 0)).toThrow(RangeError);
});
