import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { headline } from '$lib/model/marts/headline';
import { importFiles } from '../../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, lines: string) => ({
	name,
	blob: new Blob([`${lines.trim().replace(/\n\s+/g, '\n')}\n`]),
});
const rowsOf = async (sql: string) => (await engine.query(sql)).rows.map((row) => Object.values(row));
const AMOUNTS =
	'select deal_id, amount, currency, original_amount, original_currency from stg_deals order by deal_id';

const DEALS = file(
	'deals.csv',
	`Deal ID,Account,Stage,Amount,Currency,Created,Close Date
	1,Acme,Won,100,EUR,2024-01-10,2024-02-10
	2,Acme,Won,100,EUR,2024-01-11,2024-05-11
	3,Beta,Lead,100,EUR,2024-05-01,2024-09-01
	4,Beta,Won,100,USD,2024-03-02,2024-04-01
	5,Beta,Won,100,GBP,2024-03-02,2024-04-01
	6,Beta,Won,,EUR,2024-03-02,2024-04-01
	7,Beta,Won,100,EUR,2023-11-02,2023-12-31`,
);
const RATES = file(
	'rates.csv',
	`From Currency,To Currency,Date,Rate
	EUR,USD,2024-01-01,1.1
	EUR,USD,2024-05-01,1.2
	EUR,USD,2024-06-01,9
	JPY,USD,2024-01-01,0.0067123
	GBP,USD,soon,1.3
	,USD,2024-01-01,1.3
	CHF,USD,2024-01-01,none
	EUR,USD,2024-05-01,1.2`,
);

describe('exchange rates', () => {
	test('an amount takes the rate in force at its close, an open deal’s that of its creation', async () => {
		const asked = await importFiles(engine, [DEALS, RATES]);
		expect(await rowsOf(AMOUNTS)).toEqual([
			['1', 110, 'USD', 100, 'EUR'],
			['2', 120, 'USD', 100, 'EUR'],
			['3', 120, 'USD', 100, 'EUR'],
			['4', 100, 'USD', 100, 'USD'],
			['5', 100, 'GBP', 100, 'GBP'],
			['6', null, 'USD', null, 'EUR'],
			['7', 100, 'EUR', 100, 'EUR'],
		]);
		expect(asked.report.money).toEqual({
			to: 'USD',
			converted: [{ kind: 'deals', currency: 'EUR', rows: 3 }],
			without_rate: [
				{ kind: 'deals', currency: 'EUR', rows: 1 },
				{ kind: 'deals', currency: 'GBP', rows: 1 },
			],
		});
		expect(asked.report.warnings.join(' ')).toContain(
			'No rate to USD was in force for 1 deal in EUR, 1 deal in GBP: these amounts stay in their currency.',
		);
		// Won: 110 + 120 + 100 dollars; the rest is in other currencies.
		expect((await asked.ask(headline))[0]).toMatchObject({ won_amount: 330, currency: 'USD' });
		expect(
			asked.report.set_aside
				.filter(({ file: name }) => name === 'rates.csv')
				.map(({ line, reason }) => [line, reason]),
		).toEqual([
			[6, 'unreadable day'],
			[7, 'no currency'],
			[8, 'no readable rate over 0'],
			[9, 'an exact copy of another row (line 3)'],
		]);
	});

	test('a deal that has no amount today has had one in the currency converted to', async () => {
		const log = file(
			'history.csv',
			`Deal ID,To Stage,Amount,Changed At
			6,Lead,100,2024-03-02
			6,Won,,2024-04-01`,
		);
		await importFiles(engine, [DEALS, RATES, log]);
		expect(await rowsOf('select deal_id, amount from stg_amount_changes order by changed_at')).toEqual([
			['6', 110],
			['6', null],
		]);
	});

	test('without any rate nothing changes', async () => {
		const asked = await importFiles(engine, [DEALS]);
		expect(asked.report.money).toBeNull();
		expect(
			await rowsOf('select count(*) from stg_deals where amount is distinct from original_amount'),
		).toEqual([[0]]);
		// Three deals in euro are closed with an amount, and no dollar or pound is added.
		expect((await asked.ask(headline))[0]).toMatchObject({ won_amount: 300, currency: 'EUR' });
	});

	test('rates told in the mapping convert, the other way round too, and stand before those of a file', async () => {
		const raws = await readFiles(engine, [DEALS, RATES]);
		const { mapping } = await recognise(engine, raws);
		await importFiles(engine, [DEALS, RATES], {
			mapping: {
				...mapping,
				rates: [
					{ currency: 'EUR', to: 'USD', rate: 2, from: '2024-01-01' },
					{ currency: 'USD', to: 'GBP', rate: 0.5, from: null },
				],
			},
		});
		expect((await rowsOf(AMOUNTS)).map(([id, amount, currency]) => [id, amount, currency])).toEqual([
			['1', 200, 'USD'],
			['2', 120, 'USD'],
			['3', 120, 'USD'],
			['4', 100, 'USD'],
			['5', 200, 'USD'],
			['6', null, 'USD'],
			['7', 100, 'EUR'],
		]);
	});

	test('subscriptions, spend and targets are converted too', async () => {
		await importFiles(engine, [
			DEALS,
			RATES,
			file(
				'subscriptions.csv',
				'Account,Start Date,MRR,Currency\nAcme,2024-02-01,10,EUR\nBeta,2024-02-01,10,USD',
			),
			file('spend.csv', 'Month,Lead Source,Spend (EUR)\n2024-05,Web,50'),
			file('targets.csv', 'Quarter,Owner,Quota EUR,Target Deals\n2024-Q1,Ann,1000,3'),
		]);
		expect(
			await rowsOf(
				'select account_name, monthly_amount, currency, original_monthly_amount from stg_subscriptions order by 1',
			),
		).toEqual([
			['Acme', 11, 'USD', 10],
			['Beta', 10, 'USD', 10],
		]);
		expect(await rowsOf('select spend_amount, currency, original_spend_amount from stg_spend')).toEqual([
			[60, 'USD', 50],
		]);
		expect(
			await rowsOf('select measure, round(target, 6), currency, original_target from stg_targets order by 1'),
		).toEqual([
			['won_amount', 1100, 'USD', 1000],
			['won_deals', 3, null, 3],
		]);
	});
});

describe('which way a table of rates goes', () => {
	const ratesOf = async (lines: string, answer?: number) => {
		const files = [DEALS, file('fx.csv', lines)];
		const { mapping, questions } = await recognise(engine, await readFiles(engine, files));
		const choice = answer === undefined ? null : questions[0]?.choices[answer];
		await importFiles(engine, files, { mapping: choice ? choice.patch(mapping) : mapping });
		return {
			asks: questions.map(({ code }) => code),
			labels: questions[0]?.choices.map(({ label }) => label),
			rates: await rowsOf(
				'select currency, to_currency, round(rate, 6), starts_on from stg_rates order by 1, 4',
			),
		};
	};

	test('a header tells', async () => {
		expect(await ratesOf('Currency,Rate to USD\nEUR,1.25')).toMatchObject({
			asks: [],
			rates: [['EUR', 'USD', 1.25, null]],
		});
		expect(await ratesOf('Currency,Units per USD\nEUR,0.8')).toMatchObject({
			asks: [],
			rates: [['EUR', 'USD', 1.25, null]],
		});
	});

	test('a currency of which one is never worth a dollar tells', async () => {
		expect(await ratesOf('Currency,Rate\nUSD,1\nEUR,0.8\nJPY,125')).toMatchObject({
			asks: [],
			rates: [
				['EUR', 'USD', 1.25, null],
				['JPY', 'USD', 0.008, null],
			],
		});
		expect(await ratesOf('Currency,Rate\nUSD,1\nEUR,1.25\nJPY,0.008')).toMatchObject({
			asks: [],
			rates: [
				['EUR', 'USD', 1.25, null],
				['JPY', 'USD', 0.008, null],
			],
		});
	});

	test('a table with a column for each currency is read by month', async () => {
		expect(await ratesOf('Month,EUR,USD,JPY\n2024-01,1,1.25,160\n2024-02,1,2,160')).toMatchObject({
			asks: [],
			rates: [
				['JPY', 'EUR', 0.00625, '2024-01-01'],
				['JPY', 'EUR', 0.00625, '2024-02-01'],
				['USD', 'EUR', 0.8, '2024-01-01'],
				['USD', 'EUR', 0.5, '2024-02-01'],
			],
		});
	});

	test('names of currencies tell as much as their codes', async () => {
		expect(await ratesOf('Currency,Rate\nUS Dollar,1\nEuro,1.25\nJapanese Yen,0.008')).toMatchObject({
			asks: [],
			rates: [
				['EUR', 'USD', 1.25, null],
				['JPY', 'USD', 0.008, null],
			],
		});
		expect(await ratesOf('Month,Euro,US Dollar,Japanese Yen\n2024-01,1,1.25,160')).toMatchObject({
			asks: [],
			rates: [
				['JPY', 'EUR', 0.00625, '2024-01-01'],
				['USD', 'EUR', 0.8, '2024-01-01'],
			],
		});
	});

	test('what nothing tells is asked, with both answers', async () => {
		const lines = 'Currency,Rate\nUSD,1\nEUR,0.8';
		expect(await ratesOf(lines, 0)).toEqual({
			asks: ['ambiguous-rates'],
			labels: ['1 EUR = 0.8 USD', '1 USD = 0.8 EUR'],
			rates: [['EUR', 'USD', 0.8, null]],
		});
		expect((await ratesOf(lines, 1)).rates).toEqual([['EUR', 'USD', 1.25, null]]);
	});
});
