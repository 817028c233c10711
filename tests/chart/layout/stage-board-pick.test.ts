import { describe, expect, it } from 'vitest';
import type { BoardHit, BoardPick } from '$lib/chart/layout/stage-board';
import { moveFocus, pickKey } from '$lib/chart/layout/stage-board-pick';

const hit = (column: number, pick: BoardPick): BoardHit => ({
	key: pickKey(pick),
	pick,
	column,
	name: '',
	tip: { title: '', value: '', lines: [], definition: '' },
	small: false,
	x: 0,
	y: 0,
	width: 0,
	height: 0,
});

// Two steps and the end: a head, two parts and a rate; a head and a rate; the end.
const hits = [
	hit(0, { kind: 'step', step: 'a' }),
	hit(0, { kind: 'part', step: 'a', part: 'moved' }),
	hit(0, { kind: 'part', step: 'a', part: 'dropped' }),
	hit(0, { kind: 'rate', step: 'a' }),
	hit(1, { kind: 'step', step: 'b' }),
	hit(1, { kind: 'part', step: 'b', part: 'dropped' }),
	hit(1, { kind: 'rate', step: 'b' }),
	hit(2, { kind: 'end' }),
];
const upright = { turned: false, direction: 'ltr' } as const;
const turned = { turned: true, direction: 'ltr' } as const;

describe('arrow keys on an upright board', () => {
	it('go up and down inside a step and stop at its ends', () => {
		expect(moveFocus(hits, 0, 'ArrowDown', upright)).toBe(1);
		expect(moveFocus(hits, 3, 'ArrowDown', upright)).toBe(3);
		expect(moveFocus(hits, 4, 'ArrowUp', upright)).toBe(4);
	});

	it('go sideways to the like thing of the next step', () => {
		expect(moveFocus(hits, 2, 'ArrowRight', upright)).toBe(5);
		expect(moveFocus(hits, 6, 'ArrowLeft', upright)).toBe(3);
	});

	it('go to the nearest thing where the next step has no like one, and stop at the last', () => {
		expect(moveFocus(hits, 1, 'ArrowRight', upright)).toBe(5);
		expect(moveFocus(hits, 6, 'ArrowRight', upright)).toBe(7);
		expect(moveFocus(hits, 7, 'ArrowRight', upright)).toBe(7);
	});

	it('follow the reading direction', () => {
		const rtl = { turned: false, direction: 'rtl' } as const;
		expect(moveFocus(hits, 0, 'ArrowLeft', rtl)).toBe(4);
		expect(moveFocus(hits, 4, 'ArrowRight', rtl)).toBe(0);
	});
});

describe('arrow keys on a turned board', () => {
	it('go through everything in order', () => {
		expect(moveFocus(hits, 3, 'ArrowDown', turned)).toBe(4);
		expect(moveFocus(hits, 4, 'ArrowUp', turned)).toBe(3);
		expect(moveFocus(hits, 0, 'ArrowUp', turned)).toBe(0);
		expect(moveFocus(hits, 7, 'ArrowDown', turned)).toBe(7);
	});
});

it('Home and End lead to the first and the last', () => {
	expect(moveFocus(hits, 4, 'Home', upright)).toBe(0);
	expect(moveFocus(hits, 4, 'End', upright)).toBe(7);
});

it('two picks of one thing have one key, two things have two', () => {
	expect(pickKey({ kind: 'part', step: 'a', part: 'b' })).toBe(
		pickKey({ kind: 'part', step: 'a', part: 'b' }),
	);
	expect(pickKey({ kind: 'part', step: 'a', part: 'b' })).not.toBe(
		pickKey({ kind: 'note', step: 'a', note: 'b' }),
	);
});
