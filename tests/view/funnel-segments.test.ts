import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { conversionMatured } from '$lib/model/marts/conversion-matured';
import { conversionMaturedBySegment } from '$lib/model/marts/conversion-matured-by-segment';
import { funnelBySegment } from '$lib/model/marts/funnel-by-segment';
import type { MaturedRow } from '$lib/view/funnel/board-kinds';
import {
	onlyValue,
	segmentFunnels,
	segmentTable,
	type SegmentAnswers,
	type SegmentRow,
} from '$lib/view/funnel/segment-funnels';
import { blankRow } from '../../src/routes/gallery/blank-row';
import { TWO_STAGES } from './funnel-rows';

const format = createFormat('en-GB');
const row = (given: Partial<SegmentRow>): SegmentRow => blankRow(funnelBySegment, given);

const ROWS = [
	row({ value: null, stage_rank: 1, stage: 'Lead', deals_reached: 3 }),
	row({
		value: 'North',
		stage_rank: 1,
		stage: 'Lead',
		deals_reached: 7,
		deals_moved_on: 4,
		deals_dropped: 2,
		resolved_ratio: 4 / 6,
		so_far_ratio: 4 / 7,
	}),
	row({ value: 'North', stage_rank: 2, stage: 'Proposal', deals_reached: 4 }),
	row({ value: 'East', stage_rank: 1, stage: 'Lead', deals_reached: 3 }),
];

const maturedRow = (given: Partial<MaturedRow>): MaturedRow => blankRow(conversionMatured, given);
const ANSWERS: SegmentAnswers = {
	rows: ROWS,
	all: TWO_STAGES,
	matured: [
		blankRow(conversionMaturedBySegment, {
			value: 'North',
			stage_rank: 1,
			deals_entered: 6,
			deals_matured: 5,
			matured_ratio: 0.4,
			matured_amount_ratio: 0.3,
			matured_low_ratio: 0.1,
			matured_high_ratio: 0.8,
			eventual_ratio: 0.55,
			eventual_low_ratio: 0.2,
			eventual_high_ratio: 0.9,
		}),
	],
	allMatured: [maturedRow({ stage_rank: 1, matured_ratio: 0.5, eventual_ratio: 0.7 })],
};

describe('funnels side by side', () => {
	it('are one a value, most deals first, then by name, blank under its own', () => {
		const funnels = segmentFunnels(ANSWERS, 'resolved', 'count');
		expect(funnels.map(({ name, deals, steps }) => [name, deals, steps.length])).toEqual([
			['North', 7, 2],
			['(blank)', 3, 1],
			['East', 3, 1],
		]);
	});

	it('hold each rate, with the n it is divided by, against that of all deals', () => {
		const rate = (kind: 'resolved' | 'so_far') => segmentFunnels(ANSWERS, kind, 'count')[0]?.steps[0]?.rate;
		expect(rate('resolved')).toMatchObject({ value: 4 / 6, n: 6, benchmark: 0.6 });
		expect(rate('so_far')).toMatchObject({ value: 4 / 7, n: 7, benchmark: 0.6 });
	});

	it('hold matured and eventual conversion, with interval and n, against those of all deals', () => {
		const rates = (kind: 'matured' | 'eventual') =>
			segmentFunnels(ANSWERS, kind, 'count').map(({ steps }) => steps[0]?.rate);
		// By value there is no interval.
		const [north] = segmentFunnels(ANSWERS, 'matured', 'value');
		expect(north?.steps[0]?.rate).toMatchObject({ value: 0.3, low: null, high: null, n: 5 });
		expect(rates('matured')[0]).toMatchObject({ value: 0.4, low: 0.1, high: 0.8, n: 5, benchmark: 0.5 });
		expect(rates('eventual')[0]).toMatchObject({ value: 0.55, low: 0.2, high: 0.9, n: 6, benchmark: 0.7 });
		// A value without a recorded entry has no rate, and keeps its bar.
		expect(rates('matured')[1]).toMatchObject({ value: null, n: 0 });
	});

	it('by value have amounts for bars, and rates without an interval', () => {
		const [north] = segmentFunnels(
			{
				...ANSWERS,
				rows: ROWS.map((one) => ({ ...one, reached_amount: 100, resolved_amount_ratio: 0.25 })),
			},
			'resolved',
			'value',
		);
		expect(north?.total).toBe(100);
		expect(north?.steps[0]).toMatchObject({
			total: 100,
			rate: { value: 0.25, low: null, high: null, benchmark: 0.7 },
		});
	});

	it('are held against the same value in the window that is compared with, and told beside all deals', () => {
		const earlier = [
			row({
				value: 'North',
				stage_rank: 1,
				deals_moved_on: 9,
				deals_dropped: 11,
				resolved_ratio: 0.45,
				resolved_amount_ratio: 0.2,
			}),
			row({ value: 'East', stage_rank: 2, resolved_ratio: 0.9 }),
		];
		const matured = ANSWERS.matured.map((one) => ({ ...one, matured_ratio: 0.35 }));
		const compared = { name: 'Q2 2025', rows: earlier, matured };
		const rates = (kind: 'resolved' | 'matured', measure: 'count' | 'value') =>
			segmentFunnels(ANSWERS, kind, measure, compared).map(({ steps }) => steps[0]?.rate);
		expect(rates('resolved', 'count')[0]).toMatchObject({
			value: 4 / 6,
			benchmark: 0.45,
			beside: { label: 'all deals', value: 0.6 },
		});
		expect(rates('resolved', 'value')[0]).toMatchObject({ benchmark: 0.2 });
		expect(rates('matured', 'count')[0]).toMatchObject({ value: 0.4, benchmark: 0.35 });
		const steps = segmentFunnels(ANSWERS, 'resolved', 'count', compared).map(
			(one) => one.steps[0]?.comparedN,
		);
		// East had nobody in the first stage then.
		expect(steps).toEqual([20, 0, 0]);
		expect(rates('resolved', 'count')[2]).toMatchObject({ benchmark: null, beside: { value: 0.6 } });

		const funnels = segmentFunnels(ANSWERS, 'resolved', 'count', compared);
		const { columns, rows } = segmentTable(funnels, 'Region', 'By region', format, {
			measure: 'count',
			formatFull: format.full,
			compared: compared.name,
		});
		expect(columns.slice(-2).map(({ key, label }) => [key, label])).toEqual([
			['benchmark', 'Q2 2025'],
			['all', 'All deals'],
		]);
		expect(rows[0]).toMatchObject({ name: 'North', benchmark: 0.45, all: 0.6 });
	});

	it('narrow the scope by a click to one value, in place of another of the same segment', () => {
		const filters = [
			{ segment: 'region', values: ['East'], exclude: true },
			{ segment: 'owner', values: ['Ann'], exclude: false },
		];
		expect(onlyValue(filters, 'region', null)).toEqual([
			{ segment: 'owner', values: ['Ann'], exclude: false },
			{ segment: 'region', values: [null], exclude: false },
		]);
	});

	it('have a table with every value and stage', () => {
		const table = segmentTable(segmentFunnels(ANSWERS, 'resolved', 'count'), 'Region', 'By region', format, {
			measure: 'count',
			formatFull: format.full,
		});
		expect(table.rows.map(({ name, stage, total }) => [name, stage, total])).toEqual([
			['North', 'Lead', 7],
			['North', 'Proposal', 4],
			['(blank)', 'Lead', 3],
			['East', 'Lead', 3],
		]);
		expect(table.columns.at(-1)).toMatchObject({ key: 'all', label: 'All deals' });
		expect(table.rows[0]).toMatchObject({ all: 0.6 });
	});
});
