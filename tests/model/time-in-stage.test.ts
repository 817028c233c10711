import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, type Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { expectAgreement } from '../support/agree';
import { expectBinned } from '../support/binned';
import { deal, tell, type JourneyBuilder } from '../support/journeys';
import { oracleTime, worldOf } from '../support/oracle-stage-times';
import { asBuilders, RANDOM_STAGES, randomJourneys, randomScopes, scopeOf } from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Qualified', 'Proposal'];
const overall = { segment: null };
const byOwner = { segment: 'owner' };

describe('time in stage of deals with a stage log', () => {
	test('dwell adds up the visits of a deal, visit time takes each visit', async () => {
		const told = await tell(engine, STAGES, [
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Qualified', '2024-01-03')
				.in('Lead', '2024-01-10')
				.in('Qualified', '2024-01-14')
				.won('2024-01-20'),
			deal('B').in('Lead', '2024-01-02').in('Qualified', '2024-01-12').lost('2024-01-13'),
		]);
		const [lead, qualified, proposal] = await told.ask(timeInStage, {}, overall);
		// Lead: A 2 + 4, B 10. Qualified: A 7 + 6, B 1.
		expect(lead).toMatchObject({
			value: null,
			deals_entered: 2,
			deals_completed: 2,
			median_dwell_days: 8,
			p75_dwell_days: 9,
			p90_dwell_days: 9.6,
			visits_completed: 3,
			median_visit_days: 4,
			p75_visit_days: 7,
			deals_running: 0,
			deals_reworked: 1,
			rework_ratio: 1 / 2,
		});
		expect(qualified).toMatchObject({
			deals_completed: 2,
			median_dwell_days: 7,
			visits_completed: 3,
			median_visit_days: 6,
			deals_reworked: 0,
			rework_ratio: 0,
		});
		expect(proposal).toMatchObject({
			deals_entered: 0,
			deals_completed: 0,
			median_dwell_days: null,
			median_visit_days: null,
			stalled_after_days: null,
			deals_stalled: 0,
			rework_ratio: null,
			rework_low_ratio: null,
			estimated_median_dwell_days: null,
		});
	});

	test('a deal back in a stage is not completed there, and its earlier visit still is a visit', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-05').in('Lead', '2024-01-06'),
			deal('B').in('Lead', '2024-01-01').in('Qualified', '2024-01-11'),
		]);
		const [lead] = await told.ask(timeInStage, {}, overall);
		// Now is 11 January: A has been in Lead for 4 + 5 days.
		expect(lead).toMatchObject({
			deals_completed: 1,
			median_dwell_days: 10,
			visits_completed: 2,
			median_visit_days: 7,
			deals_running: 1,
			median_running_days: 9,
			deals_stalled: 0,
		});
	});

	test('the Kaplan–Meier median sees the deals that are stuck, the median of completed dwell does not', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-03'),
			deal('B').in('Lead', '2024-01-01').in('Qualified', '2024-01-05'),
			deal('C').in('Lead', '2024-01-01').in('Qualified', '2024-03-01'),
			deal('D').in('Lead', '2024-01-01'),
			deal('E').in('Lead', '2024-01-01'),
		]);
		const [lead, qualified] = await told.ask(timeInStage, {}, overall);
		// S falls to 4/5 at 2, 3/5 at 4, and at 60 (three left, two of them running) to 2/5.
		expect(lead).toMatchObject({ median_dwell_days: 4, estimated_median_dwell_days: 60, deals_running: 2 });
		// Nobody has left Qualified: the curve never gets there.
		expect(qualified).toMatchObject({ deals_running: 3, estimated_median_dwell_days: null });
	});

	test('a deal is stalled beyond the 90th percentile of completed dwell, not at it', async () => {
		// Type 7 puts the 90th percentile a tenth of the way from 60 to 120 days; no binary number is a tenth.
		const completed = [0, 2, 3, 4, 7, 14, 26, 30, 60, 120].map((days, index) =>
			deal(`C${index}`)
				.in('Lead', '2024-01-01')
				.lost(addDays('2024-01-01' as Day, days)),
		);
		const told = await tell(engine, STAGES, [
			...completed,
			deal('at it').in('Lead', '2024-02-25').amount(5),
			deal('beyond it').in('Lead', '2024-02-24').amount(7),
			deal('now').in('Lead', '2024-05-01').amount(11),
		]);
		const [lead] = await told.ask(timeInStage, {}, overall);
		expect(lead?.p90_dwell_days).toBeCloseTo(66, 9);
		expect(lead).toMatchObject({
			stalled_after_days: 66,
			deals_running: 3,
			deals_stalled: 1,
			stalled_amount: 7,
		});
	});

	test('a segment value is held to its own 90th percentile from 30 completed on, else to that of all', async () => {
		const quick = (owner: string, count: number): JourneyBuilder[] =>
			Array.from({ length: count }, (_, index) =>
				deal(`${owner}${index}`).in('Lead', '2024-01-01').lost('2024-01-03').owner(owner),
			);
		const slow = Array.from({ length: 20 }, (_, index) =>
			deal(`slow${index}`).in('Lead', '2024-01-01').lost('2024-02-10').owner('Bob'),
		);
		const told = await tell(engine, STAGES, [
			...quick('Ann', 30),
			...quick('Cid', 29),
			...slow,
			deal('a').in('Lead', '2024-02-01').owner('Ann'),
			deal('c').in('Lead', '2024-02-01').owner('Cid'),
		]);
		const rows = (await told.ask(timeInStage, {}, byOwner)).filter(({ stage_rank }) => stage_rank === 1);
		expect(
			rows.map(({ value, deals_completed, stalled_after_days, deals_stalled }) => [
				value,
				deals_completed,
				stalled_after_days,
				deals_stalled,
			]),
		).toEqual([
			['Ann', 30, 2, 1],
			['Cid', 29, 40, 0],
			['Bob', 20, 40, 0],
		]);
	});

	test('with times of day durations are fractional, and a running stay lasts up to the instant of now', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01 06:00').in('Qualified', '2024-01-02 18:00'),
			deal('B').in('Lead', '2024-01-02 06:00'),
		]);
		const [lead, qualified] = await told.ask(timeInStage, {}, overall);
		expect(lead).toMatchObject({ median_dwell_days: 1.5, median_running_days: 0.5 });
		expect(qualified).toMatchObject({ deals_running: 1, median_running_days: 0 });
	});

	test('in very large data the Kaplan–Meier median is to the hour, and the median of completed dwell exact', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01 06:00').lost('2024-01-02 18:29'),
			deal('B').in('Lead', '2024-01-01 06:00').lost('2024-01-02 18:29'),
		]);
		const exact = (36 + 29 / 60) / 24;
		const medians = async () => {
			const [lead] = await told.ask(timeInStage, {}, overall);
			return [lead?.median_dwell_days, lead?.estimated_median_dwell_days];
		};
		expect(await medians()).toEqual([exact, exact]);
		// Stays of deals that are in no scope make the data large, not the answer.
		await engine.execute(
			'insert into stage_times (deal_key, stage_rank) select 1000 + i, 1 from generate_series(1, 200000) as s(i)',
		);
		expect(await medians()).toEqual([exact, 1.5]);
	});

	test('by bins a stay is told to the hour, from 8 days on to a quarter of a day, from 64 on to a day', async () => {
		const hours = {
			'2024-01-04 00:29': 66,
			'2024-01-04 00:31': 67,
			'2024-01-11 08:59': 240,
			'2024-01-11 09:01': 246,
			'2024-05-01 17:59': 121 * 24,
			'2024-05-01 18:01': 122 * 24,
		};
		const told = await tell(
			engine,
			STAGES,
			Object.keys(hours).map((left) => deal(left).in('Lead', '2024-01-01 06:00').lost(left).owner(left)),
		);
		const medians = async (precision: 'binned' | 'exact') =>
			Object.fromEntries(
				(await told.ask(timeInStage, {}, byOwner, precision))
					.filter(({ stage_rank }) => stage_rank === 1)
					.map(({ value, median_dwell_days }) => [value, (median_dwell_days ?? NaN) * 24]),
			);
		expect(await medians('binned')).toEqual(hours);
		expect((await medians('exact'))['2024-01-04 00:29']).toBeCloseTo(66 + 29 / 60, 9);
	});

	test('as of an earlier day, a stay that ended later still runs', async () => {
		const told = await tell(
			engine,
			STAGES,
			[deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-20').won('2024-02-01')],
			'2024-01-11' as Day,
		);
		expect(await told.ask(timeInStage, {}, overall)).toMatchObject([
			{ deals_completed: 0, deals_running: 1, median_running_days: 10 },
			{ deals_entered: 0, deals_running: 0 },
			{ deals_entered: 0, deals_running: 0 },
		]);
	});

	test('two changes in one instant make a stay of no length', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-05').in('Proposal', '2024-01-05'),
		]);
		const [, qualified] = await told.ask(timeInStage, {}, overall);
		expect(qualified).toMatchObject({ deals_completed: 1, median_dwell_days: 0, p90_dwell_days: 0 });
	});

	test('a stay that ended on an unknown day is in no dwell and is counted as undated', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').lost(null),
			deal('B').in('Lead', '2024-01-01').lost('2024-01-05'),
		]);
		const [lead] = await told.ask(timeInStage, {}, overall);
		expect(lead).toMatchObject({
			deals_entered: 2,
			deals_completed: 1,
			visits_completed: 1,
			median_dwell_days: 4,
			deals_undated: 1,
		});
	});

	test('deals without a log have no time in any stage, and a skipped stage has no duration', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').created('2024-01-01').won('2024-01-20'),
			deal('B').created('2024-01-01').standsIn('Qualified'),
			deal('C').in('Lead', '2024-01-01').in('Proposal', '2024-01-05').lost('2024-01-06'),
		]);
		expect(await told.ask(timeInStage, {}, overall)).toMatchObject([
			{ deals_entered: 1, deals_completed: 1, deals_running: 0 },
			{ deals_entered: 0, deals_completed: 0, deals_running: 0 },
			{ deals_entered: 1, deals_completed: 1, deals_running: 0 },
		]);
	});

	test('a newest date that is suspected does not make a running stay negative', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-05'),
			deal('B').in('Lead', '2024-01-03').in('Qualified', '2204-01-05'),
		]);
		const [, qualified] = await told.ask(timeInStage, {}, overall);
		expect(qualified).toMatchObject({ deals_running: 2, median_running_days: 0 });
	});

	test('amounts of another currency are in the count of stalled deals and not in their amount', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').lost('2024-01-02').amount(1, 'EUR'),
			deal('B').in('Lead', '2024-01-01').amount(1000, 'USD'),
			deal('C').in('Lead', '2024-01-01').amount(20, 'EUR'),
			deal('D').in('Lead', '2024-01-20').amount(null),
		]);
		const [lead] = await told.ask(timeInStage, {}, overall);
		expect(lead).toMatchObject({ deals_stalled: 2, stalled_amount: 20 });
	});
});

describe('the scope of time in stage', () => {
	const journeys = () => [
		deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-02-05').won('2024-03-10').owner('Ann'),
		deal('B').in('Lead', '2024-02-02').lost('2024-02-15').owner('Bob'),
		deal('C').in('Lead', '2024-02-03').owner('Ann'),
	];
	const window = { from: '2024-02-01' as Day, to: '2024-03-01' as Day };

	test('cohort: the deals that started in the window, followed up to now', async () => {
		const told = await tell(engine, STAGES, journeys());
		const [lead, qualified] = await told.ask(timeInStage, window, overall);
		expect(lead).toMatchObject({
			deals_completed: 1,
			median_dwell_days: 13,
			deals_running: 1,
			median_running_days: 36,
			deals_stalled: 1,
		});
		expect(qualified).toMatchObject({ deals_entered: 0 });
	});

	test('activity: the stays that ended in the window, whenever the deal began', async () => {
		const told = await tell(engine, STAGES, journeys());
		const [lead, qualified] = await told.ask(timeInStage, { ...window, basis: 'activity' }, overall);
		expect(lead).toMatchObject({
			deals_entered: 2,
			deals_completed: 2,
			median_dwell_days: 24,
			visits_completed: 2,
			deals_running: 1,
		});
		expect(qualified).toMatchObject({ deals_entered: 1, deals_completed: 0, visits_completed: 0 });
	});

	test('an empty scope has all stages without a stay, and no value of a segment', async () => {
		const told = await tell(engine, STAGES, journeys());
		const nobody = { from: '2030-01-01' as Day };
		expect((await told.ask(timeInStage, nobody, overall)).map((row) => row.deals_entered)).toEqual([0, 0, 0]);
		expect(await told.ask(timeInStage, nobody, byOwner)).toEqual([]);
	});

	test('the stages of every value stand together, and a segment that the data do not have has no value', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(timeInStage, {}, byOwner);
		expect(rows.map(({ value, stage_rank, deals_entered }) => [value, stage_rank, deals_entered])).toEqual([
			['Ann', 1, 2],
			['Ann', 2, 1],
			['Ann', 3, 0],
			['Bob', 1, 1],
			['Bob', 2, 0],
			['Bob', 3, 0],
		]);
		expect(await told.ask(timeInStage, {}, { segment: 'no such segment' })).toEqual([]);
	});
});

describe.each([{ timed: false }, { timed: true }])(
	'random journeys, with times of day: $timed',
	({ timed }) => {
		test('agree with plain loops, all together and owner by owner', { timeout: 120_000 }, async () => {
			await fc.assert(
				fc.asyncProperty(
					randomJourneys({ timed }),
					fc.array(randomScopes, { minLength: 2, maxLength: 3 }),
					async (list, scopes) => {
						const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
						const world = worldOf(list, RANDOM_STAGES);
						for (const scope of scopes) {
							const where = JSON.stringify(scope);
							for (const params of [overall, byOwner]) {
								const exact = await told.ask(timeInStage, scopeOf(scope), params);
								const binned = await told.ask(timeInStage, scopeOf(scope), params, 'binned');
								if (timed) expectBinned(timeInStage, binned, exact, where);
								else expect(binned).toEqual(exact);
							}
							for (const row of await told.ask(timeInStage, scopeOf(scope), overall)) {
								const expected = oracleTime(world, scope, row.stage_rank, undefined);
								expectAgreement(row, expected, `${where} ${row.stage}`);
							}
							for (const row of await told.ask(timeInStage, scopeOf(scope), byOwner)) {
								const expected = oracleTime(world, scope, row.stage_rank, row.value);
								expectAgreement(row, expected, `${where} ${row.value} ${row.stage}`);
							}
						}
					},
				),
				{ numRuns: 12, seed: 20240401 },
			);
		});
	},
);
