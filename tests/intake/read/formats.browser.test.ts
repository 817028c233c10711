import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowserEngine } from '$lib/engine/browser';
import type { Engine } from '$lib/engine/engine';
import { problemOf, readBytesAs, rowsOf } from './formats-files';
import { xlsxOf, zipOf } from '../../support/workbook';

const HEADERS = ['id', 'stage', 'note'] as const;
const ROWS = Array.from({ length: 3000 }, (_, index) => [
	`D${index}`,
	index % 3 === 0 ? 'Won' : 'Lost',
	index % 7 === 0 ? null : `ünï "${index}",\n👩‍👩‍👧`,
]);
const column = (at: number) => ROWS.map((row) => row[at] ?? null);
const parquet = () =>
	new Uint8Array(
		parquetWriteBuffer({
			columnData: HEADERS.map((name, at) => ({ name, data: column(at), type: 'STRING' as const })),
		}),
	);
const arrow = (format: 'file' | 'stream') =>
	tableToIPC(tableFromArrays(Object.fromEntries(HEADERS.map((name, at) => [name, column(at)]))), format);
const xlsx = () => xlsxOf([{ name: 'Deals', rows: [HEADERS, ...ROWS] }]);

describe('in a browser', () => {
	let engine: Engine;
	beforeAll(async () => {
		engine = await openBrowserEngine();
	});
	afterAll(() => engine.close());

	it.each([
		['an Excel workbook', xlsx],
		['a Parquet file', parquet],
		['an Arrow file', () => arrow('file')],
		['an Arrow stream', () => arrow('stream')],
		['a ZIP archive of a workbook', () => zipOf({ 'a/book.xlsx': xlsx(), '__MACOSX/x': 'x' })],
	])('%s is read as in Node', async (_, bytes) => {
		const raws = await readBytesAs(engine, 'file', bytes());
		expect(raws.map(({ columns }) => columns.map(({ header }) => header))).toEqual([HEADERS]);
		expect(await rowsOf(engine, raws[0]!)).toEqual(ROWS);
	});

	it.each([
		['an Excel workbook', xlsx],
		['a Parquet file', parquet],
		['an Arrow stream', () => arrow('stream')],
	])('%s that is cut off is refused, and the next file is read', async (_, bytes) => {
		const whole = bytes();
		const cut = whole.slice(0, whole.length - 20);
		expect(await problemOf(readBytesAs(engine, 'file', cut))).toMatchObject({ code: 'file-damaged' });
		expect((await readBytesAs(engine, 'file', whole))[0]?.rowsKept).toBe(3000);
	});
});
