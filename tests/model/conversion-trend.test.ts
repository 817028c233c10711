import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { conversionTrend } from '$lib/model/marts/conversion-trend';
import { expectAgreement } from '../support/agree';
import { deal, tell } from '../support/journeys';
import { oracleHorizon, oraclePeriods, oracleTrend } from '../support/oracle-conversion';
import { worldOf } from '../support/oracle-stage-times';
import { asBuilders, RANDOM_STAGES, randomJourneys, randomScopes, scopeOf } from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Qualified'];

const journeys = () => [
	deal('A').in('Lead', '2024-01-10').in('Qualified', '2024-01-20').won('2024-03-05'),
	deal('B').in('Lead', '2024-01-31').lost('2024-02-10'),
	deal('C').in('Lead', '2024-03-01').in('Qualified', '2024-03-09'),
	deal('D').in('Lead', '2024-03-10'),
];
const by = (period: string | null, horizon_days: number | null = 10) => ({ period, horizon_days });

describe('the trend of conversion', () => {
	test('counts deals in the month in which they entered the stage, months without entries included', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(conversionTrend, {}, by(null));
		expect(
			rows.map((row) => [
				row.period_on,
				row.stage,
				row.deals_entered,
				row.deals_moved_on,
				row.deals_dropped,
				row.deals_open,
				row.so_far_ratio,
				row.resolved_ratio,
			]),
		).toEqual([
			['2024-01-01', 'Lead', 2, 1, 1, 0, 1 / 2, 1 / 2],
			['2024-01-01', 'Qualified', 1, 1, 0, 0, 1, 1],
			['2024-02-01', 'Lead', 0, 0, 0, 0, null, null],
			['2024-02-01', 'Qualified', 0, 0, 0, 0, null, null],
			['2024-03-01', 'Lead', 2, 1, 0, 1, 1 / 2, 1],
			['2024-03-01', 'Qualified', 1, 0, 0, 1, 0, null],
		]);
	});

	test('a period that is not over is partial, one whose last day has not had the horizon is immature', async () => {
		// Now is 10 March: 29 February is 10 days ago.
		const told = await tell(engine, STAGES, journeys());
		const flags = async (horizon: number) =>
			(await told.ask(conversionTrend, {}, by('month', horizon)))
				.filter(({ stage_rank }) => stage_rank === 1)
				.map((row) => [row.is_partial, row.is_immature]);
		expect(await flags(10)).toEqual([
			[false, false],
			[false, false],
			[true, true],
		]);
		expect(await flags(11)).toEqual([
			[false, false],
			[false, true],
			[true, true],
		]);
	});

	test('a period is over when its last day is the day of now', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-02-05 10:00').in('Qualified', '2024-02-29 09:00'),
		]);
		const rows = await told.ask(conversionTrend, {}, by('month'));
		expect(rows.map((row) => row.is_partial)).toEqual([false, false]);
	});

	test('matured conversion judges each period by deals that had the horizon', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(conversionTrend, {}, by('month', 9));
		const lead = rows.filter(({ stage_rank }) => stage_rank === 1);
		// In January A took 10 days; in March C took 8 and D has had none.
		expect(lead.map((row) => [row.deals_matured, row.deals_matured_moved_on, row.matured_ratio])).toEqual([
			[2, 0, 0],
			[0, 0, null],
			[1, 1, 1],
		]);
		expect(rows.every((row) => row.horizon_days === 9)).toBe(true);
	});

	test('weeks begin on Monday, quarters and years with their first day', async () => {
		const told = await tell(engine, STAGES, journeys());
		const periods = async (period: string) => [
			...new Set(
				(await told.ask(conversionTrend, {}, by(period)))
					.filter((row) => row.deals_entered > 0)
					.map((row) => row.period_on),
			),
		];
		expect(await periods('day')).toEqual([
			'2024-01-10',
			'2024-01-20',
			'2024-01-31',
			'2024-03-01',
			'2024-03-09',
			'2024-03-10',
		]);
		expect(await periods('week')).toEqual([
			'2024-01-08',
			'2024-01-15',
			'2024-01-29',
			'2024-02-26',
			'2024-03-04',
		]);
		expect(await periods('quarter')).toEqual(['2024-01-01']);
		expect(await periods('year')).toEqual(['2024-01-01']);
		expect(await periods('fortnight')).toEqual([]);
	});

	test('re-entry does not count again, and a skipped stage has no entry', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-10').in('Qualified', '2024-02-01').in('Lead', '2024-02-03'),
			deal('B').in('Qualified', '2024-02-05'),
		]);
		const rows = await told.ask(conversionTrend, {}, by('month'));
		expect(rows.map((row) => [row.deals_entered, row.deals_moved_on])).toEqual([
			[1, 1],
			[0, 0],
			[0, 0],
			[2, 0],
		]);
	});

	test('on the activity basis the window is of entries, and a period that it cuts is partial', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(
			conversionTrend,
			{ basis: 'activity', from: '2024-01-15' as Day, to: '2024-03-01' as Day },
			by('month'),
		);
		expect(rows.map((row) => [row.period_on, row.deals_entered, row.is_partial])).toEqual([
			['2024-01-01', 1, true],
			['2024-01-01', 1, true],
			['2024-02-01', 0, false],
			['2024-02-01', 0, false],
		]);
	});

	test('counts the credits that entered a step, beside which a share by value may be any', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-10').in('Qualified', '2024-01-20').won('2024-03-05').amount(500),
			deal('B').in('Lead', '2024-01-31').lost('2024-02-10').amount(-300),
			deal('C').in('Lead', '2024-02-01').in('Qualified', '2024-02-09').amount(100),
			deal('D').in('Lead', '2024-02-02').lost('2024-02-20').amount(300),
			deal('E').in('Lead', '2024-03-10').amount(0),
		]);
		const rows = await told.ask(conversionTrend, {}, by('month', 10));
		// Lead in January: 500 of 200.
		expect(
			rows.map((row) => [
				row.stage,
				row.deals_with_credit,
				row.so_far_ratio,
				row.so_far_amount_ratio,
				row.resolved_amount_ratio,
				row.matured_amount_ratio,
			]),
		).toEqual([
			['Lead', 1, 1 / 2, 2.5, 2.5, 2.5],
			['Qualified', 0, 1, 1, 1, 0],
			['Lead', 0, 1 / 2, 1 / 4, 1 / 4, 1 / 4],
			['Qualified', 0, 0, 0, null, 0],
			['Lead', 0, 0, null, null, null],
			['Qualified', 0, null, null, null, null],
		]);
	});

	test('without an entry there is no period', async () => {
		const told = await tell(engine, STAGES, journeys());
		expect(await told.ask(conversionTrend, { from: '2030-01-01' as Day }, by(null))).toEqual([]);
		const unlogged = await tell(engine, STAGES, [deal('A').created('2024-01-01').won('2024-01-20')]);
		expect(await unlogged.ask(conversionTrend, {}, by(null))).toEqual([]);
	});

	test('a newest date that is suspected has its own period and does not fill the years before it', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-10').in('Qualified', '2024-02-01'),
			deal('B').in('Lead', '2204-02-01').created('2024-01-10'),
		]);
		const rows = await told.ask(conversionTrend, {}, by('month'));
		expect([...new Set(rows.map((row) => row.period_on))]).toEqual([
			'2024-01-01',
			'2024-02-01',
			'2204-02-01',
		]);
	});
});

test('random journeys agree with plain loops', { timeout: 120_000 }, async () => {
	await fc.assert(
		fc.asyncProperty(
			randomJourneys({ currencies: true }),
			fc.array(randomScopes, { minLength: 2, maxLength: 2 }),
			fc.constantFrom('day', 'week', 'month', 'quarter', 'year'),
			fc.option(fc.integer({ min: 0, max: 25 })),
			fc.boolean(),
			async (drawn, scopes, kind, horizon, hasCredits) => {
				// Every fourth amount a credit.
				const list = drawn.map((one, index) =>
					hasCredits && index % 4 === 0 && one.amount !== null ? { ...one, amount: -one.amount } : one,
				);
				const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
				const world = worldOf(list, RANDOM_STAGES);
				for (const scope of scopes) {
					const days = horizon ?? oracleHorizon(world, scope);
					const inEuro = { ...scopeOf(scope), currency: 'EUR' };
					const rows = await told.ask(conversionTrend, inEuro, by(kind, horizon));
					expect([...new Set(rows.map((row) => row.period_on))]).toEqual(oraclePeriods(world, scope, kind));
					for (const row of rows) {
						const period = { kind, start: row.period_on };
						const expected = oracleTrend(world, scope, row.stage_rank, period, days, 'EUR');
						expectAgreement(row, expected, `${JSON.stringify(scope)} ${row.period_on} ${row.stage}`);
					}
				}
			},
		),
		{ numRuns: 12, seed: 20240404 },
	);
});
