import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteText, type Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import type { ColumnRole } from '$lib/intake/mapping';
import { currencyInTextSql } from '$lib/intake/number-text';
import { currencyOfHeader, splitCurrency, splitUnit } from '$lib/intake/presets/header-units';
import { recognise } from '$lib/intake/recognise';
import { importFiles } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, ...rows: string[]) => ({ name, blob: new Blob([`${rows.join('\n')}\n`]) });
const amounts = async (where = 'true') =>
	(
		await engine.query(
			`select currency, cast(amount as double) as amount from stg_deals where ${where} order by deal_id`,
		)
	).rows.map((row) => [row['currency'], row['amount']]);

/** A list of three deals: won, lost and open, with these columns beside. */
const listOf = (head: string, ...cells: string[]) =>
	file(
		'deals.csv',
		`Deal ID,Stage,Created,Close Date,${head}`,
		...['1,Won,2025-01-02,2025-02-01', '2,Lost,2025-01-03,2025-02-02', '3,Demo,2025-01-04,'].map(
			(row, at) => `${row},${cells[at] ?? ''}`,
		),
	);

async function read(...files: { name: string; blob: Blob }[]) {
	const { mapping, doubts } = await recognise(engine, await readFiles(engine, files));
	const roles = Object.fromEntries(
		mapping.files.flatMap(({ columns }) =>
			columns.map(({ header, role }): [string, ColumnRole] => [header, role]),
		),
	);
	await importFiles(engine, files);
	return { roles, doubts };
}

describe('a header that names the currency of its amounts', () => {
	test.each([
		['Amount (SEK)', 'Amount', 'SEK'],
		['Amount SEK', 'Amount', 'SEK'],
		['Deal value [EUR]', 'Deal value', 'EUR'],
		['Betrag in EUR', 'Betrag', 'EUR'],
		['Value (€)', 'Value', 'EUR'],
		['Amount (in USD)', 'Amount', 'USD'],
		['Montant en euros', 'Montant', 'EUR'],
		['Valor (R$)', 'Valor', 'BRL'],
		['Kwota (zł)', 'Kwota', 'PLN'],
		['Belopp kr', 'Belopp', 'kr'],
		['Amount ($)', 'Amount', '$'],
		['amount_usd', 'amount', 'USD'],
		['amount_usdollar', 'amount', 'USD'],
		['AmountUSD', 'Amount', 'USD'],
		['Amount - GBP:', 'Amount', 'GBP'],
		['EUR Amount', 'Amount', 'EUR'],
		['金額（円）', '金額', 'JPY'],
		['Amount (Converted) USD', 'Amount (Converted)', 'USD'],
		['Amount (USD) per month', 'Amount per month', 'USD'],
	])('%s is %s in %s', (header, bare, currency) => {
		expect(splitCurrency(header)).toEqual({ bare, currency });
	});

	test.each(['Amount', 'Amount (all)', 'Close Date (UTC)', 'Amount (converted)', 'Top', 'Set up'])(
		'%s names none',
		(header) => {
			expect(splitCurrency(header)).toBeNull();
		},
	);

	test.each([
		['Value (kEUR)', 'Value', 'EUR', 1e3],
		['Betrag in TEUR', 'Betrag', 'EUR', 1e3],
		['Wert (T€)', 'Wert', 'EUR', 1e3],
		['Betrag in Tsd. EUR', 'Betrag', 'EUR', 1e3],
		['Amount (thousands of USD)', 'Amount', 'USD', 1e3],
		['Importe (miles de €)', 'Importe', 'EUR', 1e3],
		['Montant (k€)', 'Montant', 'EUR', 1e3],
		["Amount ($'000)", 'Amount', '$', 1e3],
		['Amount (000 USD)', 'Amount', 'USD', 1e3],
		['Amount in thousands', 'Amount', null, 1e3],
		['Deal size (k)', 'Deal size', null, 1e3],
		['amount_keur', 'amount', 'EUR', 1e3],
		['TEUR Betrag', 'Betrag', 'EUR', 1e3],
		["Value (R'000)", 'Value', 'ZAR', 1e3],
		['Belopp (tkr)', 'Belopp', 'kr', 1e3],
		['金額（千円）', '金額', 'JPY', 1e3],
		['金额(万元)', '金额', '元', 1e4],
		['金額（百万円）', '金額', 'JPY', 1e6],
		['金額 億円', '金額', 'JPY', 1e8],
		['Amount (₹ Lakh)', 'Amount', 'INR', 1e5],
		['Amount (INR Cr)', 'Amount', 'INR', 1e7],
		['Amount M€', 'Amount', 'EUR', 1e6],
		['Amount (US$M)', 'Amount', 'USD', 1e6],
		['Amount (MM$)', 'Amount', '$', 1e6],
		['Amount EURm', 'Amount', 'EUR', 1e6],
		['Umsatz (Mio. €)', 'Umsatz', 'EUR', 1e6],
		['Amount (£bn)', 'Amount', 'GBP', 1e9],
		['Amount (M$)', 'Amount', '$', null],
		['Amount (T$)', 'Amount', '$', null],
		['Amount (M)', 'Amount', null, null],
		['Amount (m)', 'Amount', null, null],
		['Value (mm)', 'Value', null, null],
		['Amount k', 'Amount', null, 1e3],
		['amount_k', 'amount', null, 1e3],
		['Amount 000', 'Amount', null, 1e3],
		["Amount '000s", 'Amount', null, 1e3],
		['Amount Millions', 'Amount', null, 1e6],
		['Revenue thousands', 'Revenue', null, 1e3],
		['Umsatz Mio.', 'Umsatz', null, 1e6],
		['Amount USD millions', 'Amount', 'USD', 1e6],
		['Amount (Dollars)', 'Amount', '$', 1],
		['Amount in US dollars', 'Amount', 'USD', 1],
		['Amount in dollars (thousands)', 'Amount', '$', 1e3],
		['Amount (SEK)', 'Amount', 'SEK', 1],
		['Amount (USD, thousands)', 'Amount', 'USD', 1e3],
		['Amount (in thousands, USD)', 'Amount', 'USD', 1e3],
		['Amount (USD in thousands)', 'Amount', 'USD', 1e3],
		['Betrag (€ in Tsd.)', 'Betrag', 'EUR', 1e3],
		['Amount (Rs in lakhs)', 'Amount', 'Rs', 1e5],
		['Revenue in USD (thousands)', 'Revenue', 'USD', 1e3],
		['Amount (USD) (k)', 'Amount', 'USD', 1e3],
		['Amount USD (k)', 'Amount', 'USD', 1e3],
		['Amount in thousands (USD)', 'Amount', 'USD', 1e3],
		['Amount ($) in thousands', 'Amount', '$', 1e3],
		['Amount - EUR (Mio.)', 'Amount', 'EUR', 1e6],
		['Amount in M (USD)', 'Amount', 'USD', null],
		['Amount k€ (M)', 'Amount', 'EUR', null],
		['Montant en milliers (€)', 'Montant', 'EUR', 1e3],
		['Importe (miles) EUR', 'Importe', 'EUR', 1e3],
		['Amount (k€, excl. VAT)', 'Amount (excl. VAT)', 'EUR', 1e3],
		['Betrag in 1.000 €', 'Betrag', 'EUR', 1e3],
		['Amount (EUR 1000)', 'Amount', 'EUR', 1e3],
		['Amount (x 1,000)', 'Amount', null, 1e3],
		['Amount (USD) EUR', 'Amount EUR', 'USD', 1],
	])('%s is %s in %s times %d', (header, bare, currency, factor) => {
		expect(splitUnit(header)).toEqual({ bare, currency, factor });
	});

	test.each([
		...['Montant (mars)', 'Amount (total)', 'Amount (cr)', 'Distance (miles)', 'Amount m', 'Amount mil'],
		...['Team', 'Amount MARS', 'Amount (2000)', 'Deal Value (Team)', 'Market', 'Value (kcop)'],
		...['Amount (EUR, USD)', 'Distance in miles', 'Amount (net, total)'],
	])('%s says nothing of the kind', (header) => {
		expect(splitUnit(header)).toBeNull();
	});

	test('and a header that is nothing else names it, as those of rates are', () => {
		expect(['USD', 'Rate to GBP', 'gbp', 'ABC'].map(currencyOfHeader)).toEqual(['USD', 'GBP', 'GBP', null]);
	});

	test.each([
		['Amount (SEK)', 'SEK'],
		['Deal value [EUR]', 'EUR'],
		['Betrag in EUR', 'EUR'],
		['Value (€)', 'EUR'],
		['Contract Value USD', 'USD'],
	])('%s is the amount of the deals', async (header, currency) => {
		const { roles, doubts } = await read(listOf(header, '100', '200', ''));
		expect(roles[header]).toBe('amount');
		expect(doubts.join(' ')).not.toContain(header);
		expect(await amounts()).toEqual([
			[currency, 100],
			[currency, 200],
			[currency, null],
		]);
	});

	test('of Pipedrive has the name of the object before it', async () => {
		const { roles } = await read(
			file(
				'deals.csv',
				'Deal - ID,Deal - Title,Deal - Value (NOK),Deal - Stage,Deal - Status,Deal - Deal created',
				'1,A,100,Demo,Open,2025-01-02 10:00:00',
				'2,B,200,Demo,Won,2025-01-02 10:00:00',
			),
		);
		expect(roles['Deal - Value (NOK)']).toBe('amount');
		expect(await amounts()).toEqual([
			['NOK', 100],
			['NOK', 200],
		]);
	});

	test('stands before a column of other currencies, which is said, and beside one of the same', async () => {
		const contrary = await read(listOf('Amount (USD),Currency', '100,EUR', '200,USD', '300,GBP'));
		expect(contrary.roles['Currency']).toBe('segment');
		expect(contrary.doubts.join(' ')).toMatch(/“Amount \(USD\)” names USD, and “Currency” has 3 values/);
		expect(await amounts()).toEqual([100, 200, 300].map((amount) => ['USD', amount]));
		const same = await read(listOf('Amount (USD),Currency', '100,USD', '200,usd', '300,'));
		expect(same.roles['Currency']).toBe('currency');
		expect(same.doubts.join(' ')).not.toContain('names USD');
		expect(await amounts()).toEqual([100, 200, 300].map((amount) => ['USD', amount]));
	});

	test('with a sign of several countries leaves it to a column of currencies', async () => {
		const { roles } = await read(listOf('Amount ($),Currency', '100,USD', '200,CAD', '300,USD'));
		expect([roles['Amount ($)'], roles['Currency']]).toEqual(['amount', 'currency']);
		expect(await amounts()).toEqual([
			['USD', 100],
			['CAD', 200],
			['USD', 300],
		]);
	});

	test('with a sign of several countries leaves it to codes under another header too', async () => {
		const { roles } = await read(listOf('Amount ($),Unit', '100,USD', '200,CAD', '300,USD'));
		expect([roles['Amount ($)'], roles['Unit']]).toEqual(['amount', 'currency']);
		expect(await amounts("deal_id = '2'")).toEqual([['CAD', 200]]);
	});
});

describe('a header that says thousands or millions', () => {
	test.each([
		['Amount (kEUR)', '12.5,1.23456', 'EUR', [12_500, 1234.56]],
		['Betrag in TEUR', '"12,5","1.234,5"', 'EUR', [12_500, 1_234_500]],
		['金額(千円)', '"1,200",7', 'JPY', [1_200_000, 7000]],
		['Amount (M€)', '1.234567,-2', 'EUR', [1_234_567, -2_000_000]],
		['Amount Millions', '1.5,-2', null, [1_500_000, -2_000_000]],
		['Amount k', '1.5,2', null, [1500, 2000]],
		['Amount (in thousands)', '$5,6', null, [5000, 6000]],
		['Amount (USD in thousands)', '5,6', 'USD', [5000, 6000]],
		['Amount in thousands (USD)', '5,6', 'USD', [5000, 6000]],
	])('%s multiplies, and that is said', async (header, cells, currency, expected) => {
		const [first = '', second = ''] = cells.match(/"[^"]*"|[^,]+/g) ?? [];
		const files = [listOf(header, first, second, '')];
		const { mapping, questions } = await recognise(engine, await readFiles(engine, files));
		expect(questions).toEqual([]);
		const column = mapping.files[0]!.columns.find((own) => own.header === header)!;
		expect(column.role).toBe('amount');
		expect(column.evidence).toMatch(/the header says (thousands|millions): multiplied by 1,000/);
		await importFiles(engine, files);
		expect(await amounts()).toEqual([...expected.map((amount) => [currency, amount]), [currency, null]]);
	});

	test('leaves a cell that says so itself unread, and counts it', async () => {
		const files = [listOf('Amount (k€)', '12', '5k', '1 Mio.')];
		const { report } = await importFiles(engine, files);
		expect((await amounts()).map(([, amount]) => amount)).toEqual([12_000, null, null]);
		expect(report.files[0]!.columns.find(({ header }) => header === 'Amount (k€)')!.unreadable).toBe(2);
	});

	test.each([
		['Amount (M$)', '$'],
		['Amount (m)', null],
	])('or one of them, %s, is asked, and the answer multiplies', async (header, currency) => {
		const files = [listOf(header, '1.5', '2', '')];
		const { mapping, questions } = await recognise(engine, await readFiles(engine, files));
		expect(questions.map(({ code, column }) => [code, column])).toEqual([['ambiguous-scale', header]]);
		for (const [label, expected] of [
			['As they stand', 1.5],
			['Thousands', 1500],
			['Millions', 1_500_000],
		] as const) {
			const patched = questions[0]!.choices.find((choice) => choice.label === label)!.patch(mapping);
			await importFiles(engine, files, { mapping: patched });
			expect((await amounts("deal_id = '1'"))[0]).toEqual([currency, expected]);
		}
	});

	test('is that of targets too', async () => {
		await read(
			listOf('Amount (EUR)', '100', '200', '300'),
			file('targets.csv', 'Month,Owner,Target (kEUR)', '2025-01,Ann,10', '2025-02,Ann,20'),
		);
		const { rows } = await engine.query('select distinct target, currency from stg_targets order by target');
		expect(rows.map((row) => [row['target'], row['currency']])).toEqual([
			[10_000, 'EUR'],
			[20_000, 'EUR'],
		]);
	});
});

describe('several columns of amounts of different currencies', () => {
	test('are never added: the one mapped is read, and that is said', async () => {
		const { roles, doubts } = await read(
			listOf('Amount (EUR),Amount (Converted) USD', '100,110', '200,220', '300,330'),
		);
		expect([roles['Amount (EUR)'], roles['Amount (Converted) USD']]).toEqual(['amount', 'ignored']);
		expect(doubts.join(' ')).toContain(
			'“Amount (EUR)” is read as the amount, in EUR; “Amount (Converted) USD” is left aside',
		);
		expect(await amounts()).toEqual([100, 200, 300].map((amount) => ['EUR', amount]));
	});

	test('of which another has more values are read there, and rows without a value are counted', async () => {
		const { roles, doubts } = await read(
			listOf('Amount (EUR),Amount (USD),Amount (GBP)', '100,,', ',220,', ',330,70'),
		);
		expect([roles['Amount (EUR)'], roles['Amount (USD)'], roles['Amount (GBP)']]).toEqual([
			'ignored',
			'amount',
			'ignored',
		]);
		expect(doubts.join(' ')).toContain('1 row has an amount there alone, and counts as without one.');
		expect(await amounts()).toEqual([
			['USD', null],
			['USD', 220],
			['USD', 330],
		]);
	});

	test('are converted ones beside a column of currencies, and read where all are in one', async () => {
		const { roles, doubts } = await read(
			listOf('Deal Value,Currency,Deal Value (EUR)', '100,USD,90', '200,EUR,200', '300,USD,270'),
		);
		expect(roles).toMatchObject({ 'Deal Value (EUR)': 'amount', Currency: 'segment' });
		expect(roles['Deal Value']).not.toBe('amount');
		expect(doubts.join(' ')).toContain('“Deal Value (EUR)” is read as the amount, in EUR');
		expect(await amounts()).toEqual([90, 200, 270].map((amount) => ['EUR', amount]));
	});

	test('of which one names none are read where the currency is known', async () => {
		const { roles } = await read(listOf('Amount,Amount (USD)', '100,110', '200,220', '300,330'));
		expect(roles).toMatchObject({ Amount: 'ignored', 'Amount (USD)': 'amount' });
		expect(await amounts()).toEqual([110, 220, 330].map((amount) => ['USD', amount]));
	});

	test.each(['Price (USD)', 'ARR (USD)', 'Expected Revenue USD', 'Actual Revenue (USD)'])(
		'leave the amount where it is if the other is that of something else: %s',
		async (header) => {
			const { roles } = await read(listOf(`Amount,${header}`, '100,1', '200,2', '300,3'));
			expect(roles['Amount']).toBe('amount');
			const named = await read(listOf(`Amount (EUR),${header}`, '100,1', '200,2', ',3'));
			expect(named.roles['Amount (EUR)']).toBe('amount');
		},
	);

	test('are not mixed deal by deal where what a closed deal came to is in another one', async () => {
		const { roles, doubts } = await read(
			file(
				'opportunities.csv',
				'(Do Not Modify) Opportunity,Topic,Est. Revenue (EUR),Actual Revenue (USD),Pipeline Phase,Status,Created On,Actual Close Date',
				'1,A,100,120,4-Close,Won,2025-01-02,2025-02-01',
				'2,B,200,,2-Develop,Open,2025-01-02,',
			),
		);
		expect(roles).toMatchObject({ 'Est. Revenue (EUR)': 'amount', 'Actual Revenue (USD)': 'ignored' });
		expect(doubts.join(' ')).toContain(
			'“Actual Revenue (USD)” names USD and “Est. Revenue (EUR)” EUR, so closed deals keep the amount of “Est. Revenue (EUR)”',
		);
		expect(await amounts()).toEqual([
			['EUR', 100],
			['EUR', 200],
		]);
	});

	test('are not what a closed deal came to in a column that names none', async () => {
		const { roles, doubts } = await read(
			file(
				'opportunities.csv',
				'(Do Not Modify) Opportunity,Topic,Est. Revenue (EUR),Actual Revenue,Pipeline Phase,Status,Created On,Actual Close Date',
				'1,A,100,120,4-Close,Won,2025-01-02,2025-02-01',
				'2,B,200,,2-Develop,Open,2025-01-02,',
			),
		);
		expect(roles).toMatchObject({ 'Est. Revenue (EUR)': 'amount', 'Actual Revenue': 'closed_amount' });
		expect(doubts).toEqual([]);
		expect(await amounts()).toEqual([
			['EUR', 120],
			['EUR', 200],
		]);
	});

	test('in a list and its log are not mixed either', async () => {
		const log = (head: string) =>
			file(
				'log.csv',
				`Deal ID,To Stage,Changed At,${head}`,
				'1,Demo,2025-01-02,90',
				'1,Won,2025-02-01,80',
				'3,Demo,2025-01-04,70',
				'3,Demo,2025-01-09,60',
			);
		const list = listOf('Amount (EUR)', '100', '200', '300');
		const foreign = await read(list, log('Amount (USD)'));
		expect(foreign.roles['Amount (USD)']).toBe('ignored');
		expect(foreign.doubts.join(' ')).toContain('not all in USD');
		expect((await read(list, log('Amount [EUR]'))).roles['Amount [EUR]']).toBe('amount');
		expect((await read(list, log('Amount'))).roles['Amount']).toBe('amount');
	});
});

test('the currency that a header names is that of subscriptions and orders too', async () => {
	await read(
		listOf('Amount (EUR)', '100', '200', '300'),
		file(
			'subscriptions.csv',
			'Account,Start Date,End Date,MRR (EUR)',
			'Acme,2025-01-01,2025-12-31,10',
			'Bcme,2025-01-01,2025-12-31,20',
		),
	);
	const { rows } = await engine.query('select distinct currency from stg_subscriptions');
	expect(rows.map((row) => row['currency'])).toEqual(['EUR']);
});

test('a sign of several countries in the header of spend leaves it without a currency, which goes with any', async () => {
	const { roles } = await read(
		listOf('Amount,Currency', '100,USD', '200,USD', '300,USD'),
		file('spend.csv', 'Month,Source,Spend ($)', '2025-01,Web,10', '2025-02,Web,20'),
	);
	expect(roles['Spend ($)']).toBe('amount');
	const { rows } = await engine.query('select distinct currency from stg_spend');
	expect(rows.map((row) => row['currency'])).toEqual([null]);
});

test('letters at the beginning of a header are a currency of numbers alone', async () => {
	const { roles } = await read(
		listOf('Owner', 'Ann', 'Bob', 'Ann'),
		file(
			'accounts.csv',
			'Account ID,RM Account Name,Account Name,Industry',
			'1,Ann,Acme,Steel',
			'2,Ann,Bcme,Coal',
		),
	);
	expect(roles['Account Name']).toBe('account');
	expect(roles['RM Account Name']).not.toBe('account');
});

test('codes written right beside the digits tell amounts of different currencies apart', async () => {
	await importFiles(engine, [listOf('Amount', '500USD', '300EUR', 'GBP20')]);
	expect(await amounts()).toEqual([
		['USD', 500],
		['EUR', 300],
		['GBP', 20],
	]);
});

test.each([
	['500k€', 'EUR'],
	['5 M€', 'EUR'],
	['5 Mio€', 'EUR'],
	['1.5M$', '$'],
	['5 MX$', 'MXN'],
	['R 500', 'ZAR'],
	['-R1,200.50', 'ZAR'],
	['R$ 500', 'BRL'],
	['12 TEUR', 'EUR'],
	['TEUR 12', 'EUR'],
	['EURm 12', 'EUR'],
	['12 T€', 'EUR'],
	['k$ 12', '$'],
	['12 tkr', 'kr'],
	['12万元', '元'],
	['3千万円', 'JPY'],
	['₹ 1.5 Cr', 'INR'],
	['500USD', 'USD'],
	['USD500', 'USD'],
	['EUR500k', 'EUR'],
	['(TEUR12)', 'EUR'],
	['EURm12', 'EUR'],
	['500 eur', 'EUR'],
	['￥1,200', '¥'],
	['￡5', 'GBP'],
	['500USDT', null],
	['ZUSD500', null],
])('%s is in %s', async (text, currency) => {
	const { rows } = await engine.query(
		`select ${currencyInTextSql('text')} as currency from (values (${quoteText(text)})) as t (text)`,
	);
	expect(rows[0]?.['currency']).toBe(currency);
});
