import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowScroll } from '$lib/chart/layout/row-scroll';

describe('the rows of a table that a browser can draw', () => {
	const scroll = rowScroll({ count: 100, row: 32, head: 32, box: 352 });

	test('stand one below the other, whatever the scroll position', () => {
		expect(scroll.height).toBe(3_200);
		expect(scroll.placeOf(10, 0)).toBe(320);
		expect(scroll.placeOf(10, 640)).toBe(320);
	});

	test('are drawn where they are in sight, eight more on either side, and as many at the ends', () => {
		// Ten rows fit under the head, or parts of eleven: 20 to 29 from 640 px on.
		expect(scroll.inSight(640)).toEqual({ first: 12, before: 39 });
		expect(scroll.inSight(650)).toEqual({ first: 12, before: 39 });
		expect(scroll.inSight(0)).toEqual({ first: 0, before: 27 });
		expect(scroll.inSight(2_880)).toEqual({ first: 73, before: 100 });
	});

	test('are all drawn where there are few', () => {
		expect(rowScroll({ count: 3, row: 32, head: 32, box: 352 }).inSight(0)).toEqual({ first: 0, before: 3 });
		expect(rowScroll({ count: 0, row: 32, head: 32, box: 352 }).inSight(0)).toEqual({ first: 0, before: 0 });
	});

	test('come into sight by the least scrolling there is', () => {
		expect(scroll.reach(25, 640)).toBe(640);
		expect(scroll.reach(30, 640)).toBe(672);
		expect(scroll.reach(19, 640)).toBe(608);
		expect(scroll.reach(99, 0)).toBe(2_880);
	});
});

test('of more rows than can be drawn each is reached, stands in sight and is drawn', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 1_200_000 }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			(count, at, from) => {
				const scroll = rowScroll({ count, row: 32, head: 32, box: 632 });
				expect(scroll.height).toBeLessThanOrEqual(15_000_000);
				const index = Math.min(count - 1, Math.floor(at * count));
				const top = scroll.reach(index, from * Math.max(0, scroll.height - 600));
				const place = scroll.placeOf(index, top) - top;
				expect(place).toBeGreaterThanOrEqual(-0.01);
				expect(place + 32).toBeLessThanOrEqual(600 + 0.01);
				const { first, before } = scroll.inSight(top);
				expect(first).toBeLessThanOrEqual(index);
				expect(before).toBeGreaterThan(index);
				expect(before - first).toBe(Math.min(count, 36));
			},
		),
	);
});

test('scrolled to its end a million rows show their last', () => {
	const scroll = rowScroll({ count: 1_000_000, row: 32, head: 32, box: 632 });
	const end = scroll.height - 600;
	expect(scroll.placeOf(999_999, end) - end + 32).toBeCloseTo(600, 3);
	expect(scroll.inSight(end).before).toBe(1_000_000);
});
