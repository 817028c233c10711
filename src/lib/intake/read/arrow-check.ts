/** What is wrong with the lists of an Arrow file. */
export class UnsoundArrow extends Error {}

/** The values of an Arrow file stand with their highest byte first. */
export class BigEndianArrow extends Error {}

const CONTINUATION = 0xffff_ffff;
const [SCHEMA, DICTIONARY_BATCH, RECORD_BATCH] = [1, 2, 3];
const [TIMESTAMP, UNION] = [10, 14];
/** Bytes of a FieldNode and of a Buffer, and of a Block in the footer. */
const PAIR = 16;
const BLOCK = 24;
/** Fields within fields: deeper than any table. */
const DEEPEST = 64;

function sound(condition: boolean): asserts condition {
	if (!condition) throw new UnsoundArrow('A list in it is longer than what holds it.');
}

/**
 * A flatbuffer whose offsets and lengths are checked before they are followed: its own readers follow what a damaged byte
 * tells, without end. Layout: https://flatbuffers.dev/internals, tables: Message.fbs, Schema.fbs and File.fbs of Arrow.
 */
class Buffer {
	readonly #view: DataView;

	constructor(bytes: Uint8Array) {
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	#within(at: number, length: number): void {
		sound(Number.isInteger(at) && at >= 0 && length >= 0 && at + length <= this.#view.byteLength);
	}

	uint16(at: number): number {
		this.#within(at, 2);
		return this.#view.getUint16(at, true);
	}

	uint8(at: number): number {
		this.#within(at, 1);
		return this.#view.getUint8(at);
	}

	int32(at: number): number {
		this.#within(at, 4);
		return this.#view.getInt32(at, true);
	}

	int64(at: number): number {
		this.#within(at, 8);
		const value = this.#view.getBigInt64(at, true);
		sound(value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER));
		return Number(value);
	}

	get root(): number {
		return this.#followed(0);
	}

	#followed(at: number): number {
		this.#within(at, 4);
		const target = at + this.#view.getUint32(at, true);
		this.#within(target, 4);
		return target;
	}

	/** Where field `index` of the table at `table` stands, which takes `size` bytes there, or 0 if it is left out. */
	field(table: number, index: number, size: number): number {
		const names = table - this.int32(table);
		const namesSize = this.uint16(names);
		const tableSize = this.uint16(names + 2);
		sound(namesSize >= 4 && namesSize % 2 === 0);
		this.#within(names, namesSize);
		this.#within(table, tableSize);
		const at = 4 + index * 2;
		const offset = at + 2 <= namesSize ? this.uint16(names + at) : 0;
		if (offset === 0) return 0;
		sound(offset >= 4 && offset + size <= tableSize);
		return table + offset;
	}

	table(table: number, index: number): number {
		const at = this.field(table, index, 4);
		return at === 0 ? 0 : this.#followed(at);
	}

	/** The vector in field `index`: where its entries of `size` bytes stand, and how many there are. */
	vector(table: number, index: number, size: number): { at: number; length: number } {
		const at = this.table(table, index);
		if (at === 0) return { at: 0, length: 0 };
		const length = this.int32(at);
		sound(length >= 0);
		this.#within(at + 4, length * size);
		return { at: at + 4, length };
	}

	/** The tables that the vector in field `index` names. */
	tables(table: number, index: number): number[] {
		const { at, length } = this.vector(table, index, 4);
		return Array.from({ length }, (_, entry) => this.#followed(at + entry * 4));
	}
}

function checkPairs(buffer: Buffer, table: number, index: number): void {
	for (const pair of buffer.tables(table, index)) {
		buffer.vector(pair, 0, 1);
		buffer.vector(pair, 1, 1);
	}
}

function checkField(buffer: Buffer, field: number, depth: number): void {
	sound(depth < DEEPEST);
	buffer.vector(field, 0, 1);
	buffer.field(field, 1, 1);
	const kind = buffer.field(field, 2, 1);
	const type = buffer.table(field, 3);
	if (type !== 0) {
		for (let index = 0; index < 4; index++) buffer.field(type, index, 1);
		if (kind !== 0 && buffer.uint8(kind) === TIMESTAMP) buffer.vector(type, 1, 1);
		if (kind !== 0 && buffer.uint8(kind) === UNION) buffer.vector(type, 1, 4);
	}
	const dictionary = buffer.table(field, 4);
	if (dictionary !== 0) {
		buffer.field(dictionary, 0, 8);
		const indexType = buffer.table(dictionary, 1);
		if (indexType !== 0) buffer.field(indexType, 0, 4);
	}
	for (const child of buffer.tables(field, 5)) checkField(buffer, child, depth + 1);
	checkPairs(buffer, field, 6);
}

function checkSchema(buffer: Buffer, schema: number): void {
	const endianness = buffer.field(schema, 0, 2);
	if (endianness !== 0 && buffer.uint16(endianness) !== 0)
		throw new BigEndianArrow('Its values stand with their highest byte first.');
	for (const field of buffer.tables(schema, 1)) checkField(buffer, field, 0);
	checkPairs(buffer, schema, 2);
	buffer.vector(schema, 3, 8);
}

const numberIn = (buffer: Buffer, table: number, index: number): number => {
	const at = buffer.field(table, index, 8);
	return at === 0 ? 0 : buffer.int64(at);
};

/** Buffers lie within the body, and values that are not compressed take a bit each at least. */
function checkBatch(buffer: Buffer, batch: number, bodyLength: number): void {
	numberIn(buffer, batch, 0);
	const compression = buffer.table(batch, 3);
	if (compression !== 0) for (const index of [0, 1]) buffer.field(compression, index, 1);
	const nodes = buffer.vector(batch, 1, PAIR);
	for (let node = 0; node < nodes.length; node++) {
		const length = buffer.int64(nodes.at + node * PAIR);
		const nulls = buffer.int64(nodes.at + node * PAIR + 8);
		sound(nulls <= length);
	}
	const buffers = buffer.vector(batch, 2, PAIR);
	for (let one = 0; one < buffers.length; one++) {
		const offset = buffer.int64(buffers.at + one * PAIR);
		sound(offset + buffer.int64(buffers.at + one * PAIR + 8) <= bodyLength);
	}
	buffer.vector(batch, 4, 8);
}

/** Checks the message whose length stands at `at`. Returns where its body ends, or -1 if it says that no message follows. */
function checkMessage(bytes: Uint8Array, at: number, end: number): number {
	const whole = new Buffer(bytes.subarray(0, end));
	const isMarked = whole.int32(at) >>> 0 === CONTINUATION;
	const from = at + (isMarked ? 8 : 4);
	const length = whole.int32(from - 4);
	if (length === 0) return -1;
	sound(length > 0 && from + length <= end);
	const buffer = new Buffer(bytes.subarray(from, from + length));
	const message = buffer.root;
	const kindAt = buffer.field(message, 1, 1);
	const kind = kindAt === 0 ? 0 : buffer.uint8(kindAt);
	const header = buffer.table(message, 2);
	const bodyLength = numberIn(buffer, message, 3);
	sound(header !== 0 && from + length + bodyLength <= end);
	if (kind === SCHEMA) checkSchema(buffer, header);
	else if (kind === RECORD_BATCH) checkBatch(buffer, header, bodyLength);
	else if (kind === DICTIONARY_BATCH) {
		numberIn(buffer, header, 0);
		const batch = buffer.table(header, 1);
		sound(batch !== 0);
		checkBatch(buffer, batch, bodyLength);
	} else throw new UnsoundArrow('It holds what is no list of rows.');
	checkPairs(buffer, message, 4);
	return from + length + bodyLength;
}

/**
 * Checks every length and offset that an Arrow file or stream (`isFile`) states against what is there, before any of it is
 * followed. Throws UnsoundArrow, and BigEndianArrow for one that was written on a machine of that byte order.
 */
export function checkArrow(bytes: Uint8Array, isFile: boolean): void {
	if (!isFile) {
		for (let at = 0; at >= 0 && at < bytes.length;) at = checkMessage(bytes, at, bytes.length);
		return;
	}
	const tail = bytes.length - 10;
	const length = new Buffer(bytes).int32(tail);
	const start = tail - length;
	sound(length > 0 && start >= 8);
	const buffer = new Buffer(bytes.subarray(start, tail));
	const footer = buffer.root;
	const schema = buffer.table(footer, 1);
	sound(schema !== 0);
	checkSchema(buffer, schema);
	for (const index of [2, 3]) {
		const blocks = buffer.vector(footer, index, BLOCK);
		for (let block = 0; block < blocks.length; block++) {
			const offset = buffer.int64(blocks.at + block * BLOCK);
			const metadata = buffer.int32(blocks.at + block * BLOCK + 8);
			const body = buffer.int64(blocks.at + block * BLOCK + 16);
			sound(metadata > 0 && offset + metadata + body <= start);
			sound(checkMessage(bytes, offset, start) >= 0);
		}
	}
	checkPairs(buffer, footer, 4);
}
