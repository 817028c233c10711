import { describe, expect, it } from 'vitest';
import { CHUNK } from '$lib/intake/read/bytes';
import { PIECE } from '$lib/intake/read/clean-file';
import { detectDialect } from '$lib/intake/read/dialect';
import { lineOfRow } from '$lib/intake/read/raw-file';
import { scanText } from '$lib/intake/read/scan';
import type { Scan } from '$lib/intake/read/scan-plan';

async function scanned(content: string) {
	const text = new Blob([content]);
	const { plan } = await detectDialect(text, 'x.csv');
	return scanText(text, 'x.csv', plan);
}

/** The only file of kept records. */
async function cleanText({ clean }: Scan): Promise<string> {
	expect(clean).toHaveLength(1);
	return clean[0]!.text();
}

/** Rows of a few dozen bytes until the next one would begin `short` bytes before the second piece of the file. */
function upToPiece(header: string, short: number): string {
	const row = '1,some words,Won\n';
	const room = CHUNK - short;
	const rows = Math.floor(room / row.length) - 1;
	const rest = room - rows * row.length;
	// A stage may be missing: else a row without one would be doubted.
	const first = '1,several words,\n';
	return header + first + row.repeat(rows - 1) + `${'1'.padEnd(rest - 7, '1')},x,Won\n`;
}

describe('The scanner', () => {
	it('takes a clean file as it is', async () => {
		const scan = await scanned('Id,Stage\n1,Won\n2,"a\nb"\n');
		expect(await cleanText(scan)).toBe('c0,c1\n1,Won\n2,"a\nb"\n');
	});

	it('writes one line end and one width, quotes what needs it and leaves the rest alone', async () => {
		const scan = await scanned('Id,A,B\r\n1,x,"y ""z"""\r\n2,x\n3,5" pipe,z,,\r\n4,\r\n5,p,q');
		expect(await cleanText(scan)).toBe(
			'c0,c1,c2\r\n1,x,"y ""z"""\r\n2,x,\r\n3,"5"" pipe",z\r\n4,,\r\n5,p,q\r\n',
		);
		expect([scan.padded, scan.trimmed, scan.requoted]).toEqual([2, 1, 1]);
	});

	it.each([
		['a line end', '2,"é""y",Lost\r\n', 15],
		['a doubled quote', '2,"é""y",Lost\n', 6],
		['a closing quote', '2,"é""y",Lost\n', 9],
		['a cell', '2,"é""y",Lost\n', 12],
		['a character', '2,"é""y",Lost\n', 4],
		['a repair', '2,5" pipe,Lost\n', 5],
		['a short row', '2,x\n', 2],
		['a blank line', '\r\n2,x,y\n', 1],
		['an opened quote', '2,"x,Lost\n', 4],
	])('reads across the end of a piece that cuts %s in two', async (_, record, cut) => {
		const above = 'Id,Name,Stage\n';
		// Header and rows do not share a piece: pieces are counted from the first row on.
		const content = (first: string): string => `${first}${record}3,z,Won\n`;
		const whole = await scanned(content(above));
		const divided = await scanned(content(upToPiece(above, cut)));
		const extra = divided.rowsKept - whole.rowsKept;
		expect(extra).toBeGreaterThan(200_000);
		const tail = (text: string, rows: number) => text.split('\n').slice(-rows);
		const cleanWhole = await cleanText(whole);
		const rows = cleanWhole.split('\n').length - 1;
		expect(tail(await cleanText(divided), rows)).toEqual(tail(cleanWhole, rows));
		expect(divided.setAside.map(({ line, ...rest }) => ({ ...rest, line: line - extra }))).toEqual(
			whole.setAside,
		);
		expect([divided.padded, divided.requoted, divided.blankLines]).toEqual([
			whole.padded,
			whole.requoted,
			whole.blankLines,
		]);
		const last = (scan: typeof whole) => lineOfRow(scan.lineBreaks, scan.rowsKept, scan.rowsKept);
		expect(last(divided) - extra).toBe(last(whole));
	});

	it('puts much into files of whole records, each below names, and still knows a footer', async () => {
		const sound = (index: number): string => `${index},"some words, ${'x'.repeat(1500)}",Won\r\n`;
		const odd = (index: number): string => `${index},a 5" pipe of ${'x'.repeat(1500)},Lost\r\n`;
		const half = Math.ceil((PIECE * 1.2) / sound(100_000).length);
		const records = Array.from({ length: half * 2 }, (_, index) =>
			index < half || index % 5 > 0 ? sound(index) : odd(index),
		);
		const scan = await scanned(`Id,Name,Stage\r\n${records.join('')}\r\nCopyright (c) 2026 Acme, Inc.\r\n`);
		expect([scan.rowsKept, scan.rowsSetAside]).toEqual([half * 2, 1]);
		const texts = await Promise.all(scan.clean.map((blob) => blob.text()));
		const head = 'c0,c1,c2\r\n';
		expect(texts.map((text) => text.startsWith(head) && text.endsWith('\r\n'))).toEqual([true, true, true]);
		// No piece is much more than what ends one.
		expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(PIECE + 3 * CHUNK);
		const kept = records.map((record, index) =>
			record === sound(index)
				? record
				: record.replace('a 5" pipe', '"a 5"" pipe').replace(',Lost', '",Lost'),
		);
		expect(texts.map((text) => text.slice(head.length)).join('') === kept.join('')).toBe(true);
	});

	it('parts a long run of sound records, none lost and none twice', async () => {
		const content = '12345,some words of a name,Won\n'.repeat(Math.ceil((PIECE * 1.4) / 31));
		const scan = await scanned(`Id,Name,Stage\n${content}`);
		const texts = await Promise.all(scan.clean.map((blob) => blob.text()));
		expect(texts).toHaveLength(2);
		expect(texts.map((text) => text.slice('c0,c1,c2\n'.length)).join('') === content).toBe(true);
	});

	it('stays linear where every line opens a quote that never closes', async () => {
		const rows = 200_000;
		const content = `a,b,c\n1,x,y\n${Array.from({ length: rows }, (_, index) => `${index},"x,y\n`).join('')}`;
		const scan = await scanned(content);
		expect([scan.rowsRead, scan.rowsSetAside]).toEqual([rows + 1, rows]);
	});

	it('looks for the end of a quote through many megabytes, and then sets one line aside', async () => {
		const rows = 1_500_000;
		const content = `a,b,c\n1,"x,y\n${'2,some words,z\n'.repeat(rows)}`;
		const scan = await scanned(content);
		expect([scan.rowsKept, scan.rowsSetAside]).toEqual([rows, 1]);
		expect(scan.setAside[0]).toMatchObject({ line: 2, text: '1,"x,y' });
	});

	it('refuses a line without end', async () => {
		const text = new Blob(['a,b\n1,2\n3,4\n5,6\n7,8\n', 'x'.repeat(20 * 2 ** 20)]);
		const { plan } = await detectDialect(text, 'x.csv');
		await expect(scanText(text, 'x.csv', plan)).rejects.toMatchObject({
			problem: { code: 'line-too-long', line: 6 },
		});
	});

	it('finds the line of a row, and throws for a row that is not there', () => {
		const breaks = [
			{ row: 1, line: 2 },
			{ row: 4, line: 9 },
		];
		expect([1, 3, 4, 6].map((row) => lineOfRow(breaks, 6, row))).toEqual([2, 4, 9, 11]);
		for (const row of [0, 7, 1.5]) expect(() => lineOfRow(breaks, 6, row)).toThrow(RangeError);
	});
});
