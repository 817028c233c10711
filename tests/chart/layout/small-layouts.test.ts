import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeTip } from '$lib/chart/layout/place-tip';
import { layoutSparkline } from '$lib/chart/layout/sparkline';
import { writeCell } from '$lib/chart/layout/table';
import { fitText, textWidth, wrapText } from '$lib/chart/layout/text';

describe('text', () => {
	it('is kept whole where it fits and ends in an ellipsis where not', () => {
		expect(fitText('Proposal', 13, 100)).toBe('Proposal');
		expect(fitText('Proposal', 13, 40)).toMatch(/^Pro?p?…$/);
		expect(fitText('Proposal', 13, 3)).toBe('');
	});

	it('breaks at spaces into as many lines as allowed', () => {
		expect(wrapText('Needs assessment', 13, 90, 2)).toEqual(['Needs', 'assessment']);
		expect(wrapText('Needs assessment', 13, 300, 2)).toEqual(['Needs assessment']);
		expect(wrapText('', 13, 300, 2)).toEqual([]);
		expect(wrapText('Bedarfsqualifizierung', 13, 100, 2).join('').replace('-', '')).toBe(
			'Bedarfsqualifizierung',
		);
		expect(wrapText('需求分析与方案设计', 13, 80, 2).join('')).toBe('需求分析与方案设计');
		expect(wrapText('one two three four', 13, 40, 2).at(-1)).toMatch(/…$/);
	});

	it('is never wider than its room', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 60 }), fc.integer({ min: 20, max: 300 }), (text, width) => {
				for (const line of wrapText(text, 13, width, 2))
					expect(textWidth(line, 13)).toBeLessThanOrEqual(width);
			}),
		);
	});

	it('counts ideographs as wide as they are high', () => {
		expect(textWidth('需求', 10)).toBeGreaterThanOrEqual(20);
	});
});

describe('a tip', () => {
	const viewport = { width: 390, height: 800 };
	const size = { width: 200, height: 100 };

	it('stands above its anchor, centred', () => {
		expect(placeTip({ x: 150, y: 400, width: 40, height: 20 }, size, viewport)).toEqual({ x: 70, y: 292 });
	});

	it('goes below where there is no room above', () => {
		expect(placeTip({ x: 150, y: 40, width: 40, height: 20 }, size, viewport).y).toBe(68);
	});

	it('stays inside the viewport wherever its anchor is', () => {
		fc.assert(
			fc.property(fc.integer({ min: -500, max: 900 }), fc.integer({ min: -500, max: 1200 }), (x, y) => {
				const place = placeTip({ x, y, width: 30, height: 30 }, size, viewport);
				expect(place.x).toBeGreaterThanOrEqual(0);
				expect(place.y).toBeGreaterThanOrEqual(0);
				expect(place.x + size.width).toBeLessThanOrEqual(viewport.width);
				expect(place.y + size.height).toBeLessThanOrEqual(viewport.height);
			}),
		);
	});
});

describe('a sparkline', () => {
	it('rises with its values and ends at the last known one', () => {
		const { path, end } = layoutSparkline([1, 2, 3, null], 100, 30);
		expect(path.startsWith('M4,26')).toBe(true);
		expect(end?.y).toBe(4);
		expect(end?.x).toBeLessThan(96);
	});

	it('breaks at a gap', () => {
		expect(layoutSparkline([1, 2, null, 2, 1], 100, 30).path.match(/M/g)).toHaveLength(2);
	});

	it('draws nothing of nothing or of a single value, and a level line of equal values', () => {
		expect(layoutSparkline([null], 100, 30)).toEqual({ path: '', end: null, reference: null });
		expect(layoutSparkline([], 100, 30).end).toBeNull();
		expect(layoutSparkline([null, 4, null], 100, 30)).toMatchObject({ path: '', end: null });
		expect(layoutSparkline([4, 4], 100, 30).path).toBe('M4,15L96,15');
	});

	it('makes room for its reference', () => {
		const drawn = layoutSparkline([1, 2], 100, 30, 4);
		expect(drawn.reference).toBe(4);
		expect(drawn.end?.y).toBeGreaterThan(4);
	});
});

describe('a cell', () => {
	it('is written by its column, and a dash where there is nothing', () => {
		const column = { key: 'a', label: 'A', align: 'end' as const, format: (value: number) => `${value} d` };
		expect(writeCell(3, column)).toBe('3 d');
		expect(writeCell(null, column)).toBe('–');
		expect(writeCell(undefined, column)).toBe('–');
		expect(writeCell('text', column)).toBe('text');
	});
});
