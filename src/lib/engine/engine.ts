/**
 * The seam between the product and a SQL engine. Everything above it sees only this: text in, complete rows
 * out, or an EngineError that carries its SQL. Three engines pass one conformance suite: DuckDB-WASM in a
 * browser worker, the same build in Node, and native DuckDB for the terminal.
 */

/** A cell after normalisation: dates are `YYYY-MM-DD`, instants ISO 8601 in UTC with `Z`, all numbers doubles. */
export type Value = string | number | boolean | null;
export type Row = Record<string, Value>;

export interface Column {
	name: string;
	type: 'text' | 'number' | 'boolean' | 'date' | 'instant';
}

/** A complete result. An empty one keeps its columns and is a normal answer. */
export interface Table {
	columns: Column[];
	rows: Row[];
}

/**
 * A complete result as DuckDB-WASM wrote it, which `decodeTable` reads on whichever thread has the time: large results
 * are not worth a stop of the page. Plain data, so that it can be posted.
 */
export interface EncodedTable {
	sql: string;
	/** Pieces of an Arrow IPC stream, of whoever holds them: they may be handed over. */
	chunks: Uint8Array<ArrayBuffer>[];
	/** The values of ENUM columns by position, which the stream leaves out. */
	labels: [position: number, values: string[]][];
}

export interface RunOptions {
	/** Aborting stops the statement in the engine and rejects with EngineError `cancelled`. */
	signal?: AbortSignal | undefined;
}

export interface Engine {
	readonly kind: 'browser' | 'node' | 'native';
	/** All rows of one statement, or an error: never the rows so far. */
	query(sql: string, options?: RunOptions): Promise<Table>;
	/** As `query`, left undecoded. Absent where an engine's results are no bytes. */
	queryEncoded?(sql: string, options?: RunOptions): Promise<EncodedTable>;
	/** One or more statements whose results are not wanted. */
	execute(sql: string, options?: RunOptions): Promise<void>;
	/** Makes `file` readable to SQL under `name`, e.g. `read_csv('name', …)`. Nothing is copied where it can be helped. */
	addFile(name: string, file: Blob, options?: RunOptions): Promise<void>;
	dropFile(name: string): Promise<void>;
	/**
	 * Creates `table` from an Arrow IPC stream and verifies that it then holds `rows` rows; throws EngineError
	 * `arrow-not-inserted` otherwise, leaving no table behind.
	 */
	insertArrow(table: string, stream: Uint8Array, rows: number): Promise<void>;
	/**
	 * Writes all tables, views and macros into `file`, an empty one of the origin-private file system, for `openSaved`.
	 * Nothing else may hold it open. Absent, as are the next two, where an engine cannot.
	 */
	saveTo?(file: FileSystemFileHandle, options?: RunOptions): Promise<void>;
	/**
	 * Opens what `saveTo` wrote in a newly opened engine, as if it had been made there: it is read as it is asked for,
	 * as long as the engine is open. What is made anew takes its place; it cannot be changed in place before `ownSaved`.
	 * Throws EngineError `sql` of what is no such file: then the engine is to be closed. A damaged one must not come here:
	 * reading it may never end.
	 */
	openSaved?(file: Blob): Promise<void>;
	/** Takes what was opened into memory, to be changed in place. What was made anew since is lost. */
	ownSaved?(options?: RunOptions): Promise<void>;
	close(): Promise<void>;
}

export type EngineErrorCode =
	| 'sql' // the engine refused or failed the statement
	| 'cancelled' // stopped by its signal
	| 'died' // the worker is gone: reopen the engine and reload the data
	| 'closed' // used after close()
	| 'out-of-memory'
	| 'arrow-not-inserted'
	| 'start-failed';

export class EngineError extends Error {
	override readonly name = 'EngineError';
	constructor(
		readonly code: EngineErrorCode,
		message: string,
		/** The statement that failed, where there was one. */
		readonly sql?: string,
		options?: ErrorOptions,
	) {
		super(message, options);
	}
}

/** A SQL string literal of `text`. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A SQL identifier of `name`, safe for any name (`owner` and `source` are parse errors unquoted). */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
