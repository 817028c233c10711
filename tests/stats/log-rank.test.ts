import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logRankTest } from '$lib/stats/log-rank';
import type { TimeCount } from '$lib/stats/time-count';
import { twoProportionZ } from '$lib/stats/two-proportion';
import { filled, readR } from './r/read';

function groupsOf(file: string): TimeCount[][] {
	const groups = new Map<number, TimeCount[]>();
	for (const row of readR(file)) {
		const group = filled(row, 'group');
		const count = {
			days: filled(row, 'days'),
			events: filled(row, 'events'),
			censored: filled(row, 'censored'),
		};
		groups.set(group, [...(groups.get(group) ?? []), count]);
	}
	return [...groups.values()];
}

// Rows from log-rank.R in r/. R: f <- survdiff(Surv(time, status == 2) ~ sex, lung), the same for ph.ecog;
// f$n, f$obs, f$exp, f$chisq, pchisq(f$chisq, length(f$n) - 1, lower.tail = FALSE)
test.each([
	{
		file: 'lung-by-sex.csv',
		n: [138, 90],
		observed: [112, 53],
		expected: [91.5817390295728, 73.4182609704272],
		chiSquared: 10.3267419548856,
		p: 0.00131116452035549,
	},
	{
		file: 'lung-by-ecog.csv',
		n: [63, 113, 50, 1],
		observed: [37, 82, 44, 1],
		expected: [54.152697018922929, 83.527564575081882, 26.147353065330211, 0.172385340664962],
		chiSquared: 21.962131682476,
		p: 6.64253535580017e-5,
	},
])('the test of $file is that of survdiff', ({ file, n, observed, expected, chiSquared, p }) => {
	const result = logRankTest(groupsOf(file));
	expect(result?.groups.map((group) => group.n)).toEqual(n);
	expect(result?.groups.map((group) => group.observed)).toEqual(observed);
	for (const [i, group] of result!.groups.entries()) expect(group.expected).toBeCloseTo(expected[i]!, 10);
	expect(result?.df).toBe(n.length - 1);
	expect(result?.chi_squared).toBeCloseTo(chiSquared, 10);
	expect(result?.p).toBeCloseTo(p, 10);
});

// R: d <- data.frame(t = c(1,2,3,4,.5,1,2.5,3,5), s = c(1,1,0,1,0,1,1,0,1), g = c(1,1,1,1,2,3,3,3,3))
// survdiff(Surv(t, s) ~ g, d): exp 2.4 0 3.6, Chisq 0.308068459657702 on 1 degrees of freedom, p 0.578867881
test('a group that left before the first event takes no degree of freedom', () => {
	const at = (days: number, events: number): TimeCount => ({ days, events, censored: 1 - events });
	const result = logRankTest([
		[at(1, 1), at(2, 1), at(3, 0), at(4, 1)],
		[at(0.5, 0)],
		[at(1, 1), at(2.5, 1), at(3, 0), at(5, 1)],
	]);
	expect(result).toMatchObject({ df: 1, groups: [{}, { n: 1, observed: 0, expected: 0 }, {}] });
	expect(result?.groups[0]?.expected).toBeCloseTo(2.4, 12);
	expect(result?.chi_squared).toBeCloseTo(0.308068459657702, 12);
	expect(result?.p).toBeCloseTo(0.578867881, 9);
});

test('there is no test of one group, of no events, or of all events at once', () => {
	const dead: TimeCount[] = [{ days: 1, events: 3, censored: 0 }];
	const alive: TimeCount[] = [{ days: 1, events: 0, censored: 3 }];
	expect(logRankTest([])).toBeNull();
	expect(logRankTest([dead])).toBeNull();
	expect(logRankTest([dead, []])).toBeNull();
	expect(logRankTest([alive, alive])).toBeNull();
	expect(logRankTest([dead, dead, dead])).toBeNull();
	expect(() => logRankTest([dead, [{ days: -1, events: 1, censored: 0 }]])).toThrow(RangeError);
});

test('groups of the same curve differ by nothing', () => {
	const rows = [1, 2, 3].map((days) => ({ days, events: 2, censored: 1 }));
	expect(logRankTest([rows, rows, rows])).toMatchObject({ df: 2, chi_squared: 0, p: 1 });
});

const group = fc.array(
	fc.record({ days: fc.nat(12), events: fc.nat(3), censored: fc.nat(3) }) as fc.Arbitrary<TimeCount>,
	{ minLength: 1, maxLength: 8 },
);

test('property: observed and expected add up alike, and the order of groups and rows changes nothing', () => {
	fc.assert(
		fc.property(group, group, group, (a, b, c) => {
			const result = logRankTest([a, b, c]);
			const turned = logRankTest([[...c].reverse(), a, [...b].reverse()]);
			if (!result) {
				expect(turned).toBeNull();
				return;
			}
			const sum = (key: 'observed' | 'expected') => result.groups.reduce((total, row) => total + row[key], 0);
			expect(sum('expected')).toBeCloseTo(sum('observed'), 9);
			expect(result.chi_squared).toBeGreaterThanOrEqual(0);
			expect(turned?.df).toBe(result.df);
			expect(turned?.chi_squared).toBeCloseTo(result.chi_squared, 7);
		}),
	);
});

// With events at one time only, the test is that of a 2 × 2 table with the hypergeometric variance.
test('property: one time of events makes it the two-proportion test, times (n − 1) / n', () => {
	const count = fc.integer({ min: 1, max: 30 });
	fc.assert(
		fc.property(count, count, count, count, (a, restA, b, restB) => {
			const rows = (events: number, rest: number): TimeCount[] => [
				{ days: 1, events, censored: 0 },
				{ days: 2, events: 0, censored: rest },
			];
			const n = a + restA + b + restB;
			const z = twoProportionZ(a, a + restA, b, b + restB)!;
			expect(logRankTest([rows(a, restA), rows(b, restB)])?.chi_squared).toBeCloseTo(
				(z * z * (n - 1)) / n,
				8,
			);
		}),
	);
});
