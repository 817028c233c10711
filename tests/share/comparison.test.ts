import { describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';
import { comparedScopes, comparisonOf } from '$lib/share/comparison';
import type { Compare } from '$lib/share/state';

const day = (text: string) => text as Day;
const window = (from: string | null, to: string | null) => ({
	from: from as Day | null,
	to: to as Day | null,
});
const PREVIOUS: Compare = { kind: 'previous' };
const YEAR: Compare = { kind: 'year' };
const AS_OF = day('2026-09-30');

/** `shown | compared`, as `from–to`. */
function said(of: ReturnType<typeof comparisonOf>): string | null {
	return of && `${of.shown.from}–${of.shown.to} | ${of.compared.from}–${of.compared.to}`;
}

describe('a window that is over', () => {
	test.each<[what: string, from: string, to: string, compare: Compare, expected: string]>([
		['a quarter', '2026-07-01', '2026-10-01', PREVIOUS, '2026-07-01–2026-10-01 | 2026-04-01–2026-07-01'],
		['a quarter', '2026-07-01', '2026-10-01', YEAR, '2026-07-01–2026-10-01 | 2025-07-01–2025-10-01'],
		['a month', '2026-03-01', '2026-04-01', PREVIOUS, '2026-03-01–2026-04-01 | 2026-02-01–2026-03-01'],
		['a year', '2025-01-01', '2026-01-01', PREVIOUS, '2025-01-01–2026-01-01 | 2024-01-01–2025-01-01'],
		['a week', '2026-09-07', '2026-09-14', PREVIOUS, '2026-09-07–2026-09-14 | 2026-08-31–2026-09-07'],
	])('%s from %s to %s is compared whole', (_, from, to, compare, expected) => {
		const comparison = comparisonOf(window(from, to), compare, AS_OF);
		expect(said(comparison)).toBe(expected);
		expect(comparison).toMatchObject({ isSoFar: false, isLikeForLike: true });
	});

	test('is over on the very last day of the data', () => {
		expect(comparisonOf(window('2026-07-01', '2026-10-01'), PREVIOUS, day('2026-09-30'))?.isSoFar).toBe(
			false,
		);
		expect(comparisonOf(window('2026-07-01', '2026-10-01'), PREVIOUS, day('2026-09-29'))?.isSoFar).toBe(true);
	});
});

describe('a window that is not over is cut, and what it is compared with as well', () => {
	// 43 days are gone: 1 October to 12 November.
	const asOf = day('2026-11-12');

	test.each<[compare: Compare, expected: string]>([
		[PREVIOUS, '2026-10-01–2026-11-13 | 2026-07-01–2026-08-13'],
		[YEAR, '2026-10-01–2026-11-13 | 2025-10-01–2025-11-13'],
	])('for $kind', (compare, expected) => {
		const comparison = comparisonOf(window('2026-10-01', '2027-01-01'), compare, asOf);
		expect(said(comparison)).toBe(expected);
		expect(comparison).toMatchObject({ isSoFar: true, isLikeForLike: true });
	});

	test('and never beyond the end of a shorter period: 30 days of March against all of February', () => {
		const comparison = comparisonOf(window('2026-03-01', '2026-04-01'), PREVIOUS, day('2026-03-30'));
		expect(said(comparison)).toBe('2026-03-01–2026-03-31 | 2026-02-01–2026-03-01');
	});
});

describe('a window without an end lasts to the day of the data', () => {
	test('and is compared with as long before it', () => {
		const comparison = comparisonOf(window('2026-07-01', null), PREVIOUS, AS_OF);
		expect(said(comparison)).toBe('2026-07-01–2026-10-01 | 2026-04-01–2026-07-01');
		expect(comparison?.isSoFar).toBe(false);
	});
});

describe('a window of one’s own to compare with', () => {
	const against = (from: string, to: string): Compare => ({ kind: 'window', from: day(from), to: day(to) });
	const QUARTER = window('2026-07-01', '2026-10-01');

	test('of the same length lets sums be compared', () => {
		const comparison = comparisonOf(QUARTER, against('2025-01-01', '2025-04-01'), AS_OF);
		expect(comparison?.isLikeForLike).toBe(true);
	});

	test('of another length lets only rates be compared', () => {
		const comparison = comparisonOf(QUARTER, against('2025-01-01', '2026-01-01'), AS_OF);
		expect(comparison?.isLikeForLike).toBe(false);
	});

	test('that is not over is cut, and lets only rates be compared', () => {
		const comparison = comparisonOf(
			window('2026-04-01', '2026-07-01'),
			against('2026-07-01', '2026-10-01'),
			day('2026-08-15'),
		);
		expect(said(comparison)).toBe('2026-04-01–2026-07-01 | 2026-07-01–2026-08-16');
		expect(comparison?.isLikeForLike).toBe(false);
	});

	test('that has not begun is none', () => {
		expect(comparisonOf(QUARTER, against('2027-01-01', '2027-04-01'), AS_OF)).toBeNull();
	});
});

describe('there is nothing to compare with', () => {
	test.each<[what: string, from: string | null, to: string | null, compare: Compare, asOf: Day | null]>([
		['of all time', null, null, PREVIOUS, AS_OF],
		['of all time up to a day', null, '2026-01-01', YEAR, AS_OF],
		['where none is asked for', '2026-07-01', '2026-10-01', { kind: 'none' }, AS_OF],
		['of a window that has not begun', '2026-10-01', '2027-01-01', PREVIOUS, AS_OF],
		['of data without a date', '2026-07-01', '2026-10-01', PREVIOUS, null],
	])('%s', (_, from, to, compare, asOf) => {
		expect(comparisonOf(window(from, to), compare, asOf)).toBeNull();
	});
});

describe('the two scopes of a comparison', () => {
	const scope: Scope = {
		...WHOLE_SCOPE,
		from: day('2026-07-01'),
		to: day('2026-10-01'),
		filters: [
			{ segment: 'owner', values: ['Ann'], exclude: false },
			{ segment: 'region', values: ['North'], exclude: true },
		],
	};

	test('of two windows differ in the window alone', () => {
		expect(comparedScopes(scope, YEAR, AS_OF)).toEqual({
			shown: scope,
			compared: { ...scope, from: '2025-07-01', to: '2025-10-01' },
			isLikeForLike: true,
		});
	});

	test('of a segment value have one window, and the value instead of what the segment was filtered by', () => {
		expect(comparedScopes(scope, { kind: 'segment', segment: 'owner', value: null }, AS_OF)).toEqual({
			shown: scope,
			compared: {
				...scope,
				filters: [
					{ segment: 'region', values: ['North'], exclude: true },
					{ segment: 'owner', values: [null], exclude: false },
				],
			},
			isLikeForLike: false,
		});
	});
});
