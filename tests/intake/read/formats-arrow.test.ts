import {
	Binary,
	CompressionType,
	compressionRegistry,
	Bool,
	DateDay,
	DateMillisecond,
	Decimal,
	Dictionary,
	Field,
	Float16,
	Float32,
	Float64,
	Int16,
	Int32,
	Int64,
	LargeUtf8,
	List,
	makeData,
	makeVector,
	RecordBatchFileWriter,
	RecordBatchStreamWriter,
	Schema,
	Struct,
	Table,
	tableFromArrays,
	tableToIPC,
	TimestampMicrosecond,
	TimestampMillisecond,
	TimestampNanosecond,
	TimestampSecond,
	TimeMicrosecond,
	Uint64,
	Utf8,
	type Vector,
	vectorFromArray,
	type Data,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { openNativeEngine } from '$lib/engine/native';
import { decompressLz4Frame } from '$lib/intake/read/lz4-frame';
import { decompressZstdFrame } from '$lib/intake/read/zstd-frame';
import { openForTests } from '../../support/engines';
import { problemOf, readBytesAs, rowsOf } from './formats-files';

const engine = await openForTests(openNativeEngine);

async function read(bytes: Uint8Array) {
	const [raw] = await readBytesAs(engine, 'x.arrow', bytes);
	if (!raw) throw new Error('Nothing was read.');
	return { raw, headers: raw.columns.map(({ header }) => header), rows: await rowsOf(engine, raw) };
}

const tableOf = (columns: Record<string, Vector>): Table => new Table(columns);

/** A column whose first value is `data`'s and whose second is null. */
const withNull = (data: (valid: Uint8Array) => Data): Vector => makeVector(data(Uint8Array.of(1)));

const FORMATS = ['file', 'stream'] as const;

describe.each(FORMATS)('an Arrow %s', (format) => {
	it.each<[string, Vector, string | null]>([
		[
			'a whole number beyond 2^53',
			vectorFromArray([-9007199254740993n, null], new Int64()),
			'-9007199254740993',
		],
		[
			'the largest whole number',
			vectorFromArray([18446744073709551615n, null], new Uint64()),
			'18446744073709551615',
		],
		['a small whole number', vectorFromArray([-7, null], new Int16()), '-7'],
		['a double', vectorFromArray([0.1, null], new Float64()), '0.1'],
		['a whole double', vectorFromArray([12, null], new Float64()), '12'],
		['a single', vectorFromArray([0.1, null], new Float32()), '0.1'],
		[
			'a half',
			withNull((nullBitmap) =>
				makeData({
					type: new Float16(),
					length: 2,
					nullCount: 1,
					nullBitmap,
					data: Uint16Array.of(0xb400, 0),
				}),
			),
			'-0.25',
		],
		['true', vectorFromArray([true, null], new Bool()), 'true'],
		['false', vectorFromArray([false, null], new Bool()), 'false'],
		[
			'a day',
			withNull((nullBitmap) =>
				makeData({
					type: new DateDay(),
					length: 2,
					nullCount: 1,
					nullBitmap,
					data: Int32Array.of(-25567, 0),
				}),
			),
			'1900-01-01',
		],
		[
			'a day in milliseconds',
			withNull((nullBitmap) =>
				makeData({
					type: new DateMillisecond(),
					length: 2,
					nullCount: 1,
					nullBitmap,
					data: BigInt64Array.of(-86_400_000n, 0n),
				}),
			),
			'1969-12-31',
		],
		[
			'seconds',
			withNull((nullBitmap) =>
				makeData({
					type: new TimestampSecond('Europe/Paris'),
					length: 2,
					nullCount: 1,
					nullBitmap,
					data: BigInt64Array.of(-1n, 0n),
				}),
			),
			'1969-12-31T23:59:59Z',
		],
		[
			'milliseconds',
			withNull((nullBitmap) =>
				makeData({
					type: new TimestampMillisecond(),
					length: 2,
					nullCount: 1,
					nullBitmap,
					data: BigInt64Array.of(1_704_103_200_250n, 0n),
				}),
			),
			'2024-01-01T10:00:00.25Z',
		],
		[
			'microseconds',
			withNull((nullBitmap) =>
				makeData({
					type: new TimestampMicrosecond(),
					length: 2,
					nullCount: 1,
					nullBitmap,
					data: BigInt64Array.of(1_704_103_200_000_001n, 0n),
				}),
			),
			'2024-01-01T10:00:00.000001Z',
		],
		[
			'nanoseconds',
			withNull((nullBitmap) =>
				makeData({
					type: new TimestampNanosecond(),
					length: 2,
					nullCount: 1,
					nullBitmap,
					data: BigInt64Array.of(1_704_103_200_123_456_789n, 0n),
				}),
			),
			'2024-01-01T10:00:00.123456789Z',
		],
		[
			'a time of day',
			withNull((nullBitmap) =>
				makeData({
					type: new TimeMicrosecond(),
					length: 2,
					nullCount: 1,
					nullBitmap,
					data: BigInt64Array.of(45_000_500_000n, 0n),
				}),
			),
			'12:30:00.5',
		],
		[
			'a decimal',
			withNull((nullBitmap) =>
				makeData({
					type: new Decimal(4, 38, 128),
					length: 2,
					nullCount: 1,
					nullBitmap,
					data: Uint32Array.of(0xffffc568, 0xffffffff, 0xffffffff, 0xffffffff, 0, 0, 0, 0),
				}),
			),
			'-1.5',
		],
		[
			'a decimal of 20 digits',
			withNull((nullBitmap) =>
				makeData({
					type: new Decimal(2, 38, 128),
					length: 2,
					nullCount: 1,
					nullBitmap,
					data: Uint32Array.of(0xeb1f0ad2, 0xab54a98c, 0, 0, 0, 0, 0, 0),
				}),
			),
			'123456789012345678.9',
		],
		['a text', vectorFromArray(['日本語 👩‍👩‍👧 "a",\r\n', null], new Utf8()), '日本語 👩‍👩‍👧 "a",\r\n'],
		['a large text', vectorFromArray(['ü', null], new LargeUtf8()), 'ü'],
		['bytes of text', vectorFromArray([Uint8Array.of(0x68, 0x69), null], new Binary()), 'hi'],
		['a blank text', vectorFromArray(['', null], new Utf8()), null],
		[
			'an entry of a dictionary',
			vectorFromArray(['Won', null], new Dictionary(new Utf8(), new Int32())),
			'Won',
		],
		[
			'a number of a dictionary',
			vectorFromArray([1n << 60n, null], new Dictionary(new Int64(), new Int16())),
			'1152921504606846976',
		],
		['nothing at all', vectorFromArray([null, null]), null],
	])('gives %s', async (_, vector, expected) => {
		const { rows } = await read(tableToIPC(tableOf({ v: vector }), format));
		expect(rows).toEqual([[expected], [null]]);
	});

	it('gives all batches in order', { timeout: 60_000 }, async () => {
		const part = (from: number) => {
			const names = Array.from({ length: 40_000 }, (_, index) =>
				index % 3 === 0 ? null : `n${(from + index) % 11}`,
			);
			return tableOf({
				id: makeVector(Int32Array.from({ length: 40_000 }, (_, index) => from + index)),
				// In a stream each batch may bring a dictionary of its own.
				name: format === 'stream' ? vectorFromArray(names) : vectorFromArray(names, new Utf8()),
			});
		};
		const whole = part(0).concat(part(40_000), part(80_000));
		const { raw } = await read(tableToIPC(whole, format));
		expect([raw.rowsKept, raw.lineOf(119_999)]).toEqual([120_000, 119_999]);
		const { rows } = await engine.query(
			`select count(*) as n from ${raw.table} where c0 = cast(row_no - 1 as varchar)
				and c1 is not distinct from if((row_no - 1) % 40000 % 3 = 0, null, 'n' || (row_no - 1) % 11)`,
		);
		expect(rows).toEqual([{ n: 120_000 }]);
	});

	it('may be empty, of one column and of 300', async () => {
		const schema = new Schema([new Field('a', new Utf8(), true), new Field('b', new Int32(), true)]);
		const empty = await read(tableToIPC(new Table(schema), format));
		expect([empty.headers, empty.rows]).toEqual([['a', 'b'], []]);
		const names = Array.from({ length: 300 }, (_, index) => `c ${index}`);
		const wide = tableFromArrays(
			Object.fromEntries(names.map((name, index) => [name, Float64Array.of(index / 4)])),
		);
		const { headers, rows, raw } = await read(tableToIPC(wide, format));
		expect(headers).toEqual(names);
		expect(rows).toEqual([names.map((_, index) => String(index / 4))]);
		expect(raw.columns.every(({ isNumber }) => isNumber)).toBe(true);
	});

	it('is known by its content, whatever its name', async () => {
		const bytes = tableToIPC(tableFromArrays({ a: ['1'] }), format);
		const [raw] = await readBytesAs(engine, 'deals.csv', bytes);
		expect([raw?.file, raw?.encoding, raw?.headerLine, raw?.rowsKept]).toEqual(['deals.csv', 'Arrow', 0, 1]);
	});

	it('is refused wherever it is cut off, and leaves no table', { timeout: 60_000 }, async () => {
		await engine.execute('drop table if exists raw_0');
		const good = tableToIPC(
			tableFromArrays({
				id: Int32Array.from({ length: 3000 }, (_, index) => index),
				name: Array.from({ length: 3000 }, (_, index) => `name ${index}`),
			}),
			format,
		);
		for (const length of [8, 20, 100, 300, 3000, 20_000, good.length - 9, good.length - 8, good.length - 1]) {
			expect(await problemOf(readBytesAs(engine, 'x.arrow', good.slice(0, length)))).toMatchObject({
				code: 'file-damaged',
				file: 'x.arrow',
			});
		}
		const { rows } = await engine.query(
			"select table_name from duckdb_tables() where table_name like 'raw%'",
		);
		expect(rows).toEqual([]);
	});

	it('is refused if its numbers stand with their highest byte first', async () => {
		const bytes = tableToIPC(tableFromArrays({ id: Int32Array.of(1, 2) }), format).slice();
		for (const schema of schemasOf(bytes)) {
			const view = new DataView(bytes.buffer, bytes.byteOffset);
			const fields = schema - view.getInt32(schema, true);
			// The byte order is taken from where another field stands: any bytes that are not 0 name the other one.
			view.setUint16(fields + 4, view.getUint16(fields + 6, true), true);
		}
		expect(await problemOf(readBytesAs(engine, 'x.arrow', bytes))).toMatchObject({
			code: 'arrow-big-endian',
			file: 'x.arrow',
		});
	});

	it('leaves out columns of lists, structures or bytes, and says so', async () => {
		const spoilt = {
			tags: vectorFromArray([[1, 2], null], new List(new Field('item', new Int32()))),
			address: vectorFromArray([{ a: 1 }, { a: 2 }], new Struct([new Field('a', new Int32())])),
			photo: vectorFromArray([Uint8Array.of(0x41), Uint8Array.of(0xff, 0xfe)], new Binary()),
		};
		const table = tableOf({
			tags: spoilt.tags,
			id: vectorFromArray(['D1', 'D2']),
			address: spoilt.address,
			photo: spoilt.photo,
			stage: vectorFromArray(['Won', 'Lost']),
		});
		const [raw] = await readBytesAs(engine, 'x.arrow', tableToIPC(table, format));
		expect(raw!.columns.map(({ header, name }) => [header, name])).toEqual([
			['id', 'c0'],
			['stage', 'c1'],
		]);
		expect(raw!.notices).toEqual([
			'x.arrow: column “tags” is left out, as it holds lists or structures, not one value a row. If it is needed, spread it over columns of its own or write it as text.',
			'x.arrow: column “address” is left out, as it holds lists or structures, not one value a row. If it is needed, spread it over columns of its own or write it as text.',
			'x.arrow: column “photo” is left out, as it holds bytes that are no text. If it is needed, spread it over columns of its own or write it as text.',
		]);
		const { rows } = await engine.query(`select * from ${raw!.table} order by row_no`);
		expect(rows).toEqual([
			{ row_no: 1, c0: 'D1', c1: 'Won' },
			{ row_no: 2, c0: 'D2', c1: 'Lost' },
		]);
		await engine.execute(`drop table ${raw!.table}`);
		expect(
			await problemOf(readBytesAs(engine, 'x.arrow', tableToIPC(tableOf({ tags: spoilt.tags }), format))),
		).toMatchObject({ code: 'no-columns', column: 'tags' });
	});
});

/** Where the flatbuffers of the schema stand in an Arrow file or stream: in its first message, and in the footer of a file. */
function schemasOf(bytes: Uint8Array): number[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	const follow = (at: number): number => at + view.getUint32(at, true);
	const field = (table: number, index: number): number =>
		table + view.getUint16(table - view.getInt32(table, true) + 4 + index * 2, true);
	const isFile = String.fromCharCode(...bytes.subarray(0, 6)) === 'ARROW1';
	const message = follow((isFile ? 8 : 0) + 8);
	const schemas = [follow(field(message, 2))];
	if (isFile) {
		const tail = bytes.length - 10;
		schemas.push(follow(field(follow(tail - view.getInt32(tail, true)), 1)));
	}
	return schemas;
}

/** One LZ4 frame of `blocks`, each packed or not; blocks of 64 KB that rest on one another. */
function lz4Frame(blocks: { bytes: number[]; isPacked: boolean }[], flags = 0x40): Uint8Array {
	const out = [0x04, 0x22, 0x4d, 0x18, flags, 0x40];
	if (flags & 8) out.push(0, 0, 0, 0, 0, 0, 0, 0);
	out.push(0);
	for (const { bytes, isPacked } of blocks) {
		out.push(bytes.length & 255, bytes.length >> 8, 0, isPacked ? 0 : 0x80, ...bytes);
		if (flags & 16) out.push(1, 2, 3, 4);
	}
	out.push(0, 0, 0, 0);
	if (flags & 4) out.push(1, 2, 3, 4);
	return Uint8Array.from(out);
}

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

const isRun = (bytes: Uint8Array): boolean => bytes.length > 32 && bytes.every((byte) => byte === bytes[0]);

/** Packs what is one byte over and over; anything else becomes a frame that is larger, which Arrow then leaves out. */
function lz4Run(bytes: Uint8Array): Uint8Array {
	const blocks: Parameters<typeof lz4Frame>[0] = [];
	for (let at = 0; at < bytes.length; at += 60_000) {
		const part = [...bytes.subarray(at, at + 60_000)];
		if (!isRun(bytes)) blocks.push({ bytes: part, isPacked: false });
		else {
			const more = part.length - 6 - 4 - 15;
			const lengths = [...Array.from({ length: Math.floor(more / 255) }, () => 255), more % 255];
			blocks.push({
				bytes: [0x1f, part[0]!, 1, 0, ...lengths, 0x50, ...part.slice(-5)],
				isPacked: true,
			});
		}
	}
	return lz4Frame(blocks);
}

/** The same as a Zstandard frame. */
function zstdRun(bytes: Uint8Array): Uint8Array {
	const size = Buffer.alloc(4);
	size.writeUInt32LE(bytes.length);
	const frame = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...size];
	for (let at = 0; at < bytes.length; at += 100_000) {
		const part = bytes.subarray(at, at + 100_000);
		const kind = isRun(bytes) ? 2 : 0;
		const head = (part.length << 3) | kind | (at + 100_000 >= bytes.length ? 1 : 0);
		frame.push(head & 255, (head >> 8) & 255, head >> 16, ...(kind === 2 ? part.subarray(0, 1) : part));
	}
	return Uint8Array.from(frame);
}

describe.each(FORMATS)('a compressed Arrow %s', (format) => {
	it.each([
		['LZ4', CompressionType.LZ4_FRAME, lz4Run, [0x04, 0x22, 0x4d, 0x18]],
		['Zstandard', CompressionType.ZSTD, zstdRun, [0x28, 0xb5, 0x2f, 0xfd]],
	] as const)('is read if it is packed by %s', async (_, compressionType, encode, magic) => {
		compressionRegistry.set(compressionType, { encode });
		const stages = Array.from({ length: 3000 }, (_, index) => (index % 2 ? 'Won' : 'Lost'));
		const table = tableOf({
			id: makeVector(Int32Array.from({ length: 3000 }, (_, index) => index)),
			note: vectorFromArray(
				stages.map(() => 'x'.repeat(40)),
				new Utf8(),
			),
			stage: vectorFromArray(stages),
		});
		const Writer = format === 'file' ? RecordBatchFileWriter : RecordBatchStreamWriter;
		const bytes = new Writer({ compressionType }).writeAll(table).toUint8Array(true);
		expect(bytes.length).toBeLessThan(tableToIPC(table, format).length / 2);
		const { rows } = await read(bytes);
		expect(rows).toEqual(stages.map((stage, index) => [String(index), 'x'.repeat(40), stage]));
		const bad = bytes.slice();
		bad[Buffer.from(bad).indexOf(Buffer.from(magic))] = 0;
		expect(await problemOf(readBytesAs(engine, 'x.arrow', bad))).toMatchObject({ code: 'file-damaged' });
	});
});

describe('a Zstandard frame', () => {
	it('that is not packed gives bytes where numbers of eight bytes may begin, wherever it stands', () => {
		const values = BigInt64Array.of(1n, -2n);
		const inner = new Uint8Array(values.buffer);
		const frame = [0x28, 0xb5, 0x2f, 0xfd, 0x20, inner.length, (inner.length << 3) | 1, 0, 0, ...inner];
		for (const before of [0, 1, 3]) {
			const bytes = Uint8Array.from([...Array.from({ length: before }, () => 0), ...frame]).subarray(before);
			const own = decompressZstdFrame(bytes);
			expect([...new BigInt64Array(own.buffer, own.byteOffset, own.length / 8)]).toEqual([1n, -2n]);
		}
	});
});

describe('an LZ4 frame', () => {
	it('gives bytes as they are, repetitions that overlap themselves, and what an earlier block holds', () => {
		const frame = lz4Frame([
			{ bytes: ascii('abc'), isPacked: false },
			// Three letters, six copied from one letter back; then ten from nine back, in the block before.
			{ bytes: [0x32, ...ascii('xyz'), 1, 0, 0x06, 12, 0, 0x10, ...ascii('!')], isPacked: true },
		]);
		expect(Buffer.from(decompressLz4Frame(frame)).toString()).toBe('abcxyzzzzzzzabcxyzzzzz!');
	});

	it('gives long runs, whose lengths take several bytes', () => {
		const letters = Array.from({ length: 300 }, (_, index) => 97 + (index % 26));
		const frame = lz4Frame([
			{ bytes: [0xff, 255, 30, ...letters, 44, 1, 255, 255, 10, 0x00], isPacked: true },
		]);
		const bytes = decompressLz4Frame(frame);
		expect(bytes.length).toBe(300 + 4 + 15 + 255 + 255 + 10);
		expect([...bytes.subarray(300, 600)]).toEqual(letters);
	});

	it('may have sizes and checksums, and another frame behind it', () => {
		const one = lz4Frame([{ bytes: ascii('one'), isPacked: false }], 0x40 | 4 | 8 | 16);
		const two = lz4Frame([{ bytes: ascii('two'), isPacked: false }]);
		expect(Buffer.from(decompressLz4Frame(Uint8Array.from([...one, ...two]))).toString()).toBe('onetwo');
	});

	it('is refused if it is cut off or refers to what is not there', () => {
		const frame = lz4Frame([{ bytes: [0x30, ...ascii('xyz')], isPacked: true }]);
		for (let length = 1; length < frame.length; length++) {
			expect(() => decompressLz4Frame(frame.slice(0, length))).toThrow(/LZ4/);
		}
		expect(() => decompressLz4Frame(lz4Frame([{ bytes: [0x14, 97, 9, 0], isPacked: true }]))).toThrow(
			/not there/,
		);
	});
});
