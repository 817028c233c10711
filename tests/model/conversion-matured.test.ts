import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { conversionMatured } from '$lib/model/marts/conversion-matured';
import { expectAgreement } from '../support/agree';
import { deal, tell } from '../support/journeys';
import { oracleHorizon, oracleMatured } from '../support/oracle-conversion';
import { worldOf } from '../support/oracle-stage-times';
import { asBuilders, RANDOM_STAGES, randomJourneys, randomScopes, scopeOf } from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Qualified', 'Proposal'];
const at = (horizon_days: number | null) => ({ horizon_days });

describe('matured conversion', () => {
	const journeys = () => [
		deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-06').won('2024-01-26'),
		deal('B').in('Lead', '2024-01-01').in('Qualified', '2024-01-12'),
		deal('C').in('Lead', '2024-01-01').lost('2024-01-03'),
		deal('D').in('Lead', '2024-01-16').in('Qualified', '2024-01-18'),
		deal('E').in('Lead', '2024-01-17').in('Qualified', '2024-01-18'),
	];

	test('counts deals that had the horizon, if they moved on within it', async () => {
		// Now is 26 January: E, with 9 days, is too young for a horizon of 10 and D, with exactly 10, is not.
		const told = await tell(engine, STAGES, journeys());
		const [lead, qualified, proposal] = await told.ask(conversionMatured, {}, at(10));
		expect(lead).toMatchObject({
			horizon_days: 10,
			deals_entered: 5,
			deals_moved_on: 4,
			deals_dropped: 1,
			deals_open: 0,
			deals_matured: 4,
			deals_matured_moved_on: 2,
			matured_ratio: 1 / 2,
			median_move_on_days: 3.5,
		});
		// A took 20 days to be won, B has not moved on in 14; the others are younger.
		expect(qualified).toMatchObject({
			deals_entered: 4,
			deals_matured: 2,
			deals_matured_moved_on: 0,
			matured_ratio: 0,
			matured_low_ratio: 0,
		});
		expect(proposal).toMatchObject({ deals_entered: 0, deals_matured: 0, matured_ratio: null });
	});

	test('moving on at the horizon is within it', async () => {
		const told = await tell(engine, STAGES, journeys());
		const [lead] = await told.ask(conversionMatured, {}, at(5));
		// A took exactly 5 days, B 11, D 2, E 1; C was lost.
		expect(lead).toMatchObject({ deals_matured: 5, deals_matured_moved_on: 3, matured_ratio: 3 / 5 });
	});

	test('without a horizon asked for it is the 90th percentile of all times to move on, rounded up', async () => {
		const told = await tell(engine, STAGES, journeys());
		// 1, 2, 5, 11 in Lead and 20 in Qualified: type 7 gives 16.4.
		for (const row of await told.ask(conversionMatured, {}, at(null))) expect(row.horizon_days).toBe(17);
	});

	test('a whole number of days is not rounded up further', async () => {
		const told = await tell(
			engine,
			STAGES,
			[3, 3, 3].map((days, index) =>
				deal(`D${index}`)
					.in('Lead', '2024-01-01')
					.in('Qualified', `2024-01-0${1 + days}`),
			),
		);
		const [lead] = await told.ask(conversionMatured, {}, at(null));
		expect(lead).toMatchObject({ horizon_days: 3, deals_matured: 3, matured_ratio: 1 });
	});

	test('with times of day the horizon is counted in hours', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01 12:00').in('Qualified', '2024-01-03 11:00'),
			deal('B').in('Lead', '2024-01-01 12:00').in('Qualified', '2024-01-03 13:00'),
			deal('C').in('Lead', '2024-01-01 14:00'),
		]);
		const [lead] = await told.ask(conversionMatured, {}, at(2));
		expect(lead).toMatchObject({ deals_matured: 2, deals_matured_moved_on: 1 });
	});

	test('a skipped stage has no entry to count from, and a stage after a skip counts from its own', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Proposal', '2024-01-05').won('2024-01-20'),
		]);
		expect(await told.ask(conversionMatured, {}, at(10))).toMatchObject([
			{ deals_matured: 1, deals_matured_moved_on: 1 },
			{ deals_entered: 0, deals_matured: 0 },
			{ deals_matured: 1, deals_matured_moved_on: 0 },
		]);
	});

	test('a move back does not undo having moved on, and a deal that had been further has moved on at once', async () => {
		const told = await tell(engine, STAGES, [
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Proposal', '2024-01-05')
				.in('Qualified', '2024-01-09')
				.lost('2024-01-20'),
		]);
		expect(await told.ask(conversionMatured, {}, at(3))).toMatchObject([
			{ deals_moved_on: 1, median_move_on_days: 4, deals_matured_moved_on: 0 },
			{ deals_moved_on: 1, median_move_on_days: 0, deals_matured_moved_on: 1 },
			{ deals_dropped: 1, deals_matured: 1, deals_matured_moved_on: 0 },
		]);
	});

	test('a deal won on an unknown day is in no matured conversion, one lost then has not moved on', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Proposal', '2024-01-01').won(null),
			deal('B').in('Proposal', '2024-01-01').lost(null),
			deal('C').in('Proposal', '2024-01-01').won('2024-01-11'),
		]);
		const rows = await told.ask(conversionMatured, {}, at(10));
		expect(rows[2]).toMatchObject({
			deals_entered: 3,
			deals_moved_on: 2,
			deals_undated: 1,
			deals_matured: 2,
			deals_matured_moved_on: 1,
			eventual_ratio: 1,
		});
	});

	test('where nothing has moved on there is no horizon and no matured conversion', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01'),
			deal('B').in('Lead', '2024-01-01').lost('2024-01-20'),
		]);
		const [lead] = await told.ask(conversionMatured, {}, at(null));
		expect(lead).toMatchObject({
			horizon_days: null,
			deals_matured: 0,
			matured_ratio: null,
			eventual_ratio: 0,
		});
	});

	test('windows: the cohort by its start, activity by the entry into the stage', async () => {
		const told = await tell(engine, STAGES, journeys());
		const window = { from: '2024-01-10' as Day, to: '2024-02-01' as Day };
		const entered = async (basis: 'cohort' | 'activity') =>
			(await told.ask(conversionMatured, { ...window, basis }, at(10))).map((row) => row.deals_entered);
		expect(await entered('cohort')).toEqual([2, 2, 0]);
		expect(await entered('activity')).toEqual([2, 3, 0]);
		const nobody = await told.ask(conversionMatured, { from: '2030-01-01' as Day }, at(null));
		expect(nobody.map((row) => [row.deals_entered, row.eventual_ratio])).toEqual([
			[0, null],
			[0, null],
			[0, null],
		]);
	});
});

describe('eventual conversion', () => {
	test('is the Aalen–Johansen incidence, with open deals censored at their age', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-03'),
			deal('B').in('Lead', '2024-01-01').lost('2024-01-05'),
			deal('C').in('Lead', '2024-01-06'),
			deal('D').in('Lead', '2024-01-01').in('Qualified', '2024-01-11'),
		]);
		// At 2 days 1 of 4 moves on; at 4, 1 of 3 is lost; C is censored at 5; at 10 the last one moves on.
		const [lead] = await told.ask(conversionMatured, {}, at(null));
		expect(lead?.eventual_ratio).toBeCloseTo(1 / 4 + (3 / 4) * (2 / 3), 12);
		expect(lead?.unresolved_ratio).toBeCloseTo(0, 12);
	});

	test('by value is not told beside a credit, though it is outweighed at its time', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-03').amount(-50),
			deal('B').in('Lead', '2024-01-01').in('Qualified', '2024-01-03').amount(100),
			deal('C').in('Lead', '2024-01-01').amount(100),
		]);
		const [lead] = await told.ask(conversionMatured, {}, at(null));
		expect([lead?.eventual_ratio, lead?.eventual_amount_ratio]).toEqual([2 / 3, null]);
	});

	test('what the data never see leave is told as unresolved', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-03'),
			deal('B').in('Lead', '2024-01-01'),
		]);
		const [lead] = await told.ask(conversionMatured, {}, at(null));
		expect(lead).toMatchObject({ eventual_ratio: 1 / 2, unresolved_ratio: 1 / 2 });
	});
});

test.each([{ timed: false }, { timed: true }])(
	'random journeys agree with plain loops, with times of day: $timed',
	{ timeout: 120_000 },
	async ({ timed }) => {
		await fc.assert(
			fc.asyncProperty(
				randomJourneys({ timed, currencies: true }),
				fc.array(randomScopes, { minLength: 2, maxLength: 2 }),
				fc.option(fc.integer({ min: 0, max: 25 })),
				async (list, scopes, horizon) => {
					const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
					const world = worldOf(list, RANDOM_STAGES);
					for (const scope of scopes) {
						const days = horizon ?? oracleHorizon(world, scope);
						const inEuro = { ...scopeOf(scope), currency: 'EUR' };
						for (const row of await told.ask(conversionMatured, inEuro, at(horizon))) {
							const expected = oracleMatured(world, scope, row.stage_rank, days, 'EUR');
							expectAgreement(row, expected, `${JSON.stringify(scope)} ${row.stage}`);
						}
					}
				},
			),
			{ numRuns: 12, seed: 20240403 },
		);
	},
);
