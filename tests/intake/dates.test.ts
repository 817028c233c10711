import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { quoteText } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { openNodeEngine } from '$lib/engine/node';
import { readingSql } from '$lib/intake/cell';
import { dateForms, type DayMonthOrder } from '$lib/intake/date-forms';
import { decideDates } from '$lib/intake/dates';

describe.each([
	['native', openNativeEngine],
	['wasm', openNodeEngine],
])('dates on the %s engine', (_, open) => {
	let engine: Engine;
	beforeAll(async () => {
		engine = await open();
	});
	afterAll(() => engine.close());

	async function read(values: (string | null)[], assumed: DayMonthOrder = 'month_first') {
		const rows = values.map(
			(value, index) => `(${index + 1}, ${value === null ? 'null' : quoteText(value)})`,
		);
		await engine.execute(
			`create or replace table texts as select * from (values ${rows.join(', ')}) as t (row_no, c0)`,
		);
		const decision = decideDates(await dateForms(engine, 'texts', 'c0'), assumed);
		const table = await engine.query(
			`select ${readingSql('c0', decision.reading)} as read from texts order by row_no`,
		);
		return { decision, read: table.rows.map((row) => row['read']) };
	}

	test.each([
		['2024-02-29', '2024-02-29T00:00:00.000Z'],
		['2024/02/29', '2024-02-29T00:00:00.000Z'],
		['20240229', '2024-02-29T00:00:00.000Z'],
		['2024-02-29 17:05', '2024-02-29T17:05:00.000Z'],
		['2024-02-29 17:05:09', '2024-02-29T17:05:09.000Z'],
		['2024-02-29T17:05:09.250Z', '2024-02-29T17:05:09.250Z'],
		['2024-02-29T17:05:09Z', '2024-02-29T17:05:09.000Z'],
		['2024-02-29T17:05:09+05:00', '2024-02-29T12:05:09.000Z'],
		['2024-02-29 17:05:09.123456-0330', '2024-02-29T20:35:09.123Z'],
		['2/29/2024', '2024-02-29T00:00:00.000Z'],
		['29/2/2024', '2024-02-29T00:00:00.000Z'],
		['29.02.2024', '2024-02-29T00:00:00.000Z'],
		['29-02-24', '2024-02-29T00:00:00.000Z'],
		['29.02.2024 17:05', '2024-02-29T17:05:00.000Z'],
		['2/29/2024 5:05 PM', '2024-02-29T17:05:00.000Z'],
		['2/29/2024 12:05:09 am', '2024-02-29T00:05:09.000Z'],
		['29 Feb 2024', '2024-02-29T00:00:00.000Z'],
		['29-Feb-24', '2024-02-29T00:00:00.000Z'],
		['Feb 29, 2024', '2024-02-29T00:00:00.000Z'],
		['February 29, 2024', '2024-02-29T00:00:00.000Z'],
		['29 February 2024', '2024-02-29T00:00:00.000Z'],
		['1709226309', '2024-02-29T17:05:09.000Z'],
		['1709226309250', '2024-02-29T17:05:09.250Z'],
		['45351', '2024-02-29T00:00:00.000Z'],
		['45351.5', '2024-02-29T12:00:00.000Z'],
		['1709226309250000', '2024-02-29T17:05:09.250Z'],
		['1709226309250000000', '2024-02-29T17:05:09.250Z'],
		['20240229170509', '2024-02-29T17:05:09.000Z'],
		['20240229T170509Z', '2024-02-29T17:05:09.000Z'],
		['2024.02.29', '2024-02-29T00:00:00.000Z'],
		['2024-02-29T17:05:09.456789234Z', '2024-02-29T17:05:09.456Z'],
		['2024-02-29 05:05:09 PM', '2024-02-29T17:05:09.000Z'],
		['2/29/2024, 5:05:09\u202fPM', '2024-02-29T17:05:09.000Z'],
		['29/02/2024 5:05 p. m.', '2024-02-29T17:05:00.000Z'],
		['29-Feb-2024', '2024-02-29T00:00:00.000Z'],
		['29/Feb/2024 05:05:09 PM', '2024-02-29T17:05:09.000Z'],
		['29. Februar 2024', '2024-02-29T00:00:00.000Z'],
		['5. März 2024', '2024-03-05T00:00:00.000Z'],
		['05-Mrz-24', '2024-03-05T00:00:00.000Z'],
		['Do, 29.02.2024', '2024-02-29T00:00:00.000Z'],
		['1er août 2024', '2024-08-01T00:00:00.000Z'],
		['29 févr. 2024', '2024-02-29T00:00:00.000Z'],
		['5 de marzo de 2024', '2024-03-05T00:00:00.000Z'],
		['29 dic 2024', '2024-12-29T00:00:00.000Z'],
		['5 de março de 2024', '2024-03-05T00:00:00.000Z'],
		['1 out 2024', '2024-10-01T00:00:00.000Z'],
		['5 luglio 2024', '2024-07-05T00:00:00.000Z'],
		['5 mei 2024', '2024-05-05T00:00:00.000Z'],
		['29 maart 2024 17:05', '2024-03-29T17:05:00.000Z'],
		['Thursday, 29 February 2024', '2024-02-29T00:00:00.000Z'],
		['Thu Feb 29 2024 17:05:09 GMT+0100 (Central European Standard Time)', '2024-02-29T16:05:09.000Z'],
		['Thu, 29 Feb 2024 17:05:09 GMT', '2024-02-29T17:05:09.000Z'],
		['February 29th, 2024', '2024-02-29T00:00:00.000Z'],
		['2024年2月29日', '2024-02-29T00:00:00.000Z'],
		['2024-02-29 17:05:09 PST', '2024-03-01T01:05:09.000Z'],
		['2024-02-29 17:05:09 CET', '2024-02-29T16:05:09.000Z'],
		['2024-02-29T17:05:09-05:00[America/New_York]', '2024-02-29T22:05:09.000Z'],
	])('%s is %s', async (text, instant) => {
		expect((await read([text])).read).toEqual([instant]);
	});

	test('one value over 12 decides the order of the whole column', async () => {
		const { decision, read: values } = await read(['03/04/2024', '05/06/2024', '13/06/2024']);
		expect(values).toEqual(['2024-04-03', '2024-06-05', '2024-06-13'].map((day) => `${day}T00:00:00.000Z`));
		expect(decision.open).toEqual([]);
		expect(decision.evidence).toContain('1 of 3 values with “/” prove day first');
	});

	test('a column in which nothing is over 12 stays open, and reads as assumed', async () => {
		const { decision, read: values } = await read(['03/04/2024', '05/06/2024'], 'day_first');
		expect(decision.open).toEqual([{ separator: '/', values: 2, first: 0, second: 0 }]);
		expect(values[0]).toBe('2024-04-03T00:00:00.000Z');
	});

	test('slash dates month first stand beside hyphen dates day first, each proven by itself', async () => {
		const { read: values, decision } = await read(['6/25/2024', '25-6-24', '1/2/2024', '1-2-24']);
		expect(values.map((value) => String(value).slice(0, 10))).toEqual([
			'2024-06-25',
			'2024-06-25',
			'2024-01-02',
			'2024-02-01',
		]);
		expect(decision.open).toEqual([]);
	});

	test('a column that contradicts itself is open, with its counts, and reads what proves itself', async () => {
		const dates = ['13/04/2024', '14/04/2024', '04/15/2024', '05/06/2024', '07/08/2024'];
		const { decision, read: values } = await read(dates, 'day_first');
		expect(decision.open).toEqual([{ separator: '/', values: 5, first: 2, second: 1 }]);
		expect(decision.evidence).toContain(
			'2 of 5 values with “/” fit both; 2 prove day first and 1 month first',
		);
		expect(values.map((value) => String(value).slice(0, 10))).toEqual([
			'2024-04-13',
			'2024-04-14',
			'2024-04-15',
			'2024-06-05',
			'2024-08-07',
		]);
		expect(
			(await read(dates, 'month_first')).read.map((value) => String(value).slice(5, 10)).slice(3),
		).toEqual(['05-06', '07-08']);
	});

	test('two habits are told apart by their forms: with a time month first, without one day first', async () => {
		const { decision, read: values } = await read([
			'25/06/2024',
			'01/02/2024',
			'6/25/2024 3:00 PM',
			'1/2/2024 3:00 PM',
		]);
		expect(decision.open).toEqual([]);
		expect(values.map((value) => String(value).slice(0, 10))).toEqual([
			'2024-06-25',
			'2024-02-01',
			'2024-06-25',
			'2024-01-02',
		]);
	});

	test('ISO dates beside months in words and slashes are read each in its form', async () => {
		const { read: values } = await read(['2024-06-25', '25 Jun 2024', 'Juni 25, 2024', '6/25/2024']);
		expect(new Set(values)).toEqual(new Set(['2024-06-25T00:00:00.000Z']));
	});

	test('midnights of a zone are calendar days of that zone, instants are not', async () => {
		expect((await read(['2024-03-01T00:00:00+02:00', '2024-03-02T00:00:00+02:00'])).read).toEqual([
			'2024-03-01T00:00:00.000Z',
			'2024-03-02T00:00:00.000Z',
		]);
		expect((await read(['2024-03-01T00:00:00+02:00', '2024-03-02T10:00:00+02:00'])).read).toEqual([
			'2024-02-29T22:00:00.000Z',
			'2024-03-02T08:00:00.000Z',
		]);
	});

	test('zones named by letters are told', async () => {
		expect((await read(['2024-02-29 17:05:09 PST'])).decision.evidence).toContain('PST');
	});

	test('weeks, quarters, months and placeholders are no dates', async () => {
		const { decision, read: values } = await read([
			'2024-01-05',
			'2024-W05',
			'Q1 2024',
			'2024-02',
			'Feb 2024',
			'0000-00-00',
			'tomorrow',
		]);
		expect(values.slice(1)).toEqual([null, null, null, null, null, null]);
		expect(decision.unreadable).toBe(5);
	});

	test('what is no date becomes null and is counted; what says nothing is not', async () => {
		const { decision, read: values } = await read([
			'2024-01-05',
			'soon',
			'TBD',
			'N/A',
			'',
			null,
			'2024-02-31',
		]);
		expect(values).toEqual(['2024-01-05T00:00:00.000Z', null, null, null, null, null, null]);
		expect(decision.unreadable).toBe(2);
	});

	test('a column without any time of day is of dates only', async () => {
		expect((await read(['2024-01-05'])).decision.reading.dateOnly).toBe(true);
		expect((await read(['2024-01-05', '2024-01-05 10:00'])).decision.reading.dateOnly).toBe(false);
	});
});
