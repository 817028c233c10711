import { describe, expect, it } from 'vitest';
import type { Day } from '$lib/base/day';
import { createFormat } from '$lib/chart/format';
import {
	comparedWords,
	inWindow,
	isPartial,
	startWindow,
	windowPresets,
	windowWords,
} from '$lib/view/window';

const format = createFormat('en-GB');
const day = (text: string) => text as Day;
const words = (from: string | null, to: string | null) =>
	windowWords({ from: from as Day | null, to: to as Day | null }, format);

describe('window presets', () => {
	const presets = Object.fromEntries(
		windowPresets(day('2026-08-31')).map(({ label, from, to }) => [label, [from, to]]),
	);

	it('count from the day of the data and are half-open', () => {
		expect(presets).toEqual({
			'This month': ['2026-08-01', '2026-09-01'],
			'Last month': ['2026-07-01', '2026-08-01'],
			'This quarter': ['2026-07-01', '2026-10-01'],
			'Last quarter': ['2026-04-01', '2026-07-01'],
			'This year': ['2026-01-01', '2027-01-01'],
			'Last year': ['2025-01-01', '2026-01-01'],
			'Last 3 months': ['2026-06-01', '2026-09-01'],
			'Last 12 months': ['2025-09-01', '2026-09-01'],
			'All time': [null, null],
		});
	});

	const preset = (asOf: string, name: string) => {
		const found = windowPresets(day(asOf)).find(({ label }) => label === name);
		return [found?.from, found?.to];
	};

	it('reach back over the turn of the year', () => {
		expect(preset('2026-02-10', 'Last quarter')).toEqual(['2025-10-01', '2026-01-01']);
		expect(preset('2026-01-10', 'Last month')).toEqual(['2025-12-01', '2026-01-01']);
		expect(preset('2026-12-10', 'This month')).toEqual(['2026-12-01', '2027-01-01']);
	});

	it('hold exactly the twelve months that end with the day of the data, also after a leap day', () => {
		expect(preset('2024-02-28', 'Last 12 months')).toEqual(['2023-02-28', '2024-02-29']);
	});

	it('are all time alone where nothing is dated', () => {
		expect(windowPresets(null)).toEqual([{ label: 'All time', from: null, to: null }]);
	});
});

describe('a window in words', () => {
	it.each([
		[null, null, 'all time'],
		['2026-01-01', '2027-01-01', '2026'],
		['2026-07-01', '2026-10-01', 'Q3 2026'],
		['2026-08-01', '2026-09-01', 'Aug 2026'],
		['2025-12-01', '2026-01-01', 'Dec 2025'],
		['2026-08-05', '2026-08-06', '5 Aug 2026'],
		['2025-11-01', '2026-11-01', 'Nov 2025 – Oct 2026'],
		['2026-07-01', null, 'the time since 1 Jul 2026'],
		[null, '2026-07-01', 'the time up to 30 Jun 2026'],
	])('%s to %s is “%s”', (from, to, expected) => {
		// Between two months the locale data put thin spaces.
		expect(words(from, to).replace(/\s/g, ' ')).toBe(expected);
	});

	it('names the last day that is in it', () => {
		expect(words('2026-07-02', '2026-08-13')).toContain('12 Aug 2026');
	});

	it('ends a clause without “in all time”', () => {
		expect(inWindow({ from: null, to: null }, format)).toBe('at any time');
		expect(inWindow({ from: day('2026-01-01'), to: day('2027-01-01') }, format)).toBe('in 2026');
		expect(inWindow({ from: day('2026-07-01'), to: null }, format)).toBe('since 1 Jul 2026');
		expect(inWindow({ from: null, to: day('2026-07-01') }, format)).toBe('up to 30 Jun 2026');
	});
});

it('is partial when the data end before it does, and not on its very last day', () => {
	const quarter = { from: day('2026-07-01'), to: day('2026-10-01') };
	expect(isPartial(quarter, day('2026-09-29'))).toBe(true);
	expect(isPartial(quarter, day('2026-09-30'))).toBe(false);
	expect(isPartial({ from: null, to: null }, day('2026-09-30'))).toBe(false);
});

describe('the window that data open with', () => {
	it.each([
		['twelve months, of two years', '2023-10-01', '2026-09-30', '2025-10-01', '2026-10-01'],
		['twelve months, of two years to the day', '2024-10-01', '2026-09-30', '2025-10-01', '2026-10-01'],
		['the last whole quarter, of less', '2024-10-02', '2026-09-29', '2026-04-01', '2026-07-01'],
		['a quarter that has just ended', '2026-01-05', '2026-09-30', '2026-07-01', '2026-10-01'],
		['the last whole month, of half a year', '2026-06-03', '2026-09-12', '2026-08-01', '2026-09-01'],
		['all time, of a few weeks', '2026-08-15', '2026-09-30', null, null],
		['all time, where nothing is dated', null, null, null, null],
	])('is %s', (_, firstDay, asOf, from, to) => {
		expect(startWindow(firstDay as Day | null, asOf as Day | null, 5_000)).toEqual({ from, to });
	});
});

it('is all time of few deals: a part of them would say nothing', () => {
	// Two years of 730 days with 120 deals are 60 a year.
	const twoYears = [day('2024-10-01'), day('2026-09-30')] as const;
	expect(startWindow(...twoYears, 120).from).toBe('2025-10-01');
	expect(startWindow(...twoYears, 119).from).toBeNull();
});

describe('what a window is compared with, in words', () => {
	const span = (from: string, to: string) => ({ from: day(from), to: day(to) });

	it.each([
		['a quarter', span('2026-07-01', '2026-10-01'), span('2026-04-01', '2026-07-01'), 'Q2 2026'],
		['a quarter of last year', span('2026-07-01', '2026-10-01'), span('2025-07-01', '2025-10-01'), 'Q3 2025'],
		['a month', span('2026-09-01', '2026-10-01'), span('2026-08-01', '2026-09-01'), 'Aug 2026'],
		['a year', span('2026-01-01', '2027-01-01'), span('2025-01-01', '2026-01-01'), '2025'],
		[
			'twelve months',
			span('2025-10-01', '2026-10-01'),
			span('2024-10-01', '2025-10-01'),
			'the 12 months before',
		],
		['some days', span('2026-09-05', '2026-09-12'), span('2026-08-29', '2026-09-05'), 'the 7 days before'],
	])('%s', (_, shown, compared, expected) => {
		expect(comparedWords({ shown, compared }, format)).toBe(expected);
	});
});
