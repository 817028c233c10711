import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { quoteText } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readingSql } from '$lib/intake/cell';
import { BLANKS_OF_TYPED } from '$lib/intake/cell-text';
import { isNumberText, markSql, numberSql } from '$lib/intake/number-text';
import { decideDecimal, numberForms } from '$lib/intake/numbers';
import { CURRENCIES, CURRENCY_SIGNS } from '$lib/intake/presets/currencies';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

async function read(values: string[], delimiter = ',') {
	const rows = values.map((value, index) => `(${index + 1}, ${quoteText(value)})`);
	await engine.execute(
		`create or replace table texts as select * from (values ${rows.join(', ')}) as t (row_no, c0)`,
	);
	const decision = decideDecimal(await numberForms(engine, 'texts', 'c0'), delimiter);
	const table = await engine.query(
		`select ${readingSql('c0', { as: 'number', decimal: decision.decimal })} as read from texts order by row_no`,
	);
	return { ...decision, read: table.rows.map((row) => row['read']) };
}

test.each([
	['12', 12],
	['1234.5', 1234.5],
	['1,234.50', 1234.5],
	['1,234,567', 1234567],
	['$1,234.50', 1234.5],
	['US$ 1,234.50', 1234.5],
	['1,234.50 USD', 1234.5],
	['EUR 12', 12],
	['-12.5', -12.5],
	['(1,234.50)', -1234.5],
	['$(12.00)', -12],
	['-$12', -12],
	['45%', 45],
	['.5', 0.5],
	['1.5E+05', 150000],
	['0', 0],
	['12,34,567.50', 1234567.5],
	['₹12,34,567', 1234567],
	["1'234'567.50", 1234567.5],
	['1’234.50', 1234.5],
	['1\u202f234.5', 1234.5],
	['1\u2009234\u2009567', 1234567],
	['12.5-', -12.5],
	['CHF 1’200.-', 1200],
	['1.5k', 1500],
	['$2.5M', 2500000],
	['3 Mio. €', 3000000],
	['1.2bn', 1200000000],
	['R$ 12.50', 12.5],
	['12.50 kr', 12.5],
	['12.50 zł', 12.5],
	['£12', 12],
	['12 usd', 12],
	['+7', 7],
	['1e3', 1000],
	['RM 700', 700],
	['RM1,200.50', 1200.5],
	['S$ 700', 700],
	['HK$1,200', 1200],
	['NT$ 700', 700],
	['CN¥ 700', 700],
	['1,200.50 $ CA', 1200.5],
	["CHF 1'200.-", 1200],
	['CHF 1’200.—', 1200],
	['₹ 12,34,567.00', 1234567],
	['Rs. 12,34,567.50', 1234567.5],
	['Rs 500/-', 500],
	['৳ 1,200.25', 1200.25],
	['₱1,200.25', 1200.25],
	['SAR 300', 300],
	['د.إ 300', 300],
	['د.إ.\u200f 1,300.50', 1300.5],
	['300 د.إ', 300],
	['S/. 500.25', 500.25],
	['1,200円', 1200],
	['Ksh 500', 500],
	['$.50', 0.5],
	['EUR .5', 0.5],
	['Rs.500', 500],
	['CHF -.75', -0.75],
	['1.5e3k', 1500000],
	['2E3 EUR', 2000],
	['1,200 RMB', 1200],
	['RMB 500', 500],
	['R 500', 500],
	['R1,200.50', 1200.5],
	['-R500', -500],
	['12 TEUR', 12000],
	['TEUR 12', 12000],
	['12.5 T€', 12500],
	['kEUR 12', 12000],
	['12 KUSD', 12000],
	['k€ 12', 12000],
	['12 EUR k', 12000],
	['EUR k 12', 12000],
	['$12k', 12000],
	['€m 1.25', 1250000],
	['EURm 1.25', 1250000],
	['£1.2bn', 1200000000],
	['Mio. € 3', 3000000],
	['1.2 Mio EUR', 1200000],
	['12 tkr', 12000],
	['12 mkr', 12000000],
	['12 MSEK', 12000000],
	['5 mln zł', 5000000],
	['5 тыс. руб.', 5000],
	['1.5 lakh', 150000],
	['₹ 1.25 Cr', 12500000],
	['Rs. 2.50 Cr', 25000000],
	['1.5 Cr', 15000000],
	['2 crores', 20000000],
	['12万', 120000],
	['¥12万', 120000],
	['12.5万元', 125000],
	['30万円', 300000],
	['1,200千円', 1200000],
	['3千万円', 30000000],
	['5百万円', 5000000],
	['1.5億円', 150000000],
	['2亿元', 200000000],
	['3,000만원', 30000000],
	['5억원', 500000000],
	['12 EUR', 12],
	['KRW 1,200', 1200],
	['MXN 700', 700],
	['700 MMK', 700],
	['MYR 5', 5],
])('%s is %d', async (text, number) => {
	expect((await read([text, '0.25'])).read[0]).toBe(number);
});

test.each([
	['1.234,50 €', 1234.5],
	['1 234,5', 1234.5],
	['12,5', 12.5],
	['1.234.567', 1234567],
	['−12,50', -12.5],
	['1.234,-', 1234],
	['EUR 1.234,50', 1234.5],
	['(1.234,50)', -1234.5],
	['1.234.567,891', 1234567.891],
	['12,5 %', 12.5],
	['1,5 Mio €', 1500000],
	['R$ 1.234,56', 1234.56],
	['1 200,50 kr', 1200.5],
	['Rp 1.000.000', 1000000],
	['1.234,56 TL', 1234.56],
	['1 234,56 руб.', 1234.56],
	['500,5 Euro', 500.5],
])('%s is %d in a column whose mark is a comma', async (text, number) => {
	expect((await read([text, '0,25'], ';')).read[0]).toBe(number);
});

test('words, texts with digits and dates are no numbers', async () => {
	expect((await read(['TBD', 'n/a', '12 months', 'Q3', '2024-01-05', '', '3.25'])).read).toEqual([
		null,
		null,
		null,
		null,
		null,
		null,
		3.25,
	]);
});

test('no code and no sign of a currency alone is read with a scale', async () => {
	const names = [...CURRENCIES, ...Object.keys(CURRENCY_SIGNS), 'BZ$', 'CLP$'];
	const texts = names.flatMap((name) => [`${name} 5.5`, `${name}5.5`, `5.5 ${name}`, `5.5${name}`]);
	expect(new Set((await read(texts)).read)).toEqual(new Set([5.5]));
});

test('what may be multiplied by one thing or another is none', async () => {
	const texts = [
		...[
			'5 mil',
			'M$ 5',
			'T$ 5',
			'B$ 5',
			'TUS$ 5',
			'5 T',
			'1,234.50 Cr',
			'12.00CR',
			'5k M',
			'k€ 5k',
			'EUR k 5k',
			'm€ 5m',
		],
		...['12 BLX', '12 TEAM', 'TEAM 12', 'R', '500 R', 'DR 500', '1億2000万円', '5 Mrr', '12 XYZ'],
	];
	expect((await read([...texts, '0.25'])).read).toEqual([...texts.map(() => null), 0.25]);
});

test('the form of a number is the same to TypeScript and SQL', async () => {
	const part = fc.constantFrom(
		...['12', '1,234', '1.234,5', '0.5', "1'234", ' ', ' ', '-', '(', ')', '%', '.', '\u00a0', '−', '/-'],
		...[
			'k',
			'T',
			'M',
			'Mio.',
			'EUR',
			'TEUR',
			'€',
			'$',
			'US$',
			'R',
			'R$',
			'K$',
			'kr',
			'万',
			'円',
			'cr',
			'Cr',
			'mil',
		],
	);
	const text = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('').trim());
	await fc.assert(
		fc.asyncProperty(fc.array(text, { minLength: 40, maxLength: 60 }), async (texts) => {
			const own = texts.filter((candidate) => !BLANKS_OF_TYPED.includes(candidate));
			const rows = own.map((value, index) => `(${index}, ${quoteText(value)})`);
			const { rows: read } = await engine.query(
				`select ${markSql('t')} <> 'no' as is_number, ${numberSql('t', '.')} is not null as has_value
				from (values ${rows.join(', ')}) as v (n, t) order by n`,
			);
			own.forEach((value, index) => {
				// The form lets marks stand that group nothing, and scales that contradict each other.
				if (read[index]?.['is_number']) expect([value, isNumberText(value)]).toEqual([value, true]);
				if (read[index]?.['has_value']) expect([value, read[index]?.['is_number']]).toEqual([value, true]);
			});
		}),
		{ numRuns: 60, seed: 20261128 },
	);
});

test('one value decides the mark of the whole column', async () => {
	const { read: values, decimal } = await read(['1.234', '5.678', '12,50'], ';');
	expect(decimal).toBe(',');
	expect(values).toEqual([1234, 5678, 12.5]);
});

test('1.234 in every value is asked in any file: a factor of a thousand is not guessed', async () => {
	expect((await read(['1.234', '5.678'], ';')).open).toBe(true);
	expect((await read(['1.234', '5.678'], ',')).open).toBe(true);
});

test('1,234 in a comma-separated file is grouped, in another it is asked', async () => {
	expect(await read(['1,234', '5,678'], ',')).toMatchObject({ open: false, read: [1234, 5678] });
	expect((await read(['1,234', '5,678'], ';')).open).toBe(true);
});

test('long numbers without marks prove that 1.234 is no thousand', async () => {
	expect(await read(['1.234', '15000'], ',')).toMatchObject({ open: false, read: [1.234, 15000] });
});

test('a column of both marks reads what proves itself, and asks about the rest', async () => {
	expect(await read(['12,50', '12.50', '1.234,5', '1,234.5'])).toMatchObject({
		open: false,
		read: [12.5, 12.5, 1234.5, 1234.5],
	});
	const decision = await read(['12,50', '12.50', '1.234']);
	expect(decision.open).toBe(true);
	expect(decision.evidence).toContain('1 could be either');
});

test('numbers that group in no way are none', async () => {
	expect((await read(['1,23,4', '12.34.56', '1 23', '1,2345,678', '10-20', '3/4', '0.25'])).read).toEqual([
		null,
		null,
		null,
		null,
		null,
		null,
		0.25,
	]);
});
