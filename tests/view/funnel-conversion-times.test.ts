import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { timeToConvert } from '$lib/model/marts/time-to-convert';
import { spanTip, timeBins, timeMarks, timeSentence, timeSpanTable } from '$lib/view/funnel/conversion-times';
import { blankRow } from '../../src/routes/gallery/blank-row';

const format = createFormat('en-GB');
const seen = (text: string | null | undefined) => text?.replace(/[\u202f\u00a0]/g, ' ');
const row = (given: Parameters<typeof blankRow<typeof timeToConvert>>[1]) =>
	blankRow(timeToConvert, {
		deals_converted: 20,
		median_days: 64,
		p90_days: 141,
		median_low_days: 61,
		median_high_days: 67,
		p90_low_days: 130,
		...given,
	});

describe('the time to convert', () => {
	it('is told with what is still on the way', () => {
		expect(seen(timeSentence(row({ deals_waiting: 3 }), null, format))).toBe(
			'Of 20 won deals half took at most 64 days, nine of ten at most 141 days. 3 deals are still on the way and in no bar: their times will be longer.',
		);
		expect(seen(timeSentence(row({ deals_waiting: 1 }), 'Lead', format))).toMatch(
			/^Of 20 deals that got past Lead half .* 1 deal is still/,
		);
		expect(seen(timeSentence(row({}), null, format))).not.toMatch(/still/);
		expect(timeSentence(undefined, null, format)).toBeNull();
		expect(seen(timeSentence(row({ deals_converted: 1 }), null, format))).toBe(
			'The one won deal took 64 days.',
		);
	});

	it('is marked by median and 90th percentile with their intervals; an end that is not known is left open', () => {
		expect(timeMarks(row({}), format).map(({ label }) => seen(label))).toEqual([
			'median 64 days (61–67)',
			'90th percentile 141 days (130–…)',
		]);
		expect(timeMarks(undefined, format)).toEqual([]);
	});

	it('names a span with its share of all', () => {
		const [bin, last] = timeBins([
			row({ from_days: 14, before_days: 28, deals: 5 }),
			row({ span_number: 1, from_days: 28, before_days: null, deals: 1 }),
		]);
		const said = (one: typeof bin) => {
			const tip = one && spanTip(one, 20, format);
			return tip && [tip.title, tip.value, ...tip.lines].map(seen);
		};
		expect(said(bin)).toEqual(['14 to 28 days', '5 deals', '25.0 % of 20']);
		expect(said(last)).toEqual(['28 days and more', '1 deal', '5.0 % of 20']);
	});

	it('has every span in its table', () => {
		const table = timeSpanTable([row({ deals: 5 }), row({ span_number: 1 })], 'Times', format);
		expect(table.rows.map((cells) => cells['deals'])).toEqual([5, 0]);
	});
});
