import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { funnelBySegment } from '$lib/model/marts/funnel-by-segment';
import { onlyValue, segmentFunnels, segmentTable, type SegmentRow } from '$lib/view/funnel/segment-funnels';
import { blankRow } from './blank-row';
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

describe('funnels side by side', () => {
	it('are one a value, most deals first, then by name, blank under its own', () => {
		const funnels = segmentFunnels(ROWS, TWO_STAGES, 'resolved');
		expect(funnels.map(({ name, deals, steps }) => [name, deals, steps.length])).toEqual([
			['North', 7, 2],
			['(blank)', 3, 1],
			['East', 3, 1],
		]);
	});

	it('hold each rate, with the n it is divided by, against that of all deals', () => {
		const rate = (kind: 'resolved' | 'so_far') => segmentFunnels(ROWS, TWO_STAGES, kind)[0]?.steps[0]?.rate;
		expect(rate('resolved')).toMatchObject({ value: 4 / 6, n: 6, benchmark: 0.6 });
		expect(rate('so_far')).toMatchObject({ value: 4 / 7, n: 7, benchmark: 0.6 });
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
		const table = segmentTable(segmentFunnels(ROWS, TWO_STAGES, 'resolved'), 'Region', 'By region', format);
		expect(table.rows.map(({ name, stage, total }) => [name, stage, total])).toEqual([
			['North', 'Lead', 7],
			['North', 'Proposal', 4],
			['(blank)', 'Lead', 3],
			['East', 'Lead', 3],
		]);
	});
});
