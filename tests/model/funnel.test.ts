import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { basisBridge } from '$lib/model/marts/basis-bridge';
import { dealList } from '$lib/model/marts/deal-list';
import { evidence } from '$lib/model/marts/evidence';
import { funnel } from '$lib/model/marts/funnel';
import type { RowOf } from '$lib/model/contract';
import { deal, tell } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Qualified', 'Proposal'];

type FunnelRow = RowOf<typeof funnel>;
const column = <K extends keyof FunnelRow>(rows: FunnelRow[], name: K) => rows.map((row) => row[name]);

describe('the funnel of deals with a stage log', () => {
	test('counts what each stage reached, moved on, dropped and still holds', async () => {
		const told = await tell(engine, STAGES, [
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Qualified', '2024-01-05')
				.in('Proposal', '2024-01-10')
				.won('2024-01-20'),
			deal('B').in('Lead', '2024-01-02').in('Qualified', '2024-01-06').lost('2024-01-15').amount(50),
			deal('C').in('Lead', '2024-01-03').in('Qualified', '2024-01-07').amount(25),
			deal('D').in('Lead', '2024-01-04').lost('2024-01-09').amount(10),
		]);
		const rows = await told.ask(funnel);
		expect(column(rows, 'stage')).toEqual(STAGES);
		expect(column(rows, 'deals_reached')).toEqual([4, 3, 1]);
		expect(column(rows, 'deals_moved_on')).toEqual([3, 1, 1]);
		expect(column(rows, 'deals_dropped')).toEqual([1, 1, 0]);
		expect(column(rows, 'deals_open')).toEqual([0, 1, 0]);
		expect(column(rows, 'deals_unknown')).toEqual([0, 0, 0]);
		expect(column(rows, 'reached_amount')).toEqual([185, 175, 100]);
		expect(column(rows, 'dropped_amount')).toEqual([10, 50, 0]);
		expect(column(rows, 'so_far_ratio')).toEqual([3 / 4, 1 / 3, 1]);
		expect(column(rows, 'resolved_ratio')).toEqual([3 / 4, 1 / 2, 1]);
		expect(column(rows, 'drop_off_ratio')).toEqual([1 / 4, 1 / 2, 0]);
		expect(column(rows, 'cumulative_ratio')).toEqual([1, 3 / 4, 1 / 4]);
	});

	test('a skip reaches the stage between without entering it', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Proposal', '2024-01-10').won('2024-01-20'),
			deal('B').in('Lead', '2024-01-01').in('Qualified', '2024-01-02').lost('2024-01-03'),
		]);
		const rows = await told.ask(funnel);
		expect(column(rows, 'deals_reached')).toEqual([2, 2, 1]);
		expect(column(rows, 'deals_entered')).toEqual([2, 1, 1]);
		expect(column(rows, 'deals_skipped')).toEqual([0, 1, 0]);
		expect(column(rows, 'visits_moved_on')).toEqual([2, 0, 1]);
	});

	test('a move back keeps the furthest stage and is told as a move back of the stage left', async () => {
		const told = await tell(engine, STAGES, [
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Qualified', '2024-01-05')
				.in('Lead', '2024-01-08')
				.in('Qualified', '2024-01-12')
				.lost('2024-01-20'),
		]);
		const rows = await told.ask(funnel);
		expect(column(rows, 'deals_reached')).toEqual([1, 1, 0]);
		expect(column(rows, 'deals_moved_back')).toEqual([0, 1, 0]);
		expect(column(rows, 'visits_entered')).toEqual([2, 2, 0]);
		expect(column(rows, 'visits_moved_on')).toEqual([2, 0, 0]);
		expect(column(rows, 'visits_moved_back')).toEqual([0, 1, 0]);
		expect(column(rows, 'visits_lost')).toEqual([0, 1, 0]);
	});

	test('consecutive events of one stage are one visit, and events of one instant keep their row order', async () => {
		const told = await tell(engine, STAGES, [
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Lead', '2024-01-03')
				.in('Qualified', '2024-01-05')
				.in('Proposal', '2024-01-05'),
		]);
		const rows = await told.ask(funnel);
		expect(column(rows, 'visits_entered')).toEqual([1, 1, 1]);
		expect(column(rows, 'visits_moved_on')).toEqual([1, 1, 0]);
		expect(column(rows, 'visits_open')).toEqual([0, 0, 1]);
		const visits = await engine.query('select stage_rank, duration_us from visits order by visit_number');
		expect(visits.rows.map((row) => row['duration_us'])).toEqual([4 * 86_400_000_000, 0, null]);
	});

	test('events out of order in the file are put in order by their time', async () => {
		const told = await tell(engine, STAGES, [
			deal('A')
				.created('2024-01-01')
				.in('Proposal', '2024-01-10')
				.in('Lead', '2024-01-01')
				.in('Qualified', '2024-01-05'),
		]);
		const rows = await told.ask(funnel);
		expect(column(rows, 'deals_moved_back')).toEqual([0, 0, 0]);
		expect(column(rows, 'visits_moved_on')).toEqual([1, 1, 0]);
	});

	test('an event after the close leaves a visit of no length, not a negative one', async () => {
		await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-02-01').lost('2024-01-20'),
		]);
		const { rows } = await engine.query('select min(duration_us) as shortest, max(move) as move from visits');
		expect(rows[0]).toEqual({ shortest: 0, move: 'lost' });
	});

	test('a won deal has reached every stage, also without a log', async () => {
		const told = await tell(engine, STAGES, [deal('A').created('2024-01-01').won('2024-01-20')]);
		const rows = await told.ask(funnel);
		expect(column(rows, 'deals_reached')).toEqual([1, 1, 1]);
		expect(column(rows, 'deals_moved_on')).toEqual([1, 1, 1]);
		expect(column(rows, 'deals_unrecorded')).toEqual([1, 1, 1]);
	});

	test('a lost deal without a log has an unknown drop-off that no stage is charged with', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').created('2024-01-01').lost('2024-01-20'),
			deal('B').created('2024-01-02').won('2024-01-21'),
		]);
		const rows = await told.ask(funnel);
		expect(column(rows, 'deals_reached')).toEqual([2, 1, 1]);
		expect(column(rows, 'deals_unknown')).toEqual([1, 0, 0]);
		expect(column(rows, 'deals_dropped')).toEqual([0, 0, 0]);
		expect(column(rows, 'resolved_floor_ratio')).toEqual([1 / 2, 1 / 2, 1 / 2]);
		expect(await told.ask(evidence)).toEqual([{ evidence: 'current_stage', deals: 2, deals_unknown: 1 }]);
	});

	test('an open deal without a log has reached the stage that the export names and all before it', async () => {
		const told = await tell(engine, STAGES, [deal('A').created('2024-01-01').standsIn('Qualified')]);
		const rows = await told.ask(funnel);
		expect(column(rows, 'deals_reached')).toEqual([1, 1, 0]);
		expect(column(rows, 'deals_open')).toEqual([0, 1, 0]);
	});

	test('a stage that no deal reached still has its row, and its ratios are undefined', async () => {
		const told = await tell(engine, STAGES, [deal('A').in('Lead', '2024-01-01')]);
		const [, , proposal] = await told.ask(funnel);
		expect(proposal).toMatchObject({
			deals_reached: 0,
			reached_amount: 0,
			so_far_ratio: null,
			resolved_ratio: null,
			resolved_low_ratio: null,
		});
	});

	test('an empty scope has all stages with zero deals', async () => {
		const told = await tell(engine, STAGES, [deal('A').in('Lead', '2024-01-01').owner('Ann')]);
		const rows = await told.ask(funnel, { from: '2030-01-01' as Day });
		expect(column(rows, 'deals_reached')).toEqual([0, 0, 0]);
		expect(column(rows, 'cumulative_ratio')).toEqual([null, null, null]);
	});

	test('windows are half-open, and a deal without a start is in none but in all time', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01'),
			deal('B').in('Lead', '2024-02-01'),
			deal('C').created(null).standsIn('Lead'),
		]);
		const reached = async (from: string | null, to: string | null) =>
			(await told.ask(funnel, { from: from as Day | null, to: to as Day | null }))[0]?.deals_reached;
		expect(await reached(null, null)).toBe(3);
		expect(await reached('2024-01-01', '2024-02-01')).toBe(1);
		expect(await reached('2024-02-01', null)).toBe(1);
		expect(await reached(null, '2025-01-01')).toBe(2);
	});

	test('amounts of another currency are counted as deals and never added', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').amount(10, 'EUR'),
			deal('B').in('Lead', '2024-01-02').amount(20, 'EUR'),
			deal('C').in('Lead', '2024-01-03').amount(1000, 'USD'),
		]);
		expect((await told.ask(funnel))[0]).toMatchObject({
			deals_reached: 3,
			reached_amount: 30,
			deals_without_amount: 0,
		});
		expect((await told.ask(funnel, { currency: 'USD' }))[0]).toMatchObject({
			deals_reached: 3,
			reached_amount: 1000,
		});
	});

	test('deals without an amount count as 0 and are reported', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').amount(null),
			deal('B').in('Lead', '2024-01-01').amount(5),
		]);
		expect((await told.ask(funnel))[0]).toMatchObject({
			deals_reached: 2,
			reached_amount: 5,
			deals_without_amount: 1,
		});
	});
});

describe('looked at as of an earlier day', () => {
	const journeys = () => [
		deal('A')
			.in('Lead', '2024-01-01')
			.in('Qualified', '2024-01-05')
			.in('Proposal', '2024-01-10')
			.won('2024-01-20'),
		deal('B').in('Lead', '2024-01-02').in('Qualified', '2024-01-18').lost('2024-01-25'),
		deal('C').in('Lead', '2024-01-12'),
	];
	test('what happened later has not happened yet', async () => {
		const told = await tell(engine, STAGES, journeys(), '2024-01-11' as Day);
		const rows = await told.ask(funnel);
		expect(column(rows, 'deals_reached')).toEqual([2, 1, 1]);
		expect(column(rows, 'deals_open')).toEqual([1, 0, 1]);
		expect(column(rows, 'deals_dropped')).toEqual([0, 0, 0]);
	});

	test('the day itself still counts', async () => {
		const told = await tell(engine, STAGES, journeys(), '2024-01-20' as Day);
		const rows = await told.ask(funnel);
		expect(column(rows, 'deals_moved_on')).toEqual([2, 1, 1]);
		expect(told.catalog.asOfDay).toBe('2024-01-20');
	});

	test('a deal that was lost then and reopened later is lost', async () => {
		const reopened = () => [
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Lost', '2024-01-05')
				.in('Qualified', '2024-01-20')
				.won('2024-02-01'),
		];
		const then = await tell(engine, STAGES, reopened(), '2024-01-10' as Day);
		expect(column(await then.ask(funnel), 'deals_dropped')).toEqual([1, 0, 0]);
		const now = await tell(engine, STAGES, reopened());
		expect(column(await now.ask(funnel), 'deals_moved_on')).toEqual([1, 1, 1]);
	});

	test('now is the newest fact, never an expected close', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-05'),
			// An open deal’s close date is only expected.
			(() => {
				const open = deal('B').in('Lead', '2024-01-03');
				open.journey.closed = '2024-12-31';
				return open;
			})(),
		]);
		expect(told.catalog.asOfDay).toBe('2024-01-05');
		expect(told.catalog.suspectAt).toBeNull();
	});

	test('a lone date more than 30 days after all others is suspected and not taken for now', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-05'),
			deal('B').in('Lead', '2024-01-03').lost('2204-01-10'),
		]);
		expect(told.catalog.asOfDay).toBe('2024-01-05');
		expect(told.catalog.suspectAt?.slice(0, 10)).toBe('2204-01-10');
	});
});

describe('the activity basis', () => {
	test('counts what passed or dropped in the window, whenever the deal began', async () => {
		const told = await tell(engine, STAGES, [
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Qualified', '2024-02-05')
				.in('Proposal', '2024-02-10')
				.won('2024-03-20'),
			deal('B').in('Lead', '2024-02-02').lost('2024-02-15'),
			deal('C').in('Lead', '2024-02-03'),
		]);
		const rows = await told.ask(funnel, {
			basis: 'activity',
			from: '2024-02-01' as Day,
			to: '2024-03-01' as Day,
		});
		expect(column(rows, 'deals_reached')).toEqual([2, 1, 0]);
		expect(column(rows, 'deals_moved_on')).toEqual([1, 1, 0]);
		expect(column(rows, 'deals_dropped')).toEqual([1, 0, 0]);
		expect(column(rows, 'visits_entered')).toEqual([2, 1, 0]);
	});
});

describe('a cohort by the first entry into a stage', () => {
	test('holds the deals that first entered it in the window, whenever they were created', async () => {
		const told = await tell(engine, STAGES, [
			// Created in January, in Qualified for the first time in February, again in March.
			deal('A')
				.in('Lead', '2024-01-05')
				.in('Qualified', '2024-02-10')
				.in('Lead', '2024-02-20')
				.in('Qualified', '2024-03-05')
				.won('2024-03-20'),
			// In Qualified before the window.
			deal('B').in('Lead', '2024-01-06').in('Qualified', '2024-01-20').lost('2024-02-15'),
			// Created in the window, in Qualified after it.
			deal('C').in('Lead', '2024-02-07').in('Qualified', '2024-03-01'),
			// Begins in Qualified in the window.
			deal('D').in('Qualified', '2024-02-29').in('Proposal', '2024-03-02').lost('2024-03-09'),
			// Passes over Qualified: it has no first entry.
			deal('E').in('Lead', '2024-02-08').in('Proposal', '2024-02-09'),
		]);
		const february = { from: '2024-02-01' as Day, to: '2024-03-01' as Day };
		const byEntry = await told.ask(funnel, { ...february, startRank: 2 });
		expect(column(byEntry, 'deals_reached')).toEqual([2, 2, 2]);
		expect(column(byEntry, 'deals_moved_on')).toEqual([2, 2, 1]);
		expect(column(byEntry, 'deals_dropped')).toEqual([0, 0, 1]);
		const byCreation = await told.ask(funnel, february);
		expect(column(byCreation, 'deals_reached')).toEqual([3, 3, 2]);
		const always = await told.ask(funnel, { startRank: 2 });
		expect(column(always, 'deals_reached')).toEqual([5, 5, 3]);
		// The bridge has the same cohort: of A, B, D the last two closed otherwise than the cohort.
		const [win] = (await told.ask(basisBridge, { ...february, startRank: 2 })).filter(
			({ measure }) => measure === 'win',
		);
		expect(win).toMatchObject({
			deals_in_cohort: 2,
			deals_cohort_moved_on: 1,
			deals_cohort_dropped: 1,
			deals_outside_moved_on: 1,
			deals_outside_dropped: 1,
			deals_carried_in_moved_on: 0,
			deals_carried_in_dropped: 1,
			deals_activity_moved_on: 0,
			deals_activity_dropped: 1,
		});
	});
});

describe('the deals behind a number', () => {
	const params = {
		stage_rank: 1,
		bucket: 'reached',
		to_rank: null,
		skips: null,
		optional_stages: null,
		path: null,
		took_from_days: null,
		took_before_days: null,
		search: null,
		sort: 'deal_id',
		row_limit: 100,
		row_offset: 0,
	};
	test('every part of every stage lists as many deals as the funnel counts', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Proposal', '2024-01-10').won('2024-01-20'),
			deal('B').in('Lead', '2024-01-02').in('Qualified', '2024-01-06').lost('2024-01-15'),
			deal('C').in('Lead', '2024-01-03').in('Qualified', '2024-01-07').in('Lead', '2024-01-09'),
			deal('D').created('2024-01-04').lost('2024-01-09'),
			deal('E').in('Lead', '2024-01-04'),
		]);
		for (const basis of ['cohort', 'activity'] as const) {
			const rows = await told.ask(funnel, { basis });
			for (const row of rows) {
				const counts = {
					reached: row.deals_reached,
					entered: row.deals_entered,
					skipped: row.deals_skipped,
					moved_on: row.deals_moved_on,
					dropped: row.deals_dropped,
					open: row.deals_open,
					unknown: row.deals_unknown,
					moved_back: row.deals_moved_back,
				};
				for (const [bucket, deals] of Object.entries(counts)) {
					const listed = await told.ask(
						dealList,
						{ basis },
						{ ...params, stage_rank: row.stage_rank, bucket },
					);
					expect(`${basis} ${row.stage} ${bucket}: ${listed.length}`).toBe(
						`${basis} ${row.stage} ${bucket}: ${deals}`,
					);
				}
				const listed = await told.ask(
					dealList,
					{ basis },
					{ ...params, stage_rank: row.stage_rank, bucket: null },
				);
				expect(`${row.stage} alone: ${listed.length}`).toBe(`${row.stage} alone: ${row.deals_reached}`);
			}
		}
	});

	test('it searches, sorts both ways and pages, with the total of the whole list', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').amount(3).owner('Ann'),
			deal('B').in('Lead', '2024-01-02').amount(1).owner('Bob'),
			deal('C').in('Lead', '2024-01-03').amount(null).owner('Ann'),
			deal('D').in('Lead', '2024-01-04').amount(2).owner('Ann'),
		]);
		const ids = async (change: Partial<typeof params>) =>
			(await told.ask(dealList, {}, { ...params, ...change })).map((row) => row.deal_id);
		expect(await ids({ sort: 'amount' })).toEqual(['B', 'D', 'A', 'C']);
		expect(await ids({ sort: 'amount!' })).toEqual(['A', 'D', 'B', 'C']);
		const page = await told.ask(dealList, {}, { ...params, row_limit: 2, row_offset: 2 });
		expect(page.map((row) => row.deal_id)).toEqual(['C', 'D']);
		expect(page[0]?.deals_total).toBe(4);
		const found = await told.ask(dealList, {}, { ...params, search: 'aNN' } as never);
		expect(found).toHaveLength(3);
		expect(found[0]?.source_line).toBe(2);
	});

	test('it is in order of several columns, a segment among them, and tells the values of its segments', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').amount(3).owner('Bob'),
			deal('B').in('Lead', '2024-01-02').amount(1).owner('Ann'),
			deal('C').in('Lead', '2024-01-03').amount(3).owner('Ann'),
			deal('D').in('Lead', '2024-01-04').amount(2).owner('Ann'),
			deal('E').in('Lead', '2024-01-05').amount(null).owner('Ann'),
		]);
		const ids = async (sort: string | null) =>
			(await told.ask(dealList, {}, { ...params, sort })).map((row) => row.deal_id).join('');
		expect(await ids('segment.owner,amount!')).toBe('CDBEA');
		expect(await ids('owner_name!,amount')).toBe('ABDCE');
		expect(await ids('amount!,segment.owner')).toBe('CADBE');
		expect(await ids('amount!,segment.owner!')).toBe('ACDBE');
		// All are open: by amount, and of one amount the latest first.
		expect(await ids(null)).toBe('CADBE');
		const { segments } = told.catalog;
		const owner = segments.findIndex(({ key }) => key === 'owner');
		const rows = await told.ask(dealList, {}, { ...params, row_limit: 2 });
		expect(
			rows.map(
				(row) => segments[owner]?.values[Number(row.segment_codes.split(',')[owner])]?.value ?? 'blank',
			),
		).toEqual(['Bob', 'Ann']);
		await expect(ids('height')).rejects.toMatchObject({ problem: { code: 'unknown-column' } });
	});

	test('the amounts of all that is found are added, of the scope’s currency alone', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').amount(3, 'EUR').owner('Ann'),
			deal('B').in('Lead', '2024-01-02').amount(10, 'EUR').owner('Bob'),
			deal('C').in('Lead', '2024-01-03').amount(null, 'EUR').owner('Ann'),
			deal('D').in('Lead', '2024-01-04').amount(50, 'USD').owner('Ann'),
			deal('E').in('Lead', '2024-01-05').amount(4, 'EUR').owner('Ann'),
		]);
		const [first] = await told.ask(dealList, {}, { ...params, search: 'ann', row_limit: 1 });
		expect(first).toMatchObject({ deals_total: 4, amount_total: 7 });
		const [none] = await told.ask(dealList, {}, { ...params, search: 'nobody' });
		expect(none).toBeUndefined();
	});

	test('an open deal tells how long it has been in its stage, and is sorted by it', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-05').in('Lead', '2024-01-07'),
			deal('B').in('Lead', '2024-01-10'),
			deal('C').in('Lead', '2024-01-02').won('2024-01-08'),
			deal('D').in('Qualified', '2024-01-11'),
		]);
		const rows = await told.ask(dealList, {}, { ...params, sort: 'stage_days!' });
		// Now is 11 January. A was in Lead for 4 days and is there again since 4 days ago.
		expect(rows.map(({ deal_id, stage_rank, stage_days }) => [deal_id, stage_rank, stage_days])).toEqual([
			['A', 1, 8],
			['B', 1, 1],
			['D', 2, 0],
			['C', null, null],
		]);
	});
});
