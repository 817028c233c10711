import { describe, expect, it } from 'vitest';
import type { Day } from '$lib/base/day';
import { createFormat } from '$lib/chart/format';
import { conversionTrend } from '$lib/model/marts/conversion-trend';
import {
	trendKind,
	trendPanels,
	trendTable,
	trendWindow,
	type TrendRow,
} from '$lib/view/funnel/trend-panels';
import { blankRow } from '../../src/routes/gallery/blank-row';

const format = createFormat('en-GB');
const day = (text: string) => text as Day;

const row = (given: Partial<TrendRow>): TrendRow =>
	blankRow(conversionTrend, {
		period_on: day('2026-01-01'),
		period_ends_on: day('2026-02-01'),
		stage_rank: 1,
		stage: 'Lead',
		...given,
	});

const ROWS = [
	row({ deals_entered: 10, deals_moved_on: 6, deals_dropped: 3, deals_matured: 8, so_far_ratio: 0.6 }),
	row({ stage_rank: 2, stage: 'Proposal' }),
	row({
		period_on: day('2026-02-01'),
		period_ends_on: day('2026-03-01'),
		is_immature: true,
		is_partial: true,
	}),
	row({ period_on: day('2026-02-01'), period_ends_on: day('2026-03-01'), stage_rank: 2, stage: 'Proposal' }),
];

describe('the trend of each step', () => {
	it('is one panel a stage, of the same periods', () => {
		const { panels, periods } = trendPanels(ROWS, 'so_far', { from: null, to: null }, format);
		expect(periods.map(({ name }) => name)).toEqual(['Jan 2026', 'Feb 2026']);
		expect(panels.map(({ title, points }) => [title, points.length])).toEqual([
			['Lead', 2],
			['Proposal', 2],
		]);
		expect(panels[0]?.points[1]).toMatchObject({ partial: true, immature: true });
	});

	it('by value is of amounts, without an interval', () => {
		const priced = ROWS.map((one) => ({ ...one, so_far_amount_ratio: 0.25, so_far_low_ratio: 0.1 }));
		const [lead] = trendPanels(priced, 'so_far', { from: null, to: null }, format, 'value').panels;
		expect(lead?.points[0]).toMatchObject({ value: 0.25, low: null, high: null, n: 10 });
	});

	it('by value says of a period with credits that nothing is told, also in the table', () => {
		const all = { from: null, to: null };
		const priced = ROWS.map((one, index) => ({ ...one, deals_with_credit: index === 0 ? 2 : 0 }));
		const trend = trendPanels(priced, 'so_far', all, format, 'value');
		expect(trend.panels[0]?.points.map(({ value, untold }) => [value, untold])).toEqual([
			[null, 'not told beside credits'],
			[null, undefined],
		]);
		const table = trendTable(trend, 'so_far', 'Trend', format, 'value');
		expect(table.rows.map(({ value }) => value)).toEqual(['not told beside credits', null, null, null]);
		const [counted] = trendPanels(priced, 'so_far', all, format).panels;
		expect(counted?.points[0]).toMatchObject({ value: 0.6 });
		expect(counted?.points[0]?.untold).toBeUndefined();
	});

	it('takes the n that its rate is divided by', () => {
		const n = (kind: 'so_far' | 'resolved' | 'matured') =>
			trendPanels(ROWS, kind, { from: null, to: null }, format).panels[0]?.points[0]?.n;
		expect([n('so_far'), n('resolved'), n('matured')]).toEqual([10, 9, 8]);
	});

	it('marks the periods that lie in the window, and none of all time', () => {
		const marked = (from: string | null, to: string | null) =>
			trendPanels(
				ROWS,
				'so_far',
				{ from: from === null ? null : day(from), to: to === null ? null : day(to) },
				format,
			).panels[0]?.points.map((point) => point.marked);
		expect(marked('2026-02-01', '2026-03-01')).toEqual([false, true]);
		expect(marked('2026-01-15', null)).toEqual([false, true]);
		expect(marked(null, null)).toEqual([false, false]);
	});

	it('has a table that says of each period whether it is final', () => {
		const table = trendTable(
			trendPanels(ROWS, 'so_far', { from: null, to: null }, format),
			'so_far',
			'Trend',
			format,
		);
		expect(table.rows.map(({ period, stage, state }) => [period, stage, state])).toEqual([
			['Jan 2026', 'Lead', 'final'],
			['Jan 2026', 'Proposal', 'final'],
			['Feb 2026', 'Lead', 'not over'],
			['Feb 2026', 'Proposal', 'final'],
		]);
	});

	it('draws matured conversion where eventual is looked at, which no period has', () => {
		expect(trendKind('eventual')).toBe('matured');
		expect(trendKind('so_far')).toBe('so_far');
	});
});

describe('the window of the trend', () => {
	it('begins before a short window and goes on after it, so that it can be seen against what was and came', () => {
		expect(
			trendWindow({ from: day('2026-04-01'), to: day('2026-07-01') }, 'month', day('2026-09-30')),
		).toEqual({
			from: '2025-04-01',
			to: null,
		});
	});

	it('never begins after the window does', () => {
		expect(trendWindow({ from: day('2020-01-01'), to: null }, 'month', day('2026-09-30'))).toEqual({
			from: '2020-01-01',
			to: null,
		});
	});

	it('is all time of all time', () => {
		expect(trendWindow({ from: null, to: null }, 'week', day('2026-09-30'))).toEqual({
			from: null,
			to: null,
		});
	});
});
