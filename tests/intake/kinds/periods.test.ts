import { describe, expect, test } from 'vitest';
import { lengthOfStarts } from '$lib/intake/kinds/period-columns';
import { lengthOfWords, parsePeriod } from '$lib/intake/kinds/periods';

const bounds = (text: string, given: Parameters<typeof parsePeriod>[1] = {}) => {
	const period = parsePeriod(text, given);
	return period && [period.starts, period.endsBefore, period.length];
};

describe('periods', () => {
	test.each([
		['2025-01', '2025-01-01', '2025-02-01', 'month'],
		['2025/12', '2025-12-01', '2026-01-01', 'month'],
		['12/2025', '2025-12-01', '2026-01-01', 'month'],
		['Jan 2025', '2025-01-01', '2025-02-01', 'month'],
		['Sept. 2025', '2025-09-01', '2025-10-01', 'month'],
		['Feb-25', '2025-02-01', '2025-03-01', 'month'],
		['2025 February', '2025-02-01', '2025-03-01', 'month'],
		['202502', '2025-02-01', '2025-03-01', 'month'],
		['2025-Q1', '2025-01-01', '2025-04-01', 'quarter'],
		['2025Q4', '2025-10-01', '2026-01-01', 'quarter'],
		['Q2 2025', '2025-04-01', '2025-07-01', 'quarter'],
		['Q3 ’25', '2025-07-01', '2025-10-01', 'quarter'],
		['2025', '2025-01-01', '2026-01-01', 'year'],
		// 1 January 2021 is a Friday: week 53 of 2020; week 1 begins on 4 January.
		['2021-W01', '2021-01-04', '2021-01-11', 'week'],
		['2020-W53', '2020-12-28', '2021-01-04', 'week'],
	])('%s is [%s, %s), a %s', (text, starts, ends, length) => {
		expect(bounds(text)).toEqual([starts, ends, length]);
	});

	test.each(['', 'North', 'FY25', 'Q1 FY2025', '2025-13', 'Q5 2025', '2025-02-30', 'Ma 2025', '15'])(
		'“%s” names none',
		(text) => expect(parsePeriod(text)).toBeNull(),
	);

	test('a column beside it tells the year', () => {
		expect(bounds('Mar', { year: 2024 })).toEqual(['2024-03-01', '2024-04-01', 'month']);
		expect(bounds('Q4', { year: 2024 })).toEqual(['2024-10-01', '2025-01-01', 'quarter']);
		expect(bounds('2', { year: 2024, length: 'quarter' })).toEqual(['2024-04-01', '2024-07-01', 'quarter']);
		expect(bounds('2', { year: 2024 })).toEqual(['2024-02-01', '2024-03-01', 'month']);
	});

	test('a day names the period of the told length that holds it', () => {
		expect(bounds('2024-02-15', { length: 'month' })).toEqual(['2024-02-01', '2024-03-01', 'month']);
		expect(bounds('2024-02-15', { length: 'quarter' })).toEqual(['2024-01-01', '2024-04-01', 'quarter']);
		expect(bounds('2024-02-15')).toBeNull();
	});

	test('the spacing of first days tells how long periods are, and of one day nothing does', () => {
		expect(lengthOfStarts(['2024-01-01', '2024-02-01', '2024-03-01'])).toBe('month');
		expect(lengthOfStarts(['2024-01-01', '2024-04-01'])).toBe('quarter');
		expect(lengthOfStarts(['2024-01-01', '2025-01-01'])).toBe('year');
		expect(lengthOfStarts(['2024-01-08', '2024-01-15', '2024-01-29'])).toBe('week');
		expect(lengthOfStarts(['2024-01-01'])).toBeNull();
		expect(lengthOfStarts(['2024-01-03', '2024-01-15'])).toBeNull();
	});

	test('words name a length', () => {
		expect(lengthOfWords('Quarterly')).toBe('quarter');
		expect(lengthOfWords('per year')).toBe('year');
		expect(lengthOfWords('Period Type')).toBeNull();
	});
});
