import {
	CompressionType,
	compressionRegistry,
	DataType,
	DateUnit,
	Precision,
	RecordBatchReader,
	TimeUnit,
	type Data,
	type RecordBatch,
	type Schema,
	type Vector,
} from 'apache-arrow';
import { ProblemError } from '../../base/problem';
import type { Engine } from '../../engine/engine';
import { BigEndianArrow, checkArrow } from './arrow-check';
import { readBytes } from './bytes';
import {
	bytesText,
	dayText,
	decimalText,
	doubleText,
	halfNumber,
	instantText,
	NoText,
	singleText,
	timeText,
} from './cell-text';
import { damaged } from './damage';
import type { ReadOptions } from './load';
import { decompressLz4Frame } from './lz4-frame';
import type { RawFile } from './raw-file';
import { TableWriter } from './table-writer';
import {
	checkColumns,
	NESTED,
	NO_TEXT,
	NotText,
	ofType,
	typedFile,
	withoutBytes,
	type LeftOut,
	type TypedColumn,
} from './typed-file';
import { decompressZstdFrame } from './zstd-frame';

/** An Arrow file is laid out as it stands in memory, and is read from there. */
export const LARGEST_ARROW = 1024 ** 3;

const PER_SECOND = {
	[TimeUnit.SECOND]: 1n,
	[TimeUnit.MILLISECOND]: 1_000n,
	[TimeUnit.MICROSECOND]: 1_000_000n,
	[TimeUnit.NANOSECOND]: 1_000_000_000n,
} as const;

/** Text of a row of `data` that is not null. */
type Writing = (data: Data, row: number) => string;

/** From the integers as they are stored, which Arrow's own reading would round. */
const stored =
	(text: (value: number | bigint) => string): Writing =>
	(data, row) => {
		const value = (data.values as ArrayLike<number | bigint>)[row];
		if (value === undefined) throw new Error('A value is missing.');
		return text(value);
	};

/** Text between offsets, decoded strictly and with all its letters. */
const spanned: Writing = (data, row) => {
	const offsets = data.valueOffsets as ArrayLike<number | bigint>;
	const [start, end] = [Number(offsets[row]), Number(offsets[row + 1])];
	const bytes = data.values as Uint8Array;
	if (!(start <= end && end <= bytes.length)) throw new Error('A text lies outside of its buffer.');
	return bytesText(bytes.subarray(start, end));
};

/** Little-endian two's complement words. */
function wholeNumber(words: Uint32Array): bigint {
	let value = 0n;
	for (let index = words.length - 1; index >= 0; index--) value = (value << 32n) | BigInt(words[index]!);
	return BigInt.asIntN(words.length * 32, value);
}

/** How values of `type` are written; null if they are nothing that a table can hold. */
function writing(type: DataType): { text: Writing; isNumber: boolean; isOnTheWall?: boolean } | null {
	const plain = (text: Writing) => ({ text, isNumber: false });
	const number = (text: Writing) => ({ text, isNumber: true });
	if (DataType.isNull(type)) return plain(() => '');
	if (DataType.isBool(type)) {
		return plain((data, row) => {
			const bit = data.offset + row;
			return ((data.values as Uint8Array)[bit >> 3]! >> (bit & 7)) & 1 ? 'true' : 'false';
		});
	}
	if (DataType.isInt(type)) return number(stored(String));
	if (DataType.isFloat(type)) {
		if (type.precision === Precision.DOUBLE) return number(stored((value) => doubleText(Number(value))));
		if (type.precision === Precision.SINGLE) return number(stored((value) => singleText(Number(value))));
		return number((data, row) => doubleText(halfNumber((data.values as Uint16Array)[row]!)));
	}
	if (DataType.isDecimal(type)) {
		const words = type.bitWidth / 32;
		return number((data, row) =>
			decimalText(
				wholeNumber((data.values as Uint32Array).subarray(row * words, (row + 1) * words)),
				type.scale,
			),
		);
	}
	if (DataType.isDate(type)) {
		if (type.unit === DateUnit.DAY) return plain(stored((value) => dayText(Number(value))));
		return plain(
			stored((value) =>
				BigInt(value) % 86_400_000n === 0n
					? dayText(Number(BigInt(value) / 86_400_000n))
					: instantText(BigInt(value), 1_000n),
			),
		);
	}
	if (DataType.isTimestamp(type)) {
		const perSecond = PER_SECOND[type.unit];
		const own = plain(stored((value) => instantText(BigInt(value), perSecond)));
		return type.timezone ? own : { ...own, isOnTheWall: true };
	}
	if (DataType.isTime(type)) {
		const perSecond = PER_SECOND[type.unit];
		return plain(stored((value) => timeText(BigInt(value), perSecond)));
	}
	if (
		DataType.isUtf8(type) ||
		DataType.isLargeUtf8(type) ||
		DataType.isBinary(type) ||
		DataType.isLargeBinary(type)
	) {
		return plain(spanned);
	}
	if (DataType.isUtf8View(type)) return plain((data, row) => viewText(data, row));
	if (DataType.isDictionary(type)) {
		const own = writing(type.dictionary as DataType);
		return own && { ...own, text: throughDictionary(own.text) };
	}
	return null;
}

/** A text of at most 12 bytes stands in its view, a longer one in a buffer that the view names. */
function viewText(data: Data, row: number): string {
	const views = data.values as unknown as Uint8Array;
	const view = new DataView(views.buffer, views.byteOffset + row * 16, 16);
	const length = view.getInt32(0, true);
	if (length <= 12) return bytesText(views.subarray(row * 16 + 4, row * 16 + 4 + length));
	const buffer = data.variadicBuffers[view.getInt32(8, true)];
	const start = view.getInt32(12, true);
	if (!buffer || start + length > buffer.length) throw new Error('A text lies outside of its buffer.');
	return bytesText(buffer.subarray(start, start + length));
}

/** Writes the entries of a dictionary once, however often rows name them. */
function throughDictionary(text: Writing): Writing {
	let written: { of: Vector; texts: string[] } | null = null;
	return (data, row) => {
		const { dictionary } = data;
		if (!dictionary) throw new Error('A dictionary is missing.');
		if (written?.of !== dictionary) {
			if (!dictionary.data.every((part) => holdsRows(part, part.length, LARGEST_ARROW))) {
				throw new Error('A dictionary has another number of entries than it says.');
			}
			written = { of: dictionary, texts: dictionary.data.flatMap((part) => textsOf(part, text)) };
		}
		const entry = written.texts[Number((data.values as ArrayLike<number | bigint>)[row])];
		if (entry === undefined) throw new Error('A row names an entry that its dictionary does not have.');
		return entry;
	};
}

/** All texts of `data`; null as a blank one. */
const textsOf = (data: Data, text: Writing): string[] =>
	Array.from({ length: data.length }, (_, row) => (data.getValid(row) ? text(data, row) : ''));

interface Column extends TypedColumn {
	/** Its place among the fields. */
	field: number;
	text: Writing;
}

/**
 * The columns that a table can hold, and those that it cannot, among them the fields known to hold `bytes`. Throws
 * ProblemError `no-columns`.
 */
function columnsOf(
	file: string,
	schema: Schema,
	bytes: ReadonlySet<number>,
): { columns: Column[]; leftOut: LeftOut[] } {
	const columns: Column[] = [];
	const leftOut: LeftOut[] = [];
	for (const [field, { name: told, type }] of schema.fields.entries()) {
		// A field may be without a name.
		const name = (told as string | null) ?? '';
		const own = bytes.has(field) ? null : writing(type as DataType);
		if (own) {
			columns.push({ name, field, ...own });
			continue;
		}
		const inner = (DataType.isDictionary(type) ? type.dictionary : type) as DataType;
		const isNested = inner.children?.length > 0;
		leftOut.push({ name, holds: isNested ? NESTED : bytes.has(field) ? NO_TEXT : ofType(String(type)) });
	}
	checkColumns(file, columns, leftOut);
	return { columns, leftOut };
}

/** Whether the buffers of a column can hold as many values as it says: a damaged count would be read for ever. */
function holdsRows({ type, length, values, valueOffsets }: Data, rows: number, bytes: number): boolean {
	if (length !== rows) return false;
	if (DataType.isNull(type)) return rows <= bytes * 8;
	const size = Math.max(lengthOf(values), lengthOf(valueOffsets));
	return rows <= (DataType.isBool(type) ? size * 8 : size);
}

const lengthOf = (buffer: unknown): number =>
	buffer && typeof buffer === 'object' && 'length' in buffer ? Number(buffer.length) : 0;

/** The last bytes of a stream that was written to its end. */
const END_OF_STREAM = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
const MAGIC = [...'ARROW1'].map((letter) => letter.charCodeAt(0));

const endsWith = (bytes: Uint8Array, end: readonly number[]): boolean =>
	bytes.length >= end.length && end.every((byte, index) => bytes[bytes.length - end.length + index] === byte);

const CODECS: [CompressionType, (bytes: Uint8Array) => Uint8Array][] = [
	[CompressionType.LZ4_FRAME, decompressLz4Frame],
	[CompressionType.ZSTD, decompressZstdFrame],
];

/**
 * Reads an Arrow file or stream, compressed or not, into `table`, every value exactly as text. A column of lists, structures
 * or bytes is left out, and that is said. Throws ProblemError `file-damaged`, `no-columns`, `arrow-big-endian` or `file-too-large`, and EngineError.
 */
export async function readArrow(
	engine: Engine,
	{ name, blob }: { name: string; blob: Blob },
	table: string,
	options: ReadOptions = {},
): Promise<RawFile> {
	const { signal, onProgress } = options;
	if (blob.size > LARGEST_ARROW) {
		throw new ProblemError({
			code: 'file-too-large',
			message: `${name} has ${(blob.size / LARGEST_ARROW).toFixed(1)} GB; Arrow files are read up to ${LARGEST_ARROW / 1024 ** 3} GB.`,
			wayOut: 'Write it as Parquet or CSV, which are read piece by piece.',
			file: name,
		});
	}
	onProgress?.(0, 'Reading the columns');
	for (const [type, decode] of CODECS) compressionRegistry.set(type, { decode });
	const bytes = await readBytes(blob, 0, blob.size, name);
	const isFile = MAGIC.every((byte, index) => bytes[index] === byte);
	if (!endsWith(bytes, isFile ? MAGIC : END_OF_STREAM)) {
		throw damaged(name, 'the mark at its end is missing, so that rows may be, too.');
	}
	const reading = <T>(what: string, read: () => T): T => {
		try {
			return read();
		} catch (error) {
			if (error instanceof ProblemError) throw error;
			if (error instanceof BigEndianArrow) {
				throw new ProblemError({
					code: 'arrow-big-endian',
					message: `${name} was written on a machine of another byte order (big-endian), in which numbers would be read wrong.`,
					wayOut: 'Write it as Parquet or CSV, or on another machine.',
					file: name,
				});
			}
			throw damaged(name, what, error);
		}
	};
	reading('the lengths that it states do not fit what is there.', () => checkArrow(bytes, isFile));
	return withoutBytes(async (foreign) => {
		const { reader, schema } = reading('its list of columns cannot be read.', () => {
			const opened = RecordBatchReader.from(bytes).open();
			return { reader: opened, schema: opened.schema };
		});
		const { columns, leftOut } = reading('its list of columns cannot be read.', () =>
			columnsOf(name, schema, foreign),
		);
		const writer = new TableWriter(engine, name, table, signal);
		try {
			for (;;) {
				signal?.throwIfAborted();
				const next = reading(`what follows row ${writer.rows} cannot be read.`, () => reader.next());
				if (next.done) break;
				const batch = next.value as RecordBatch;
				if (
					!columns.every(({ field }) => holdsRows(batch.data.children[field]!, batch.numRows, bytes.length))
				) {
					throw damaged(name, `what follows row ${writer.rows} has another number of rows than it says.`);
				}
				const texts = columns.map(({ name: column, field, text }) => {
					try {
						return textsOf(batch.data.children[field]!, text);
					} catch (error) {
						if (error instanceof NoText) throw new NotText(field);
						throw damaged(name, `the values of column “${column}” cannot be read.`, error);
					}
				});
				for (let row = 0; row < batch.numRows; row++) {
					writer.add(texts.map((column) => column[row]));
					if (writer.full) await writer.flush();
				}
				onProgress?.(0.5, 'Reading the columns');
			}
			await writer.finish(columns.length);
		} catch (error) {
			await writer.discard();
			throw error;
		}
		return typedFile({ name, blob, table, format: 'Arrow', columns, leftOut, rows: writer.rows });
	});
}
