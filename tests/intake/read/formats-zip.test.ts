import { strToU8, zipSync } from 'fflate';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { EngineError } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { MOST_UNPACKED } from '$lib/intake/read/zip';
import { openForTests } from '../../support/engines';
import { problemOf, readBytesAs, rowsOf } from './formats-files';
import { xlsxOf, zipOf } from '../../support/workbook';

const engine = await openForTests(openNativeEngine);
const CSV = 'id,stage\n1,Won\n2,Lost\n';
const ROWS = [
	['1', 'Won'],
	['2', 'Lost'],
];

const tables = async (): Promise<unknown[]> =>
	(await engine.query("select table_name from duckdb_tables() where table_name like 'raw%'")).rows;
const dropTables = async (): Promise<void> => {
	for (let index = 0; index < 10; index++) await engine.execute(`drop table if exists raw_${index}`);
};

/** Where the central directory's entry of `path` begins. */
function entryOf(bytes: Uint8Array, path: string): number {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	return buffer.lastIndexOf(path) - 46;
}

describe('a ZIP archive', () => {
	it('gives each member of any format, in folders or not, named by archive and path', async () => {
		const raws = await readBytesAs(
			engine,
			'export.zip',
			zipOf({
				'deals.csv': CSV,
				'__MACOSX/._deals.csv': '\0\0',
				'.DS_Store': 'x',
				'folder/': '',
				'folder/sub/ünï.tsv': 'id\tstage\n1\tWon\n2\tLost\n',
				'folder/book.xlsx': xlsxOf([
					{ name: 'One', rows: [['id', 'stage'], ...ROWS] },
					{ name: 'Two', rows: [['id', 'stage'], ...ROWS, ['3', 'Open']] },
				]),
				'a.parquet': new Uint8Array(
					parquetWriteBuffer({
						columnData: [
							{ name: 'id', data: [1, 2], type: 'INT32' },
							{ name: 'stage', data: ['Won', 'Lost'], type: 'STRING' },
						],
					}),
				),
				'a.arrows': tableToIPC(
					tableFromArrays({ id: Int32Array.of(1, 2), stage: ['Won', 'Lost'] }),
					'stream',
				),
			}),
		);
		expect(raws.map(({ file }) => file)).toEqual([
			'export.zip › deals.csv',
			'export.zip › folder/sub/ünï.tsv',
			'export.zip › folder/book.xlsx › Two',
			'export.zip › folder/book.xlsx › One',
			'export.zip › a.parquet',
			'export.zip › a.arrows',
		]);
		for (const raw of raws) expect((await rowsOf(engine, raw)).slice(0, 2)).toEqual(ROWS);
		expect(new Set(raws.map(({ table }) => table)).size).toBe(raws.length);
		expect(raws.flatMap(({ notices }) => notices)).toEqual([]);
	});

	it('may store its members as they are', async () => {
		const [raw] = await readBytesAs(engine, 'x.zip', zipOf({ 'deals.csv': CSV }, 0));
		expect(raw && (await rowsOf(engine, raw))).toEqual(ROWS);
	});

	it('names the members that are no tables', async () => {
		const raws = await readBytesAs(
			engine,
			'x.zip',
			zipOf({
				'notes.pdf': '%PDF-1.7',
				'empty.csv': '',
				'inner.zip': zipOf({ 'a.csv': CSV }),
				'deals.csv': CSV,
			}),
		);
		expect(raws.map(({ file }) => file)).toEqual(['x.zip › deals.csv']);
		expect(raws[0]?.notices).toEqual([
			'x.zip › notes.pdf is a PDF document, not CSV. Export the report as CSV instead of PDF.',
			'x.zip › empty.csv is empty. Export it again; the download may have been cut off.',
			'x.zip › inner.zip is an archive within an archive. Unpack the outer one and give what is inside.',
		]);
	});

	it('is read through a list of contents with 64-bit places', async () => {
		// The directory of a small archive, rewritten as that of a large one.
		const bytes = Buffer.from(zipOf({ 'deals.csv': CSV }));
		const end = bytes.length - 22;
		const start = bytes.readUInt32LE(end + 16);
		const entry = bytes.subarray(start, end);
		const path = entry.subarray(46, 55);
		const extra = Buffer.alloc(28);
		extra.writeUInt16LE(1, 0);
		extra.writeUInt16LE(24, 2);
		extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(24)), 4);
		extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(20)), 12);
		extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(42)), 20);
		const header = Buffer.from(entry.subarray(0, 46));
		header.writeUInt16LE(28, 30);
		for (const at of [20, 24, 42]) header.writeUInt32LE(0xffff_ffff, at);
		const directory = Buffer.concat([header, path, extra]);
		const wide = Buffer.alloc(56);
		wide.writeUInt32LE(0x0606_4b50, 0);
		wide.writeBigUInt64LE(44n, 4);
		wide.writeBigUInt64LE(1n, 24);
		wide.writeBigUInt64LE(1n, 32);
		wide.writeBigUInt64LE(BigInt(directory.length), 40);
		wide.writeBigUInt64LE(BigInt(start), 48);
		const locator = Buffer.alloc(20);
		locator.writeUInt32LE(0x0706_4b50, 0);
		locator.writeBigUInt64LE(BigInt(start + directory.length), 8);
		const last = Buffer.from(bytes.subarray(end));
		last.writeUInt16LE(0xffff, 8);
		last.writeUInt16LE(0xffff, 10);
		last.writeUInt32LE(0xffff_ffff, 12);
		last.writeUInt32LE(0xffff_ffff, 16);
		const whole = Buffer.concat([bytes.subarray(0, start), directory, wide, locator, last]);
		const [raw] = await readBytesAs(engine, 'x.zip', whole);
		expect(raw && (await rowsOf(engine, raw))).toEqual(ROWS);
	});

	it('unpacks large members piece by piece and tells how far it is', { timeout: 60_000 }, async () => {
		const text = `id,stage\n${Array.from({ length: 400_000 }, (_, index) => `${index},stage number ${index % 9}\n`).join('')}`;
		const told: number[] = [];
		const [raw] = await readBytesAs(engine, 'x.zip', zipOf({ 'deals.csv': text }), {
			onProgress: ({ done }) => told.push(done),
		});
		expect(raw?.rowsKept).toBe(400_000);
		expect(told).toEqual([...told].sort((a, b) => a - b));
		expect(told.at(-1)).toBeCloseTo(1);
	});

	it('stops when it is cancelled', async () => {
		const controller = new AbortController();
		controller.abort();
		const error = await readBytesAs(engine, 'x.zip', zipOf({ 'deals.csv': CSV }), {
			signal: controller.signal,
		}).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(EngineError);
		expect((error as EngineError).code).toBe('cancelled');
	});
});

describe('a ZIP archive that cannot be read', () => {
	it.each([
		['is empty', {}, 'empty-file'],
		['holds folders alone', { 'a/': '' }, 'empty-file'],
		['holds no table', { 'a.pdf': '%PDF-1.7' }, 'not-delimited-text'],
		['holds another archive alone', { 'a.zip': zipOf({ 'a.csv': CSV }) }, 'nested-archive'],
	])('is refused if it %s', async (_, parts, code) => {
		expect(await problemOf(readBytesAs(engine, 'x.zip', zipOf(parts)))).toMatchObject({
			code,
			file: 'x.zip',
		});
	});

	it('is refused wherever it is cut off', async () => {
		await dropTables();
		const text = `id,stage\n${Array.from({ length: 5000 }, (_, index) => `${index},${Math.sin(index)}\n`).join('')}`;
		const good = zipOf({ 'deals.csv': text });
		for (const share of [0.01, 0.5, 0.99]) {
			const cut = good.slice(0, Math.max(30, Math.floor(good.length * share)));
			expect(await problemOf(readBytesAs(engine, 'x.zip', cut))).toMatchObject({ code: 'file-damaged' });
		}
		expect(await problemOf(readBytesAs(engine, 'x.zip', good.slice(0, -1)))).toMatchObject({
			code: 'file-damaged',
		});
		expect(await tables()).toEqual([]);
	});

	it('is refused if a byte of a member was changed, stored or packed, though other members are whole', async () => {
		const stored = zipOf({ 'a.csv': CSV, 'b.csv': CSV.replace('Lost', 'Gone') }, 0);
		stored[Buffer.from(stored).indexOf('Gone')] = 0x67;
		expect(await problemOf(readBytesAs(engine, 'x.zip', stored))).toMatchObject({
			code: 'file-damaged',
			message: 'x.zip is damaged: the checksum of b.csv does not fit its bytes.',
		});
		const noise = Array.from({ length: 4000 }, (_, index) => `${index},${Math.sin(index)}\n`).join('');
		const packed = zipOf({ 'a.csv': noise });
		packed.fill(0xff, 2000, 2100);
		expect(await problemOf(readBytesAs(engine, 'x.zip', packed))).toMatchObject({ code: 'file-damaged' });
	});

	it('is refused if it is locked or packed by an unusual method', async () => {
		const locked = zipOf({ 'deals.csv': CSV });
		locked[entryOf(locked, 'deals.csv') + 8]! |= 1;
		expect(await problemOf(readBytesAs(engine, 'x.zip', locked))).toMatchObject({
			code: 'archive-encrypted',
		});
		const strange = zipOf({ 'deals.csv': CSV });
		strange[entryOf(strange, 'deals.csv') + 10] = 12;
		expect(await problemOf(readBytesAs(engine, 'x.zip', strange))).toMatchObject({
			code: 'archive-method',
			message:
				'No file in x.zip can be read: deals.csv in x.zip is packed by method 12, which is not read here.',
		});
	});

	it('is refused if it says that it unpacks to more than 2 GB', async () => {
		const bytes = zipOf({ 'a.csv': CSV, 'b.csv': CSV });
		for (const path of ['a.csv', 'b.csv']) {
			new DataView(bytes.buffer).setUint32(entryOf(bytes, path) + 24, MOST_UNPACKED / 2 + 1, true);
		}
		expect(await problemOf(readBytesAs(engine, 'x.zip', bytes))).toMatchObject({ code: 'archive-too-large' });
	});

	it('is refused if a member is far larger than its bytes, as in an archive made to do harm', async () => {
		const zeros = new Uint8Array(80 * 1024 * 1024);
		const bytes = zipOf({ 'bomb.csv': zeros, 'deals.csv': CSV });
		expect(bytes.length).toBeLessThan(200_000);
		expect(await problemOf(readBytesAs(engine, 'x.zip', bytes))).toMatchObject({
			code: 'archive-too-large',
			message: 'x.zip holds bomb.csv, which would unpack to 200 times its size and more.',
		});
	});

	it('is refused as soon as a member unpacks to more than it says', async () => {
		const zeros = new Uint8Array(80 * 1024 * 1024);
		const bytes = new Uint8Array(zipSync({ 'bomb.csv': zeros, 'deals.csv': strToU8(CSV) }));
		new DataView(bytes.buffer).setUint32(entryOf(bytes, 'bomb.csv') + 24, 1000, true);
		expect(await problemOf(readBytesAs(engine, 'x.zip', bytes))).toMatchObject({
			code: 'file-damaged',
			message: 'x.zip is damaged: bomb.csv unpacks to more than it says.',
		});
	});

	it('is refused if it holds two files of one name', async () => {
		const bytes = zipOf({ 'a.csv': CSV, 'b.csv': CSV });
		bytes[entryOf(bytes, 'b.csv') + 46] = 0x61;
		expect(await problemOf(readBytesAs(engine, 'x.zip', bytes))).toMatchObject({
			code: 'file-given-twice',
			file: 'x.zip › a.csv',
		});
	});
});
