import { expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { createFormat } from '$lib/chart/format';
import { footnotesOf } from '$lib/view/overview/footnotes';

const format = createFormat('en-GB');
const window = (from: string, to: string) => ({ from: from as Day, to: to as Day });
const comparison = {
	shown: window('2026-07-01', '2026-10-01'),
	compared: window('2026-04-01', '2026-07-01'),
	isSoFar: false,
	isLikeForLike: true,
};
const now = { deals_without_amount: 1, deals_in_other_currencies: 0 };
const none = { now: null, comparison: null, beside: null, isAsked: false, begins: null };

test('the tiles say what they leave out and what they are held against', () => {
	expect(footnotesOf({ ...none, now, comparison, isAsked: true }, format)).toEqual([
		'1 closed deal without amount counts as 0 in value',
		'Q3 2026 against Q2 2026',
	]);
});

test('two windows that cannot be compared in full are told so', () => {
	const [cut] = footnotesOf({ ...none, comparison: { ...comparison, isSoFar: true }, isAsked: true }, format);
	expect(cut).toContain('both are cut to the days gone by');
	const [unlike] = footnotesOf(
		{ ...none, comparison: { ...comparison, isLikeForLike: false }, isAsked: true },
		format,
	);
	expect(unlike).toContain('only rates and averages are compared');
});

test('nothing is said where nothing is asked for, and a way is shown where there is nothing before', () => {
	expect(footnotesOf(none, format)).toEqual([]);
	expect(footnotesOf({ ...none, isAsked: true }, format)).toEqual([
		'All time has nothing before it: pick a window above to see what changed',
	]);
	// A window that lies after the data is no all time.
	expect(footnotesOf({ ...none, isAsked: true, begins: '2030-01-01' as Day }, format)).toEqual([
		'Nothing is compared: of this window or of the other nothing has happened yet',
	]);
	expect(footnotesOf({ ...none, beside: 'Partner', isAsked: true }, format)[0]).toContain('deals of Partner');
});
