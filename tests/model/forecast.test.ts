import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, type Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { buildModel } from '$lib/model/build';
import { forecast } from '$lib/model/marts/forecast';
import { forecastAccuracy } from '$lib/model/marts/forecast-accuracy';
import { forecastDeals } from '$lib/model/marts/forecast-deals';
import { forecastRecord } from '$lib/model/marts/forecast-record';
import { Asked, deal, importFiles, tell } from '../support/journeys';
import { tellStaged, valuesSql } from '../support/staged';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const stays = async () =>
	(
		await engine.query(
			`select d.deal_id, s.stage_rank, s.entered_on, s.left_on, s.is_first, s.exit_rank
			from stays as s inner join stg_deals as d on d.deal_key = s.deal_key
			order by d.deal_id, s.entered_on, s.stage_rank`,
		)
	).rows.map((row) => Object.values(row));

describe('stays in whole days', () => {
	test('tell where each visit led, and the days before the first one', async () => {
		await tell(
			engine,
			['A', 'B'],
			[
				deal('D1').created('2024-01-01').in('A', '2024-01-01').in('B', '2024-01-05').won('2024-01-09'),
				deal('D2').created('2024-01-02').in('B', '2024-01-10').in('A', '2024-01-12').lost('2024-01-20'),
				deal('D3').created('2024-01-03').in('A', '2024-01-03'),
				deal('D4').created('2024-01-04').won('2024-02-01'),
				deal('D5').created('2024-01-04').standsIn('A'),
			],
		);
		expect(await stays()).toEqual(
			[
				['D1', 1, '2024-01-01', '2024-01-05', true, 2],
				['D1', 2, '2024-01-05', '2024-01-09', false, 0],
				['D2', 0, '2024-01-02', '2024-01-10', true, 2],
				['D2', 2, '2024-01-10', '2024-01-12', false, 1],
				['D2', 1, '2024-01-12', '2024-01-20', false, -1],
				['D3', 1, '2024-01-03', null, true, null],
				['D4', 0, '2024-01-04', '2024-02-01', true, 0],
				['D5', 0, '2024-01-04', null, true, null],
			].sort((a, b) => (`${a[0]} ${a[2]}` < `${b[0]} ${b[2]}` ? -1 : 1)),
		);
	});
});

describe('a forecast', () => {
	test('of too few deals is none, and says why', async () => {
		const asked = await tell(
			engine,
			['A'],
			[deal('D1').in('A', '2024-01-01').won('2024-02-01'), deal('D2').in('A', '2024-01-15')],
		);
		const [first, second, ...more] = await asked.ask(forecast, {}, { period: 'quarter', periods: null });
		expect(more).toEqual([]);
		expect(first).toMatchObject({
			period_on: '2024-01-01',
			from_on: '2024-02-02',
			to_on: '2024-04-01',
			is_partial: true,
			deals_won: 1,
			won_amount: 100,
			deals_open: 1,
			open_amount: 100,
			expected_amount: null,
			thin_reason: 'too few wins to learn from: 1, at least 30 are needed',
		});
		expect(second).toMatchObject({ period_on: '2024-04-01', is_partial: false, deals_won: 0 });
		const [model] = await asked.ask(forecastAccuracy, {}, { period: null });
		expect(model).toMatchObject({ method: 'model', forecasts: 0, error_ratio: null, inside_ratio: null });
	});

	test('of an empty scope has no numbers and does not fail', async () => {
		const asked = await tell(engine, ['A'], [deal('D1').in('A', '2024-01-01').owner('Ann')]);
		const nobody = { filters: [{ segment: 'owner', values: ['Bob'], exclude: false }] };
		const [row] = await asked.ask(forecast, nobody, { period: null, periods: 1 });
		expect(row).toMatchObject({
			deals_open: 0,
			thin_reason: 'no dated deals in scope',
			expected_amount: null,
		});
		expect(await asked.ask(forecastRecord, nobody, { period: null })).toEqual([]);
		expect(await asked.ask(forecastDeals, nobody, { period: null, row_limit: 10, row_offset: 0 })).toEqual(
			[],
		);
	});

	test('of deals that are won half the time after exactly ten days gives each open one its chance', async () => {
		// One a day for 400 days: won on day 10 if its number is even, else lost on day 10. The last ten are open.
		const start = '2023-01-01' as Day;
		const builders = Array.from({ length: 400 }, (_, n) => {
			const begun = addDays(start, n);
			const told = deal(`D${String(n).padStart(3, '0')}`)
				.in('A', begun)
				.amount(1_000);
			if (n >= 390) return told;
			return n % 2 === 0 ? told.won(addDays(begun, 10)) : told.lost(addDays(begun, 10));
		});
		const asked = await tell(engine, ['A'], builders);
		const open = await asked.ask(forecastDeals, {}, { period: 'month', row_limit: 20, row_offset: 0 });
		expect(open).toHaveLength(10);
		// Now is 4 February 2024: all of them come to their tenth day within the month.
		for (const row of open) expect(row.win_chance_ratio).toBeCloseTo(0.5, 1);
		const [month] = await asked.ask(forecast, {}, { period: 'month', periods: 1 });
		expect(month?.now_on).toBe('2024-02-04');
		expect(month?.open_expected_amount).toBeCloseTo(
			open.reduce((sum, row) => sum + (row.expected_amount ?? 0), 0),
			6,
		);
		expect((month?.open_expected_deals ?? 0) / 5).toBeCloseTo(1, 1);
		// One a day begins; those of 5 to 19 February come to their tenth day by the 29th: 15, half of them won.
		expect((month?.to_come_expected_deals ?? 0) / 7.5).toBeCloseTo(1, 1);
	});
});

describe('of one deal a day, won or lost after ten days in turn,', () => {
	const start = '2023-01-01' as Day;
	const params = { period: 'month', periods: 1 } as const;
	const builders = (currencyOf: (n: number) => string | null) =>
		Array.from({ length: 400 }, (_, n) => {
			const begun = addDays(start, n);
			const told = deal(`D${n}`).in('A', begun).amount(1_000, currencyOf(n));
			if (n >= 395) return told;
			return n % 2 === 0 ? told.won(addDays(begun, 10)) : told.lost(addDays(begun, 10));
		});

	test('deals to come bring in each of two currencies what those of it bring', async () => {
		const asked = await tell(
			engine,
			['A'],
			builders((n) => (n % 4 < 2 ? 'EUR' : 'USD')),
		);
		const [euros] = await asked.ask(forecast, { currency: 'EUR' }, params);
		const [dollars] = await asked.ask(forecast, { currency: 'USD' }, params);
		const wins = euros?.to_come_expected_deals ?? 0;
		expect(wins).toBeGreaterThan(1);
		expect(dollars?.to_come_expected_deals).toBeCloseTo(wins, 9);
		expect((euros?.to_come_expected_amount ?? 0) + (dollars?.to_come_expected_amount ?? 0)).toBeCloseTo(
			wins * 1_000,
			6,
		);
	});

	test('its record counts nothing of a deal of another currency, though that has no amount any more', async () => {
		const record = async (amount: number) => {
			const asked = await tellStaged(
				engine,
				['A'],
				[...builders(() => 'EUR'), deal('Dollars').in('A', start).amount(null, 'USD')],
				valuesSql([{ id: 'Dollars', amounts: [{ at: start, amount }] }]),
			);
			const rows = await asked.ask(forecastRecord, { currency: 'EUR' }, { period: 'month' });
			return rows.map((row) => [row.stage_weighted_amount, row.open_expected_amount]);
		};
		const without = await record(0);
		expect(without.some(([weighted]) => (weighted ?? 0) > 0)).toBe(true);
		expect(await record(1_000_000)).toEqual(without);
	});

	test('those won of which no beginning is known raise no chance', async () => {
		const list = builders(() => null);
		const [usual] = await (await tell(engine, ['A'], list)).ask(forecast, {}, params);
		const unknown = Array.from({ length: 300 }, (_, n) => deal(`U${n}`).won(addDays(start, 60 + n)));
		const [row] = await (await tell(engine, ['A'], [...list, ...unknown])).ask(forecast, {}, params);
		expect(usual?.open_expected_deals).toBeGreaterThan(1);
		expect(row?.open_expected_deals).toBeCloseTo(usual?.open_expected_deals ?? 0, 9);
	});
});

describe('what was open on a past month end', () => {
	const standings = async () =>
		(
			await engine.query(
				`select o.origin_on, d.deal_id, t.stage_rank, t.age_days, t.amount, t.expected_close_on
				from forecast_standings as t
				inner join stg_deals as d on d.deal_key = t.deal_key
				inner join forecast_origins as o on o.months_back = t.months_back
				order by o.origin_on, d.deal_id`,
			)
		).rows.map((row) => Object.values(row));
	const list = [
		deal('D1').in('A', '2024-01-31').in('B', '2024-03-01').won('2024-03-15').amount(200),
		deal('D2').in('A', '2024-01-01').won('2024-01-31'),
		deal('D3').in('A', '2024-02-01').lost('2024-02-29'),
		deal('D4').in('A', '2024-02-29').amount(50),
	];
	const values = valuesSql([
		{
			id: 'D1',
			amounts: [
				{ at: '2024-01-31', amount: 100 },
				{ at: '2024-02-10', amount: 200 },
			],
			dues: [{ at: '2024-02-10', due: '2024-04-01' }],
		},
		{ id: 'D4', due: '2024-05-01' },
	]);

	test('stood as it did that day, with the amount and the expected close that were known', async () => {
		await tellStaged(engine, ['A', 'B'], list, values);
		expect(await standings()).toEqual([
			['2024-01-31', 'D1', 1, 0, 100, null],
			['2024-02-29', 'D1', 1, 29, 200, '2024-04-01'],
			// The export tells when D4 is expected now, not when it was then.
			['2024-02-29', 'D4', 1, 0, 50, null],
			['2024-03-15', 'D4', 1, 15, 50, '2024-05-01'],
		]);
	});

	test('as of that day deals are due when they were expected then', async () => {
		const told = await tellStaged(
			engine,
			['A', 'B'],
			list,
			valuesSql([
				{
					id: 'D1',
					dues: [
						{ at: '2024-02-10', due: '2024-03-20' },
						{ at: '2024-03-10', due: '2024-04-20' },
					],
				},
				{
					id: 'D4',
					dues: [
						{ at: '2024-02-29', due: '2024-03-31' },
						{ at: '2024-03-15', due: '2024-05-01' },
					],
					due: '2024-05-01',
				},
			]),
			'2024-02-29' as Day,
		);
		const [march] = await told.ask(forecast, {}, { period: 'month', periods: 1 });
		expect(march).toMatchObject({ period_on: '2024-03-01', deals_open: 2, deals_due: 2 });
		const deals = await told.ask(forecastDeals, {}, { period: 'month', row_limit: 10, row_offset: 0 });
		expect(deals.map(({ deal_id, expected_close_on }) => [deal_id, expected_close_on]).sort()).toEqual([
			['D1', '2024-03-20'],
			['D4', '2024-03-31'],
		]);
	});

	test('is the same as of that day, and nothing is known of an export that came later', async () => {
		await tellStaged(engine, ['A', 'B'], list, values, '2024-02-29' as Day);
		expect(await standings()).toEqual([
			['2024-01-31', 'D1', 1, 0, 100, null],
			['2024-02-29', 'D1', 1, 29, 200, '2024-04-01'],
			['2024-02-29', 'D4', 1, 0, 50, null],
		]);
	});
});

describe('the sample company’s forecast', () => {
	let sample: Asked;
	beforeAll(async () => {
		const names = ['salesforce-opportunities.csv', 'salesforce-opportunity-history.csv'];
		sample = await importFiles(
			engine,
			await Promise.all(
				names.map(async (name) => ({ name, blob: await openAsBlob(`sample-data/files/${name}`) })),
			),
		);
	});

	test.each(['month', 'quarter'])('of the next %s keeps what its interval promises', async (period) => {
		const [model] = await sample.ask(forecastAccuracy, {}, { period });
		expect(model?.forecasts).toBeGreaterThanOrEqual(24);
		expect(model?.inside_ratio).toBeGreaterThanOrEqual(0.7);
		expect(model?.inside_ratio).toBeLessThanOrEqual(0.9);
		expect(Math.abs(model?.bias_ratio ?? 1)).toBeLessThan(0.1);
	});

	test.each(['month', 'quarter'])('of the next %s errs less than both simple rules', async (period) => {
		const [model, weighted, last] = await sample.ask(forecastAccuracy, {}, { period });
		expect(weighted?.method).toBe('stage_weighted');
		expect(last?.method).toBe('last_period');
		expect(model?.error_ratio).toBeLessThan(weighted?.error_ratio ?? 0);
		expect(model?.error_ratio).toBeLessThan(last?.error_ratio ?? 0);
	});

	test('of the next month errs less than weighted deals that are due, of the next quarter about as little', async () => {
		for (const [period, most] of [
			['month', 0.5],
			['quarter', 1.15],
		] as const) {
			const rows = await sample.ask(forecastAccuracy, {}, { period });
			const due = rows.find(({ method }) => method === 'due_weighted');
			expect(rows[0]?.error_ratio).toBeLessThan(most * (due?.error_ratio ?? 0));
		}
	});

	test('is held against rules that count what they say: all open deals, and those that are due', async () => {
		const [told] = (await sample.ask(forecastRecord, {}, { period: 'quarter' })).filter(
			({ origin_on }) => origin_on === '2025-12-31',
		);
		const then = new Asked(
			engine,
			await buildModel(engine, '2025-12-31' as Day),
			sample.report,
			sample.mapping,
		);
		const scope = { asOf: '2025-12-31' as Day };
		const closed = await engine.query(
			'select furthest_rank, outcome_code, count(*) as deals from deal_facts where outcome_code <> 0 group by all',
		);
		const open = await then.ask(forecastDeals, scope, { period: null, row_limit: 10_000, row_offset: 0 });
		await buildModel(engine, null);
		const rate = (rank: number) => {
			const reached = closed.rows.filter((row) => Number(row['furthest_rank'] ?? 0) >= rank);
			const sum = (rows: typeof reached) => rows.reduce((total, row) => total + Number(row['deals']), 0);
			return sum(reached.filter((row) => row['outcome_code'] === 1)) / sum(reached);
		};
		const rates = [1, 2, 3, 4, 5, 6].map(rate);
		const weighted = open.map(({ stage_rank, amount, expected_close_on }) => ({
			amount: (amount ?? 0) * (rates[(stage_rank ?? 1) - 1] ?? 0),
			isDue: expected_close_on === null || expected_close_on < '2026-04-01',
		}));
		const total = (some: typeof weighted) => some.reduce((sum, { amount }) => sum + amount, 0);
		expect((told?.stage_weighted_amount ?? 0) / total(weighted)).toBeCloseTo(1, 6);
		expect(told?.due_weighted_amount).toBeLessThan(told?.stage_weighted_amount ?? 0);
	});

	test.each(['2025-12-31', '2025-02-28'] as Day[])(
		'knows nothing that came later: made as of %s it is what the record says of that day',
		async (day) => {
			const record = await sample.ask(forecastRecord, {}, { period: 'month' });
			const told = record.find(({ origin_on }) => origin_on === day);
			const then = new Asked(engine, await buildModel(engine, day), sample.report, sample.mapping);
			const [made] = await then.ask(forecast, { asOf: day }, { period: 'month', periods: 1 });
			await buildModel(engine, null);
			expect(made?.from_on).toBe(told?.from_on);
			expect(made?.to_come_expected_amount).toBeCloseTo(told?.to_come_expected_amount ?? NaN, 4);
			expect((made?.open_expected_amount ?? 0) / (told?.open_expected_amount ?? NaN)).toBeCloseTo(1, 2);
			expect((made?.p90_amount ?? 0) / (told?.p90_amount ?? NaN)).toBeCloseTo(1, 1);
		},
	);

	test('says again what it said', async () => {
		const params = { period: null, periods: null };
		expect(await sample.ask(forecast, {}, params)).toEqual(await sample.ask(forecast, {}, params));
	});

	test('gives deals chances that add up to the wins that came', async () => {
		const day = '2025-12-31' as Day;
		const then = new Asked(engine, await buildModel(engine, day), sample.report, sample.mapping);
		const open = await then.ask(
			forecastDeals,
			{ asOf: day },
			{ period: 'quarter', row_limit: 10_000, row_offset: 0 },
		);
		await buildModel(engine, null);
		const { rows } = await engine.query(
			`select d.external_id as deal_id from deal_facts as f inner join stg_deals as d on d.deal_key = f.deal_key
			where f.outcome_code = 1 and f.closed_on >= date '2026-01-01' and f.closed_on < date '2026-04-01'`,
		);
		const won = new Set(rows.map((row) => row['deal_id']));
		const ranked = [...open].sort((a, b) => (b.win_chance_ratio ?? 0) - (a.win_chance_ratio ?? 0));
		const third = Math.ceil(ranked.length / 3);
		const share = (part: typeof ranked) =>
			part.filter(({ deal_id }) => won.has(deal_id)).length / part.length;
		const said = (part: typeof ranked) =>
			part.reduce((sum, row) => sum + (row.win_chance_ratio ?? 0), 0) / part.length;
		const [likely, middle, unlikely] = [0, 1, 2].map((n) => ranked.slice(n * third, (n + 1) * third)) as [
			typeof ranked,
			typeof ranked,
			typeof ranked,
		];
		expect(share(likely)).toBeGreaterThan(share(middle));
		expect(share(middle)).toBeGreaterThan(share(unlikely));
		// Within three standard errors of what was said.
		for (const part of [likely, middle, unlikely]) {
			const error = Math.sqrt((said(part) * (1 - said(part))) / part.length);
			expect(Math.abs(share(part) - said(part))).toBeLessThan(3 * error);
		}
	});
});
