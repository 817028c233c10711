import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { dealList } from '$lib/model/marts/deal-list';
import { timeToConvert } from '$lib/model/marts/time-to-convert';
import { deal, tell } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Proposal'];
const whole = { stage_rank: null };
const day = (number: number) => `2024-01-${String(number).padStart(2, '0')}`;

describe('the time to convert', () => {
	// Won after 2, 4, 4, 6 and 9 days; one lost, one open.
	const journeys = () => [
		deal('A').in('Lead', day(1)).in('Proposal', day(2)).won(day(3)),
		deal('B').in('Lead', day(1)).in('Proposal', day(4)).won(day(5)),
		deal('C').in('Lead', day(2)).in('Proposal', day(3)).won(day(6)),
		deal('D').in('Lead', day(2)).in('Proposal', day(7)).won(day(8)),
		deal('E').in('Lead', day(1)).in('Proposal', day(9)).won(day(10)),
		deal('F').in('Lead', day(1)).lost(day(20)),
		deal('G').in('Lead', day(1)).in('Proposal', day(5)),
	];

	test('from creation to won spreads over spans of days, empty ones included', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(timeToConvert, {}, whole);
		// 90th percentile 6 + 0.6 · 3 = 7.8, so spans are of a day; 95th 8.4, so the last begins with 9 and has no end.
		expect(rows.map(({ from_days, before_days, deals }) => [from_days, before_days, deals])).toEqual([
			[0, 1, 0],
			[1, 2, 0],
			[2, 3, 1],
			[3, 4, 0],
			[4, 5, 2],
			[5, 6, 0],
			[6, 7, 1],
			[7, 8, 0],
			[8, 9, 0],
			[9, null, 1],
		]);
		expect(rows[0]).toMatchObject({
			deals_converted: 5,
			deals_waiting: 1,
			mean_days: 5,
			median_days: 4,
			p75_days: 6,
			median_low_days: 2,
		});
		expect(rows[0]?.p90_days).toBeCloseTo(7.8, 9);
		expect(rows[4]?.share_ratio).toBeCloseTo(0.4, 12);
	});

	test('past one stage counts from the first entry, also of deals lost later or open', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(timeToConvert, {}, { stage_rank: 1 });
		// Past Lead after 1, 3, 1, 5, 8 and, of G, 4 days.
		const found = Object.fromEntries(
			rows.filter(({ deals }) => deals > 0).map(({ from_days, deals }) => [from_days, deals]),
		);
		expect(found).toEqual({ 1: 2, 3: 1, 4: 1, 5: 1, 8: 1 });
		expect(rows[0]).toMatchObject({ deals_converted: 6, deals_waiting: 0, median_days: 3.5 });
	});

	test('is of each span the deals that are listed for it, on either basis', async () => {
		const told = await tell(engine, STAGES, journeys());
		const list = async (
			change: Parameters<typeof told.ask>[1],
			stage: number | null,
			from: number,
			before: number | null,
		) =>
			(
				await told.ask(dealList, change, {
					stage_rank: stage,
					bucket: stage === null ? null : 'moved_on',
					to_rank: null,
					skips: null,
					optional_stages: null,
					path: null,
					took_from_days: from,
					took_before_days: before,
					search: null,
					sort: 'deal_id',
					row_limit: 100,
					row_offset: 0,
				})
			)
				.map(({ deal_id }) => deal_id)
				.join('');
		expect(await list({}, null, 4, 5)).toBe('BC');
		expect(await list({}, null, 4, null)).toBe('BCDE');
		expect(await list({}, 1, 1, 5)).toBe('ABCG');
		// By what happened the stage counts what entered it in the window, whenever it got past: C after a day.
		const later = { basis: 'activity', from: day(2) as Day, to: day(3) as Day } as const;
		expect(await list(later, 1, 0, null)).toBe('CD');
		expect(await list({ basis: 'activity', from: day(5) as Day, to: day(9) as Day }, null, 4, 5)).toBe('BC');
	});

	test('by what happened, is of those that were won in the window', async () => {
		const told = await tell(engine, STAGES, journeys());
		const scope = { basis: 'activity', from: day(5) as Day, to: day(9) as Day } as const;
		const rows = await told.ask(timeToConvert, scope, whole);
		// B on the 5th after 4 days, C on the 6th after 4, D on the 8th after 6.
		expect(rows[0]).toMatchObject({ deals_converted: 3, deals_waiting: 0, median_days: 4 });
	});

	test('of long times has longer spans, and whatever is longest in one', async () => {
		const told = await tell(engine, STAGES, [
			...[10, 20, 30, 40].map((days, index) =>
				deal(`D${index}`)
					.in('Lead', '2024-01-01')
					.won(new Date(Date.UTC(2024, 0, 1 + days)).toISOString().slice(0, 10)),
			),
		]);
		const rows = await told.ask(timeToConvert, {}, whole);
		// 90th percentile 37: spans of 5 days. 95th 38.5: the last begins with 40.
		expect(rows.at(-1)).toMatchObject({ from_days: 40, before_days: null, deals: 1 });
		expect(rows[2]).toMatchObject({ from_days: 10, before_days: 15, deals: 1 });
		expect(rows).toHaveLength(9);
	});

	test('is nothing where nothing converted', async () => {
		const told = await tell(engine, STAGES, [deal('A').in('Lead', day(1)).lost(day(3))]);
		expect(await told.ask(timeToConvert, {}, whole)).toEqual([]);
	});
});
