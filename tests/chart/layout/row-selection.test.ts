import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPicked, NO_ROWS, pickedCount, pickRows } from '$lib/chart/layout/row-selection';

test('any order of picks and unpicks of spans holds what a set of rows holds', () => {
	const row = fc.integer({ min: 0, max: 30 });
	fc.assert(
		fc.property(fc.array(fc.tuple(row, row, fc.boolean())), (steps) => {
			const rows = new Set<number>();
			let picked = NO_ROWS;
			for (const [a, b, isOn] of steps) {
				picked = pickRows(picked, a, b, isOn);
				for (let index = Math.min(a, b); index <= Math.max(a, b); index += 1) {
					if (isOn) rows.add(index);
					else rows.delete(index);
				}
			}
			expect(pickedCount(picked)).toBe(rows.size);
			for (let index = 0; index <= 31; index += 1) expect(isPicked(picked, index)).toBe(rows.has(index));
			// Apart and ascending: the next span begins after a gap.
			picked.slice(1).forEach(([from], index) => expect(from).toBeGreaterThan(picked[index]?.[1] ?? 0));
		}),
	);
});

test('a shift pick upwards takes the rows between, both ends included', () => {
	expect(pickRows(pickRows(NO_ROWS, 7, 7, true), 7, 4, true)).toEqual([[4, 8]]);
});
