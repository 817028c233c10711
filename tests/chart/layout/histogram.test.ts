import { describe, expect, test } from 'vitest';
import { layoutHistogram, type HistogramBin } from '$lib/chart/layout/histogram';

const bins = (counts: number[], width: number, isOpen = false): HistogramBin[] =>
	counts.map((count, index) => ({
		key: String(index),
		from: index * width,
		before: isOpen && index === counts.length - 1 ? null : (index + 1) * width,
		count,
	}));

describe('a histogram', () => {
	test('draws a bar a bin from zero, the tallest over the whole height', () => {
		const { bars } = layoutHistogram(bins([5, 0, 10, 2], 7), []);
		expect(bars.map(({ height }) => height)).toEqual([0.5, 0, 1, 0.2]);
		expect(bars.map(({ from, width }) => [from, width])).toEqual([
			[0, 0.25],
			[0.25, 0.25],
			[0.5, 0.25],
			[0.75, 0.25],
		]);
	});

	test('draws a bin without an end as wide as the one before it, and says so', () => {
		const { bars } = layoutHistogram(bins([1, 2, 3, 4], 5, true), []);
		expect(bars.at(-1)).toMatchObject({ from: 0.75, width: 0.25, isOpen: true });
		expect(bars.slice(0, -1).some(({ isOpen }) => isOpen)).toBe(false);
	});

	test('marks a value with its interval on the same axis; an end that is not known runs to the edge', () => {
		const tip = { title: 'median', value: '10', lines: [], definition: '' };
		const mark = { key: 'm', label: 'median', value: 10, low: 5, high: null, tip };
		expect(layoutHistogram(bins([1, 1], 10), [mark]).marks).toEqual([
			{ key: 'm', label: 'median', at: 0.5, low: 0.25, high: 1, isBeyond: false, tip },
		]);
	});

	test('marks what lies beyond the axis at its edge, and says so', () => {
		const tip = { title: 'p90', value: '50', lines: [], definition: '' };
		const mark = { key: 'm', label: 'p90', value: 50, low: 40, high: 60, tip };
		expect(layoutHistogram(bins([1, 1], 10), [mark]).marks[0]).toMatchObject({
			at: 1,
			low: 1,
			isBeyond: true,
		});
	});

	test('of one bin, of nothing at all and of empty bins is drawn, too', () => {
		expect(layoutHistogram(bins([3], 1, true), []).bars[0]).toMatchObject({ from: 0, width: 1, height: 1 });
		expect(layoutHistogram([], [])).toEqual({ bars: [], ticks: [], marks: [] });
		expect(layoutHistogram(bins([0, 0], 1), []).bars.map(({ height }) => height)).toEqual([0, 0]);
	});

	test('has ticks within its axis', () => {
		const { ticks } = layoutHistogram(bins([1, 2, 3, 4], 14), []);
		expect(ticks[0]).toEqual({ value: 0, at: 0 });
		expect(ticks.every(({ at }) => at >= 0 && at <= 1)).toBe(true);
	});
});
