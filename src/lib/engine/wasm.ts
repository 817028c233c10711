import type { Table } from './engine';
import { decodeStream, enumPositions, readersOf } from './arrow';
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
 * Sends `sql` and collects its whole result. Never by `query()`, which returns the rows so far when a statement
 * fails late. `breathe` lets a cancellation arrive between two polls; a stopped statement throws.
 */
async function send(
	sender: Sender,
	connection: number,
	sql: string,
	stopped: () => boolean,
	breathe: () => Awaitable<void>,
): Promise<Uint8Array[]> {
	let header = await sender.startPendingQuery(connection, sql, false);
	while (!header) {
		await breathe();
		if (stopped()) {
			await sender.cancelPendingQuery(connection);
			throw new Error('The statement was stopped.');
		}
		header = await sender.pollPendingQuery(connection);
	}
	const chunks = [header];
	for (;;) {
		if (stopped()) throw new Error('The statement was stopped.');
		const chunk = await sender.fetchQueryResults(connection);
		// Null asks to try again.
		if (chunk?.length === 0) return chunks;
		if (chunk) chunks.push(chunk);
		else await breathe();
	}
}

/** The values of `ENUM('a', 'it''s')`, as DuckDB writes that type. */
function enumLabels(type: string): string[] {
	return [...type.matchAll(/'((?:[^']|'')*)'/g)].map((match) => match[1]!.replaceAll("''", "'"));
}

/** Runs `sql` on a DuckDB-WASM connection; the complete table of its last statement. */
export async function runWasm(
	sender: Sender,
	connection: number,
	sql: string,
	stopped: () => boolean,
	breathe: () => Awaitable<void>,
): Promise<Table> {
	const { schema, batches } = decodeStream(await send(sender, connection, sql, stopped, breathe));
	const labels = new Map<number, string[]>();
	const positions = enumPositions(schema);
	if (positions.length > 0) {
		// The stream leaves out the dictionaries, so every value of an ENUM would arrive as null. The parentheses
		// make sure that nothing but a question can be asked a second time.
		const describe = `describe select * from (\n${sql.replace(/[;\s]+$/, '')}\n)`;
		const types = await runWasm(sender, connection, describe, stopped, breathe);
		for (const position of positions) {
			labels.set(position, enumLabels(String(types.rows[position]?.['column_type'])));
		}
	}
	return tableOf(readersOf(schema, labels), batches, sql);
}
