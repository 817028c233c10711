import { describe, expect, test } from 'vitest';
import { layoutBars, layoutLine, MOST_BARS, suggestChart } from '$lib/chart/layout/quick-chart';

describe('the chart that a table suggests', () => {
	test('is a line over its first column of time', () => {
		expect(
			suggestChart([
				{ name: 'stage', kind: 'text' },
				{ name: 'month', kind: 'date' },
				{ name: 'deals', kind: 'number' },
			]),
		).toEqual({ form: 'line', by: 'month', value: 'deals' });
	});

	test('is bars by its first words, or by its first number of two', () => {
		expect(
			suggestChart([
				{ name: 'deals', kind: 'number' },
				{ name: 'stage', kind: 'text' },
			]),
		).toEqual({ form: 'bars', by: 'stage', value: 'deals' });
		expect(
			suggestChart([
				{ name: 'rank', kind: 'number' },
				{ name: 'deals', kind: 'number' },
			]),
		).toEqual({ form: 'bars', by: 'rank', value: 'deals' });
	});

	test('is none without numbers, or of one number alone', () => {
		expect(suggestChart([{ name: 'stage', kind: 'text' }])).toBeNull();
		expect(suggestChart([{ name: 'n', kind: 'number' }])).toBeNull();
	});
});

describe('bars', () => {
	const choice = { form: 'bars', by: 'k', value: 'v' } as const;

	test('begin at zero, to both sides of it', () => {
		const { bars, zero } = layoutBars(
			[
				{ k: 'a', v: 30 },
				{ k: null, v: -10 },
				{ k: 'c', v: null },
			],
			choice,
		);
		expect(zero).toBeCloseTo(0.25, 12);
		expect(bars).toEqual([
			{ label: 'a', value: 30, start: 0.25, length: 0.75 },
			{ label: '–', value: -10, start: 0, length: 0.25 },
			{ label: 'c', value: null, start: 0.25, length: 0 },
		]);
	});

	test('of zeros have no length, and of too many rows the first are drawn', () => {
		expect(layoutBars([{ k: 'a', v: 0 }], choice).bars[0]?.length).toBe(0);
		const many = Array.from({ length: MOST_BARS + 3 }, (_, n) => ({ k: `${n}`, v: n }));
		expect(layoutBars(many, choice)).toMatchObject({ left: 3 });
		expect(layoutBars(many, choice).bars).toHaveLength(MOST_BARS);
	});
});

describe('a line', () => {
	const choice = { form: 'line', by: 'd', value: 'v' } as const;

	test('stands in order of time, with a gap where a value is missing', () => {
		const { path, points } = layoutLine(
			[
				{ d: '2024-03-01', v: 30 },
				{ d: '2024-01-01', v: 10 },
				{ d: '2024-02-01', v: null },
				{ d: null, v: 5 },
			],
			choice,
			400,
			200,
		);
		expect(points.map(({ value }) => value)).toEqual([10, 30]);
		expect(points[0]?.x).toBeLessThan(points[1]?.x ?? 0);
		// Two strokes: neither knows the other across the gap.
		expect(path.match(/M/g)).toHaveLength(2);
	});

	test('has its values from zero', () => {
		const { yTicks } = layoutLine(
			[
				{ d: '2024-01-01', v: 90 },
				{ d: '2024-01-02', v: 100 },
			],
			choice,
			400,
			200,
		);
		expect(yTicks[0]?.value).toBe(0);
	});

	test('of nothing is nothing', () => {
		expect(layoutLine([], choice, 400, 200)).toEqual({ path: '', points: [], xTicks: [], yTicks: [] });
	});
});
