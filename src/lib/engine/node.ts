import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { createDuckDB, DuckDBDataProtocol, NODE_RUNTIME, VoidLogger } from '@duckdb/duckdb-wasm/blocking';
import { createTable, decodeStream } from './arrow';
import { EngineError, type Engine } from './engine';
import { guarded, isTrap, messageOf } from './serial';
import { usePacked, wasmConfig, wasmOpening } from './settings';
import { openSpool } from './spool';
import { executeWasm, runEncoded, runWasm } from './wasm';

/** Answers 404 to everything: DuckDB-WASM hangs in Node if it finds no XMLHttpRequest when it is told to LOAD. */
class NotFoundRequest {
	readonly readyState = 4;
	readonly status = 404;
	readonly statusText = 'Not Found';
	readonly response = new ArrayBuffer(0);
	open(): void {}
	setRequestHeader(): void {}
	overrideMimeType(): void {}
	send(): void {}
	abort(): void {}
	getResponseHeader(): null {
		return null;
	}
	getAllResponseHeaders(): string {
		return '';
	}
}

// The Node runtime of DuckDB-WASM keeps one table of open files for the whole process: its engines take turns.
let lastTurn: Promise<unknown> = Promise.resolve();

function taken<T>(work: () => Promise<T>): Promise<T> {
	const turn = lastTurn.then(work);
	lastTurn = turn.catch(() => undefined);
	return turn;
}

/**
 * Opens DuckDB-WASM inside this Node process: the very engine of the browser, for tests. It blocks the event
 * loop for up to 20 ms at a time. Throws EngineError `start-failed`.
 */
export async function openNodeEngine(): Promise<Engine> {
	Object.assign(globalThis, { XMLHttpRequest: NotFoundRequest });
	const { resolve } = createRequire(import.meta.url);
	const bundle = {
		mainModule: resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm'),
		mainWorker: resolve('@duckdb/duckdb-wasm/dist/duckdb-node-eh.worker.cjs'),
	};
	const spool = await openSpool();
	try {
		const database = await createDuckDB({ mvp: bundle, eh: bundle }, new VoidLogger(), NODE_RUNTIME);
		await database.instantiate();
		database.open(wasmConfig);
		const connection = database.connect().useUnsafe((_, id) => id);
		const breathe = async (): Promise<void> => {
			await setImmediate();
		};
		const run = (sql: string, stopped: () => boolean) =>
			taken(() => runWasm(database, connection, sql, stopped, breathe));
		const { engine } = guarded({
			kind: 'node',
			abrupt: false,
			run,
			execute: (sql, stopped) => taken(() => executeWasm(database, connection, sql, stopped, breathe)),
			runEncoded: (sql, stopped) => taken(() => runEncoded(database, connection, sql, stopped, breathe)),
			interrupt: () => undefined,
			async addFile(name, file, stopped) {
				database.dropFile(name);
				const path = await spool.put(name, file, stopped);
				database.registerFileURL(name, path, DuckDBDataProtocol.NODE_FS, false);
			},
			async dropFile(name) {
				database.dropFile(name);
				await spool.drop(name);
			},
			async insertArrow(table, stream) {
				const { schema, batches } = decodeStream(stream);
				if (batches.length === 0) {
					// Inserting a stream without rows crashes DuckDB-WASM.
					await run(createTable(table, schema), () => false);
					return;
				}
				// A fresh connection each time: after a stream that it could not read, a connection loses the next one.
				const fresh = database.connect();
				try {
					fresh.query(usePacked);
					fresh.insertArrowFromIPCStream(stream, { name: table, create: true });
				} finally {
					fresh.close();
				}
			},
			async dispose() {
				database.reset();
				await spool.remove();
			},
			isFatal: isTrap,
		});
		for (const sql of wasmOpening('http://localhost/no-extensions')) await engine.execute(sql);
		return engine;
	} catch (error) {
		await spool.remove();
		throw new EngineError(
			'start-failed',
			`The database engine did not start: ${messageOf(error)}`,
			undefined,
			{
				cause: error,
			},
		);
	}
}
