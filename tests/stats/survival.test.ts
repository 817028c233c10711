import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { survivalAt, survivalCurve, survivalQuantile, type SurvivalStep } from '$lib/stats/survival';
import type { TimeCount } from '$lib/stats/time-count';
import { filled, readR } from './r/read';

function one(days: number, events = 1): TimeCount {
	return { days, events, censored: 1 - events };
}

/** Fails on the first figure that is not R's, to ten significant figures. */
function expectSteps(curve: readonly SurvivalStep[], expected: Record<string, number | null>[]) {
	expect(curve).toHaveLength(expected.length);
	for (const [i, step] of curve.entries()) {
		for (const column of Object.keys(step) as (keyof SurvivalStep)[]) {
			const [ours, theirs] = [step[column], expected[i]![column]!];
			const place = `${column} at ${step.days} days`;
			if (theirs === null || ours === null) expect(ours, place).toBe(theirs);
			else expect(Math.abs(ours - theirs), place).toBeLessThanOrEqual(1e-10 * Math.abs(theirs));
		}
	}
}

// Freireich et al. (1963), the 6-MP arm, weeks in remission; in many textbooks, e.g. Kleinbaum & Klein, Survival
// Analysis, table 2.1. R:
// t <- c(6,6,6,6,7,9,10,10,11,13,16,17,19,20,22,23,25,32,32,34,35)
// s <- c(1,1,1,0,1,0,1,0,0,1,1,0,0,0,1,1,0,0,0,0,0)
// f <- survfit(Surv(t, s) ~ 1, conf.type = "log-log")
// with(f, data.frame(time, n.risk, surv, (surv * std.err)^2, lower, upper)); quantile(f, c(.25, .5, .75))$quantile
const freireich: TimeCount[] = [
	...[6, 6, 6, 7, 10, 13, 16, 22, 23].map((days) => one(days)),
	...[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((days) => one(days, 0)),
];

describe('the survival curve', () => {
	test('of the leukaemia remissions is the published one', () => {
		const curve = survivalCurve(freireich);
		const at = (days: number) => curve.find((step) => step.days === days)!;
		expect(curve).toHaveLength(16);
		expect(at(6)).toMatchObject({ at_risk: 21, events: 3, censored: 1 });
		for (const [days, survival, variance, low, high] of [
			[6, 0.857142857143, 0.00583090379009, 0.619717955266, 0.951551747647],
			[10, 0.752941176471, 0.00928325563213, 0.5031995108, 0.889361835169],
			[23, 0.448179271709, 0.01811486023164, 0.188052005959, 0.680142628495],
			[35, 0.448179271709, 0.01811486023164, 0.188052005959, 0.680142628495],
		] as const) {
			expect(at(days).survival).toBeCloseTo(survival, 11);
			expect(at(days).variance).toBeCloseTo(variance, 11);
			expect(at(days).low).toBeCloseTo(low, 11);
			expect(at(days).high).toBeCloseTo(high, 11);
		}
		expect([0.25, 0.5, 0.75].map((q) => survivalQuantile(curve, q))).toEqual([13, 23, null]);
	});

	// survival.R in r/: survfit(Surv(time, status == 2) ~ 1, lung, conf.type = "log-log"), the same for ovarian.
	// print(survfit(...)): median 310 of lung, 638 of ovarian; quantile(f, c(.25, .5, .75)): lung 170 310 550.
	test.each([
		['lung.csv', 186, 310],
		['ovarian.csv', 26, 638],
	])('is that of R at every step of %s', (file, steps, median) => {
		const expected = readR(file);
		const rows = expected.map((row) => ({
			days: filled(row, 'days'),
			events: filled(row, 'events'),
			censored: filled(row, 'censored'),
		}));
		const curve = survivalCurve(rows);
		expect(curve).toHaveLength(steps);
		expectSteps(curve, expected);
		expect(survivalQuantile(curve, 0.5)).toBe(median);
	});

	test('takes events before censorings at ties, so that those censored are still at risk', () => {
		expect(survivalCurve([{ days: 5, events: 1, censored: 1 }])).toMatchObject([
			{ at_risk: 2, survival: 0.5 },
		]);
	});

	// R: summary(survfit(Surv(c(1,2,2,3,4), c(0,1,1,0,1)) ~ 1, conf.type = "log-log"), censored = TRUE)
	// survival 1, .5, .5, 0; std.err 0, .25, .25, NaN; lower NA, 0.057847083, 0.057847083, NA; upper NA, 0.84486128, …
	test('has no interval where it is 1 or 0, and no variance where it is 0', () => {
		const curve = survivalCurve([one(1, 0), { days: 2, events: 2, censored: 0 }, one(3, 0), one(4)]);
		expect(curve.map((step) => step.survival)).toEqual([1, 0.5, 0.5, 0]);
		expect(curve.map((step) => step.variance)).toEqual([0, 0.0625, 0.0625, null]);
		expect([curve[0]?.low, curve[0]?.high, curve[3]?.low, curve[3]?.high]).toEqual([null, null, null, null]);
		expect(curve[1]?.low).toBeCloseTo(0.057847083, 9);
		expect(curve[1]?.high).toBeCloseTo(0.84486128, 8);
	});

	test('of nothing has no steps and no median', () => {
		expect(survivalCurve([])).toEqual([]);
		expect(survivalCurve([{ days: 3, events: 0, censored: 0 }])).toEqual([]);
		expect(survivalQuantile([], 0.5)).toBeNull();
		expect(survivalAt([], 9)).toBe(1);
	});

	test('refuses negative and undefined times and counts', () => {
		expect(() => survivalCurve([one(-1)])).toThrow(RangeError);
		expect(() => survivalCurve([one(NaN)])).toThrow('days must be a finite number of at least 0, not NaN');
		expect(() => survivalCurve([{ days: 1, events: 2, censored: -1 }])).toThrow(RangeError);
	});
});

describe('a quantile of the curve', () => {
	// R: quantile(survfit(Surv(1:4, c(1,1,1,1)) ~ 1), .5)$quantile is 2.5, the middle of the flat piece.
	test('is the first time at the level, also where the curve stays there', () => {
		expect(survivalQuantile(survivalCurve([one(1), one(2), one(3), one(4)]), 0.5)).toBe(2);
	});

	// 1 · 9/10 · 8/9 · … · 3/4 is 0.3000000000000001 in floating point, and 1 − 0.7 is 0.30000000000000004.
	test('is not missed by rounding', () => {
		const tenDays = survivalCurve(Array.from({ length: 10 }, (_, i) => one(i + 1)));
		for (let i = 1; i <= 10; i += 1) expect(survivalQuantile(tenDays, i / 10)).toBe(i);
	});

	test('is refused for q outside 0..1', () => {
		expect(() => survivalQuantile([], 0)).toThrow(RangeError);
		expect(() => survivalQuantile([], 50)).toThrow(RangeError);
	});
});

test('the curve at a time is that of the last step at or before it', () => {
	const curve = survivalCurve([one(2), one(5)]);
	expect([0, 1.9, 2, 4, 5, 99].map((days) => survivalAt(curve, days))).toEqual([1, 1, 0.5, 0.5, 0, 0]);
});

const anyRows = fc.array(
	fc.record({ days: fc.nat(30), events: fc.nat(4), censored: fc.nat(4) }) as fc.Arbitrary<TimeCount>,
	{ maxLength: 25 },
);

test('property: the curve falls within 0..1, its interval holds it, and every observation leaves once', () => {
	fc.assert(
		fc.property(anyRows, (rows) => {
			const curve = survivalCurve(rows);
			let [above, left] = [1, rows.reduce((sum, row) => sum + row.events + row.censored, 0)];
			for (const step of curve) {
				expect(step.at_risk).toBe(left);
				expect(step.survival).toBeLessThanOrEqual(above);
				expect(step.survival).toBeGreaterThanOrEqual(0);
				expect(step.low ?? 0).toBeLessThanOrEqual(step.survival);
				expect(step.high ?? 1).toBeGreaterThanOrEqual(step.survival);
				above = step.survival;
				left -= step.events + step.censored;
			}
			expect(left).toBe(0);
		}),
	);
});

test('property: the order and the splitting of rows change nothing', () => {
	fc.assert(
		fc.property(anyRows, fc.infiniteStream(fc.nat(1000)), (rows, keys) => {
			const singles = rows.flatMap(({ days, events, censored }) => [
				...Array.from({ length: events }, () => one(days)),
				...Array.from({ length: censored }, () => one(days, 0)),
			]);
			const shuffled = singles
				.map((row) => ({ row, key: keys.next().value }))
				.sort((a, b) => a.key - b.key)
				.map(({ row }) => row);
			expect(survivalCurve(shuffled)).toEqual(survivalCurve(rows));
		}),
	);
});

test('property: without censoring the curve is the share that is still there', () => {
	fc.assert(
		fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 40 }), (times) => {
			for (const { days, survival, variance } of survivalCurve(times.map((days) => one(days)))) {
				const share = times.filter((time) => time > days).length / times.length;
				expect(survival).toBeCloseTo(share, 12);
				if (variance !== null) expect(variance).toBeCloseTo((share * (1 - share)) / times.length, 12);
			}
		}),
	);
});
