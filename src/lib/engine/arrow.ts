import {
	DataType,
	RecordBatchReader,
	TimeUnit,
	type Data,
	type Decimal,
	type Field,
	type RecordBatch,
	type Schema,
} from 'apache-arrow';
import { quoteName, type Column, type Value } from './engine';
import { dayValue, instantValue, numberValue, type Reader } from './normalise';

/** A decoded Arrow IPC stream. */
export interface Decoded {
	schema: Schema;
	batches: RecordBatch[];
}

/** Decodes a whole Arrow IPC stream. Throws if the bytes are no stream; an Arrow *file* is none. */
export function decodeStream(chunks: Uint8Array | Iterable<Uint8Array>): Decoded {
	// Arrow's reader takes both formats, DuckDB-WASM loses a file without an error.
	if (chunks instanceof Uint8Array && String.fromCharCode(...chunks.subarray(0, 6)) === 'ARROW1') {
		throw new Error('The bytes are an Arrow file, not an Arrow stream.');
	}
	const reader = RecordBatchReader.from(chunks).open();
	// Read first: the schema of a reader that has reached its end is gone.
	const { schema } = reader;
	return { schema, batches: [...reader].filter((batch) => batch.numRows > 0) };
}

/** The schema of an Arrow IPC stream, without its rows. */
export const decodeSchema = (chunks: Iterable<Uint8Array>): Schema =>
	RecordBatchReader.from(chunks).open().schema;

const UNIT_PER_MS = {
	[TimeUnit.SECOND]: 0.001,
	[TimeUnit.MILLISECOND]: 1,
	[TimeUnit.MICROSECOND]: 1e3,
	[TimeUnit.NANOSECOND]: 1e6,
} as const;

function typeOf(type: DataType): Column['type'] | undefined {
	if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isNull(type)) return 'text';
	if (DataType.isDictionary(type)) return typeOf(type.dictionary) === 'text' ? 'text' : undefined;
	if (DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type)) return 'number';
	if (DataType.isBool(type)) return 'boolean';
	if (DataType.isDate(type)) return 'date';
	if (DataType.isTimestamp(type)) return 'instant';
	return undefined;
}

/** The cells of a column whose integers mean something: read raw, as Arrow's own reading throws on 'infinity'. */
function rawReader(type: DataType): ((raw: number | bigint) => Value) | undefined {
	if (DataType.isInt(type) || DataType.isFloat(type)) return numberValue;
	if (DataType.isTimestamp(type)) {
		const unit = UNIT_PER_MS[type.unit];
		return (raw) => instantValue(Number(raw) / unit);
	}
	return undefined;
}

/** The cells of a column, null where it holds nothing. */
function cellsOf(data: Data, cell: (index: number) => Value): Value[] {
	const cells = new Array<Value>(data.length);
	const isFull = data.nullCount === 0;
	for (let index = 0; index < data.length; index += 1)
		cells[index] = isFull || data.getValid(index) ? cell(index) : null;
	return cells;
}

function readRaw(data: Data, convert: (raw: number | bigint) => Value): Value[] {
	const values = data.values as ArrayLike<number | bigint>;
	return cellsOf(data, (index) => convert(values[index]!));
}

/** Days stand in a column again and again, and are written out once. */
function readDays(data: Data): Value[] {
	const known = new Map<number, Value>();
	return readRaw(data, (raw) => {
		const day = Number(raw);
		let told = known.get(day);
		if (told === undefined) {
			told = dayValue(day);
			known.set(day, told);
		}
		return told;
	});
}

/**
 * A decimal's whole number in 32-bit words, the lowest first, as the double next to it. The engine's own cast on the way
 * out is off in the last digit: 113.91 would be 113.91000000000001 in one engine and not in the other.
 */
function decimalValue(words: Uint32Array, scale: number): number {
	let whole = 0n;
	for (let index = words.length - 1; index >= 0; index--) whole = (whole << 32n) | BigInt(words[index]!);
	whole = BigInt.asIntN(32 * words.length, whole);
	// Up to 2^53 both are exact, and so the quotient is the nearest double; beyond, the text is read.
	if (whole >= -MOST_EXACT && whole <= MOST_EXACT) return Number(whole) / 10 ** scale;
	return Number(`${whole}e${-scale}`);
}
const MOST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

function readDecimals(data: Data, { scale, bitWidth }: Decimal): Value[] {
	const words = data.values as Uint32Array;
	const stride = bitWidth / 32;
	return cellsOf(data, (index) => decimalValue(words.subarray(index * stride, (index + 1) * stride), scale));
}

/**
 * Readers of the columns of a DuckDB-WASM result. `labels` holds the values of each ENUM column by position:
 * the stream carries only their codes.
 */
export function readersOf(
	schema: Schema,
	labels: ReadonlyMap<number, readonly string[]>,
): Reader<RecordBatch>[] {
	return schema.fields.map(({ name, type }: Field, position) => {
		const names = labels.get(position);
		const convert = names ? (code: number | bigint) => names[Number(code)] ?? null : rawReader(type);
		return {
			name,
			type: typeOf(type),
			rawType: String(type),
			read(batch) {
				const vector = batch.getChildAt(position);
				const data = batch.data.children[position];
				if (!vector || !data) return new Array<Value>(batch.numRows).fill(null);
				if (convert) return readRaw(data, convert);
				if (DataType.isDate(type)) return readDays(data);
				if (DataType.isDecimal(type)) return readDecimals(data, type);
				return Array.from({ length: batch.numRows }, (_, index) => vector.get(index) as Value);
			},
		};
	});
}

/** The positions of the ENUM columns of a result. */
export const enumPositions = (schema: Schema): number[] =>
	schema.fields.flatMap((field, position) => (DataType.isDictionary(field.type) ? [position] : []));

const INTEGER = { 8: 'tinyint', 16: 'smallint', 32: 'integer', 64: 'bigint' } as const;
const TIMESTAMP = {
	[TimeUnit.SECOND]: 'timestamp_s',
	[TimeUnit.MILLISECOND]: 'timestamp_ms',
	[TimeUnit.MICROSECOND]: 'timestamp',
	[TimeUnit.NANOSECOND]: 'timestamp_ns',
} as const;

function sqlType({ name, type }: Field): string {
	if (DataType.isNull(type)) return 'integer';
	if (DataType.isBool(type)) return 'boolean';
	if (DataType.isInt(type)) return `${type.isSigned ? '' : 'u'}${INTEGER[type.bitWidth]}`;
	if (DataType.isFloat(type)) return type.precision === 2 ? 'double' : 'float';
	if (DataType.isDate(type)) return 'date';
	if (DataType.isTimestamp(type)) return type.timezone ? 'timestamptz' : TIMESTAMP[type.unit];
	if (typeOf(type) === 'text') return 'varchar';
	throw new Error(`Column "${name}" is a ${type}, which cannot be inserted.`);
}

/** The `create table` statement that DuckDB-WASM's own insert of such a stream would have run. */
export function createTable(table: string, schema: Schema): string {
	const columns = schema.fields.map((field) => `${quoteName(field.name)} ${sqlType(field)}`);
	return `create table ${quoteName(table)} (${columns.join(', ')})`;
}
