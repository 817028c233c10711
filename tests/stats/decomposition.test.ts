import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	isReversed,
	rateChange,
	velocityChange,
	type SegmentPeriods,
	type VelocityInputs,
} from '$lib/stats/decomposition';

function segment(name: string, successes_1: number, n_1: number, successes_2: number, n_2: number) {
	return { segment: name, successes_1, n_1, successes_2, n_2 };
}

// Admissions to Berkeley, 1973: men as period 1, women as period 2 (R: UCBAdmissions; Bickel et al. 1975, Science 187).
const berkeley: SegmentPeriods[] = [
	segment('A', 512, 825, 89, 108),
	segment('B', 353, 560, 17, 25),
	segment('C', 120, 325, 202, 593),
	segment('D', 138, 417, 131, 375),
	segment('E', 53, 191, 94, 393),
	segment('F', 22, 373, 24, 341),
];

describe('the change of a rate', () => {
	// R: m1 <- n1/sum(n1); m2 <- n2/sum(n2); r1 <- s1/n1; r2 <- s2/n2
	// cbind((m2 - m1) * (r1 + r2) / 2, (r2 - r1) * (m1 + m2) / 2)
	test('at Berkeley is all mix: the departments lean to the women, their choice of departments not', () => {
		const change = rateChange(berkeley)!;
		expect(change.rate_1).toBeCloseTo(0.4451876625789669, 14);
		expect(change.rate_2).toBeCloseTo(0.3035422343324251, 14);
		expect(change.mix).toBeCloseTo(-0.1776739111522425, 14);
		expect(change.performance).toBeCloseTo(0.0360284829057006, 14);
		const parts = [
			[-0.17893945006992432, 0.03717697002998902],
			[-0.12741722820282825, 0.00550353263672184],
			[0.07183467925359517, -0.00634602345573429],
			[0.01680218914913907, 0.0033054053453764],
			[0.03699159396400062, -0.00546071649069926],
			[0.00305430475377525, 0.00184931484004693],
		];
		for (const [i, row] of change.segments.entries()) {
			expect(row.mix, row.segment).toBeCloseTo(parts[i]![0]!, 14);
			expect(row.performance, row.segment).toBeCloseTo(parts[i]![1]!, 14);
		}
		expect(change.is_reversed).toBe(false);
	});

	// By hand: shares .5 .5 0 → .6 0 .4, rates .6 .2 – → ⅔ – .125; A: .1 · .6333 and .0667 · .55; B: −.5 · .2; C: .4 · .125
	test('takes segments of one period only as mix', () => {
		const change = rateChange([
			segment('A', 30, 50, 40, 60),
			segment('B', 10, 50, 0, 0),
			segment('C', 0, 0, 5, 40),
		])!;
		expect(change.segments).toMatchObject([
			{ segment: 'A' },
			{ rate_1: 0.2, rate_2: null, share_2: 0, performance: 0 },
			{ rate_1: null, rate_2: 0.125, share_1: 0, performance: 0 },
		]);
		expect(change.segments.map((row) => row.mix)).toEqual([
			expect.closeTo(0.0633333333333333, 14),
			expect.closeTo(-0.1, 14),
			expect.closeTo(0.05, 14),
		]);
		expect(change.performance).toBeCloseTo(0.0366666666666667, 14);
		expect(change.change).toBeCloseTo(0.05, 14);
	});

	test('is undefined where a period has no tries, and nothing where nothing changed', () => {
		expect(rateChange([])).toBeNull();
		expect(rateChange([segment('A', 0, 0, 3, 5)])).toBeNull();
		expect(rateChange([segment('A', 3, 5, 6, 10), segment('B', 0, 5, 0, 10)])).toMatchObject({
			change: 0,
			mix: 0,
			performance: 0,
		});
	});

	test('refuses negative and undefined numbers', () => {
		expect(() => rateChange([segment('A', -1, 5, 3, 5)])).toThrow(RangeError);
		expect(() => rateChange([segment('A', 1, NaN, 3, 5)])).toThrow('n_1 must be');
	});

	const anySegments = fc.array(
		fc
			.record({
				segment: fc.string(),
				successes_1: fc.nat(50),
				n_1: fc.nat(50),
				successes_2: fc.nat(50),
				n_2: fc.nat(50),
			})
			.map((row) => ({
				...row,
				successes_1: Math.min(row.successes_1, row.n_1),
				successes_2: Math.min(row.successes_2, row.n_2),
			})),
		{ maxLength: 10 },
	);

	test('property: the parts add up to the change, and turn their signs with the periods', () => {
		fc.assert(
			fc.property(anySegments, (rows) => {
				const change = rateChange(rows);
				const back = rateChange(
					rows.map((row) => segment(row.segment, row.successes_2, row.n_2, row.successes_1, row.n_1)),
				);
				if (!change || !back) {
					expect(back).toBe(change);
					return;
				}
				const sum = change.segments.reduce((total, row) => total + row.mix + row.performance, 0);
				expect(Math.abs(sum - change.change)).toBeLessThan(1e-9);
				expect(Math.abs(change.mix + change.performance - change.change)).toBeLessThan(1e-9);
				expect(back.mix).toBeCloseTo(-change.mix, 12);
				expect(back.performance).toBeCloseTo(-change.performance, 12);
				expect(back.is_reversed).toBe(change.is_reversed);
				if (change.is_reversed) expect(change.performance * change.change).toBeLessThan(0);
			}),
			{ numRuns: 300 },
		);
	});
});

describe('a reversal', () => {
	// Kidney stones (Charig et al. 1986, BMJ 292): open surgery 81/87 and 192/263, keyhole 234/270 and 55/80.
	// R: rates .931 → .867 and .730 → .688, in all .780 → .826; mix .0993855030998894, performance -.0536712173856038
	const stones = [segment('small', 81, 87, 234, 270), segment('large', 192, 263, 55, 80)];

	test('is found where every segment falls and the total rises', () => {
		expect(isReversed(stones)).toBe(true);
		const change = rateChange(stones)!;
		expect(change.is_reversed).toBe(true);
		expect(change.mix).toBeCloseTo(0.0993855030998894, 14);
		expect(change.performance).toBeCloseTo(-0.0536712173856038, 14);
	});

	test('is none where one segment stands still, all move with the total, or the total stands still', () => {
		expect(isReversed([...stones, segment('none', 1, 2, 2, 4)])).toBe(false);
		expect(isReversed([segment('A', 1, 10, 2, 10), segment('B', 5, 10, 6, 10)])).toBe(false);
		expect(isReversed([segment('A', 1, 10, 2, 10), segment('B', 6, 10, 5, 10)])).toBe(false);
		expect(isReversed([])).toBe(false);
	});

	test('leaves segments of one period out of the segments, but not out of the total', () => {
		expect(isReversed([...stones, segment('new', 0, 0, 5, 6)])).toBe(true);
		expect(isReversed([segment('A', 5, 10, 6, 10), segment('new', 0, 0, 1, 90)])).toBe(true);
		expect(isReversed([segment('gone', 5, 10, 0, 0), segment('new', 0, 0, 1, 90)])).toBe(false);
	});
});

describe('the change of velocity', () => {
	const before: VelocityInputs = { opportunities: 120, win_ratio: 0.25, deal_amount: 8000, cycle_days: 60 };
	const after: VelocityInputs = { opportunities: 150, win_ratio: 0.2, deal_amount: 9000, cycle_days: 45 };

	// R: l <- log(c(150, .2, 9000, 45) / c(120, .25, 8000, 60)) * c(1, 1, 1, -1); sum(l); l / sum(l)
	test('is shared out among its four factors', () => {
		const change = velocityChange(before, after);
		expect(change.velocity_1).toBe(4000);
		expect(change.velocity_2).toBe(6000);
		expect(change.log_change).toBeCloseTo(0.405465108108164, 14);
		expect(change.factors.map(({ factor }) => factor)).toEqual([
			'opportunities',
			'win_ratio',
			'deal_amount',
			'cycle_days',
		]);
		for (const [i, share] of [
			0.550339713213209, -0.550339713213208, 0.290488708648545, 0.709511291351455,
		].entries()) {
			expect(change.factors[i]?.share).toBeCloseTo(share, 12);
		}
	});

	test('has no shares where velocity is the same, though the factors have moved', () => {
		const same = velocityChange(before, before);
		expect(same.log_change).toBe(0);
		expect(same.factors.map(({ share }) => share)).toEqual([null, null, null, null]);
		const balanced = velocityChange(before, { ...before, opportunities: 360, cycle_days: 180 });
		expect(balanced.factors[0]?.log_change).toBeCloseTo(Math.log(3), 14);
		expect(balanced.factors.map(({ share }) => share)).toEqual([null, null, null, null]);
	});

	test.each([{ win_ratio: 0 }, { cycle_days: 0 }, { deal_amount: null }, { opportunities: -1 }])(
		'is undefined with %o',
		(odd) => {
			const change = velocityChange(before, { ...after, ...odd });
			expect(change.log_change).toBeNull();
			for (const factor of change.factors) expect(factor).toMatchObject({ log_change: null, share: null });
		},
	);

	test('a velocity is 0 without wins and undefined without a cycle', () => {
		const change = velocityChange({ ...before, win_ratio: 0 }, { ...after, cycle_days: 0 });
		expect([change.velocity_1, change.velocity_2]).toEqual([0, null]);
	});

	test('property: the shares add up to 1 and the parts to the logarithm of the ratio', () => {
		const positive = fc.double({ min: 0.01, max: 1000, noNaN: true });
		const inputs = fc.record({
			opportunities: positive,
			win_ratio: positive,
			deal_amount: positive,
			cycle_days: positive,
		});
		fc.assert(
			fc.property(inputs, inputs, (from, to) => {
				const { log_change, factors, velocity_1, velocity_2 } = velocityChange(from, to);
				expect(log_change).toBeCloseTo(Math.log(velocity_2! / velocity_1!), 9);
				if (Math.abs(log_change!) < 1e-3) return;
				expect(Math.abs(factors.reduce((sum, { share }) => sum + share!, 0) - 1)).toBeLessThan(1e-9);
			}),
		);
	});
});
