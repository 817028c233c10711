import type { EncodedTable, Table } from './engine';
import { decodeSchema, decodeStream, enumPositions, readersOf } from './arrow';
import { tableOf } from './normalise';

type Awaitable<T> = T | Promise<T>;

/** The calls under `send()`, which DuckDB-WASM offers alike in a worker and in Node. */
export interface Sender {
	startPendingQuery(connection: number, sql: string, stream?: boolean): Awaitable<Uint8Array | null>;
	pollPendingQuery(connection: number): Awaitable<Uint8Array | null>;
	cancelPendingQuery(connection: number): Awaitable<boolean>;
	fetchQueryResults(connection: number): Awaitable<Uint8Array | null>;
}

/**
 * Runs `sql` to its end and leaves its result where it is; the schema of that. A result that is not streamed is whole
 * by then, so whatever fails has failed. `breathe` lets a cancellation arrive between two polls; a stopped statement
 * throws.
 */
export async function executeWasm(
	sender: Sender,
	connection: number,
	sql: string,
	stopped: () => boolean,
	breathe: () => Awaitable<void>,
): Promise<Uint8Array<ArrayBuffer>> {
	let header = await sender.startPendingQuery(connection, sql, false);
	while (!header) {
		await breathe();
		if (stopped()) {
			await sender.cancelPendingQuery(connection);
			throw new Error('The statement was stopped.');
		}
		header = await sender.pollPendingQuery(connection);
	}
	return header as Uint8Array<ArrayBuffer>;
}

/** As `executeWasm`, and collects the whole result. Never by `query()`, which returns the rows so far when a statement fails late. */
async function send(
	sender: Sender,
	connection: number,
	sql: string,
	stopped: () => boolean,
	breathe: () => Awaitable<void>,
): Promise<Uint8Array<ArrayBuffer>[]> {
	const chunks = [await executeWasm(sender, connection, sql, stopped, breathe)];
	for (;;) {
		if (stopped()) throw new Error('The statement was stopped.');
		const chunk = await sender.fetchQueryResults(connection);
		// Null asks to try again.
		if (chunk?.length === 0) return chunks;
		if (chunk) chunks.push(chunk as Uint8Array<ArrayBuffer>);
		else await breathe();
	}
}

/** The values of `ENUM('a', 'it''s')`, as DuckDB writes that type. */
function enumLabels(type: string): string[] {
	return [...type.matchAll(/'((?:[^']|'')*)'/g)].map((match) => match[1]!.replaceAll("''", "'"));
}

/** Runs `sql` on a DuckDB-WASM connection; the complete result of its last statement, undecoded. */
export async function runEncoded(
	sender: Sender,
	connection: number,
	sql: string,
	stopped: () => boolean,
	breathe: () => Awaitable<void>,
): Promise<EncodedTable> {
	const chunks = await send(sender, connection, sql, stopped, breathe);
	const labels: EncodedTable['labels'] = [];
	const positions = enumPositions(decodeSchema(chunks));
	if (positions.length > 0) {
		// The stream leaves out the dictionaries, so every value of an ENUM would arrive as null. The parentheses
		// make sure that nothing but a question can be asked a second time.
		const describe = `describe select * from (\n${sql.replace(/[;\s]+$/, '')}\n)`;
		const types = await runWasm(sender, connection, describe, stopped, breathe);
		for (const position of positions) {
			labels.push([position, enumLabels(String(types.rows[position]?.['column_type']))]);
		}
	}
	return { sql, chunks, labels };
}

/** The table of an undecoded result. Throws EngineError `sql` as `tableOf` does. */
export function decodeTable({ sql, chunks, labels }: EncodedTable): Table {
	const { schema, batches } = decodeStream(chunks);
	return tableOf(readersOf(schema, new Map(labels)), batches, sql);
}

/** Runs `sql` on a DuckDB-WASM connection; the complete table of its last statement. */
export async function runWasm(
	sender: Sender,
	connection: number,
	sql: string,
	stopped: () => boolean,
	breathe: () => Awaitable<void>,
): Promise<Table> {
	return decodeTable(await runEncoded(sender, connection, sql, stopped, breathe));
}
