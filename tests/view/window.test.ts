import { describe, expect, it } from 'vitest';
import type { Day } from '$lib/base/day';
import { createFormat } from '$lib/chart/format';
import { inWindow, isPartial, windowPresets, windowWords } from '$lib/view/window';

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
			'All time': [null, null],
			'This quarter': ['2026-07-01', '2026-10-01'],
			'Last quarter': ['2026-04-01', '2026-07-01'],
			'This year': ['2026-01-01', '2027-01-01'],
			'Last year': ['2025-01-01', '2026-01-01'],
			'Last 12 months': ['2025-09-01', '2026-09-01'],
		});
	});

	it('reach back over the turn of the year', () => {
		const [, , last] = windowPresets(day('2026-02-10'));
		expect(last).toEqual({ label: 'Last quarter', from: '2025-10-01', to: '2026-01-01' });
	});

	it('hold exactly the twelve months that end with the day of the data, also after a leap day', () => {
		const last = windowPresets(day('2024-02-28')).at(-1);
		expect(last).toEqual({ label: 'Last 12 months', from: '2023-03-01', to: '2024-02-29' });
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
		['2026-07-01', null, 'the time since 1 Jul 2026'],
		[null, '2026-07-01', 'the time up to 30 Jun 2026'],
	])('%s to %s is “%s”', (from, to, expected) => {
		expect(words(from, to)).toBe(expected);
	});

	it('names the last day that is in it', () => {
		expect(words('2026-07-02', '2026-08-13')).toContain('12 Aug 2026');
	});

	it('ends a clause without “in all time”', () => {
		expect(inWindow({ from: null, to: null }, format)).toBe('at any time');
		expect(inWindow({ from: day('2026-01-01'), to: day('2027-01-01') }, format)).toBe('in 2026');
	});
});

it('is partial when the data end before it does, and not on its very last day', () => {
	const quarter = { from: day('2026-07-01'), to: day('2026-10-01') };
	expect(isPartial(quarter, day('2026-09-29'))).toBe(true);
	expect(isPartial(quarter, day('2026-09-30'))).toBe(false);
	expect(isPartial({ from: null, to: null }, day('2026-09-30'))).toBe(false);
});
