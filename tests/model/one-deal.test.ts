import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { dealCard } from '$lib/model/marts/deal-card';
import { dealChanges } from '$lib/model/marts/deal-changes';
import { dealRows } from '$lib/model/marts/deal-rows';
import { dealVisits } from '$lib/model/marts/deal-visits';
import { deal, tell } from '../support/journeys';
import { tellStaged, valuesSql } from '../support/staged';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Qualified', 'Proposal'];
const midnight = (day: string) => `${day}T00:00:00.000Z`;
const JOURNEYS = [
	deal('A')
		.in('Lead', '2024-01-01')
		.in('Qualified', '2024-01-03')
		.in('Lead', '2024-01-10')
		.in('Qualified', '2024-01-14')
		.won('2024-01-20')
		.owner('Ann'),
	deal('B').in('Lead', '2024-01-02').in('Qualified', '2024-01-12').lost('2024-01-13').owner('Bob'),
	deal('C').in('Lead', '2024-01-05').owner('Bob'),
];
const A = { deal_id: 'A' };

describe('the visits of one deal', () => {
	test('are told in order, each beside what is usual of its stage', async () => {
		const told = await tell(engine, STAGES, JOURNEYS);
		const rows = await told.ask(dealVisits, {}, A);
		expect(rows.map(({ stage, visit_days, move }) => [stage, visit_days, move])).toEqual([
			['Lead', 2, 'forward'],
			['Qualified', 7, 'back'],
			['Lead', 4, 'forward'],
			['Qualified', 6, 'won'],
		]);
		expect(rows[1]).toMatchObject({
			entered_at: midnight('2024-01-03'),
			left_at: midnight('2024-01-10'),
			visit_number: 2,
			stage_rank: 2,
		});
		// Completed visits to Lead: A 2 and 4, B 10; to Qualified: A 7 and 6, B 1. C still is in Lead.
		for (const row of [rows[0], rows[2]]) {
			expect(row).toMatchObject({ visits_completed: 3, median_visit_days: 4 });
			expect(row?.p90_visit_days).toBeCloseTo(4 + 0.8 * 6, 12);
		}
		expect(rows[1]).toMatchObject({ visits_completed: 3, median_visit_days: 6 });
		expect(rows[1]?.p90_visit_days).toBeCloseTo(6 + 0.8 * 1, 12);
	});

	test('last up to now while the deal is there', async () => {
		const told = await tell(engine, STAGES, JOURNEYS);
		expect(await told.ask(dealVisits, {}, { deal_id: 'C' })).toMatchObject([
			{ stage: 'Lead', left_at: null, move: 'open', visit_days: 15 },
		]);
	});

	test('are those that had been made by the day that is picked', async () => {
		const told = await tell(engine, STAGES, JOURNEYS, '2024-01-05' as Day);
		const rows = await told.ask(dealVisits, {}, A);
		expect(rows.map(({ stage, visit_days, move }) => [stage, visit_days, move])).toEqual([
			['Lead', 2, 'forward'],
			['Qualified', 2, 'open'],
		]);
		expect(rows[1]).toMatchObject({ visits_completed: 0, median_visit_days: null, p90_visit_days: null });
	});

	test('are told whatever the scope holds, which only says what they are held against', async () => {
		const told = await tell(engine, STAGES, JOURNEYS);
		const filters = [{ segment: 'owner', values: ['Bob'], exclude: false }];
		const rows = await told.ask(dealVisits, { filters, from: '2030-01-01' as Day }, A);
		expect(rows).toHaveLength(4);
		// Of Bob's deals B alone has completed visits: 10 days in Lead, whatever the window.
		expect(rows[0]).toMatchObject({ visits_completed: 1, median_visit_days: 10, p90_visit_days: 10 });
	});

	test('are none of a deal without a log, and of an id that no deal has', async () => {
		const told = await tell(engine, STAGES, [deal('A').created('2024-01-01').standsIn('Lead')]);
		expect(await told.ask(dealVisits, {}, A)).toEqual([]);
		expect(await told.ask(dealVisits, {}, { deal_id: 'B' })).toEqual([]);
		expect(await told.ask(dealCard, {}, { deal_id: "A' or 'a' = 'a" })).toEqual([]);
	});
});

test('a card tells how the deal stands on the day shown, outside the scope too', async () => {
	const told = await tell(engine, STAGES, JOURNEYS);
	const filters = [{ segment: 'owner', values: ['Bob'], exclude: false }];
	expect(await told.ask(dealCard, { filters }, A)).toMatchObject([
		{
			deal_id: 'A',
			outcome: 'won',
			amount: 100,
			created_on: '2024-01-01',
			closed_on: '2024-01-20',
			cycle_days: 19,
			stage_days: null,
			evidence: 'history',
		},
	]);
	expect(await told.ask(dealCard, {}, { deal_id: 'C' })).toMatchObject([
		{ outcome: 'open', furthest_stage: 'Lead', stage_days: 15, now_at: midnight('2024-01-20') },
	]);
	const before = await tell(engine, STAGES, JOURNEYS, '2024-01-05' as Day);
	expect(await before.ask(dealCard, {}, A)).toMatchObject([{ outcome: 'open', closed_on: null }]);
});

test('changes are told with what stood before, and what is told twice is no change', async () => {
	const told = await tellStaged(
		engine,
		STAGES,
		[
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-03-10').amount(120),
			deal('B').in('Lead', '2024-01-01'),
		],
		valuesSql([
			{
				id: 'A',
				amounts: [
					{ at: '2024-01-01', amount: 100 },
					{ at: '2024-02-01', amount: 150 },
					{ at: '2024-02-10', amount: 150 },
					{ at: '2024-03-01', amount: 120 },
				],
				dues: [
					{ at: '2024-01-01', due: '2024-03-31' },
					{ at: '2024-02-15', due: '2024-04-30' },
				],
				due: '2024-04-30',
			},
		]),
	);
	expect(await told.ask(dealChanges, {}, A)).toEqual([
		{
			deal_id: 'A',
			field: 'amount',
			changed_at: midnight('2024-02-01'),
			amount_before: 100,
			amount_after: 150,
			expected_before_on: null,
			expected_after_on: null,
		},
		{
			deal_id: 'A',
			field: 'expected_close',
			changed_at: midnight('2024-02-15'),
			amount_before: null,
			amount_after: null,
			expected_before_on: '2024-03-31',
			expected_after_on: '2024-04-30',
		},
		{
			deal_id: 'A',
			field: 'amount',
			changed_at: midnight('2024-03-01'),
			amount_before: 150,
			amount_after: 120,
			expected_before_on: null,
			expected_after_on: null,
		},
	]);
	expect(await told.ask(dealChanges, {}, { deal_id: 'B' })).toEqual([]);
});

test('every row of the files that tells of the deal is named with its line', async () => {
	const told = await tell(engine, STAGES, JOURNEYS);
	const rows = await told.ask(dealRows, {}, { deal_id: 'B' });
	// A's four changes stand on lines 2 to 5 of the log.
	expect(
		rows.map(({ kind, stage, source_file, source_line }) => [kind, stage, source_file, source_line]),
	).toEqual([
		['deal', null, 'deals.csv', 3],
		['stage_change', 'Lead', 'history.csv', 6],
		['stage_change', 'Qualified', 'history.csv', 7],
	]);
	expect(rows[2]?.told_at).toBe(midnight('2024-01-12'));
	const before = await tell(engine, STAGES, JOURNEYS, '2024-01-05' as Day);
	expect((await before.ask(dealRows, {}, { deal_id: 'B' })).map(({ source_line }) => source_line)).toEqual([
		3, 6,
	]);
});
