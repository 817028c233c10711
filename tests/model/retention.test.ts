import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { repeatPurchase } from '$lib/model/marts/repeat-purchase';
import { retentionCohorts } from '$lib/model/marts/retention-cohorts';
import { retentionSummary } from '$lib/model/marts/retention-summary';
import { retentionTrend } from '$lib/model/marts/retention-trend';
import { secondPurchaseCurve } from '$lib/model/marts/second-purchase-curve';
import { upsellOpportunities } from '$lib/model/marts/upsell-opportunities';
import { deal, type JourneyBuilder } from '../support/journeys';
import { accountsSql, subscriptionsSql, tellStaged, type Subscription } from '../support/staged';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead'];
const QUARTER = { from: '2024-01-01' as Day, to: '2024-04-01' as Day };

/** Two deals set the newest fact to a day: a suspected lone date would not count. */
const nowIs = (day: string): JourneyBuilder[] => [
	deal('now 1').in('Lead', day),
	deal('now 2').in('Lead', day),
];

const sub = (
	account: string,
	starts: string,
	ends: string | null,
	monthly: number | null,
	product = 'Suite',
): Subscription => ({
	account,
	product,
	starts,
	ends,
	monthly,
});

const SUBSCRIPTIONS = [
	// Renewed back to back at a higher amount.
	sub('renewed', '2023-01-01', '2024-02-01', 100),
	sub('renewed', '2024-02-01', null, 150),
	// A day lies between the end and the next start.
	sub('next day', '2023-02-01', '2024-02-10', 80),
	sub('next day', '2024-02-11', null, 80),
	// One of two products ends.
	sub('two products', '2023-01-01', null, 60),
	sub('two products', '2023-01-01', '2024-03-01', 40, 'Planner'),
	// Gone on the last day of the quarter.
	sub('gone', '2023-01-01', '2024-03-31', 200),
	// Still there on it.
	sub('last day', '2023-01-01', '2024-04-01', 30),
	// Ran to the eve of the quarter: there at the start, gone in it.
	sub('eve', '2023-01-01', '2024-01-01', 70),
	sub('new', '2024-01-01', null, 500),
	sub('back', '2022-01-01', '2023-06-01', 300),
	sub('back', '2024-02-01', null, 300),
	// Paused within the quarter.
	sub('paused', '2023-01-01', '2024-01-15', 10),
	sub('paused', '2024-03-01', null, 25),
	sub('ends in future', '2023-05-01', '2025-01-01', 5),
	sub('not begun', '2024-12-01', null, 9999),
	// The next one begins before the old one ends.
	sub('overlap', '2023-03-01', '2024-02-15', 90),
	sub('overlap', '2024-02-01', null, 95),
];

describe('retention over a quarter', () => {
	test('adds up what was kept, lost and gained of the accounts of its start', async () => {
		const told = await tellStaged(
			engine,
			STAGES,
			[...nowIs('2024-06-30'), deal('W').created('2024-01-05').won('2024-02-01')],
			[...subscriptionsSql(SUBSCRIPTIONS), ...accountsSql({ W: 'next day' })],
		);
		const [row] = await told.ask(retentionSummary, QUARTER);
		expect(row).toMatchObject({
			basis: 'subscriptions',
			accounts_start: 9,
			start_amount: 100 + 80 + 100 + 200 + 30 + 70 + 10 + 5 + 90,
			accounts_churned: 2,
			churn_amount: 270,
			accounts_contracted: 1,
			contraction_amount: 40,
			accounts_expanded: 3,
			expansion_amount: 50 + 15 + 5,
			accounts_retained: 7,
			accounts_new: 1,
			new_amount: 500,
			accounts_reactivated: 1,
			reactivated_amount: 300,
			// Those that grew, and the one with a won deal.
			accounts_upsold: 4,
			is_partial: false,
		});
		expect(row?.gross_retention_ratio).toBeCloseTo(375 / 685, 12);
		expect(row?.net_retention_ratio).toBeCloseTo(445 / 685, 12);
		expect(row?.logo_retention_ratio).toBeCloseTo(7 / 9, 12);
		expect(row?.upsell_ratio).toBeCloseTo(4 / 9, 12);
	});

	test('is that of the trend’s quarter, and takes the year up to now without a window', async () => {
		const told = await tellStaged(
			engine,
			STAGES,
			[deal('first').in('Lead', '2023-12-30'), ...nowIs('2024-06-30')],
			subscriptionsSql(SUBSCRIPTIONS),
		);
		const [summary] = await told.ask(retentionSummary, QUARTER);
		const trend = await told.ask(retentionTrend, { from: '2023-10-01' as Day }, { period: 'quarter' });
		const [, first] = trend;
		expect(first).toEqual({ ...summary, period_on: '2024-01-01' });
		expect(trend.map((row) => row.period_on)).toEqual(['2023-10-01', '2024-01-01', '2024-04-01']);
		const [year] = await told.ask(retentionSummary, {});
		expect(year).toMatchObject({ from_on: '2023-07-01', to_on: '2024-07-01' });
	});

	test('has periods from the first subscription on, though deals came later', async () => {
		const told = await tellStaged(engine, STAGES, nowIs('2024-05-01'), [
			...subscriptionsSql([sub('old', '2022-03-01', '2023-07-01', 100)]),
		]);
		const rows = await told.ask(retentionTrend, {}, { period: 'year' });
		expect(
			rows.map((row) => [row.period_on, row.accounts_new, row.accounts_start, row.accounts_churned]),
		).toEqual([
			['2022-01-01', 1, 0, 0],
			['2023-01-01', 0, 1, 1],
			['2024-01-01', 0, 0, 0],
		]);
	});

	test('counts on day bounds: what ends before the window is not in it, what is gone on its last day is', async () => {
		const of = async (window: { from: Day; to: Day }) => {
			const told = await tellStaged(
				engine,
				STAGES,
				nowIs('2024-06-30'),
				subscriptionsSql([sub('A', '2024-01-01', '2024-02-01', 10)]),
			);
			const [row] = await told.ask(retentionSummary, window);
			return [row?.accounts_start, row?.accounts_churned, row?.accounts_new];
		};
		expect(await of({ from: '2024-01-01' as Day, to: '2024-02-01' as Day })).toEqual([0, 0, 1]);
		expect(await of({ from: '2024-02-01' as Day, to: '2024-03-01' as Day })).toEqual([1, 1, 0]);
		expect(await of({ from: '2024-02-02' as Day, to: '2024-03-01' as Day })).toEqual([0, 0, 0]);
	});

	test('never adds amounts of different currencies', async () => {
		const told = await tellStaged(
			engine,
			STAGES,
			[
				...nowIs('2024-06-30'),
				deal('E').created('2024-06-01').amount(1, 'EUR'),
				deal('F').created('2024-06-01').amount(1, 'EUR'),
				deal('G').created('2024-06-01').amount(1, 'EUR'),
			],
			subscriptionsSql([
				{ ...sub('A', '2023-01-01', null, 100), currency: 'EUR' },
				{ ...sub('B', '2023-01-01', '2024-02-01', 7), currency: 'USD' },
			]),
		);
		const [euro] = await told.ask(retentionSummary, { ...QUARTER, currency: 'EUR' });
		expect(euro).toMatchObject({
			accounts_start: 2,
			accounts_churned: 1,
			start_amount: 100,
			churn_amount: 0,
			gross_retention_ratio: 1,
		});
		const [dollar] = await told.ask(retentionSummary, { ...QUARTER, currency: 'USD' });
		expect(dollar).toMatchObject({ accounts_start: 2, start_amount: 7, gross_retention_ratio: 0 });
	});

	test('with credits is at most 1 gross, and nothing to divide where they outweigh the rest', async () => {
		const rates = async (kept: number) => {
			const told = await tellStaged(engine, STAGES, nowIs('2024-05-01'), [
				...subscriptionsSql([
					sub('credit', '2023-01-01', '2024-02-01', -50),
					sub('kept', '2023-01-01', null, kept),
				]),
			]);
			const [row] = await told.ask(retentionSummary, QUARTER);
			return [
				row?.start_amount,
				row?.gross_retention_ratio,
				row?.net_retention_ratio,
				row?.logo_retention_ratio,
			];
		};
		expect(await rates(100)).toEqual([50, 1, 2, 0.5]);
		expect(await rates(20)).toEqual([-30, null, null, 0.5]);
	});

	test('of a filtered scope is that of the accounts of its deals', async () => {
		const told = await tellStaged(
			engine,
			STAGES,
			[
				...nowIs('2024-06-30'),
				deal('R').created('2023-01-01').won('2023-01-02').owner('Ann'),
				deal('S').created('2023-01-01').won('2023-01-02').owner('Bob'),
			],
			[...subscriptionsSql(SUBSCRIPTIONS), ...accountsSql({ R: 'renewed', S: 'gone' })],
		);
		const filters = [{ segment: 'owner', values: ['Ann'], exclude: false }];
		const [row] = await told.ask(retentionSummary, { ...QUARTER, filters });
		expect(row).toMatchObject({
			accounts_start: 1,
			start_amount: 100,
			net_retention_ratio: 1.5,
			gross_retention_ratio: 1,
			logo_retention_ratio: 1,
		});
	});

	test('rests on won deals where there are no subscriptions: bought in the span before, and again in the window', async () => {
		const won = (id: string, day: string, amount: number) =>
			deal(id).created('2023-09-01').won(day).amount(amount);
		const told = await tellStaged(
			engine,
			STAGES,
			[
				...nowIs('2024-06-30'),
				// The quarter has 91 days, the one before 92: whole months are held against whole months.
				won('A1', '2023-10-01', 100),
				won('A2', '2024-01-01', 60),
				won('A3', '2024-03-31', 70),
				won('B1', '2023-12-31', 40),
				won('C1', '2023-09-30', 9),
				won('C2', '2024-02-01', 9),
				won('D1', '2024-02-01', 500),
			],
			accountsSql({ A1: 'A', A2: 'A', A3: 'A', B1: 'B', C1: 'C', C2: 'C', D1: 'D' }),
		);
		const [row] = await told.ask(retentionSummary, QUARTER);
		expect(row).toMatchObject({
			basis: 'deals',
			accounts_start: 2,
			start_amount: 140,
			accounts_churned: 1,
			churn_amount: 40,
			expansion_amount: 30,
			accounts_upsold: 1,
			accounts_reactivated: 1,
			accounts_new: 1,
			new_amount: 500,
		});
		expect(row?.net_retention_ratio).toBeCloseTo(130 / 140, 12);
		expect(row?.gross_retention_ratio).toBeCloseTo(100 / 140, 12);
	});

	test('keeps month by month an account that buys on the first of each', async () => {
		const months = ['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01', '2024-05-01'];
		const told = await tellStaged(
			engine,
			STAGES,
			months.map((day) => deal(day).created('2023-12-01').won(day).amount(100)),
			accountsSql(Object.fromEntries(months.map((day) => [day, 'A']))),
		);
		const trend = await told.ask(
			retentionTrend,
			{ from: '2024-02-01' as Day, to: '2024-05-01' as Day },
			{ period: 'month' },
		);
		expect(trend.map((row) => [row.accounts_start, row.accounts_retained, row.accounts_reactivated])).toEqual(
			[
				[1, 1, 0],
				[1, 1, 0],
				[1, 1, 0],
			],
		);
	});

	test('of data without accounts has nothing to divide', async () => {
		const told = await tellStaged(engine, STAGES, nowIs('2024-06-30'), []);
		const [row] = await told.ask(retentionSummary, QUARTER);
		expect(row).toMatchObject({ accounts_start: 0, gross_retention_ratio: null, logo_retention_ratio: null });
		expect(await told.ask(retentionCohorts)).toEqual([]);
	});
});

describe('cohorts', () => {
	const shown = async (deals: JourneyBuilder[], sql: string[], window: { from?: Day; to?: Day } = {}) =>
		(await (await tellStaged(engine, STAGES, deals, sql)).ask(retentionCohorts, window)).map((row) => [
			row.cohort_on,
			row.month_number,
			row.accounts_active,
			row.active_amount,
			row.is_partial,
		]);

	test('follow subscriptions month by month up to now, and not beyond', async () => {
		const sql = subscriptionsSql([
			sub('A', '2024-01-10', null, 100),
			// Runs for a week of February only: active in it at its last amount.
			sub('B', '2024-01-20', '2024-02-08', 50),
			sub('C', '2024-02-01', '2024-03-01', 10),
			sub('C', '2024-04-01', null, 10),
		]);
		expect(await shown(nowIs('2024-04-15'), sql)).toEqual([
			['2024-01-01', 0, 2, 150, false],
			['2024-01-01', 1, 2, 150, false],
			['2024-01-01', 2, 1, 100, false],
			['2024-01-01', 3, 1, 100, true],
			['2024-02-01', 0, 1, 10, false],
			['2024-02-01', 1, 0, 0, false],
			['2024-02-01', 2, 1, 10, true],
		]);
		expect((await shown(nowIs('2024-04-15'), sql, { from: '2024-02-01' as Day })).length).toBe(3);
	});

	test('take an upgrade within a month at its new amount, not at both', async () => {
		const sql = subscriptionsSql([
			sub('A', '2024-01-01', '2024-01-15', 100),
			sub('A', '2024-01-15', '2024-02-01', 130),
		]);
		expect(await shown(nowIs('2024-02-29'), sql)).toEqual([
			['2024-01-01', 0, 1, 130, false],
			['2024-01-01', 1, 0, 0, false],
		]);
	});

	test('follow further purchases where there are no subscriptions', async () => {
		const deals = [
			...nowIs('2024-03-31'),
			deal('A1').created('2024-01-01').won('2024-01-05').amount(100),
			deal('A2').created('2024-01-01').won('2024-01-25').amount(50),
			deal('A3').created('2024-01-01').won('2024-03-05').amount(30),
			deal('B1').created('2024-01-01').won('2024-01-31').amount(null),
		];
		expect(await shown(deals, accountsSql({ A1: 'A', A2: 'A', A3: 'A', B1: 'B' }))).toEqual([
			['2024-01-01', 0, 2, 150, false],
			['2024-01-01', 1, 0, 0, false],
			// The month ends with now: it is over.
			['2024-01-01', 2, 1, 30, false],
		]);
	});
});

describe('second purchases', () => {
	/** P after 30 days, Q after 60, R never, S on the same day, T a while ago, U after 364 days. */
	const deals = () => {
		const won = (id: string, day: string, amount = 300) =>
			deal(id).created('2022-12-01').won(day).amount(amount);
		return [
			...nowIs('2024-06-30'),
			won('P1', '2024-01-01'),
			won('P2', '2024-01-31'),
			won('Q1', '2024-01-01', 100),
			won('Q2', '2024-03-01', 200),
			won('R1', '2024-01-01'),
			won('S1', '2024-02-01', 10),
			won('S2', '2024-02-01', 30),
			won('T1', '2024-06-20'),
			won('U1', '2023-01-01'),
			won('U2', '2023-12-31'),
			deal('open').created('2024-05-01'),
		];
	};
	const accounts = {
		P1: 'P',
		P2: 'P',
		Q1: 'Q',
		Q2: 'Q',
		R1: 'R',
		S1: 'S',
		S2: 'S',
		T1: 'T',
		U1: 'U',
		U2: 'U',
		open: 'P',
	};

	test('are counted by account, and timed with those that have not come yet', async () => {
		const told = await tellStaged(engine, STAGES, deals(), accountsSql(accounts));
		const [row] = await told.ask(repeatPurchase);
		// At risk 6 at 0 days, 4 at 30 (one was last seen after 10), 3 at 60: 5/6 · 3/4 · 2/3 = 0.4167.
		expect(row).toMatchObject({
			basis: 'deals',
			accounts: 6,
			accounts_repeated: 4,
			repeat_ratio: 4 / 6,
			purchases: 10,
			median_repeated_days: 45,
			estimated_median_days: 60,
		});
		const [windowed] = await told.ask(repeatPurchase, { from: '2024-01-01' as Day, to: '2024-02-01' as Day });
		expect(windowed).toMatchObject({ accounts: 3, accounts_repeated: 2 });
		const curve = await told.ask(secondPurchaseCurve);
		expect(
			curve.map((step) => [step.days, step.accounts_repeated, step.accounts_waiting, step.accounts_at_risk]),
		).toEqual([
			[0, 1, 0, 6],
			[10, 0, 1, 5],
			[30, 1, 0, 4],
			[60, 1, 0, 3],
			[182 - 1, 0, 1, 2],
			[364, 1, 0, 1],
		]);
		expect(curve[3]?.repeated_ratio).toBeCloseTo(1 - (5 / 6) * (3 / 4) * (2 / 3), 12);
	});

	test('are due of accounts that waited longer than the median and have no open deal', async () => {
		const told = await tellStaged(engine, STAGES, deals(), accountsSql(accounts));
		const ask = (horizon_days: number | null, row_limit = 10, row_offset = 0) =>
			told.ask(upsellOpportunities, {}, { horizon_days, row_limit, row_offset });
		const rows = await ask(null);
		// Within a year all of the curve’s last account have bought: the chance is 1.
		expect(
			rows.map((row) => [row.account_name, row.waiting_days, row.median_days, row.expected_amount]),
		).toEqual([
			['R', 181, 60, 300],
			['U', 182, 60, 300],
			['Q', 121, 60, 150],
			['S', 150, 60, 20],
		]);
		expect((await ask(100)).every((row) => row.chance_ratio === 0)).toBe(true);
		expect((await ask(null, 1, 2)).map((row) => [row.account_name, row.accounts_total])).toEqual([['Q', 4]]);
	});

	test('are none where fewer than half ever come', async () => {
		const told = await tellStaged(
			engine,
			STAGES,
			[
				...nowIs('2024-06-30'),
				deal('A').created('2024-01-01').won('2024-01-02'),
				deal('B').created('2024-01-01').won('2024-01-02'),
			],
			accountsSql({ A: 'A', B: 'B' }),
		);
		expect(
			await told.ask(upsellOpportunities, {}, { horizon_days: null, row_limit: 10, row_offset: 0 }),
		).toEqual([]);
		const [row] = await told.ask(repeatPurchase);
		expect(row).toMatchObject({ accounts: 2, repeat_ratio: 0, estimated_median_days: null });
	});

	test('are orders where a file of them was given', async () => {
		const order = (id: string, account: string, day: string, amount: number) =>
			`insert into stg_orders (order_id, account_name, ordered_on, amount) values ('${id}', '${account}', '${day}', ${amount})`;
		const told = await tellStaged(engine, STAGES, deals(), [
			...accountsSql(accounts),
			order('1', 'X', '2024-01-01', 5),
			order('2', 'X', '2024-01-11', 5),
			order('3', 'X', '2025-01-01', 5),
		]);
		const [row] = await told.ask(repeatPurchase);
		expect(row).toMatchObject({
			basis: 'orders',
			accounts: 1,
			accounts_repeated: 1,
			purchases: 2,
			purchased_amount: 10,
		});
		const [summary] = await told.ask(retentionSummary, QUARTER);
		expect(summary?.basis).toBe('orders');
	});
});
