import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { quoteText } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readingSql } from '$lib/intake/cell';
import { decideDecimal, numberForms } from '$lib/intake/numbers';

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
