import {
	parquetMetadataAsync,
	parquetRead,
	type FileMetaData,
	type ParquetReadOptions,
	type SchemaElement,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { ProblemError } from '../../base/problem';
import type { Engine } from '../../engine/engine';
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
} from './typed-file';

/** Rows decoded at once: a row group may have a million of them. */
const SLICE = 131_072;

type Cell = unknown;

interface Writing {
	isNumber: boolean;
	isOnTheWall?: boolean;
	/** Text of a value as it is stored: no value is converted before. */
	text: (value: Cell) => string;
}

interface Column extends Writing {
	name: string;
	element: SchemaElement;
	/** Its place among the fields, and among the columns in which values are stored. */
	field: number;
	leaf: number;
}

const PER_SECOND = { MILLIS: 1_000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n } as const;

const bigint = (value: Cell): bigint => BigInt(value as bigint | number);

/** The whole number that big-endian two's complement bytes hold. */
function wholeNumber(bytes: Uint8Array): bigint {
	let value = 0n;
	for (const byte of bytes) value = (value << 8n) | BigInt(byte);
	return BigInt.asIntN(bytes.length * 8, value);
}

const littleEndian16 = (bytes: Uint8Array): number => bytes[0]! | (bytes[1]! << 8);

const uuidText = (bytes: Uint8Array): string =>
	Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
		.join('')
		.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

const decimals = (scale: number) => (value: Cell) =>
	decimalText(value instanceof Uint8Array ? wholeNumber(value) : bigint(value), scale);

const plain = (text: (value: Cell) => string) => ({ text, isNumber: false });
const number = (text: (value: Cell) => string) => ({ text, isNumber: true });

/** How the values of a column are written; null if they are nothing that a table can hold. */
function writing(element: SchemaElement): Writing | null {
	const { type, converted_type: converted, logical_type: logical } = element;
	if (converted === 'INTERVAL' || converted === 'BSON') return null;
	if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
		return number(decimals(element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0)));
	}
	switch (type) {
		case 'BOOLEAN':
			return plain((value) => (value ? 'true' : 'false'));
		case 'INT32':
		case 'INT64': {
			if (converted === 'DATE' || logical?.type === 'DATE') return plain((value) => dayText(Number(value)));
			const unit = logical?.type === 'TIMESTAMP' || logical?.type === 'TIME' ? logical.unit : null;
			const perSecond = unit
				? PER_SECOND[unit]
				: converted?.endsWith('_MICROS')
					? PER_SECOND.MICROS
					: PER_SECOND.MILLIS;
			if (logical?.type === 'TIMESTAMP' || converted?.startsWith('TIMESTAMP_')) {
				const own = plain((value: Cell) => instantText(bigint(value), perSecond));
				return logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC
					? { ...own, isOnTheWall: true }
					: own;
			}
			if (logical?.type === 'TIME' || converted?.startsWith('TIME_')) {
				return plain((value) => timeText(bigint(value), perSecond));
			}
			const isUnsigned =
				converted?.startsWith('UINT_') === true || (logical?.type === 'INTEGER' && !logical.isSigned);
			if (!isUnsigned) return number(String);
			return number((value) => String(BigInt.asUintN(type === 'INT32' ? 32 : 64, bigint(value))));
		}
		case 'INT96':
			return plain((value) => instantText(bigint(value), PER_SECOND.NANOS));
		case 'FLOAT':
			return number((value) => singleText(Number(value)));
		case 'DOUBLE':
			return number((value) => doubleText(Number(value)));
		case 'BYTE_ARRAY':
			// Texts are decoded by the reader, once a dictionary entry.
			return logical?.type === 'BSON' || logical?.type === 'GEOMETRY' || logical?.type === 'GEOGRAPHY'
				? null
				: plain(String);
		case 'FIXED_LEN_BYTE_ARRAY':
			if (logical?.type === 'UUID') return plain((value) => uuidText(value as Uint8Array));
			if (logical?.type === 'FLOAT16') {
				return number((value) => doubleText(halfNumber(littleEndian16(value as Uint8Array))));
			}
			return null;
		default:
			return null;
	}
}

/** The fields that stand side by side in a file: the element of each, and where the values of its first part are. */
function fieldsOf({ schema }: FileMetaData): { element: SchemaElement; leaf: number }[] {
	const fields: { element: SchemaElement; leaf: number }[] = [];
	let leaf = 0;
	const skip = (at: number): number => {
		const parts = schema[at]!.num_children ?? 0;
		if (parts === 0) leaf++;
		let next = at + 1;
		for (let part = 0; part < parts; part++) next = skip(next);
		return next;
	};
	for (let at = 1; at < schema.length;) {
		fields.push({ element: schema[at]!, leaf });
		at = skip(at);
	}
	return fields;
}

/**
 * The columns that a table can hold, and those that it cannot, among them the fields known to hold `bytes`. Throws
 * ProblemError `no-columns`.
 */
function columnsOf(
	file: string,
	metadata: FileMetaData,
	bytes: ReadonlySet<number>,
): { columns: Column[]; leftOut: LeftOut[] } {
	const columns: Column[] = [];
	const leftOut: LeftOut[] = [];
	for (const [field, { element, leaf }] of fieldsOf(metadata).entries()) {
		const { name } = element;
		const isNested = element.num_children !== undefined || element.repetition_type === 'REPEATED';
		const own = isNested || bytes.has(field) ? null : writing(element);
		if (own) columns.push({ name, field, leaf, element, ...own });
		else {
			const type = element.logical_type?.type ?? element.converted_type ?? element.type ?? 'value';
			leftOut.push({ name, holds: isNested ? NESTED : bytes.has(field) ? NO_TEXT : ofType(type) });
		}
	}
	checkColumns(file, columns, leftOut);
	return { columns, leftOut };
}

/** The columns alone, under names that cannot repeat, and without the types by which the reader would round their values. */
function plainly(metadata: FileMetaData, columns: readonly Column[]): FileMetaData {
	return {
		...metadata,
		schema: [
			{ ...metadata.schema[0]!, num_children: columns.length },
			...columns.map(({ element }, position): SchemaElement => {
				const { type, type_length, repetition_type } = element;
				return {
					name: `c${position}`,
					...(type ? { type } : {}),
					...(type_length === undefined ? {} : { type_length }),
					...(repetition_type ? { repetition_type } : {}),
					...(type === 'BYTE_ARRAY' && !isDecimal(element) ? { converted_type: 'UTF8' } : {}),
				};
			}),
		],
		row_groups: metadata.row_groups.map((group) => ({
			...group,
			columns: columns.map(({ leaf }, position) => {
				const chunk = group.columns[leaf]!;
				return {
					...chunk,
					...(chunk.meta_data ? { meta_data: { ...chunk.meta_data, path_in_schema: [`c${position}`] } } : {}),
				};
			}),
		})),
	};
}

const isDecimal = ({ converted_type, logical_type }: SchemaElement): boolean =>
	converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL';

const parsers = {
	stringFromBytes: (bytes: Uint8Array | undefined): string | undefined => bytes && bytesText(bytes),
	timestampFromNanoseconds: (nanos: bigint): bigint => nanos,
};

interface Piece {
	from: number;
	data: ArrayLike<unknown>;
}

/** The values of rows `from`..`to` of a column, in pieces as they were stored; throws Error if some are missing. */
function* valuesOf(pieces: readonly Piece[], from: number, to: number): Generator<unknown, void, undefined> {
	let at = from;
	for (const piece of [...pieces].sort((a, b) => a.from - b.from)) {
		if (piece.from > at) break;
		for (; at < to && at - piece.from < piece.data.length; at++) yield piece.data[at - piece.from];
	}
	if (at < to) throw new Error(`Rows ${at + 1} to ${to} of a column are missing.`);
}

/**
 * Reads a Parquet file of any usual compression into `table`, every value exactly as text. A column of lists, structures or
 * bytes is left out, and that is said. Throws ProblemError `file-damaged`, `no-columns` or `parquet-encrypted`, and EngineError.
 */
export async function readParquet(
	engine: Engine,
	{ name, blob }: { name: string; blob: Blob },
	table: string,
	options: ReadOptions = {},
): Promise<RawFile> {
	const { signal, onProgress } = options;
	onProgress?.(0, 'Reading the columns');
	const file = {
		byteLength: blob.size,
		async slice(start: number, end = blob.size): Promise<ArrayBuffer> {
			const bytes = await readBytes(blob, start, end, name);
			return bytes.buffer as ArrayBuffer;
		},
	};
	if (new TextDecoder('latin1').decode(await readBytes(blob, blob.size - 4, blob.size, name)) === 'PARE') {
		throw new ProblemError({
			code: 'parquet-encrypted',
			message: `${name} is an encrypted Parquet file.`,
			wayOut: 'Write it again without encryption, or export it as CSV.',
			file: name,
		});
	}
	let metadata: FileMetaData;
	try {
		metadata = await parquetMetadataAsync(file, { geoparquet: false });
	} catch (error) {
		if (error instanceof ProblemError) throw error;
		throw damaged(name, 'its list of columns, which stands at the end, is missing or cut off.', error);
	}
	const rows = Number(metadata.num_rows);
	const grouped = metadata.row_groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
	if (grouped !== rows)
		throw damaged(name, `it says that it has ${rows} rows, and its parts have ${grouped}.`);
	return withoutBytes(async (bytes) => {
		const { columns, leftOut } = columnsOf(name, metadata, bytes);
		const own = plainly(metadata, columns);
		const read = { file, metadata: own, compressors, parsers, utf8: false, geoparquet: false };
		const writer = new TableWriter(engine, name, table, signal);
		try {
			let groupStart = 0;
			for (const { num_rows } of metadata.row_groups) {
				const groupEnd = groupStart + Number(num_rows);
				for (let from = groupStart; from < groupEnd; from += SLICE) {
					signal?.throwIfAborted();
					const to = Math.min(from + SLICE, groupEnd);
					const texts: (string | null)[][] = [];
					for (const [position, column] of columns.entries()) {
						texts.push(await columnTexts(read, column, position, name, from, to));
					}
					for (let row = 0; row < to - from; row++) {
						writer.add(texts.map((column) => column[row]));
						if (writer.full) await writer.flush();
					}
					onProgress?.(to / rows, 'Reading the columns');
				}
				groupStart = groupEnd;
			}
			await writer.finish(columns.length);
		} catch (error) {
			await writer.discard();
			throw error;
		}
		return typedFile({ name, blob, table, format: 'Parquet', columns, leftOut, rows: writer.rows });
	});
}

/** The texts of rows `from`..`to` of a column. */
async function columnTexts(
	read: Omit<ParquetReadOptions, 'rowFormat' | 'onComplete'>,
	{ name, field, text }: Column,
	position: number,
	file: string,
	from: number,
	to: number,
): Promise<(string | null)[]> {
	const pieces: Piece[] = [];
	try {
		await parquetRead({
			...read,
			columns: [`c${position}`],
			rowStart: from,
			rowEnd: to,
			onChunk: ({ columnData, rowStart }) => pieces.push({ from: rowStart, data: columnData }),
		});
		return Array.from(valuesOf(pieces, from, to), (value) =>
			value === null || value === undefined ? null : text(value),
		);
	} catch (error) {
		if (error instanceof ProblemError) throw error;
		if (error instanceof NoText) throw new NotText(field);
		throw damaged(file, `the values of column “${name}” cannot be read.`, error);
	}
}
