import { describe, expect, test } from 'vitest';
import { layoutRangeBar, type RangePart } from '$lib/chart/layout/range-bar';

const part = (key: string, value: number, label = key): RangePart => ({ key, label, value, role: 'moved' });
const input = { interval: null, target: null, width: 102 };

describe('a bar with its interval and its target', () => {
	test('puts the parts end to end on a scale from zero', () => {
		const { parts } = layoutRangeBar({ ...input, parts: [part('a', 30), part('b', 70)] });
		expect(parts.map(({ x, width }) => [Math.round(x), Math.round(width)])).toEqual([
			[1, 30],
			[31, 70],
		]);
	});

	test('has room for the end of the interval and for the target, whichever is farther', () => {
		const bar = layoutRangeBar({
			...input,
			parts: [part('a', 50)],
			interval: { low: 40, middle: 50, high: 80 },
			target: { value: 100, label: 'target' },
		});
		expect(bar.parts[0]?.width).toBeCloseTo(50);
		const { low = 0, middle = 0, high = 0 } = bar.interval ?? {};
		expect([low, middle, high].map(Math.round)).toEqual([41, 51, 81]);
		expect(bar.target?.x).toBeCloseTo(101);
	});

	test('writes the target’s label to the other side at the end of the room', () => {
		const target = { value: 100, label: 'target' };
		const narrow = layoutRangeBar({ ...input, parts: [part('a', 50)], target });
		expect(narrow.target?.label.anchor).toBe('end');
		const early = layoutRangeBar({ ...input, width: 400, parts: [part('a', 500)], target });
		expect(early.target?.label.anchor).toBe('start');
	});

	test('labels a part only where its label has room', () => {
		const parts = [part('a', 5, 'a very long label indeed'), part('b', 95, 'b')];
		expect(layoutRangeBar({ ...input, parts }).labels.map(({ key }) => key)).toEqual(['b']);
	});

	test('leaves a label out that the line of the target would cross', () => {
		const parts = [part('a', 50, 'won'), part('b', 50, 'open deals')];
		const at = (value: number) =>
			layoutRangeBar({ ...input, width: 402, parts, target: { value, label: 'target' } }).labels.map(
				({ key }) => key,
			);
		expect(at(90)).toEqual(['a', 'b']);
		expect(at(55)).toEqual(['a']);
	});

	test('draws what is nothing as nothing', () => {
		const { parts, labels, zero } = layoutRangeBar({ ...input, parts: [part('a', 0), part('b', 0)] });
		expect(parts.map(({ width }) => width)).toEqual([0, 0]);
		expect(labels).toEqual([]);
		expect(zero).toBeNull();
	});

	test('draws parts below zero to the left of it, on the scale of the others', () => {
		const bar = layoutRangeBar({
			...input,
			parts: [part('a', -30), part('b', 40), part('c', -20)],
			interval: { low: -60, middle: -10, high: 20 },
		});
		expect(bar.zero).toBeCloseTo(61);
		expect(bar.parts.map(({ x, width }) => [Math.round(x), Math.round(width)])).toEqual([
			[31, 30],
			[61, 40],
			[11, 20],
		]);
		const { low = 0, middle = 0, high = 0 } = bar.interval ?? {};
		expect([low, middle, high].map(Math.round)).toEqual([1, 51, 81]);
	});
});
