import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteText, type Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { openNodeEngine } from '$lib/engine/node';
import { cellFacts } from '$lib/intake/cell-facts';
import { BLANKS, BLANKS_OF_TYPED, textSql, typedTextSql } from '$lib/intake/cell-text';
import { dateForms, inPlainWords, mayBeDate } from '$lib/intake/date-forms';
import { MONTH_WORDS } from '$lib/intake/presets/date-words';

/** The space separators of Unicode: what DuckDB trims. */
const SPACES = [' ', '\u00a0', '\u1680', '\u2003', '\u202f', '\u205f', '\u3000'];
const trimmed = (text: string): string => {
	const edge = `[${SPACES.join('')}]+`;
	return text.replace(new RegExp(`^${edge}`), '').replace(new RegExp(`${edge}$`), '');
};

const word = fc.constantFrom(
	...BLANKS_OF_TYPED,
	'Select...',
	'Acme',
	'Zoë',
	'½',
	'東京',
	'x',
	'\t',
	'\ttab',
	'0',
);
const space = fc
	.array(fc.constantFrom('', '', '', '', ...SPACES), { maxLength: 2 })
	.map((list) => list.join(''));
const cell = fc.oneof(
	{ weight: 1, arbitrary: fc.constant(null) },
	{ weight: 4, arbitrary: fc.constantFrom('Acme', 'Plain text', 'N/Anchor', '12') },
	{ weight: 3, arbitrary: fc.tuple(space, word, space).map((parts) => parts.join('')) },
);

describe.each([
	['native', openNativeEngine],
	['wasm', openNodeEngine],
])('what is known of cells on the %s engine', (_, open) => {
	let engine: Engine;
	beforeAll(async () => {
		engine = await open();
	});
	afterAll(() => engine.close());

	const fill = (columns: readonly (readonly (string | null)[])[]) => {
		const rows = (columns[0] ?? []).map(
			(__, row) =>
				`(${row}, ${columns.map((cells) => (cells[row] === undefined || cells[row] === null ? 'null::varchar' : quoteText(cells[row]))).join(', ')})`,
		);
		return engine.execute(
			`create or replace table texts as select * from (values ${rows.join(', ')}) as t (row_no, ${columns.map((__, index) => `c${index}`).join(', ')})`,
		);
	};

	test('spares work and changes no text: trimmed, and null where a word says that there is nothing', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(cell, cell, fc.constantFrom('Acme', 'Baker')), { minLength: 1, maxLength: 12 }),
				async (rows) => {
					const columns = [0, 1, 2].map((position) => rows.map((row) => row[position] ?? null));
					await fill(columns);
					const names = ['c0', 'c1', 'c2'];
					const facts = await cellFacts(engine, 'texts', names);
					const known = names.map((name, index) => ({ name, cells: facts[index]! }));
					const { rows: read } = await engine.query(
						`select ${known.map((one, index) => `${textSql(one, ['Acme'])} as t${index}, ${typedTextSql(one)} as n${index}`).join(', ')} from texts order by row_no`,
					);
					const told = (text: string | null, nothings: readonly string[]) =>
						text === null || nothings.includes(trimmed(text)) ? null : trimmed(text);
					for (const [index, cells] of columns.entries()) {
						expect(read.map((row) => row[`t${index}`])).toEqual(
							cells.map((text) => told(text, [...BLANKS, 'Acme'])),
						);
						expect(read.map((row) => row[`n${index}`])).toEqual(
							cells.map((text) => told(text, BLANKS_OF_TYPED)),
						);
						expect(facts[index]!.isTrimmed).toBe(
							cells.every((text) => text === null || trimmed(text) === text),
						);
					}
				},
			),
			{ numRuns: 60, seed: 20261126 },
		);
	});

	test('counts the words for nothing of each column', async () => {
		await fill([
			['N/A', ' N/A ', 'None', 'Acme'],
			['a', 'b', 'c', null],
		]);
		expect(await cellFacts(engine, 'texts', ['c0', 'c1'])).toEqual([
			{ isTrimmed: false, nothings: { 'N/A': 2, None: 1 } },
			{ isTrimmed: true, nothings: {} },
		]);
	});

	test('the forms of a column are the same whether they are looked for or tried first', async () => {
		const values = [
			...['2024-01-31', '2024-1-3', '13/02/2024', '02/13/2024', '1.2.24', '2024-01-31 00:00:00', '[9]+.9'],
			...['2024-01-31T00:00:00', '5. März 2024', 'n. b. (9)', '1706659200', '2024-01-31', '31/12/2023', ''],
		];
		await fill([values]);
		const sought = await dateForms(engine, 'texts', 'c0');
		for (const samples of [values, values.slice(3), ['2024-01-31'], ['[9]+.9', 'a.b*', '\\9'], ['99']])
			expect(await dateForms(engine, 'texts', { name: 'c0', samples })).toEqual(sought);
		expect(sought.values).toBe(13);
	});

	test('every date in words is known as one that may be', async () => {
		const texts = Object.values(MONTH_WORDS)
			.flat()
			.flatMap((month) => [`5 ${month} 2024`, `${month.toUpperCase()} 5, 2024`, `le 5.${month}.24`])
			.concat([
				'1/2/2024 3 p.m.',
				'Mon, 1-2-2024 10:00 UTC',
				'2024年1月2日',
				'20240102 10:00 CET',
				'5 MÄRZ 2024',
			]);
		expect(texts.filter((text) => !mayBeDate(text))).toEqual([]);
		for (const text of ['Deal 12 of 34', 'Step 7', 'Company 99', 'Tier 2 (500+)'])
			expect(mayBeDate(text)).toBe(false);
		const words = await inPlainWords(engine, ['5. März 2024']);
		expect(words.get('5. März 2024')).toBe('5 Mar 2024');
	});
});
