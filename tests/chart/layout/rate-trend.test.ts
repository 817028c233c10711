import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	evenColumns,
	layoutRateTrend,
	namedPeriods,
	periodAt,
	rateDomain,
	restingPeriod,
	type RatePoint,
} from '$lib/chart/layout/rate-trend';
import { textWidth } from '$lib/chart/layout/text';

const point = (value: number | null, given: Partial<RatePoint> = {}): RatePoint => ({
	key: String(Math.abs((value ?? 0) * 1000)),
	value,
	low: value === null ? null : Math.max(0, value - 0.1),
	high: value === null ? null : Math.min(1, value + 0.1),
	n: 100,
	partial: false,
	immature: false,
	...given,
});

const moves = (path: string) => [...path.matchAll(/M/g)].length;

describe('a rate by period', () => {
	it('is a line through what is final, and another through what is not, from where the first ends', () => {
		const drawn = layoutRateTrend(
			[point(0.5), point(0.6), point(0.2, { immature: true }), point(0.1, { partial: true, immature: true })],
			400,
			105,
			[0, 1],
		);
		// Four periods of 100 px; the range is 100 px high, from 5 to 100.
		expect(drawn.line).toBe('M50,52.5L150,43');
		expect(drawn.pending).toBe('M150,43L250,81L350,90.5');
		expect(drawn.veil).toEqual({ x: 200, width: 200 });
	});

	it('runs from right to left where its words do, veil and marks with it', () => {
		const points = [point(0.5, { marked: true }), point(0.6), point(0.2, { partial: true })];
		const drawn = layoutRateTrend(points, 300, 105, [0, 1], 'rtl');
		expect(drawn.line).toBe('M250,52.5L150,43');
		expect(drawn.veil).toEqual({ x: 0, width: 100 });
		expect(drawn.marks).toEqual([{ x: 200, width: 100 }]);
		expect(drawn.xs).toEqual([250, 150, 50]);
	});

	it('has no veil where all is final', () => {
		const drawn = layoutRateTrend([point(0.5), point(0.6)], 100, 50, [0, 1]);
		expect(drawn.veil).toBeNull();
		expect(drawn.pending).toMatch(/^(M[\d.,]+Z)?$/);
	});

	it('breaks at a period without a value, and draws no dot there', () => {
		const drawn = layoutRateTrend([point(0.5), point(null), point(0.6), point(0.7)], 400, 50, [0, 1]);
		expect(moves(drawn.line)).toBe(2);
		expect(drawn.dots).toHaveLength(3);
	});

	it('draws hollow what is too few, not over or not mature', () => {
		const drawn = layoutRateTrend(
			[point(0.5), point(0.6, { n: 19 }), point(0.7, { immature: true }), point(0.4, { partial: true })],
			400,
			50,
			[0, 1],
		);
		expect(drawn.dots.map(({ hollow }) => hollow)).toEqual([false, true, true, true]);
	});

	it('has dots as far as they stand apart: closer periods are a line alone, but for what lies between two gaps', () => {
		const many = (count: number) =>
			Array.from({ length: count }, (_, index) =>
				point(0.5, { key: String(index), partial: index === count - 1 }),
			);
		expect(layoutRateTrend(many(40), 320, 96, [0, 1]).dots).toHaveLength(40);
		expect(layoutRateTrend(many(41), 320, 96, [0, 1]).dots).toEqual([]);
		// As many have room where the trend is wider.
		expect(layoutRateTrend(many(120), 960, 96, [0, 1]).dots).toHaveLength(120);
		const gaps = many(120).map((one, index) => (index === 7 || index === 9 ? { ...one, value: null } : one));
		const drawn = layoutRateTrend(gaps, 320, 96, [0, 1]);
		expect(drawn.dots.map(({ key }) => key)).toEqual(['8']);
		expect(moves(drawn.line)).toBe(3);
	});

	it('marks the runs of periods looked at', () => {
		const marked = [false, true, true, false, true].map((is) => point(0.5, { marked: is }));
		const drawn = layoutRateTrend(marked, 500, 50, [0, 1]);
		expect(drawn.marks).toEqual([
			{ x: 100, width: 200 },
			{ x: 400, width: 100 },
		]);
	});

	it('runs from the right where the words do', () => {
		const drawn = layoutRateTrend([point(0.5), point(0.5, { immature: true })], 200, 50, [0, 1], 'rtl');
		expect(drawn.xs).toEqual([150, 50]);
		expect(drawn.veil).toEqual({ x: 0, width: 100 });
	});

	it('never writes a number gone wrong, nor leaves its box', () => {
		const ratio = fc.double({ min: 0, max: 1, noNaN: true });
		const any = fc.record({
			value: fc.option(ratio),
			n: fc.integer({ min: 0, max: 500 }),
			partial: fc.boolean(),
			immature: fc.boolean(),
		});
		fc.assert(
			fc.property(fc.array(any, { maxLength: 60 }), fc.integer({ min: 1, max: 900 }), (given, width) => {
				const points = given.map(({ value, ...rest }) => point(value, rest));
				const drawn = layoutRateTrend(points, width, 96, rateDomain([points]));
				expect(JSON.stringify(drawn)).not.toMatch(/NaN|Infinity/);
				for (const dot of drawn.dots) {
					expect(dot.x).toBeGreaterThanOrEqual(0);
					expect(dot.x).toBeLessThanOrEqual(width);
					expect(dot.y).toBeGreaterThanOrEqual(5);
					expect(dot.y).toBeLessThanOrEqual(91);
				}
			}),
		);
	});
});

describe('the periods that are named', () => {
	const months = Array.from({ length: 120 }, (_, index) => `Jan ${2016 + Math.floor(index / 12)}`);

	it('are the ends, and between them as many as stand apart, at one stride', () => {
		// Some 50 px each: twelve periods of 100 px are all named, of 50 px every other one.
		expect(namedPeriods(months.slice(0, 12), 1200, 13)).toHaveLength(12);
		expect(namedPeriods(months.slice(0, 12), 600, 13)).toEqual([0, 2, 4, 6, 8, 11]);
		expect(namedPeriods(months, 480, 13)).toEqual([0, 24, 48, 72, 119]);
		expect(namedPeriods(months, 330, 13)).toEqual([0, 36, 72, 119]);
	});

	it('are the newest alone where both ends find no room, and none where there is none', () => {
		expect(namedPeriods(months, 70, 13)).toEqual([119]);
		expect(namedPeriods(['2026'], 20, 13)).toEqual([0]);
		expect(namedPeriods([], 200, 13)).toEqual([]);
	});

	it('never run into one another, whatever they are and however wide the trend', () => {
		fc.assert(
			fc.property(
				fc.array(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 130 }),
				fc.integer({ min: 1, max: 900 }),
				(names, width) => {
					const shown = namedPeriods(names, width, 13);
					const spans = shown.map((index) => {
						const wide = textWidth(names[index] ?? '', 13);
						if (index === 0) return [0, wide] as const;
						if (index === names.length - 1) return [width - wide, width] as const;
						const centre = ((index + 0.5) * width) / names.length;
						return [centre - wide / 2, centre + wide / 2] as const;
					});
					for (const [place, [from]] of spans.entries())
						if (place > 0) expect(from).toBeGreaterThan(spans[place - 1]?.[1] ?? 0);
				},
			),
		);
	});
});

describe('panels side by side', () => {
	it('stand in rows as even as they can be, never narrower than their least', () => {
		// 4 find room at 1108 px: 4 × 230 + 3 × 24 = 992.
		expect([1, 4, 5, 6, 7, 9, 12].map((count) => evenColumns(count, 1108, 230, 24))).toEqual([
			1, 4, 3, 3, 4, 3, 4,
		]);
		expect(evenColumns(6, 360, 230, 24)).toBe(1);
		expect(evenColumns(0, 100, 230, 24)).toBe(1);
	});
});

describe('the scale that trends share', () => {
	it('holds all values, and the intervals of those that are certain, in steps of five points', () => {
		expect(rateDomain([[point(0.5)], [point(0.72)]])).toEqual([0.4, 0.85]);
		expect(rateDomain([[point(0.5, { n: 5 })], [point(0.72, { n: 5 })]])).toEqual([0.5, 0.75]);
	});

	it('is not stretched by what is too few to be certain', () => {
		expect(rateDomain([[point(0.5), point(1, { n: 1 })]])).toEqual([0.4, 0.6]);
	});

	it('is never so narrow that a point looks like a fall', () => {
		const [from, to] = rateDomain([[point(0.5, { low: 0.5, high: 0.5 })]]);
		expect(to - from).toBeGreaterThanOrEqual(0.1 - 1e-12);
	});

	it('is the whole where nothing is known', () => {
		expect(rateDomain([[point(null)], []])).toEqual([0, 1]);
	});
});

describe('the period that stands for a trend', () => {
	const young = { immature: true };

	it('is the newest that is final and has a rate', () => {
		expect(restingPeriod([point(0.5), point(0.6), point(null), point(0.2, young)])).toBe(1);
	});

	it('is one of those marked, where one of them has a rate', () => {
		expect(restingPeriod([point(0.5, { marked: true }), point(0.6), point(0.7)])).toBe(0);
		expect(restingPeriod([point(0.5), point(0.6, { ...young, marked: true })])).toBe(0);
	});

	it('is the newest of all where none is final', () => {
		expect(restingPeriod([point(0.5, young), point(0.6, young)])).toBe(1);
		expect(restingPeriod([])).toBe(-1);
	});
});

describe('the period under the pointer', () => {
	it('is the one whose stripe it is in, and the outermost beyond', () => {
		expect(periodAt(0, 300, 3)).toBe(0);
		expect(periodAt(199, 300, 3)).toBe(1);
		expect(periodAt(300, 300, 3)).toBe(2);
		expect(periodAt(-5, 300, 3)).toBe(0);
		expect(periodAt(299, 300, 3, 'rtl')).toBe(0);
	});

	it('is none where there is no period', () => {
		expect(periodAt(10, 300, 0)).toBe(-1);
	});
});
