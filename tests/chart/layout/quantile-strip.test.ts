import { describe, expect, it } from 'vitest';
import { shadeOf } from '$lib/chart/layout/matrix';
import { layoutQuantileStrips, type Quantiles } from '$lib/chart/layout/quantile-strip';

const row = (given: Partial<Quantiles>): Quantiles => ({
	key: 'a',
	title: 'A',
	n: 100,
	median: null,
	p75: null,
	p90: null,
	estimate: null,
	low: null,
	high: null,
	...given,
});

describe('quantiles as strips', () => {
	it('lie end to end on one scale from zero to a round number', () => {
		const { strips, ticks } = layoutQuantileStrips([
			row({ median: 10, p75: 20, p90: 40 }),
			row({ key: 'b', median: 5, p75: 10, p90: 20, estimate: 30, low: 20, high: 35 }),
		]);
		expect(strips[0]?.bars).toEqual([
			{ from: 0, to: 0.25 },
			{ from: 0.25, to: 0.5 },
			{ from: 0.5, to: 1 },
		]);
		expect(strips[1]?.estimate).toBe(0.75);
		expect(strips[1]?.span).toEqual({ from: 0.5, to: 0.875, isOpen: false });
		expect(ticks.map(({ value }) => value)).toEqual([0, 10, 20, 30, 40]);
	});

	it('have an interval without an upper end run to the end of the strip', () => {
		const { strips } = layoutQuantileStrips([row({ median: 10, estimate: 20, low: 10 })]);
		expect(strips[0]?.span).toEqual({ from: 0.5, to: 1, isOpen: true });
	});

	it('draw nothing of what nobody left, and no number gone wrong where all is zero or unknown', () => {
		const drawn = layoutQuantileStrips([row({}), row({ key: 'b', median: 0, p75: 0, p90: 0 })]);
		expect(drawn.strips[0]).toEqual({ key: 'a', bars: [], estimate: null, span: null });
		expect(JSON.stringify(drawn)).not.toMatch(/NaN|Infinity/);
		expect(drawn.strips[1]?.bars.every(({ from, to }) => from === 0 && to === 0)).toBe(true);
	});
});

describe('the shade of a cell', () => {
	it('goes by its share of the greatest, and what is there is never shown as nothing', () => {
		expect(shadeOf(10, 10)).toBe(6);
		expect(shadeOf(5, 10)).toBe(3);
		expect(shadeOf(0.001, 10)).toBe(1);
	});

	it('is none where there is nothing', () => {
		expect(shadeOf(0, 10)).toBe(0);
		expect(shadeOf(0, 0)).toBe(0);
	});
});
