import {
	Field,
	Int64,
	makeData,
	RecordBatch,
	RecordBatchStreamWriter,
	Schema,
	Struct,
	Utf8,
} from 'apache-arrow';
import { ProblemError } from '../../base/problem';
import { EngineError, quoteName, type Engine } from '../../engine/engine';

/** What is held before it goes to the engine: few enough for a phone, many enough for speed. */
const BATCH_ROWS = 50_000;
const BATCH_BYTES = 16 * 1024 * 1024;

const encoder = new TextEncoder();

/** Texts of one column of a batch, as Arrow lays them out. */
class TextColumn {
	#bytes = new Uint8Array(64 * 1024);
	#offsets = new Int32Array(BATCH_ROWS + 1);
	#valid = new Uint8Array(Math.ceil(BATCH_ROWS / 8));
	#nulls = 0;
	#rows = 0;
	/** Bytes of text. */
	size = 0;

	add(text: string | null | undefined): void {
		const row = this.#rows++;
		if (text === null || text === undefined || text === '') {
			this.#nulls++;
		} else {
			this.#valid[row >> 3]! |= 1 << (row & 7);
			this.#put(text);
		}
		this.#offsets[row + 1] = this.size;
	}

	#put(text: string): void {
		const most = this.size + text.length * 3;
		if (most > this.#bytes.length) {
			const larger = new Uint8Array(Math.max(most, this.#bytes.length * 2));
			larger.set(this.#bytes.subarray(0, this.size));
			this.#bytes = larger;
		}
		const bytes = this.#bytes;
		const start = this.size;
		for (let i = 0; i < text.length; i++) {
			const code = text.charCodeAt(i);
			if (code > 127) {
				this.size = start + encoder.encodeInto(text, bytes.subarray(start)).written;
				return;
			}
			bytes[start + i] = code;
		}
		this.size = start + text.length;
	}

	/** Fills up to `rows` rows with nulls. */
	pad(rows: number): void {
		while (this.#rows < rows) this.add(null);
	}

	data() {
		return makeData({
			type: new Utf8(),
			length: this.#rows,
			nullCount: this.#nulls,
			nullBitmap: this.#nulls > 0 ? this.#valid.subarray(0, Math.ceil(this.#rows / 8)) : null,
			valueOffsets: this.#offsets.subarray(0, this.#rows + 1),
			data: this.#bytes.subarray(0, this.size),
		});
	}

	clear(): void {
		this.#valid.fill(0);
		this.#nulls = this.#rows = this.size = 0;
	}
}

/**
 * Fills a raw table with rows of texts, batch by batch: `row_no` from 1 and columns `c0`, `c1`, …, blank texts as null.
 * The texts go to the engine as Arrow buffers, so that no quoting stands between the file and the table. Columns may
 * be added as rows need them.
 */
export class TableWriter {
	readonly #engine: Engine;
	readonly #table: string;
	readonly #file: string;
	readonly #signal: AbortSignal | undefined;
	readonly #columns: TextColumn[] = [];
	#batch = 0;
	/** Columns that the table has in the engine; -1 before there is one. */
	#made = -1;
	/** Rows so far. */
	rows = 0;

	constructor(engine: Engine, file: string, table: string, signal: AbortSignal | undefined) {
		this.#engine = engine;
		this.#file = file;
		this.#table = table;
		this.#signal = signal;
	}

	/** Columns so far. */
	get width(): number {
		return this.#columns.length;
	}

	widen(width: number): void {
		while (this.#columns.length < width) {
			const column = new TextColumn();
			column.pad(this.#batch);
			this.#columns.push(column);
		}
	}

	/** Adds a row; cells that it lacks are null. Once `full`, `flush` must follow before the next one. */
	add(cells: readonly (string | null | undefined)[]): void {
		this.widen(cells.length);
		for (let position = 0; position < this.#columns.length; position++) {
			this.#columns[position]!.add(cells[position]);
		}
		this.#batch++;
		this.rows++;
	}

	get full(): boolean {
		if (this.#batch === 0) return false;
		if (this.#batch >= BATCH_ROWS) return true;
		let bytes = 0;
		for (const column of this.#columns) bytes += column.size;
		return bytes >= BATCH_BYTES;
	}

	/** Hands the rows so far to the engine. Throws EngineError, `cancelled` among them. */
	async flush(): Promise<void> {
		if (this.#signal?.aborted) throw new EngineError('cancelled', 'Reading the file was cancelled.');
		if (this.#batch === 0) return;
		const isFirst = this.#made < 0;
		if (isFirst) await this.#make();
		await this.#widenTable();
		const part = `${this.#table}_part`;
		await this.#engine.insertArrow(part, this.#stream(), this.#batch);
		// By name, as the columns of the part are all those of the table so far.
		await this.#engine.execute(
			`insert into ${quoteName(this.#table)} by name select * from ${quoteName(part)}; drop table ${quoteName(part)}`,
		);
		for (const column of this.#columns) column.clear();
		this.#batch = 0;
	}

	/**
	 * Hands over the last rows and makes sure that the engine has all of them, `width` columns at least. Throws
	 * ProblemError `counts-do-not-agree`.
	 */
	async finish(width: number): Promise<void> {
		this.widen(width);
		await this.flush();
		if (this.#made < 0) await this.#make();
		await this.#widenTable();
		const { rows } = await this.#engine.query(
			`select count(*) as n, max(row_no) as last from ${quoteName(this.#table)}`,
			{ signal: this.#signal },
		);
		const loaded = Number(rows[0]?.['n']);
		if (loaded !== this.rows || Number(rows[0]?.['last'] ?? 0) !== this.rows) {
			throw new ProblemError({
				code: 'counts-do-not-agree',
				message: `${this.#file}: ${this.rows} rows were found in the file, but ${loaded} arrived in the database.`,
				wayOut: 'Nothing was imported; save the file anew as CSV (UTF-8) and give that.',
				file: this.#file,
			});
		}
	}

	/** Takes the table back, after a failure. */
	async discard(): Promise<void> {
		await this.#engine
			.execute(
				`drop table if exists ${quoteName(this.#table)}; drop table if exists ${quoteName(`${this.#table}_part`)}`,
			)
			.catch((error: unknown) => {
				// An engine that is gone has dropped its tables with it.
				if (!(error instanceof EngineError && ['died', 'closed'].includes(error.code))) throw error;
			});
	}

	async #make(): Promise<void> {
		await this.discard();
		const columns = this.#columns.map((_, position) => `, c${position} varchar`).join('');
		await this.#engine.execute(`create table ${quoteName(this.#table)} (row_no bigint${columns})`);
		this.#made = this.#columns.length;
	}

	async #widenTable(): Promise<void> {
		for (; this.#made < this.#columns.length; this.#made++) {
			await this.#engine.execute(`alter table ${quoteName(this.#table)} add column c${this.#made} varchar`);
		}
	}

	#stream(): Uint8Array {
		const first = this.rows - this.#batch + 1;
		const numbers = BigInt64Array.from({ length: this.#batch }, (_, row) => BigInt(first + row));
		const schema = new Schema([
			new Field('row_no', new Int64(), false),
			...this.#columns.map((_, position) => new Field(`c${position}`, new Utf8(), true)),
		]);
		const children = [
			makeData({ type: new Int64(), length: this.#batch, nullCount: 0, data: numbers }),
			...this.#columns.map((column) => column.data()),
		];
		const batch = new RecordBatch(
			schema,
			makeData({ type: new Struct(schema.fields), length: this.#batch, nullCount: 0, children }),
		);
		return RecordBatchStreamWriter.writeAll([batch]).toUint8Array(true);
	}
}
