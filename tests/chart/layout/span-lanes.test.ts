import { describe, expect, test } from 'vitest';
import { layoutLanes, type LaneSpan } from '$lib/chart/layout/span-lanes';

const span = (from: string, to: string | null, usual: LaneSpan['usual'] = null): LaneSpan => ({
	key: from,
	label: 'A',
	from: `${from}T00:00:00.000Z`,
	to: to && `${to}T00:00:00.000Z`,
	tone: 'plain',
	text: '',
	usual,
	usualText: '',
	usualOf: '',
});

describe('spans on lanes of one axis', () => {
	test('begin and end where their days are', () => {
		const { lanes } = layoutLanes([span('2024-01-01', '2024-01-11'), span('2024-01-11', '2024-01-21')], 4);
		expect(lanes).toEqual([
			{ start: 0, end: 0.5, typical: null, long: null },
			{ start: 0.5, end: 1, typical: null, long: null },
		]);
	});

	test('leave room for what is usual, but not for what is usual of other ages', () => {
		const near = layoutLanes([span('2024-01-01', '2024-01-11', { typical: 5, long: 12.5 })], 4);
		expect(near.lanes).toEqual([{ start: 0, end: 0.8, typical: 0.4, long: 1 }]);
		// Ten days and ten more: a mark after 60 is off the axis.
		const far = layoutLanes([span('2024-01-01', '2024-01-11', { typical: 5.4, long: 60 })], 4);
		expect(far.lanes[0]?.end).toBeCloseTo(10 / 20, 12);
		expect(far.lanes[0]?.typical).toBeCloseTo(5.4 / 20, 12);
		expect(far.lanes[0]?.long).toBeNull();
	});

	test('whose end is not known are a mark, and one moment is no division by nothing', () => {
		expect(layoutLanes([span('2024-01-01', null)], 4).lanes).toEqual([
			{ start: 0, end: 0, typical: null, long: null },
		]);
		expect(layoutLanes([], 4)).toEqual({ ticks: [], lanes: [] });
	});

	test('of hours have ticks of days alone, each once', () => {
		const { ticks } = layoutLanes([span('2024-01-01', '2024-01-03')], 8);
		expect(ticks.map(({ day }) => day.slice(0, 10))).toEqual(['2024-01-01', '2024-01-02', '2024-01-03']);
	});

	test('of no length have more ticks than there is room for', () => {
		for (const days of [2, 9, 30, 47, 90, 200, 400, 2_000])
			for (const most of [1, 2, 3, 4, 5, 8]) {
				const end = new Date(Date.parse('2024-01-01T00:00:00Z') + days * 86_400_000);
				const { ticks } = layoutLanes([span('2024-01-01', end.toISOString().slice(0, 10))], most);
				expect(ticks.length, `${days} days, ${most} ticks`).toBeLessThanOrEqual(most);
			}
	});

	test('ticks stand on days of the axis', () => {
		const { ticks } = layoutLanes([span('2024-01-01', '2024-01-11')], 5);
		expect(ticks.length).toBeGreaterThan(2);
		for (const { at, day } of ticks)
			expect(at).toBeCloseTo((Date.parse(day) - Date.parse('2024-01-01T00:00:00Z')) / 864_000_000, 12);
	});
});
