import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { headline } from '$lib/model/marts/headline';
import { hygiene } from '$lib/model/marts/hygiene';
import { pipelineAgeing } from '$lib/model/marts/pipeline-ageing';
import { pipelineAsOf } from '$lib/model/marts/pipeline-as-of';
import { pipelineMoves } from '$lib/model/marts/pipeline-moves';
import { pipelineSlippage } from '$lib/model/marts/pipeline-slippage';
import { pipelineTrend } from '$lib/model/marts/pipeline-trend';
import { pipelineWaterfall } from '$lib/model/marts/pipeline-waterfall';
import type { Day } from '$lib/base/day';
import { deal, tell } from '../support/journeys';
import { tellStaged, valuesSql } from '../support/staged';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Proposal'];
const asOf = (as_of: string | null, segment: string | null = null) => ({ as_of, segment });
const between = (
	start_on: string | null,
	end_on: string | null,
	due_from: string | null = null,
	due_to: string | null = null,
) => ({
	start_on,
	end_on,
	due_from,
	due_to,
	segment: null,
});

/** A moved on, B was won, C was lost and taken up again, D came late. The newest fact is of 10 March. */
const journeys = () => [
	deal('A').in('Lead', '2024-01-01').in('Proposal', '2024-02-01').amount(100),
	deal('B').in('Lead', '2024-01-10').in('Proposal', '2024-01-20').won('2024-02-10').amount(200),
	deal('C').in('Lead', '2024-01-15').in('Lost', '2024-02-05').in('Lead', '2024-03-01').amount(400),
	deal('D').in('Lead', '2024-03-10').amount(800),
];

test('without creation dates the trend begins when the log first knows a deal', async () => {
	const told = await tell(engine, STAGES, [
		deal('A').in('Lead', '2024-01-10').in('Proposal', '2024-02-05').created(null).amount(100),
		deal('B').in('Lead', '2024-02-20').created(null).won('2024-03-10').amount(50),
	]);
	const rows = await told.ask(pipelineTrend, {}, { period: 'month', by_stage: false, segment: null });
	expect(rows.map((row) => [row.period_on, row.deals_open, row.open_amount])).toEqual([
		['2024-01-01', 1, 100],
		['2024-02-01', 2, 150],
		['2024-03-01', 1, 100],
	]);
});

test('changes of deals that the data do not have move no day', async () => {
	const told = await tellStaged(
		engine,
		STAGES,
		[deal('A').in('Lead', '2024-01-10').in('Proposal', '2024-01-20')],
		[
			`insert into stg_stage_events values
				(null, 'gone', '2024-01-25', 'Lead', null, null, 7, 1), (null, 'gone', '2024-02-05', 'Proposal', null, null, 8, 1)`,
		],
	);
	expect(told.catalog.asOfDay).toBe('2024-01-20');
	const found = await told.ask(hygiene);
	const suspected = (code: string) => found.find(({ check_code }) => check_code === code)?.rows_suspected;
	// Told once, as what they are.
	expect([suspected('unknown-deal'), suspected('suspected-date')]).toEqual([2, 0]);
});

test('a deal leaves the pipeline once, on the day that its own row dates, though the log tells the win before', async () => {
	const told = await tell(engine, STAGES, [
		deal('A').in('Lead', '2024-01-01').in('Won', '2024-01-10').won('2024-01-20').amount(100),
		// Lost, taken up again and won: the first close is one of its own.
		deal('B')
			.in('Lead', '2024-01-01')
			.in('Lost', '2024-01-10')
			.in('Lead', '2024-01-12')
			.won('2024-01-25')
			.amount(50),
		deal('now').in('Lead', '2024-01-31').amount(1),
	]);
	const moved = async (start: string, end: string) => {
		const [row] = await told.ask(pipelineWaterfall, {}, between(start, end));
		return [
			row?.start_amount,
			row?.won_amount,
			row?.lost_amount,
			row?.reopened_amount,
			row?.won_within_amount,
		];
	};
	expect(await moved('2024-01-09', '2024-01-11')).toEqual([150, 0, 50, 0, 0]);
	expect(await moved('2024-01-11', '2024-01-15')).toEqual([100, 0, 0, 50, 0]);
	expect(await moved('2024-01-15', '2024-01-31')).toEqual([150, 150, 0, 0, 0]);
	const [lead] = await told.ask(pipelineAsOf, {}, asOf('2024-01-19'));
	expect([lead?.stage, lead?.deals_open]).toEqual(['Lead', 2]);
});

test('as of a day before its log a deal without a start is not there', async () => {
	const builders = () => [
		deal('A').in('Lead', '2024-02-05').created(null).amount(100),
		deal('B').in('Lead', '2024-01-10').amount(50),
	];
	const open = async (day: Day | null) => {
		const told = await tell(engine, STAGES, builders(), day);
		const rows = await told.ask(pipelineAsOf, {}, asOf(null));
		return [told.catalog.deals, rows.reduce((sum, { open_amount }) => sum + open_amount, 0)];
	};
	expect(await open('2024-01-31' as Day)).toEqual([1, 50]);
	expect(await open('2024-02-05' as Day)).toEqual([2, 150]);
});

test('a deal without a start that was lost before and came back is reopened', async () => {
	const told = await tell(engine, STAGES, [
		deal('A')
			.in('Lead', '2024-01-01')
			.in('Lost', '2024-01-10')
			.in('Lead', '2024-02-01')
			.created(null)
			.amount(100),
		deal('now').in('Lead', '2024-02-10').amount(1),
	]);
	const [row] = await told.ask(pipelineWaterfall, {}, between('2024-01-15', '2024-02-05'));
	expect([row?.deals_start, row?.deals_reopened, row?.deals_undated, row?.deals_end]).toEqual([0, 1, 0, 1]);
});

test('as of a day after a close that the log alone dates, a deal has the amount that the export names', async () => {
	const told = await tellStaged(
		engine,
		STAGES,
		[
			deal('A').in('Lead', '2024-01-01').in('Lost', '2024-01-10').lost(null).amount(30),
			deal('now').in('Lead', '2024-03-01'),
		],
		valuesSql([{ id: 'A', amounts: [{ at: '2024-01-01', amount: 1000 }] }]),
		'2024-02-01' as Day,
	);
	const [row] = await told.ask(headline, { asOf: '2024-02-01' as Day });
	expect([row?.deals_lost, row?.lost_amount]).toEqual([1, 30]);
});

describe('the pipeline as of a day', () => {
	const shown = async (day: string | null) =>
		(await (await tell(engine, STAGES, journeys())).ask(pipelineAsOf, {}, asOf(day))).map((row) => [
			row.stage,
			row.deals_open,
			row.open_amount,
		]);

	test('holds deals created by then and not closed by then, in the stage of that day', async () => {
		expect(await shown('2024-01-31')).toEqual([
			['Lead', 2, 500],
			['Proposal', 1, 200],
		]);
	});

	test('counts a day’s changes as done by its end', async () => {
		expect(await shown('2024-02-01')).toEqual([
			['Lead', 1, 400],
			['Proposal', 2, 300],
		]);
		// The day of the close is no open day, that of the creation is one.
		expect(await shown('2024-02-10')).toEqual([
			['Lead', 0, 0],
			['Proposal', 1, 100],
		]);
		expect(await shown('2024-01-01')).toEqual([
			['Lead', 1, 100],
			['Proposal', 0, 0],
		]);
	});

	test('leaves out a deal between its loss and its return', async () => {
		expect(await shown('2024-02-29')).toEqual([
			['Lead', 0, 0],
			['Proposal', 1, 100],
		]);
		expect(await shown('2024-03-01')).toEqual([
			['Lead', 1, 400],
			['Proposal', 1, 100],
		]);
	});

	test('is now without a day and on any day after now, and empty before the first deal', async () => {
		const now = [
			['Lead', 2, 1200],
			['Proposal', 1, 100],
		];
		expect(await shown(null)).toEqual(now);
		expect(await shown('2030-01-01')).toEqual(now);
		expect(await shown('2023-12-31')).toEqual([
			['Lead', 0, 0],
			['Proposal', 0, 0],
		]);
		const [row] = await (await tell(engine, STAGES, journeys())).ask(pipelineAsOf, {}, asOf('2030-01-01'));
		expect(row?.as_of_on).toBe('2024-03-10');
	});

	test('tells the median age and marks the days before any log', async () => {
		const told = await tell(engine, STAGES, journeys());
		const [lead] = await told.ask(pipelineAsOf, {}, asOf('2024-01-31'));
		// A is 30 days old, C 16.
		expect(lead).toMatchObject({ median_age_days: 23, deals_with_age: 2, is_before_history: false });
		const [before] = await told.ask(pipelineAsOf, {}, asOf('2023-12-31'));
		expect(before?.is_before_history).toBe(true);
	});

	test('does not guess the stage of earlier days where there is no log', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').created('2024-01-01').standsIn('Proposal'),
			deal('B').created('2024-01-01').won('2024-01-25'),
			deal('C').created(null).standsIn('Lead'),
		]);
		const rows = await told.ask(pipelineAsOf, {}, asOf('2024-01-15'));
		expect(rows.map((row) => [row.stage, row.deals_open, row.is_before_history])).toEqual([
			['Lead', 0, true],
			['Proposal', 0, true],
			[null, 2, true],
		]);
		// Now the export names the stages, and shows a deal without a start.
		const now = await told.ask(pipelineAsOf, {}, asOf(null));
		expect(now.map((row) => [row.stage, row.deals_open, row.deals_with_age])).toEqual([
			['Lead', 1, 0],
			['Proposal', 1, 1],
		]);
	});

	test('knows no stage before the first entry of a log', async () => {
		const told = await tell(engine, STAGES, [deal('A').created('2024-01-01').in('Proposal', '2024-02-01')]);
		const rows = await told.ask(pipelineAsOf, {}, asOf('2024-01-15'));
		expect(rows.find(({ stage_rank }) => stage_rank === null)).toMatchObject({
			deals_open: 1,
			open_amount: 100,
		});
	});

	test('has the amounts and due days of that day', async () => {
		const told = await tellStaged(
			engine,
			STAGES,
			journeys(),
			valuesSql([
				{
					id: 'A',
					amounts: [
						{ at: '2024-01-05 10:00:00', amount: 60 },
						{ at: '2024-02-20 10:00:00', amount: 100 },
					],
					dues: [
						{ at: '2024-01-05 10:00:00', due: '2024-01-31' },
						{ at: '2024-02-20 10:00:00', due: '2024-04-30' },
					],
					due: '2024-04-30',
				},
			]),
		);
		const of = async (day: string) => {
			const rows = await told.ask(pipelineAsOf, {}, asOf(day));
			return rows.map((row) => [row.open_amount, row.deals_past_due, row.past_due_amount]);
		};
		// Before the first known amount the earliest known holds; beside A stands nothing yet.
		expect(await of('2024-01-02')).toEqual([
			[60, 0, 0],
			[0, 0, 0],
		]);
		expect(await of('2024-02-19')).toEqual([
			[0, 0, 0],
			[60, 1, 60],
		]);
		expect(await of('2024-02-20')).toEqual([
			[0, 0, 0],
			[100, 0, 0],
		]);
		const [assumed] = await told.ask(pipelineAsOf, {}, asOf('2024-01-02'));
		expect(assumed).toMatchObject({ deals_amount_assumed: 1, deals_due_assumed: 1 });
		const [, known] = await told.ask(pipelineAsOf, {}, asOf('2024-02-20'));
		expect(known).toMatchObject({ deals_amount_assumed: 0, deals_due_assumed: 0 });
	});

	test('is due today and not past due', async () => {
		const told = await tellStaged(
			engine,
			STAGES,
			journeys(),
			valuesSql([
				{ id: 'D', due: '2024-03-10' },
				{ id: 'C', due: '2024-03-09' },
			]),
		);
		const [lead] = await told.ask(pipelineAsOf, {}, asOf(null));
		expect(lead).toMatchObject({
			deals_past_due: 1,
			past_due_amount: 400,
			deals_without_due: 0,
			past_due_ratio: 1 / 2,
		});
	});

	test('never adds amounts of different currencies', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').amount(100, 'EUR'),
			deal('B').in('Lead', '2024-01-01').amount(50, 'EUR'),
			deal('C').in('Lead', '2024-01-01').amount(7, 'USD'),
		]);
		const [euro] = await told.ask(pipelineAsOf, {}, asOf(null));
		expect(euro).toMatchObject({
			deals_open: 3,
			open_amount: 150,
			deals_in_other_currencies: 1,
			currency: 'EUR',
		});
		const [dollar] = await told.ask(pipelineAsOf, { currency: 'USD' }, asOf(null));
		expect(dollar).toMatchObject({ deals_open: 3, open_amount: 7, deals_in_other_currencies: 2 });
	});

	test('of an empty scope is every stage with nothing in it', async () => {
		const told = await tell(engine, STAGES, journeys());
		const filters = [{ segment: 'owner', values: ['Nobody'], exclude: false }];
		expect((await told.ask(pipelineAsOf, { filters }, asOf(null))).map((row) => row.deals_open)).toEqual([
			0, 0,
		]);
		expect(await told.ask(pipelineAsOf, { filters }, asOf(null, 'owner'))).toEqual([]);
	});

	test('shows open deals of data without any date', async () => {
		const told = await tell(engine, STAGES, [deal('A').created(null).standsIn('Lead')]);
		const [lead] = await told.ask(pipelineAsOf, {}, asOf(null));
		expect(lead).toMatchObject({ as_of_on: null, deals_open: 1 });
	});
});

test('the ageing bands begin and end where they say', async () => {
	const told = await tell(engine, STAGES, [
		deal('N').in('Lead', '2024-12-31'),
		deal('A').in('Lead', '2024-12-01'),
		deal('B').in('Lead', '2024-11-30'),
		deal('C').in('Lead', '2024-01-01'),
		deal('D').in('Lead', '2023-12-31'),
		deal('E').created(null).standsIn('Lead'),
	]);
	const rows = await told.ask(pipelineAgeing, {}, asOf(null));
	// 0 and 30 days; 31; 365; 366; and no start.
	expect(rows.map((row) => [row.from_days, row.deals_open])).toEqual([
		[0, 2],
		[31, 1],
		[61, 0],
		[91, 0],
		[181, 1],
		[366, 1],
		[null, 1],
	]);
	expect(rows[0]?.share_ratio).toBe(2 / 6);
});

describe('the pipeline trend', () => {
	test('is the pipeline of each month end', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(pipelineTrend, {}, { period: 'month', by_stage: false, segment: null });
		expect(rows.map((row) => [row.as_of_on, row.is_partial, row.deals_open, row.open_amount])).toEqual([
			['2024-01-31', false, 3, 700],
			['2024-02-29', false, 1, 100],
			['2024-03-10', true, 3, 1300],
		]);
		const stages = await told.ask(
			pipelineTrend,
			{ from: '2024-02-01' as Day },
			{ period: 'month', by_stage: true, segment: null },
		);
		expect(stages.map((row) => [row.period_on, row.stage, row.deals_open])).toEqual([
			['2024-02-01', 'Lead', 0],
			['2024-02-01', 'Proposal', 1],
			['2024-03-01', 'Lead', 2],
			['2024-03-01', 'Proposal', 1],
		]);
	});
});

describe('the pipeline waterfall', () => {
	test('leads from one day to the other, every deal in one bucket', async () => {
		const told = await tellStaged(
			engine,
			STAGES,
			journeys(),
			valuesSql([
				{
					id: 'A',
					amounts: [
						{ at: '2024-01-01', amount: 60 },
						{ at: '2024-02-20', amount: 100 },
					],
				},
			]),
		);
		const [row] = await told.ask(pipelineWaterfall, {}, between('2024-01-31', '2024-03-10'));
		expect(row).toMatchObject({
			deals_start: 3,
			start_amount: 660,
			deals_created: 1,
			created_amount: 800,
			deals_reopened: 0,
			deals_increased: 1,
			increased_amount: 40,
			deals_unchanged: 1,
			deals_won: 1,
			won_amount: 200,
			deals_lost: 0,
			deals_end: 3,
			end_amount: 1300,
		});
		const [later] = await told.ask(pipelineWaterfall, {}, between('2024-02-29', '2024-03-10'));
		expect(later).toMatchObject({
			deals_start: 1,
			deals_reopened: 1,
			reopened_amount: 400,
			deals_created: 1,
			deals_end: 3,
		});
		const [loss] = await told.ask(pipelineWaterfall, {}, between('2024-01-31', '2024-02-29'));
		expect(loss).toMatchObject({
			deals_won: 1,
			deals_lost: 1,
			lost_amount: 400,
			increased_amount: 40,
			deals_end: 1,
			end_amount: 100,
		});
	});

	test('of a window that begins after now goes from now to now', async () => {
		const told = await tell(engine, STAGES, journeys());
		const [row] = await told.ask(pipelineWaterfall, { from: '2025-01-01' as Day }, between(null, null));
		expect([row?.start_on, row?.end_on, row?.deals_unchanged]).toEqual(['2024-03-10', '2024-03-10', 3]);
	});

	test('takes the eve of the window and its last day without days asked for', async () => {
		const told = await tell(engine, STAGES, journeys());
		const [row] = await told.ask(
			pipelineWaterfall,
			{ from: '2024-02-01' as Day, to: '2024-03-01' as Day },
			between(null, null),
		);
		expect(row).toMatchObject({ start_on: '2024-01-31', end_on: '2024-02-29', deals_start: 3, deals_end: 1 });
		const [all] = await told.ask(pipelineWaterfall, {}, between(null, null));
		// From nothing to now: B came and went.
		expect(all).toMatchObject({
			start_on: null,
			deals_start: 0,
			deals_created: 3,
			deals_won_within: 1,
			won_within_amount: 200,
			deals_end: 3,
		});
	});

	test('with a due period tells what was pushed out of it and pulled into it', async () => {
		const told = await tellStaged(
			engine,
			STAGES,
			journeys(),
			valuesSql([
				// Due in the first quarter, pushed out of it in February.
				{
					id: 'A',
					dues: [
						{ at: '2024-01-01', due: '2024-03-31' },
						{ at: '2024-02-20', due: '2024-04-01' },
					],
					due: '2024-04-01',
				},
				{ id: 'B', dues: [{ at: '2024-01-10', due: '2024-02-28' }] },
				// Due in the second quarter, pulled into the first in March.
				{
					id: 'C',
					dues: [
						{ at: '2024-01-15', due: '2024-06-30' },
						{ at: '2024-03-05', due: '2024-03-30' },
					],
					due: '2024-03-30',
				},
				{ id: 'D', due: '2024-03-20' },
			]),
		);
		const [row] = await told.ask(
			pipelineWaterfall,
			{},
			between('2024-01-31', '2024-03-10', '2024-01-01', '2024-04-01'),
		);
		expect(row).toMatchObject({
			deals_start: 2,
			start_amount: 300,
			deals_pushed_out: 1,
			pushed_out_amount: 100,
			deals_pulled_in: 1,
			pulled_in_amount: 400,
			deals_won: 1,
			won_amount: 200,
			deals_created: 1,
			created_amount: 800,
			deals_end: 2,
			end_amount: 1200,
			deals_won_within: 0,
		});
		const moves = await told.ask(
			pipelineMoves,
			{},
			{
				...between('2024-01-31', '2024-03-10', '2024-01-01', '2024-04-01'),
				bucket: null,
				row_limit: 10,
				row_offset: 0,
			},
		);
		expect(moves.map((move) => [move.deal_id, move.bucket, move.change_amount, move.pushes_between])).toEqual(
			[
				['D', 'created', 800, 0],
				['C', 'pulled_in', 400, 0],
				['B', 'won', -200, 0],
				['A', 'pushed_out', -100, 1],
			],
		);
	});

	test('lists the deals of a bucket a page at a time', async () => {
		const told = await tell(engine, STAGES, journeys());
		const page = (bucket: string, row_limit: number, row_offset: number) =>
			told.ask(pipelineMoves, {}, { ...between('2023-12-31', null), bucket, row_limit, row_offset });
		expect((await page('created', 2, 0)).map((row) => [row.deal_id, row.deals_total])).toEqual([
			['D', 3],
			['C', 3],
		]);
		expect((await page('created', 2, 2)).map((row) => row.deal_id)).toEqual(['A']);
		expect((await page('won_within', 2, 0)).map((row) => [row.deal_id, row.end_stage, row.ended_on])).toEqual(
			[['B', null, '2024-02-10']],
		);
		expect((await page('end', 5, 0)).map((row) => row.end_stage)).toEqual(['Lead', 'Lead', 'Proposal']);
	});
});

describe('slippage', () => {
	test('tells what became of the deals due in a month, and of edits to a later day', async () => {
		const told = await tellStaged(
			engine,
			STAGES,
			[
				deal('won').in('Lead', '2024-01-01').won('2024-02-20').amount(1),
				deal('lost').in('Lead', '2024-01-01').lost('2024-02-20').amount(2),
				deal('slipped').in('Lead', '2024-01-01').amount(4),
				deal('left').in('Lead', '2024-01-01').amount(8),
				deal('late').in('Lead', '2024-02-02').amount(16),
				deal('end').in('Lead', '2024-03-15').amount(32),
			],
			valuesSql([
				// Closed on the day of the edit: that edit is the close.
				{
					id: 'won',
					dues: [
						{ at: '2024-01-01', due: '2024-02-15' },
						{ at: '2024-02-20', due: '2024-02-20' },
					],
				},
				{
					id: 'lost',
					dues: [
						{ at: '2024-01-01', due: '2024-01-31' },
						{ at: '2024-01-30', due: '2024-02-29' },
					],
				},
				{
					id: 'slipped',
					dues: [
						{ at: '2024-01-01', due: '2024-02-29' },
						{ at: '2024-02-28', due: '2024-03-30' },
					],
					due: '2024-03-30',
				},
				{ id: 'left', dues: [{ at: '2024-01-01', due: '2024-02-10' }], due: '2024-02-10' },
				// Began in the month: was not due at its start.
				{ id: 'late', dues: [{ at: '2024-02-02', due: '2024-02-25' }], due: '2024-02-25' },
			]),
		);
		const rows = await told.ask(pipelineSlippage, {}, { period: 'month', segment: null });
		expect(rows.map((row) => row.period_on)).toEqual(['2024-01-01', '2024-02-01', '2024-03-01']);
		// Nothing was open on the eve of January; one deal was pushed by 29 days.
		expect(rows[0]).toMatchObject({ deals_due: 0, pushes: 1, deals_pushed: 1, median_push_days: 29 });
		expect(rows[1]).toMatchObject({
			deals_due: 4,
			due_amount: 15,
			deals_won: 1,
			won_amount: 1,
			deals_lost: 1,
			lost_amount: 2,
			deals_slipped: 1,
			slipped_amount: 4,
			median_slip_days: 30,
			deals_left: 1,
			left_amount: 8,
			slipped_ratio: 1 / 4,
			pushes: 1,
			deals_pushed: 1,
			median_push_days: 30,
			is_partial: false,
		});
		// Wilson, 1 of 4: (0.25 + 3.8415/8 ± 1.96·√(0.1875/4 + 3.8415/64)) / (1 + 3.8415/4).
		expect(rows[1]?.slipped_low_ratio).toBeCloseTo(0.0456, 3);
		expect(rows[1]?.slipped_high_ratio).toBeCloseTo(0.6994, 3);
		expect(rows[2]).toMatchObject({ deals_due: 1, deals_left: 1, is_partial: true });
	});
});

test('the pipeline of now is the open pipeline of the headline, and its parts add up to it', async () => {
	const told = await tell(engine, STAGES, [
		...journeys(),
		deal('E').created(null).standsIn('Lead').owner('Ann').amount(5),
		deal('F').in('Lead', '2024-02-01').owner('Bob').amount(null),
	]);
	const [head] = await told.ask(headline);
	const sum = (rows: { deals_open: number; open_amount: number }[]) => [
		rows.reduce((total, row) => total + row.deals_open, 0),
		rows.reduce((total, row) => total + row.open_amount, 0),
	];
	const whole = [head?.deals_open, head?.open_amount];
	expect(sum(await told.ask(pipelineAsOf, {}, asOf(null)))).toEqual(whole);
	expect(sum(await told.ask(pipelineAsOf, {}, asOf(null, 'owner')))).toEqual(whole);
	expect(sum(await told.ask(pipelineAgeing, {}, asOf(null)))).toEqual(whole);
	const [row] = await told.ask(pipelineWaterfall, {}, between('2024-02-15', null));
	expect([row?.deals_end, row?.end_amount]).toEqual(whole);
	expect(row).toMatchObject({ deals_undated: 1, undated_amount: 5 });
});
