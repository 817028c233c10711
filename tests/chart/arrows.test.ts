import { describe, expect, it } from 'vitest';
import { nextInRow, nextInTable, type Place } from '$lib/chart/arrows';

const KEYS = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Home', 'End'] as const;

describe('arrows in a row', () => {
	it('go from one to the next and stop at the ends', () => {
		expect(KEYS.map((key) => nextInRow(key, 1, 4, false))).toEqual([2, 0, 2, 0, 0, 3]);
		expect(KEYS.map((key) => nextInRow(key, 0, 4, false))).toEqual([1, 0, 1, 0, 0, 3]);
		expect(KEYS.map((key) => nextInRow(key, 3, 4, false))).toEqual([3, 2, 3, 2, 0, 3]);
	});

	it('go sideways the other way where the text does', () => {
		expect(KEYS.map((key) => nextInRow(key, 1, 4, true))).toEqual([0, 2, 2, 0, 0, 3]);
	});

	it('leave all other keys', () => {
		expect(['Enter', 'a', 'PageDown', 'Tab'].map((key) => nextInRow(key, 1, 4, false))).toEqual(
			Array(4).fill(null),
		);
	});
});

describe('arrows in a table with blank cells', () => {
	// . a . b
	// . . . .
	// c . . .
	// . d e f
	const places: Place[] = [
		{ row: 1, column: 2 },
		{ row: 1, column: 4 },
		{ row: 3, column: 1 },
		{ row: 4, column: 2 },
		{ row: 4, column: 3 },
		{ row: 4, column: 4 },
	];
	const names = 'abcdef';
	const to = (from: string, isMirrored = false) =>
		KEYS.map((key) => names[nextInTable(key, names.indexOf(from), places, isMirrored) ?? -1]).join('');

	it('go sideways within a row, and up and down to what is nearest in the next row that has any', () => {
		expect(to('a')).toBe('bacaab');
		expect(to('b')).toBe('bacbab');
		expect(to('c')).toBe('ccdacc');
		expect(to('e')).toBe('fdecdf');
		expect(to('f')).toBe('fefcdf');
	});

	it('go sideways the other way where the text does', () => {
		expect(to('e', true)).toBe('dfecdf');
	});

	it('reach every cell from every other', () => {
		for (const start of names) {
			const reached = new Set([start]);
			for (const one of reached) for (const next of to(one)) reached.add(next);
			expect([...reached].sort().join('')).toBe(names);
		}
	});

	it('leave all other keys', () => {
		expect(nextInTable('Enter', 0, places, false)).toBeNull();
	});
});
