import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from '@duckdb/duckdb-wasm';
import wasmAddress from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import duckdbWorkerAddress from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import workerAddress from './worker.js?url&no-inline';
import { createTable, decodeStream } from './arrow';
import { emptyDatabase } from './empty-database';
import { EngineError, quoteName, type Engine } from './engine';
import { guarded, isTrap, messageOf } from './serial';
import { usePacked, wasmConfig, wasmOpening } from './settings';
import { executeWasm, runEncoded, runWasm } from './wasm';

export interface BrowserEngineOptions {
	/** Told once if the engine dies by itself: open a new one and load the data again. */
	onDeath?: (error: EngineError) => void;
	/** Told as the engine is downloaded, in bytes; `total` is 0 where the server does not say. */
	onProgress?: (loaded: number, total: number) => void;
}

/** An absolute address, as a worker resolves relative ones against itself; right under any sub-path. */
const absolute = (address: string): string => new URL(address, document.baseURI).href;

/** The name of a saved database while it is read or written. */
const SAVED = 'saved.db';

let opened = 0;

/** The worker once it has said that it is ready; rejects if its scripts cannot be loaded. */
function startWorker(lock: string): Promise<Worker> {
	const worker = new Worker(absolute(workerAddress), {
		name: JSON.stringify({ script: absolute(duckdbWorkerAddress), lock }),
	});
	return new Promise((resolve, reject) => {
		worker.addEventListener('message', () => resolve(worker), { once: true });
		worker.addEventListener(
			'error',
			(event) => {
				worker.terminate();
				reject(new Error(event.message || 'The worker script could not be loaded.'));
			},
			{ once: true },
		);
	});
}

/**
 * Opens DuckDB-WASM in a worker of its own, from files of our own origin alone. Throws EngineError
 * `start-failed`. If the worker ends or breaks, every call under way rejects with `died`.
 */
export async function openBrowserEngine(options: BrowserEngineOptions = {}): Promise<Engine> {
	const lock = `funnelscope-engine-${opened++}-${performance.timeOrigin}-${performance.now()}`;
	const failed = (error: unknown): EngineError =>
		new EngineError('start-failed', `The database engine did not start: ${messageOf(error)}`, undefined, {
			cause: error,
		});
	const worker = await startWorker(lock).catch((error: unknown) => {
		throw failed(error);
	});
	const database = new AsyncDuckDB(new VoidLogger(), worker);
	let connection = -1;
	let tellDeath: (error: EngineError) => void = () => undefined;
	const deathAtStart = new Promise<never>((_, reject) => (tellDeath = reject));

	const run = (sql: string, stopped: () => boolean) =>
		runWasm(database, connection, sql, stopped, () => undefined);
	const { engine, die } = guarded(
		{
			kind: 'browser',
			abrupt: true,
			run,
			execute: (sql, stopped) => executeWasm(database, connection, sql, stopped, () => undefined),
			runEncoded: (sql, stopped) => runEncoded(database, connection, sql, stopped, () => undefined),
			interrupt: () => undefined,
			async addFile(name, file) {
				await database.dropFile(name);
				await database.registerFileHandle(name, file, DuckDBDataProtocol.BROWSER_FILEREADER, true);
			},
			async dropFile(name) {
				await database.dropFile(name);
			},
			async insertArrow(table, stream) {
				const { schema, batches } = decodeStream(stream);
				if (batches.length === 0) {
					// Inserting a stream without rows crashes DuckDB-WASM.
					await run(createTable(table, schema), () => false);
					return;
				}
				// A fresh connection each time: after a stream that it could not read, a connection loses the next one.
				const fresh = await database.connect();
				try {
					await fresh.query(usePacked);
					// A copy, as the bytes are handed over to the worker and the caller may still want them.
					await fresh.insertArrowFromIPCStream(stream.slice(), { name: table, create: true });
				} finally {
					await fresh.close();
				}
			},
			async saveTo(file, stopped) {
				const sink = await file.createWritable();
				await sink.write(await emptyDatabase());
				await sink.close();
				await database.registerFileHandle(SAVED, file, DuckDBDataProtocol.BROWSER_FSACCESS, true);
				try {
					await run(`attach '${SAVED}' as saved (type duckdb)`, () => false);
					try {
						await run('copy from database packed to saved', stopped);
					} finally {
						// The last of it is written here.
						await run('detach saved', () => false);
					}
				} finally {
					// Lets go of the file.
					await database.dropFile(SAVED);
					await database.dropFile(`${SAVED}.wal`);
				}
			},
			async openSaved(file) {
				await database.registerFileHandle(SAVED, file, DuckDBDataProtocol.BROWSER_FILEREADER, true);
				await run(`attach '${SAVED}' as saved (type duckdb, read_only)`, () => false);
				await run(`set search_path = 'packed,saved'`, () => false);
				// A name with a schema is looked for in the first database alone.
				const views = await run(
					`select schema_name, sql from duckdb_views() where database_name = 'saved' and not internal order by view_oid`,
					() => false,
				);
				for (const schema of new Set(views.rows.map((row) => String(row['schema_name'])))) {
					await run(`create schema if not exists ${quoteName(schema)}`, () => false);
				}
				for (const { sql } of views.rows) await run(String(sql), () => false);
			},
			async ownSaved(stopped) {
				await run(`attach ':memory:' as owned (compress)`, () => false);
				try {
					await run('copy from database saved to owned', stopped);
				} catch (error) {
					await run('detach owned', () => false);
					throw error;
				}
				for (const sql of ['use owned', 'detach saved', 'detach packed']) await run(sql, () => false);
				await database.dropFile(SAVED);
			},
			async dispose() {
				worker.terminate();
			},
			isFatal: isTrap,
		},
		(error) => {
			worker.terminate();
			tellDeath(error);
		},
	);
	worker.addEventListener('error', (event) => die(`The database engine stopped working: ${event.message}`));
	void navigator.locks?.request(lock, () => die('The database engine was ended by the browser.'));

	const start = async (): Promise<void> => {
		await database.instantiate(absolute(wasmAddress), null, ({ bytesLoaded, bytesTotal }) =>
			options.onProgress?.(bytesLoaded, bytesTotal),
		);
		await database.open(wasmConfig);
		connection = await database.connectInternal();
		for (const sql of wasmOpening(absolute('no-extensions'))) await run(sql, () => false);
	};
	try {
		await Promise.race([start(), deathAtStart]);
	} catch (error) {
		await engine.close();
		throw failed(error);
	}
	tellDeath = (error) => options.onDeath?.(error);
	return engine;
}
