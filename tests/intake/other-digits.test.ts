import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteText, type Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { openNodeEngine } from '$lib/engine/node';
import { cellFacts } from '$lib/intake/cell-facts';
import { readingSql } from '$lib/intake/cell';
import { dateForms } from '$lib/intake/date-forms';
import { decideDates } from '$lib/intake/dates';
import { plainDigits, plainDigitsSql } from '$lib/intake/digits';
import { decideDecimal, numberForms } from '$lib/intake/numbers';
import { importFiles } from '../support/journeys';

/** The digits of a locale, 0 to 9. */
const digitsOf = (locale: string): string =>
	Array.from({ length: 10 }, (_, digit) =>
		new Intl.NumberFormat(locale, { useGrouping: false }).format(digit),
	)
		.join('')
		.replace(/[^\p{Nd}]/gu, '');
const inDigitsOf = (locale: string, text: string): string =>
	text.replace(/\d/g, (digit) => digitsOf(locale).charAt(Number(digit)));
const FULLWIDTH = 'ja-u-nu-fullwide';

describe.each([
	['native', openNativeEngine],
	['wasm', openNodeEngine],
])('digits of other scripts on the %s engine', (_, open) => {
	let engine: Engine;
	beforeAll(async () => {
		engine = await open();
	});
	afterAll(() => engine.close());

	test('are the same to TypeScript and SQL', async () => {
		const character = fc.constantFrom(...'٠٩۰۹०९০๐０９', ...'0123.,-/ ٫٬،٪，．／：￥é日', '\u200f', '\u061c');
		const text = fc.array(character, { maxLength: 9 }).map((parts) => parts.join(''));
		await fc.assert(
			fc.asyncProperty(fc.array(text, { minLength: 30, maxLength: 60 }), async (texts) => {
				const rows = texts.map((own, index) => `(${index}, ${quoteText(own)})`);
				const { rows: read } = await engine.query(
					`select ${plainDigitsSql('t')} as plain from (values ${rows.join(', ')}) as v (n, t) order by n`,
				);
				expect(read.map(({ plain }) => plain)).toEqual(texts.map(plainDigits));
			}),
			{ numRuns: 40, seed: 20261128 },
		);
	});

	const fill = async (values: readonly string[]) => {
		await engine.execute(
			`create or replace table texts as select * from (values ${values.map((own, n) => `(${n}, ${quoteText(own)})`).join(', ')}) as t (row_no, c0)`,
		);
		const [cells] = await cellFacts(engine, 'texts', ['c0']);
		return { name: 'c0', cells: cells! };
	};
	const numbersOf = async (values: readonly string[], delimiter = ';') => {
		const cell = await fill(values);
		const decision = decideDecimal(await numberForms(engine, 'texts', cell), delimiter);
		const { rows } = await engine.query(
			`select ${readingSql(cell, { as: 'number', decimal: decision.decimal })} as n from texts order by row_no`,
		);
		return { ...decision, read: rows.map(({ n }) => n) };
	};
	const daysOf = async (values: readonly string[]) => {
		const cell = await fill(values);
		const decision = decideDates(await dateForms(engine, 'texts', cell), 'day_first');
		const { rows } = await engine.query(
			`select cast(cast(${readingSql(cell, decision.reading)} as date) as varchar) as d from texts order by row_no`,
		);
		return { ...decision, read: rows.map(({ d }) => d) };
	};

	test.each(['ar-EG', 'fa-IR', 'hi-IN-u-nu-deva', 'bn-BD', 'mr-IN', FULLWIDTH, 'th-TH-u-nu-thai'])(
		'numbers as %s writes them come back as they were',
		async (locale) => {
			const amounts = [0, 7, 1234, 1234.5, 12345.67, 1234567.89, 0.125, -4321.5];
			const written = amounts.map((amount) =>
				new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(amount),
			);
			expect(written.join('')).not.toMatch(/[0-9]/);
			expect(await numbersOf(written)).toMatchObject({ open: false, read: amounts });
		},
	);

	test.each(['ar-EG', 'fa-IR'])(
		'one mark of %s before three digits says itself whether it groups',
		async (locale) => {
			const written = [1234, 5.678].map((amount) => new Intl.NumberFormat(locale).format(amount));
			expect(await numbersOf(written)).toMatchObject({ open: false, read: [1234, 5.678] });
		},
	);

	test('a mark of ours between them is asked about as between ours', async () => {
		expect(await numbersOf(['١.٢٣٤', '٥.٦٧٨'])).toMatchObject({ open: true });
		expect(await numbersOf(['１,２３４', '５,６７８'], ',')).toMatchObject({
			open: false,
			read: [1234, 5678],
		});
	});

	test('signs and currencies stand beside them, and words make none of them a number', async () => {
		const written = [
			'￥１２，３４５',
			'－５００',
			'（２５０）',
			'\u200f١٬٢٣٤٫٥٠\u00a0ج.م.\u200f',
			'₹१,२३,४५६.५०',
			'٤٥٪',
			'١٢/٥',
			'مرحلة ٢',
		];
		expect((await numbersOf(written)).read).toEqual([12345, -500, -250, 1234.5, 123456.5, 45, null, null]);
	});

	test.each(['ar-EG', 'hi-IN-u-nu-deva', FULLWIDTH])('days in digits of %s', async (locale) => {
		const iso = await daysOf(['2025-03-31', '2025-04-01'].map((day) => inDigitsOf(locale, day)));
		expect(iso.read).toEqual(['2025-03-31', '2025-04-01']);
		const european = await daysOf(['31/3/2025', '1/4/2025'].map((day) => inDigitsOf(locale, day)));
		expect(european.read).toEqual(['2025-03-31', '2025-04-01']);
		const open = await daysOf(['3/1/2025', '1/4/2025'].map((day) => inDigitsOf(locale, day)));
		expect(open.open).toHaveLength(1);
	});

	test('marks of direction within them and fullwidth signs are no hindrance', async () => {
		expect((await daysOf(['٣١\u200f/٣\u200f/٢٠٢٥'])).read).toEqual(['2025-03-31']);
		expect((await daysOf(['２０２５／０３／３１', '２０２５年４月１日'])).read).toEqual([
			'2025-03-31',
			'2025-04-01',
		]);
		expect((await daysOf(['２０２５－０３－３１　１０：２０'])).read).toEqual(['2025-03-31']);
	});

	test('days of another calendar, or that may be, are none', async () => {
		const written = [
			'۱۴۰۳/۱۲/۱۰',
			'١٤٤٦-٠٩-٠١',
			'२०८१-०५-१२',
			'๒๕๖๘-๐๓-๓๑',
			'۰۳/۱۲/۱۰',
			'٢٠٢٥-٠٣-٣١',
			'2025-03-31',
		];
		expect((await daysOf(written)).read).toEqual([null, null, null, null, null, '2025-03-31', '2025-03-31']);
	});

	test('one day in them changes nothing for those beside it in ours', async () => {
		const american = await daysOf(['12/31/24', '11/30/24', '１２/30/24', '１２/30/２０２４']);
		expect(american.read).toEqual(['2024-12-31', '2024-11-30', null, '2024-12-30']);
		const old = await daysOf(['1965-12-31', '２０２４-01-02', '１９６５-01-02']);
		expect(old.read).toEqual(['1965-12-31', '2024-01-02', null]);
	});

	test('are looked for in a column that has any, and in no other', async () => {
		expect((await fill(['12', '١٢'])).cells).toMatchObject({ hasOtherDigits: true });
		for (const values of [
			['12', '7'],
			['Zoë 12', '東京', ' x'],
		])
			expect((await fill(values)).cells).not.toHaveProperty('hasOtherDigits');
	});

	test('a list written in them is one as any other', async () => {
		const rows = [
			['1', 'Won', '2025-01-02', '2025-02-01', '1234.50'],
			['2', 'Lost', '2025-01-13', '2025-02-12', '99'],
			['3', 'Demo', '2025-01-24', '', '12'],
			['4', 'Demo', '1403-01-24', '', '12/5'],
		];
		const lines = rows.map(([id, stage, ...rest]) =>
			[id, stage, ...rest.map((text) => inDigitsOf('fa-IR', text.replace('1234.50', '1٬234٫50')))].join(','),
		);
		const report = await importFiles(engine, [
			{
				name: 'deals.csv',
				blob: new Blob([['Deal ID,Stage,Created,Close Date,Amount', ...lines, ''].join('\n')]),
			},
		]);
		const { rows: deals } = await engine.query(
			`select cast(created_at as date)::varchar as created, cast(closed_at as date)::varchar as closed, cast(amount as double) as amount
			from stg_deals order by deal_id`,
		);
		expect(deals.map(({ created, closed, amount }) => [created, closed, amount])).toEqual([
			['2025-01-02', '2025-02-01', 1234.5],
			['2025-01-13', '2025-02-12', 99],
			['2025-01-24', null, 12],
			[null, null, null],
		]);
		const unread = report.report.files[0]!.columns.map(({ header, unreadable }) => [header, unreadable]);
		expect(Object.fromEntries(unread)).toMatchObject({ Created: 1, Amount: 1 });
	});
});
