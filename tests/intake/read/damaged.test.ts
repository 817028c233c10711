import { tableFromArrays, tableToIPC } from 'apache-arrow';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import { openNativeEngine } from '$lib/engine/native';
import { openForTests } from '../../support/engines';
import { readBytesAs, rowsOf } from './formats-files';
import { xlsxOf, zipOf } from '../../support/workbook';

const HEADER = ['Deal Id', 'Amount', 'Created', 'Company'];
const COMPANIES = ['Müller & Söhne', 'Acme, Inc.', 'said "yes"', 'two\nlines', 'Café Noël', 'plain'];
const ROWS = Array.from({ length: 60 }, (_, index) => [
	`D-${1000 + index}`,
	`${(index * 7919) % 100_000}.25`,
	`2024-0${1 + (index % 9)}-${10 + (index % 19)}`,
	COMPANIES[index % COMPANIES.length]!,
]);
const column = (position: number): string[] => ROWS.map((row) => row[position]!);
const columns = Object.fromEntries(HEADER.map((header, position) => [header, column(position)]));

const csv = [HEADER, ...ROWS]
	.map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`)
	.join('');
const plainCsv = [HEADER, ...ROWS]
	.map(
		(cells) =>
			`${cells.map((cell) => (/[,"\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(';')}\n`,
	)
	.join('');
const utf16 = (text: string): Uint8Array =>
	new Uint8Array(Uint16Array.from(`\uFEFF${text}`, (unit) => unit.charCodeAt(0)).buffer);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const workbook = xlsxOf([{ name: 'Deals', rows: [HEADER, ...ROWS] }]);
const parquet = new Uint8Array(
	parquetWriteBuffer({
		columnData: HEADER.map((name, position) => ({ name, data: column(position), type: 'STRING' as const })),
	}),
);

/** Checked formats hold checksums of all that is read. */
const FORMATS: { name: string; bytes: Uint8Array; isText?: boolean; isChecked?: boolean }[] = [
	{ name: 'all-quoted.csv', bytes: utf8(csv), isText: true },
	{ name: 'plain.csv', bytes: utf8(plainCsv), isText: true },
	{ name: 'marked.csv', bytes: utf8(`\uFEFF${plainCsv}`), isText: true },
	{ name: 'utf16.csv', bytes: utf16(plainCsv), isText: true },
	{ name: 'windows.csv', bytes: Uint8Array.from(plainCsv, (letter) => letter.charCodeAt(0)), isText: true },
	{ name: 'archive.zip', bytes: zipOf({ 'deals.csv': csv }), isChecked: true },
	{ name: 'stored.zip', bytes: zipOf({ 'deals.csv': csv }, 0), isChecked: true },
	{ name: 'book.xlsx', bytes: workbook, isChecked: true },
	{ name: 'deals.parquet', bytes: parquet },
	{ name: 'deals.arrow', bytes: tableToIPC(tableFromArrays(columns), 'file') },
	{ name: 'deals.arrows', bytes: tableToIPC(tableFromArrays(columns), 'stream') },
];

describe('A damaged file', async () => {
	const engine = await openForTests(openNativeEngine);

	/** Its rows, each accounted for, or null if it was refused with its name and the way out. */
	async function read(
		name: string,
		bytes: Uint8Array,
	): Promise<{ rows: string[][]; headers: string[] } | null> {
		try {
			const [raw] = await readBytesAs(engine, name, bytes);
			const rows = await rowsOf(engine, raw!);
			return {
				rows: rows.map((cells) => cells.map((cell) => cell ?? '')),
				headers: raw!.columns.map(({ header }) => header),
			};
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			const { file, message, wayOut, code } = error.problem;
			expect(code).not.toBe('counts-do-not-agree');
			expect(`${file ?? ''} ${message}`).toContain(name);
			expect(wayOut).not.toBe('');
			return null;
		}
	}

	it.each(FORMATS)('is read as it was before, if it is whole: $name', async ({ name, bytes }) => {
		expect(await read(name, bytes)).toEqual({ headers: HEADER, rows: ROWS });
	});

	it.each(FORMATS)(
		'that is cut off anywhere gives sound rows or a problem: $name',
		async (format) => {
			const { name, bytes, isText = false } = format;
			await fc.assert(
				fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (end) => {
					const found = await read(name, bytes.slice(0, end));
					// What has its end in a directory, a footer or a mark is refused; a few bytes are not known for what they are.
					if (!isText && end >= 8) expect(found).toBeNull();
					if (!found) return;
					// Above the second row, too little is left to tell what the file was.
					if (found.rows.length < 2) return;
					expect(found.headers).toEqual(HEADER);
					const sound = ROWS.slice(0, found.rows.length);
					expect(found.rows.slice(0, -1)).toEqual(sound.slice(0, -1));
					// Only a text that ends within its last cell looks like one that is whole.
					const [id, amount, created, company] = found.rows.at(-1)!;
					const last = sound.at(-1)!;
					expect([id, amount, created]).toEqual(last.slice(0, 3));
					expect(last[3]!.startsWith(company!.replace(/^"/, ''))).toBe(true);
				}),
				{ numRuns: 40, seed: 20_240_503 },
			);
		},
		120_000,
	);

	it.each(FORMATS)(
		'in which bytes are wrong is never read in silence: $name',
		async (format) => {
			const { name, bytes, isChecked = false } = format;
			const flips = fc.array(
				fc.record({ at: fc.nat({ max: bytes.length - 1 }), by: fc.integer({ min: 1, max: 255 }) }),
				{ minLength: 1, maxLength: 3 },
			);
			await fc.assert(
				fc.asyncProperty(flips, async (wrong) => {
					const damaged = new Uint8Array(bytes);
					for (const { at, by } of wrong) damaged[at] = damaged[at]! ^ by;
					const found = await read(name, damaged);
					// Without checksums a wrong letter is a letter; what can be told is told, and nothing else happens.
					if (isChecked && found) expect(found).toEqual({ headers: HEADER, rows: ROWS });
				}),
				{ numRuns: 40, seed: 20_240_504 },
			);
		},
		120_000,
	);

	const arrows = FORMATS.filter(({ name }) => name.includes('.arrow'));
	it.each(arrows)(
		'whose lists say that they are longer than it is a problem, wherever: $name',
		async (format) => {
			const { name, bytes } = format;
			const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
			// Each length of a list that stands in it, made as long as can be: what its library would follow for hours.
			const lengths = Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => index * 4).filter(
				(at) => view.getInt32(at, true) === HEADER.length,
			);
			expect(lengths.length).toBeGreaterThanOrEqual(1);
			const found = [];
			for (const at of lengths) {
				const damaged = new Uint8Array(bytes);
				new DataView(damaged.buffer).setInt32(at, 0x7fff_fff0, true);
				found.push(await read(name, damaged));
			}
			expect(found).toContain(null);
		},
	);
});
