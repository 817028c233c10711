import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { CURRENCIES } from '$lib/intake/presets/currencies';
import { codeOfCurrency, MEANINGS_OF_SIGN } from '$lib/intake/presets/currency-names';
import { recognise } from '$lib/intake/recognise';
import { importFiles } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, ...rows: string[]) => ({ name, blob: new Blob([`${rows.join('\n')}\n`]) });
const listOf = (head: string, ...cells: string[]) =>
	file(
		'deals.csv',
		`Deal ID,Stage,Created,Close Date,${head}`,
		...['1,Won,2025-01-02,2025-02-01', '2,Lost,2025-01-03,2025-02-02', '3,Demo,2025-01-04,'].map(
			(row, at) => `${row},${cells[at] ?? ''}`,
		),
	);
const targets = (head: string) => file('targets.csv', `Month,${head}`, '2025-01,10', '2025-02,20');

async function read(...files: { name: string; blob: Blob }[]) {
	const { mapping, doubts } = await recognise(engine, await readFiles(engine, files));
	await importFiles(engine, files);
	const { rows } = await engine.query('select currency from stg_deals order by deal_id');
	return {
		columns: mapping.files.find((own) => own.file === 'deals.csv')!.columns,
		doubts: doubts.join(' '),
		currencies: rows.map((row) => row['currency']),
	};
}

describe('a sign that several countries have', () => {
	test('is taken for the only code of it that targets name, and that is said', async () => {
		const { currencies, doubts, columns } = await read(
			listOf('Amount ($)', '100', '200', ''),
			targets('Target (USD)'),
		);
		expect(currencies).toEqual(['USD', 'USD', 'USD']);
		expect(doubts).toContain('“$” is read as USD, the only currency of that sign that targets.csv names');
		expect(columns.find(({ role }) => role === 'amount')!.evidence).toContain('“$” is read as USD');
	});

	test('is so beside the amounts themselves, in spend and in exchange rates', async () => {
		const spend = file('spend.csv', 'Month,Source,Spend (CAD)', '2025-01,Web,10', '2025-02,Web,20');
		expect((await read(listOf('Amount', '$100', '$200', 'EUR 5'), spend)).currencies).toEqual([
			'CAD',
			'CAD',
			'EUR',
		]);
		const rates = file('rates.csv', 'Currency,Rate to EUR', 'SEK,0.09', 'GBP,1.2');
		const { currencies } = await read(listOf('Belopp kr', '100', '200', '300'), rates);
		expect(currencies).toEqual(['EUR', 'EUR', 'EUR']);
		const { rows } = await engine.query('select distinct original_currency as c from stg_deals');
		expect(rows.map(({ c }) => c)).toEqual(['SEK']);
	});

	test('is so in a column of currencies', async () => {
		const { currencies } = await read(
			listOf('Amount,Currency', '100,$', '200,EUR', '300,$'),
			targets('Target (USD)'),
		);
		expect(currencies).toEqual(['USD', 'EUR', 'USD']);
	});

	test('stays where several of its codes are named, or none, and the way out is said', async () => {
		const spend = file('spend.csv', 'Month,Source,Spend (CAD)', '2025-01,Web,10', '2025-02,Web,20');
		const several = await read(listOf('Amount ($)', '100', '200', ''), targets('Target (USD)'), spend);
		expect(several.currencies).toEqual(['$', '$', '$']);
		expect(several.doubts).toMatch(
			/“\$”, which several countries have, and the other files name CAD and USD/,
		);
		expect(several.doubts).toContain('Head the amounts with their code, as “Amount (CAD)”');
		const other = await read(listOf('Amount ($)', '100', '200', ''), targets('Target (EUR)'));
		expect(other.currencies).toEqual(['$', '$', '$']);
		expect(other.doubts).toContain('the other files name EUR: they are not held against each other');
	});

	test('stays without a word where no other file names any, and a code beside it goes before', async () => {
		const alone = await read(listOf('Amount ($)', '100', '200', ''), targets('Target'));
		expect(alone.currencies).toEqual(['$', '$', '$']);
		expect(alone.doubts).not.toContain('“$”');
		const coded = await read(
			listOf('Amount ($),Currency', '1,CAD', '2,CAD', '3,CAD'),
			targets('Target (USD)'),
		);
		expect(coded.currencies).toEqual(['CAD', 'CAD', 'CAD']);
		expect(coded.doubts).not.toContain('“$”');
	});

	test('means codes that there are', () => {
		for (const code of Object.values(MEANINGS_OF_SIGN).flat()) expect(CURRENCIES.has(code)).toBe(true);
	});
});

describe('names of currencies', () => {
	test.each([
		['Euro', 'EUR'],
		['US Dollar', 'USD'],
		['us dollars', 'USD'],
		['Pound Sterling', 'GBP'],
		['Schweizer Franken', 'CHF'],
		['Euro (EUR)', 'EUR'],
		['USD - US Dollar', 'USD'],
		['€', 'EUR'],
		['usd', 'USD'],
		['Česká koruna', 'CZK'],
		['Dollar', null],
		['$', null],
		['Krone', null],
		['USD - Euro', null],
		['EUR/USD', null],
		['Europe', null],
	])('%s is %s', (name, code) => {
		expect(codeOfCurrency(name)).toBe(code);
	});

	test.each(['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'sv'])(
		'are never those of another currency to %s',
		(locale) => {
			const names = new Intl.DisplayNames(locale, { type: 'currency' });
			for (const code of CURRENCIES) {
				const found = codeOfCurrency(names.of(code) ?? '');
				if (found !== null) expect([names.of(code), found]).toEqual([names.of(code), code]);
			}
			for (const code of ['USD', 'EUR', 'CHF']) expect(codeOfCurrency(names.of(code) ?? '')).toBe(code);
		},
	);

	test('in a column are read as their codes', async () => {
		const { currencies } = await read(listOf('Amount,Currency', '100,Euro', '200,US Dollar', '300,EUR'));
		expect(currencies).toEqual(['EUR', 'USD', 'EUR']);
	});

	test('do not contradict a header that names the same', async () => {
		const { columns, doubts, currencies } = await read(
			listOf('Amount (EUR),Currency', '100,Euro', '200,Euro', '300,EUR'),
		);
		expect(columns.find(({ header }) => header === 'Currency')!.role).toBe('currency');
		expect(doubts).toBe('');
		expect(currencies).toEqual(['EUR', 'EUR', 'EUR']);
	});

	test('of rates are codes too', async () => {
		const { currencies } = await read(
			listOf('Amount,Currency', '100,US Dollar', '200,Euro', '300,USD'),
			file('rates.csv', 'Currency,Rate to EUR', 'US Dollar,0.5', 'GBP,1.2'),
		);
		expect(currencies).toEqual(['EUR', 'EUR', 'EUR']);
	});
});

test.each(['ARR (USD)', 'MRR (USD)', 'Expected Revenue (USD)'])(
	'%s beside the amount is another measure, and no amount of another currency',
	async (header) => {
		const { doubts, columns } = await read(listOf(`Amount (EUR),${header}`, '100,1', '200,2', '300,3'));
		expect(doubts).not.toContain('amounts of different currencies');
		expect(columns.find(({ role }) => role === 'amount')!.header).toBe('Amount (EUR)');
	},
);
