import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addMonths, type Day } from '$lib/base/day';
import { lastAsLong, monthsOf, spanBefore, spanYearBefore } from '$lib/base/window';

const span = (from: string, to: string) => ({ from: from as Day, to: to as Day });

describe('a day some months away', () => {
	test.each([
		['2026-01-15', 1, '2026-02-15'],
		['2026-01-31', 1, '2026-02-28'],
		['2024-01-31', 1, '2024-02-29'],
		['2026-03-31', -1, '2026-02-28'],
		['2026-01-01', -1, '2025-12-01'],
		['2026-11-30', 3, '2027-02-28'],
		['2024-02-29', -12, '2023-02-28'],
		['2026-05-20', 0, '2026-05-20'],
	])('%s and %i months is %s', (day, months, expected) => {
		expect(addMonths(day as Day, months)).toBe(expected);
	});
});

describe('the months of a span', () => {
	test.each([
		['2026-07-01', '2026-10-01', 3],
		['2026-02-01', '2026-03-01', 1],
		['2026-01-01', '2027-01-01', 12],
		['2026-05-12', '2026-08-12', 3],
		['2026-05-12', '2026-08-13', null],
		['2026-05-12', '2026-05-19', null],
		['2026-01-31', '2026-02-28', 1],
	])('from %s to %s are %s', (from, to, expected) => {
		expect(monthsOf(span(from, to))).toBe(expected);
	});
});

describe('the span before', () => {
	test.each([
		['a month', '2026-03-01', '2026-04-01', '2026-02-01', '2026-03-01'],
		['a quarter over the turn of the year', '2026-01-01', '2026-04-01', '2025-10-01', '2026-01-01'],
		['a half-year', '2026-07-01', '2027-01-01', '2026-01-01', '2026-07-01'],
		['a year', '2025-01-01', '2026-01-01', '2024-01-01', '2025-01-01'],
		['twelve months within a month', '2025-11-12', '2026-11-12', '2024-11-12', '2025-11-12'],
		['a week', '2026-03-02', '2026-03-09', '2026-02-23', '2026-03-02'],
		['a day', '2026-03-01', '2026-03-02', '2026-02-28', '2026-03-01'],
		['an odd length', '2026-03-03', '2026-03-20', '2026-02-14', '2026-03-03'],
	])('%s: %s to %s has %s to %s before it', (_, from, to, earlier, end) => {
		expect(spanBefore(span(from, to))).toEqual(span(earlier, end));
	});

	test('ends where the span begins, and lasts as long', () => {
		const days = fc.integer({ min: 0, max: 20_000 });
		fc.assert(
			fc.property(days, fc.integer({ min: 1, max: 900 }), (start, length) => {
				const from = addDays('1990-01-01' as Day, start);
				const whole = { from, to: addDays(from, length) };
				const before = spanBefore(whole);
				expect(before.to).toBe(from);
				expect(before.from < before.to).toBe(true);
				// The 31st has no fellow in every month: there the months are counted back and need not count forth.
				if (Number(from.slice(8)) <= 28) expect(lastAsLong(before, whole)).toBe(true);
			}),
		);
	});
});

describe('the span a year before', () => {
	test.each([
		['a quarter', '2026-07-01', '2026-10-01', '2025-07-01', '2025-10-01'],
		['a leap February', '2024-02-01', '2024-03-01', '2023-02-01', '2023-03-01'],
		['the February after a leap one', '2025-02-01', '2025-03-01', '2024-02-01', '2024-03-01'],
		['the leap day', '2024-02-29', '2024-03-01', '2023-02-28', '2023-03-01'],
		['up to 28 February', '2024-01-01', '2024-02-29', '2023-01-01', '2023-03-01'],
		['a week', '2026-03-02', '2026-03-09', '2025-03-02', '2025-03-09'],
	])('%s: %s to %s was %s to %s', (_, from, to, earlier, end) => {
		expect(spanYearBefore(span(from, to))).toEqual(span(earlier, end));
	});
});

describe('two spans last as long', () => {
	test.each([
		['a month and a shorter month', span('2026-01-01', '2026-02-01'), span('2026-02-01', '2026-03-01'), true],
		['two weeks', span('2026-01-05', '2026-01-12'), span('2026-02-02', '2026-02-09'), true],
		['a quarter and a year', span('2026-01-01', '2026-04-01'), span('2025-01-01', '2026-01-01'), false],
		['30 days and a month of 30', span('2026-01-05', '2026-02-04'), span('2026-04-01', '2026-05-01'), true],
		['8 days and 7', span('2026-01-05', '2026-01-13'), span('2026-02-02', '2026-02-09'), false],
	])('%s', (_, one, other, expected) => {
		expect(lastAsLong(one, other)).toBe(expected);
	});
});
