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
])('%s is %d', async (text, number) => {
	expect((await read([text, '0.25'])).read[0]).toBe(number);
});

test.each([
	['1.234,50 €', 1234.5],
	['1 234,5', 1234.5],
	['12,5', 12.5],
	['1.234.567', 1234567],
	['−12,50', -12.5],
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

test('1.234 alone in a semicolon file is asked, in a comma file it is a decimal point', async () => {
	expect((await read(['1.234', '5.678'], ';')).open).toBe(true);
	const commaFile = await read(['1.234', '5.678']);
	expect(commaFile).toMatchObject({ open: false, decimal: '.' });
	expect(commaFile.read).toEqual([1.234, 5.678]);
});
