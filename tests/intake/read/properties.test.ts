import fc from 'fast-check';
import type { Encoding } from '$lib/intake/read/encoding';
import { describe, expect, it } from 'vitest';
import { readText } from '../../support/read-text';
import { toCsvRecord } from '$lib/intake/read/write-csv';
import { openNativeEngine } from '$lib/engine/native';
import { openForTests } from '../../support/engines';

/** Strings that break readers: delimiters, quotes, line ends, white space, other alphabets, and their mixtures. */
const nasty = fc.oneof(
	{ weight: 3, arbitrary: fc.string({ maxLength: 12 }) },
	{ weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
	{
		weight: 5,
		arbitrary: fc.string({
			unit: fc.constantFrom(
				',',
				';',
				'\t',
				'|',
				'"',
				'""',
				"'",
				'\\',
				'\n',
				'\r',
				'\r\n',
				' ',
				'a',
				'7',
				'é',
				'€',
			),
			maxLength: 10,
		}),
	},
	{ weight: 2, arbitrary: fc.constantFrom('', ' ', 'NULL', 'NA', '#x', 'sep=;', '0012', '2024-01-02') },
);

/** A cell as text that every encoding in question can hold, without what is no text at all. */
const textOf = (text: string, narrow: boolean): string =>
	[...text.replaceAll('\0', '').replace(/[\uD800-\uDFFF]/gu, '')]
		.filter((letter) => letter !== '\uFEFF' && (!narrow || /^[\x20-\x7e\n\r\t\u00a0-\u00ff€]$/u.test(letter)))
		.join('');

function encode(text: string, encoding: string): Uint8Array<ArrayBuffer> {
	if (encoding === 'UTF-8') return new TextEncoder().encode(text);
	if (encoding === 'UTF-8 BOM') return new TextEncoder().encode(`\uFEFF${text}`);
	if (encoding === 'UTF-16') {
		const units = `\uFEFF${text}`.split('').map((unit) => unit.charCodeAt(0));
		return new Uint8Array(Uint16Array.from(units).buffer);
	}
	return Uint8Array.from(text, (letter) => (letter === '€' ? 0x80 : letter.charCodeAt(0)));
}

const file = fc
	.record({
		width: fc.integer({ min: 2, max: 6 }),
		delimiter: fc.constantFrom(',', ';', '\t', '|'),
		encoding: fc.constantFrom('UTF-8', 'UTF-8 BOM', 'UTF-16', 'Windows-1252'),
		lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
		lastLineEnd: fc.boolean(),
	})
	.chain((shape) =>
		fc.record({
			shape: fc.constant(shape),
			rows: fc.array(fc.array(nasty, { minLength: shape.width - 1, maxLength: shape.width - 1 }), {
				minLength: 1,
				maxLength: 12,
			}),
		}),
	)
	.map(({ shape, rows }) => {
		const narrow = shape.encoding === 'Windows-1252';
		// Each row begins with an id, as rows do: no row is blank, and each can be found again.
		return {
			...shape,
			rows: rows.map((cells, index) => [`D-${index}`, ...cells.map((cell) => textOf(cell, narrow))]),
		};
	});

const headerOf = (width: number): string[] =>
	Array.from({ length: width }, (_, index) => `Name ${'abcdef'[index]}`);

describe('Reading delimited files', async () => {
	const engine = await openForTests(openNativeEngine);
	const read = async (content: Uint8Array<ArrayBuffer>, delimiter: string, encoding?: Encoding) => {
		const raw = await readText(engine, { name: 'x.csv', blob: new Blob([content]) }, 'raw_0', {
			// Letters drawn at random are of no language: which encoding of old they are in, nobody could tell.
			dialect: { delimiter, headerLine: 1, ...(encoding === undefined ? {} : { encoding }) },
		});
		// As hexadecimal digits: the text that arrives here has passed a decoder, the bytes in the database have not.
		const columns = raw.columns.map(({ name }) => `hex(encode(${name})) as ${name}`);
		const { rows } = await engine.query(`select row_no, ${columns.join(', ')} from raw_0 order by row_no`);
		return {
			raw,
			values: rows.map((row) =>
				raw.columns.map(({ name }) => {
					const hex = row[name];
					return typeof hex === 'string' ? Buffer.from(hex, 'hex').toString('utf8') : null;
				}),
			),
		};
	};

	it('gives back every value of every table, byte by byte', async () => {
		await fc.assert(
			fc.asyncProperty(file, async ({ width, delimiter, encoding, lineEnd, lastLineEnd, rows }) => {
				const records = [headerOf(width), ...rows].map((cells) => toCsvRecord(cells, delimiter));
				const content = records.join(lineEnd) + (lastLineEnd ? lineEnd : '');
				const { raw, values } = await read(
					encode(content, encoding),
					delimiter,
					encoding === 'Windows-1252' ? encoding : undefined,
				);
				expect(values).toEqual(rows.map((cells) => cells.map((cell) => (cell === '' ? null : cell))));
				expect(raw.rowsSetAside).toBe(0);
				const before = records.map(
					(_, index) => records.slice(0, index).join(lineEnd) + (index ? lineEnd : ''),
				);
				expect(rows.map((_, index) => raw.lineOf(index + 1))).toEqual(
					before.slice(1).map((text) => text.split(/\r\n|\r|\n/).length),
				);
			}),
			{ numRuns: 400 },
		);
	});

	it('finds delimiter and header by itself where cells hold words and numbers', async () => {
		const word = fc.constantFrom(
			'Acme',
			'1,5',
			'12',
			'a;b',
			'x | y',
			'Smith, Anna',
			'2024-01-02',
			'',
			'é "q"',
			'two\nlines',
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.array(word, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 20 }),
				fc.constantFrom(',', ';', '\t', '|'),
				async (cells, delimiter) => {
					const rows = cells.map((row, index) => [`D-${index}`, ...row]);
					const content = [['Id', 'Name', 'Stage', 'Amount'], ...rows]
						.map((row) => `${toCsvRecord(row, delimiter)}\n`)
						.join('');
					const raw = await readText(engine, { name: 'x.csv', blob: new Blob([content]) }, 'raw_0');
					expect([raw.delimiter, raw.headerLine, raw.rowsKept]).toEqual([delimiter, 1, rows.length]);
				},
			),
			{ numRuns: 150 },
		);
	});

	it('counts every record of a damaged file, and keeps all rows that were not damaged', async () => {
		const damage = fc.constantFrom(
			'drop-quote',
			'stray-quote',
			'extra-cell',
			'missing-cell',
			'blank-line',
			'header-again',
			'open-quote',
			'other-line-end',
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(
					fc.record({
						cells: fc.array(
							fc.constantFrom('Acme', 'Smith, Anna', '12.5', '', '5" pipe', 'x;y', 'two\nlines'),
							{
								minLength: 4,
								maxLength: 4,
							},
						),
						damage: fc.option(damage, { freq: 3 }),
						at: fc.nat({ max: 3 }),
					}),
					{ minLength: 3, maxLength: 40 },
				),
				async (rows) => {
					const header = toCsvRecord(['Id', 'Name', 'Owner', 'Amount', 'Note']);
					const written = new Map<string, string[]>();
					let content = `${header}\n`;
					rows.forEach(({ cells, damage: kind, at }, index) => {
						const row = [`D-${index}`, ...cells];
						const texts = row.map((cell) => toCsvRecord([cell, 'x']).slice(0, -2));
						let lineEnd = '\n';
						if (kind === null || ['blank-line', 'header-again', 'other-line-end'].includes(kind)) {
							written.set(`D-${index}`, row);
							if (kind === 'blank-line') content += ',,,,\n \n';
							if (kind === 'header-again') content += `${header}\n`;
							if (kind === 'other-line-end') lineEnd = '\r\n';
						}
						const cell = texts[at + 1]!;
						if (kind === 'drop-quote') texts[at + 1] = cell.replace('"', '');
						if (kind === 'stray-quote') texts[at + 1] = `${cell}"`;
						if (kind === 'open-quote') texts[at + 1] = `"${cell}`;
						if (kind === 'extra-cell') texts.push('beyond');
						if (kind === 'missing-cell') texts.pop();
						content += texts.join(',') + lineEnd;
					});
					const { raw, values } = await read(new TextEncoder().encode(content), ',');
					expect(raw.rowsRead).toBe(raw.rowsKept + raw.rowsSetAside);
					expect(values).toHaveLength(raw.rowsKept);
					expect(raw.reasons.reduce((sum, reason) => sum + reason.rows, 0)).toBe(raw.rowsSetAside);
					// Every id is somewhere: in a row, or in the text of what was set aside or kept with it.
					const kept = values.map((row) => row.join('\n')).join('\n');
					const aside = raw.setAside.map(({ text }) => text).join('\n');
					rows.forEach((_, index) => expect(`${kept}\n${aside}`).toMatch(new RegExp(`D-${index}\\b`)));
					// What was not damaged is kept, value by value, whatever stands around it. Where nearly all rows have a
					// cell beyond the header, the table has a column for it.
					const byId = new Map(values.map((row) => [row[0], row.slice(0, 5)]));
					for (const [id, row] of written) {
						expect(byId.get(id)).toEqual(row.map((cell) => (cell === '' ? null : cell)));
					}
					const lines = content.split(/\r\n|\r|\n/);
					for (const [index, row] of values.entries()) {
						expect(lines[raw.lineOf(index + 1) - 1]).toContain((row[0] ?? '').split('\n')[0]);
					}
				},
			),
			// Which damage can be undone is a judgement; the same tables each time make a change of it visible.
			{ numRuns: 400, seed: 20_240_501 },
		);
	});
});
