import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { currencyTotals } from '$lib/model/marts/currency-totals';
import { headline } from '$lib/model/marts/headline';
import { segmentValues } from '$lib/model/marts/segment-values';
import { deal, tell } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Proposal'];

describe('the headline', () => {
	const journeys = () => [
		deal('A').in('Lead', '2024-01-01').won('2024-01-11').amount(100).owner('Ann'),
		deal('B').in('Lead', '2024-01-05').won('2024-02-04').amount(300).owner('Bob'),
		deal('C').in('Lead', '2024-01-08').lost('2024-02-10').amount(200).owner('Ann'),
		deal('D').in('Lead', '2024-02-01').amount(50).owner('Ann'),
	];

	test('win rate, deal size, cycle and velocity of all time', async () => {
		const [row] = await (await tell(engine, STAGES, journeys())).ask(headline);
		expect(row).toMatchObject({
			deals_created: 4,
			deals_won: 2,
			deals_lost: 1,
			won_amount: 400,
			lost_amount: 200,
			win_ratio: 2 / 3,
			win_amount_ratio: 400 / 600,
			average_won_amount: 200,
			median_won_amount: 200,
			average_won_cycle_days: 20,
			median_won_cycle_days: 20,
			deals_in_play: 4,
			deals_open: 1,
			deals_open_with_amount: 1,
			open_amount: 50,
		});
		expect(row?.velocity_amount_per_day).toBeCloseTo((4 * (2 / 3) * 200) / 20, 12);
		expect(row?.average_closed_cycle_days).toBeCloseTo((10 + 30 + 33) / 3, 12);
	});

	test('of the open deals those with an amount in the currency shown are counted beside their sum', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').won('2024-01-11').amount(100, 'EUR'),
			deal('B').in('Lead', '2024-01-01').won('2024-01-11').amount(100, 'EUR'),
			deal('C').in('Lead', '2024-01-05').amount(null),
			deal('D').in('Lead', '2024-01-05').amount(70, 'USD'),
		]);
		const open = async (currency: string) => (await told.ask(headline, { currency }))[0];
		expect(await open('EUR')).toMatchObject({ deals_open: 2, deals_open_with_amount: 0, open_amount: 0 });
		expect(await open('USD')).toMatchObject({ deals_open: 2, deals_open_with_amount: 1, open_amount: 70 });
	});

	test('a window holds the deals closed in it, and in play are those open at any time in it', async () => {
		const told = await tell(engine, STAGES, journeys());
		const [row] = await told.ask(headline, { from: '2024-02-01' as Day, to: '2024-03-01' as Day });
		expect(row).toMatchObject({
			deals_won: 1,
			deals_lost: 1,
			deals_created: 1,
			deals_in_play: 3,
			win_ratio: 1 / 2,
		});
	});

	test('filters hold together, alternatives within one segment add up, exclusion leaves out', async () => {
		const told = await tell(engine, STAGES, journeys());
		const won = async (values: string[], exclude = false) =>
			(await told.ask(headline, { filters: [{ segment: 'owner', values, exclude }] }))[0]?.deals_won;
		expect(await won(['Ann'])).toBe(1);
		expect(await won(['Ann', 'Bob'])).toBe(2);
		expect(await won(['Ann'], true)).toBe(1);
		expect(await won(['Nobody'])).toBe(0);
	});

	test('of an empty scope it is one row of zeros and undefined ratios', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(headline, {
			filters: [{ segment: 'no_such', values: ['x'], exclude: false }],
		});
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({
			deals_won: 0,
			won_amount: 0,
			win_ratio: null,
			average_won_amount: null,
			velocity_amount_per_day: null,
			win_low_ratio: null,
		});
	});

	test('a cycle of no days leaves velocity undefined rather than infinite', async () => {
		const told = await tell(engine, STAGES, [deal('A').in('Lead', '2024-01-01').won('2024-01-01')]);
		const [row] = await told.ask(headline);
		expect(row?.average_won_cycle_days).toBe(0);
		expect(row?.velocity_amount_per_day).toBeNull();
	});

	test('with times of day a cycle is a fraction of days, with dates alone it is whole days', async () => {
		const timed = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01 00:00:00').created('2024-01-01 06:00:00').won('2024-01-02 18:00:00'),
		]);
		expect((await timed.ask(headline))[0]?.average_won_cycle_days).toBe(1.5);
		const mixed = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01 18:00:00').created('2024-01-01 18:00:00').won('2024-01-02'),
		]);
		expect((await mixed.ask(headline))[0]?.average_won_cycle_days).toBe(1);
	});

	test('a won deal without an amount is in the win rate and not in the deal size', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').won('2024-01-02').amount(null),
			deal('B').in('Lead', '2024-01-01').won('2024-01-02').amount(0),
			deal('C').in('Lead', '2024-01-01').won('2024-01-02').amount(90),
		]);
		expect((await told.ask(headline))[0]).toMatchObject({
			deals_won: 3,
			deals_won_with_amount: 2,
			average_won_amount: 45,
			deals_without_amount: 1,
		});
	});

	test('totals are per currency, never added', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').won('2024-01-02').amount(10, 'EUR'),
			deal('B').in('Lead', '2024-01-01').won('2024-01-02').amount(20, 'EUR'),
			deal('C').in('Lead', '2024-01-01').won('2024-01-02').amount(500, 'USD'),
		]);
		expect((await told.ask(headline))[0]).toMatchObject({
			currency: 'EUR',
			won_amount: 30,
			deals_won: 3,
			deals_in_other_currencies: 1,
			average_won_amount: 15,
		});
		expect(
			(await told.ask(currencyTotals)).map(({ currency, won_amount }) => [currency, won_amount]),
		).toEqual([
			['EUR', 30],
			['USD', 500],
		]);
		expect(told.report.warnings.join(' ')).toContain('several currencies');
	});

	test('amounts keep their cents exactly, whatever the number of deals', async () => {
		const told = await tell(
			engine,
			STAGES,
			Array.from({ length: 1000 }, (_, n) =>
				deal(`D${n}`).in('Lead', '2024-01-01').won('2024-01-02').amount(0.1),
			),
		);
		expect((await told.ask(headline))[0]?.won_amount).toBe(100);
	});

	test('the values of a segment are listed with their deals, most first', async () => {
		const told = await tell(engine, STAGES, journeys());
		expect(await told.ask(segmentValues, {}, { segment: 'owner' })).toEqual([
			{ value: 'Ann', deals: 3, deals_won: 1, deals_lost: 1 },
			{ value: 'Bob', deals: 1, deals_won: 1, deals_lost: 0 },
		]);
	});
});
