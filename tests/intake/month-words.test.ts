import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { quoteText } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readingSql } from '$lib/intake/cell';
import { dateForms, mayBeDate } from '$lib/intake/date-forms';
import { decideDates } from '$lib/intake/dates';
import { readFiles } from '$lib/intake/import';
import {
	CROATIAN_ALONE,
	CROATIAN_MONTHS,
	MONTH_WORDS,
	POLISH_OR_CZECH,
} from '$lib/intake/presets/date-words';
import { recognise } from '$lib/intake/recognise';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

/** The days that a column of these texts is read as, as ISO days; null where a text is no date. */
async function daysOf(texts: readonly string[]): Promise<(string | null)[]> {
	const rows = texts.map((text, index) => `(${index + 1}, ${quoteText(text)})`);
	await engine.execute(
		`create or replace table texts as select * from (values ${rows.join(', ')}) as t (row_no, c0)`,
	);
	const { reading } = decideDates(await dateForms(engine, 'texts', 'c0'), 'month_first');
	const { rows: read } = await engine.query(
		`select strftime(${readingSql('c0', reading)}, '%Y-%m-%d') as day from texts order by row_no`,
	);
	return read.map((row) => row['day'] as string | null);
}

/** Every language in which headers of exports are known. */
const LOCALES = [
	...[
		'en-US',
		'en-GB',
		'en-AU',
		'de',
		'de-AT',
		'de-CH',
		'fr',
		'fr-CA',
		'es',
		'es-MX',
		'pt-BR',
		'pt-PT',
		'it',
		'nl',
	],
	...['sv', 'da', 'nb', 'fi', 'pl', 'cs', 'hr', 'ru', 'tr', 'ja', 'zh-CN', 'zh-TW', 'ko'],
];
// The 25th proves its place; of 2024 each is on another day of the week.
const DAYS = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2024, month, 25)));
const ISO = DAYS.map((day) => day.toISOString().slice(0, 10));
const format = (locale: string, options: Intl.DateTimeFormatOptions) => {
	const own = new Intl.DateTimeFormat(locale, { ...options, calendar: 'gregory', timeZone: 'UTC' });
	return (day: Date) => own.format(day);
};

describe.each(LOCALES)('dates as the platform writes them in %s are read', (locale) => {
	test.each<[string, Intl.DateTimeFormatOptions]>([
		['with short months', { day: 'numeric', month: 'short', year: 'numeric' }],
		['with long months', { day: 'numeric', month: 'long', year: 'numeric' }],
		['with short days of the week', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }],
		['with long days of the week', { dateStyle: 'full' }],
		['with a time', { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' }],
	])('%s', async (_, options) => {
		const texts = DAYS.map(format(locale, options));
		expect(Object.fromEntries((await daysOf(texts)).map((day, at) => [texts[at], day]))).toEqual(
			Object.fromEntries(ISO.map((day, at) => [texts[at], day])),
		);
	});

	test('with months as they stand alone, in capitals, without accents and without full stops', async () => {
		const alone = (['short', 'long'] as const).flatMap((month) =>
			DAYS.map((day, at) => ({ name: format(locale, { month })(day), at })),
		);
		const written = alone
			// Some have numbers for short months, and no names.
			.filter(({ name }) => /^\p{L}/u.test(name) && !/\p{Script=Han}/u.test(name))
			.flatMap(({ name, at }) =>
				[
					name,
					name.toLocaleUpperCase(locale),
					name.replace(/\.$/, ''),
					name.normalize('NFD').replace(/\p{M}/gu, ''),
					name.normalize('NFD'),
				].map((word) => [`25 ${word} 2024`, ISO[at]]),
			);
		const expected = Object.fromEntries(written) as Record<string, string>;
		const texts = Object.keys(expected);
		if (texts.length === 0) return;
		const days = await daysOf(texts);
		expect(Object.fromEntries(texts.map((text, at) => [text, days[at]]))).toEqual(expected);
		expect(texts.filter((text) => !mayBeDate(text))).toEqual([]);
	});
});

describe('words that are one month in Polish or Czech and another in Croatian', () => {
	const decided = async (texts: readonly string[]) => {
		const rows = texts.map((text, index) => `(${index + 1}, ${quoteText(text)})`);
		await engine.execute(
			`create or replace table texts as select * from (values ${rows.join(', ')}) as t (row_no, c0)`,
		);
		return decideDates(await dateForms(engine, 'texts', 'c0'), 'month_first');
	};

	test('are those of the language that the other words of the column tell', async () => {
		expect(await daysOf(['12 lip 2024', '3 sij 2024', '4 lis 2024', '5 srp 2024'])).toEqual([
			'2024-06-12',
			'2024-01-03',
			'2024-10-04',
			'2024-07-05',
		]);
		expect(await daysOf(['12 lip 2024', '3 sty 2024', '4 lis 2024'])).toEqual([
			'2024-07-12',
			'2024-01-03',
			'2024-11-04',
		]);
		expect(await daysOf(['12 srp 2024', '3 led 2024', '4. listopadu 2024'])).toEqual([
			'2024-08-12',
			'2024-01-03',
			'2024-11-04',
		]);
		expect(await daysOf(['12. lipnja 2024.', '4. listopada 2024. 10:20'])).toEqual([
			'2024-06-12',
			'2024-10-04',
		]);
	});

	test('are none where nothing tells, or both, and that is counted and said', async () => {
		const texts = ['12 lip 2024', '3 Jan 2024', '4 listopad 2024'];
		expect(await daysOf(texts)).toEqual([null, '2024-01-03', null]);
		const decision = await decided(texts);
		expect(decision.unreadable).toBe(2);
		expect(decision.evidence).toContain('2 of 3 values name a month (lip, srp, lis, listopad)');
		expect(await daysOf(['12 lip 2024', '3 sij 2024', '4 sty 2024'])).toEqual([
			null,
			'2024-01-03',
			'2024-01-04',
		]);
	});

	test('are told by the other dates of the file', async () => {
		const { mapping } = await recognise(
			engine,
			await readFiles(engine, [
				{
					name: 'deals.csv',
					blob: new Blob([
						'Deal ID,Stage,Created,Close Date,Amount\n1,Won,12 lip 2024,3 kol 2024,10\n2,Demo,4 lip 2024,,20\n',
					]),
				},
			]),
		);
		const created = mapping.files[0]!.columns.find(({ role }) => role === 'created')!;
		expect(created.reading).toMatchObject({ formats: ['≈%d %b %Y'] });
		expect(created.evidence).toContain('months in Croatian');
	});

	test('stand in no two lists', () => {
		for (const word of CROATIAN_ALONE) {
			expect(POLISH_OR_CZECH).not.toContain(word);
			expect(CROATIAN_MONTHS).not.toHaveProperty(word);
		}
		const known = Object.values(MONTH_WORDS).flat();
		for (const word of [...CROATIAN_ALONE, ...POLISH_OR_CZECH, ...Object.keys(CROATIAN_MONTHS)])
			expect(known).toContain(word);
	});
});

test('no word is the name of two months', () => {
	const words = Object.values(MONTH_WORDS).flat();
	expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
});

test('a text that merely holds the letters of a month is no date', () => {
	const texts = ['Paragon 5', 'developer1@acme.com', 'Produkt 12', '12 Prozent', 'Salon 25', 'Lisbon 4'];
	expect(texts.filter(mayBeDate)).toEqual([]);
});
