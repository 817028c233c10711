import {
	EngineError,
	quoteName,
	type EncodedTable,
	type Engine,
	type EngineErrorCode,
	type RunOptions,
	type Table,
} from './engine';

/**
 * What one kind of engine knows how to do, one thing at a time. `guarded` adds the rest: turns, cancellation,
 * death, closing and errors that carry their SQL.
 */
export interface Driver {
	readonly kind: Engine['kind'];
	/** Runs the statements of `sql`; the table is that of the last. Polls `stopped` or heeds `interrupt`. */
	run(sql: string, stopped: () => boolean): Promise<Table>;
	/** As `run`, without its result, where that is less work. */
	execute?(sql: string, stopped: () => boolean): Promise<unknown>;
	/** As `run`, its result undecoded, where the engine's results are bytes. */
	runEncoded?(sql: string, stopped: () => boolean): Promise<EncodedTable>;
	/** Called while `run` is under way and is to stop, for engines that do not poll `stopped`. */
	interrupt(): void;
	/** Copies or names the file; where it copies, it polls `stopped`. */
	addFile(name: string, file: Blob, stopped: () => boolean): Promise<void>;
	dropFile(name: string): Promise<void>;
	/** Creates `table` from an Arrow IPC stream; may fail silently: the caller counts. */
	insertArrow(table: string, stream: Uint8Array): Promise<void>;
	/** All three or none; they run statements and heed `stopped` as `run` does. */
	saveTo?(file: FileSystemFileHandle, stopped: () => boolean): Promise<void>;
	openSaved?(file: Blob): Promise<void>;
	ownSaved?(stopped: () => boolean): Promise<void>;
	/** Frees everything. No other call is under way, unless the engine has died. */
	dispose(): Promise<void>;
	/** Whether `error` means that the engine can no longer be used. */
	isFatal(error: unknown): boolean;
	/** Whether `dispose` may be called while a statement runs, as when a worker can just be ended. */
	readonly abrupt: boolean;
}

/** An engine and the way to tell it that it has died. */
export interface Guarded {
	engine: Engine;
	die(reason: string): void;
}

interface Job {
	start(): Promise<void>;
	reject(error: EngineError): void;
}

/** The message of whatever was thrown; DuckDB-WASM sometimes throws its message as JSON. */
export function messageOf(error: unknown): string {
	const text = (error instanceof Error ? error.message : String(error)).replace(
		/^Failed to extract statements: /,
		'',
	);
	if (!text.startsWith('{"exception_type"')) return text;
	try {
		const { exception_type: type, exception_message: message } = JSON.parse(text) as Record<string, string>;
		return `${type} Error: ${message}`;
	} catch {
		// Not JSON after all: the text itself is the message.
		return text;
	}
}

/** Whether `error` is a trap of WebAssembly, after which nothing in that memory can be trusted. */
export function isTrap(error: unknown): boolean {
	return error instanceof Error && (error.name === 'RuntimeError' || error.message.startsWith('Aborted('));
}

const OUT_OF_MEMORY = /out of memory|could not allocate|failed to allocate|bad_alloc|cannot enlarge memory/i;

function codeOf(error: unknown): EngineErrorCode {
	return OUT_OF_MEMORY.test(messageOf(error)) ? 'out-of-memory' : 'sql';
}

/** Names must mean the same on every engine: no folder, no drive, no address. */
const BAD_NAME = /[/\\:\0]|^~|^$/;

/**
 * An Engine over `driver`: statements take turns; a call settles as soon as it is cancelled, or the engine has
 * died or been closed, though the next statement starts only once the engine is free. `onDeath` is told once.
 */
export function guarded(driver: Driver, onDeath?: (error: EngineError) => void): Guarded {
	const queue: Job[] = [];
	let running: Job | undefined;
	let end: { code: 'died' | 'closed'; message: string } | undefined;
	let idle: (() => void) | undefined;
	let closing: Promise<void> | undefined;

	function advance(): void {
		if (running) return;
		running = queue.shift();
		if (!running) {
			idle?.();
			return;
		}
		void running.start().finally(() => {
			running = undefined;
			advance();
		});
	}

	function finish(code: 'died' | 'closed', message: string): void {
		end = { code, message };
		for (const job of [...(running ? [running] : []), ...queue.splice(0)]) {
			job.reject(new EngineError(code, message));
		}
	}

	function die(reason: string): void {
		if (end) return;
		finish('died', reason);
		onDeath?.(new EngineError('died', reason));
	}

	/** Queues `work`; `sql` goes with every error. */
	function turn<T>(
		work: (stopped: () => boolean) => Promise<T>,
		sql: string | undefined,
		signal?: AbortSignal,
	): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			let settled = false;
			const settle = (act: () => void): void => {
				if (settled) return;
				settled = true;
				signal?.removeEventListener('abort', abort);
				act();
			};
			const fail = (error: EngineError): void =>
				settle(() =>
					reject(
						sql === undefined || error.sql !== undefined
							? error
							: new EngineError(error.code, error.message, sql, { cause: error.cause }),
					),
				);
			const job: Job = {
				async start() {
					try {
						const value = await work(() => settled);
						settle(() => resolve(value));
					} catch (error) {
						if (driver.isFatal(error)) {
							die(`The database engine stopped working: ${messageOf(error)}`);
						}
						fail(
							error instanceof EngineError
								? error
								: new EngineError(codeOf(error), messageOf(error), sql, { cause: error }),
						);
					}
				},
				reject(error) {
					fail(error);
					if (running === job) driver.interrupt();
				},
			};
			const abort = (): void => {
				const place = queue.indexOf(job);
				if (place >= 0) queue.splice(place, 1);
				job.reject(new EngineError('cancelled', 'The statement was cancelled.', sql));
			};
			if (end) return fail(new EngineError(end.code, end.message, sql));
			if (signal?.aborted) return abort();
			signal?.addEventListener('abort', abort);
			queue.push(job);
			advance();
		});
	}

	async function rowsIn(table: string): Promise<number | undefined> {
		try {
			const { rows } = await driver.run(`select count(*) as n from ${quoteName(table)}`, () => false);
			return Number(rows[0]?.['n']);
		} catch (error) {
			if (driver.isFatal(error)) throw error;
			// The one other failure of such a count is that there is no such table.
			return undefined;
		}
	}

	function checkName(name: string): void {
		if (BAD_NAME.test(name)) {
			throw new EngineError('sql', `"${name}" cannot name a file: leave out folders, drives and addresses.`);
		}
	}

	const { runEncoded, saveTo, openSaved, ownSaved } = driver;
	const engine: Engine = {
		kind: driver.kind,
		...(runEncoded && {
			queryEncoded: (sql: string, options?: RunOptions) =>
				turn((stopped) => runEncoded(sql, stopped), sql, options?.signal),
		}),
		...(saveTo && {
			saveTo: (file: FileSystemFileHandle, options?: RunOptions) =>
				turn((stopped) => saveTo(file, stopped), undefined, options?.signal),
		}),
		...(openSaved && {
			openSaved: (file: Blob) => turn(() => openSaved(file), undefined),
		}),
		...(ownSaved && {
			ownSaved: (options?: RunOptions) => turn((stopped) => ownSaved(stopped), undefined, options?.signal),
		}),
		query: (sql, options?: RunOptions) => turn((stopped) => driver.run(sql, stopped), sql, options?.signal),
		execute: (sql, options?: RunOptions) =>
			turn(
				async (stopped) => {
					await (driver.execute ?? driver.run)(sql, stopped);
				},
				sql,
				options?.signal,
			),
		addFile: (name, file, options) =>
			turn(
				async (stopped) => {
					checkName(name);
					await driver.addFile(name, file, stopped);
				},
				undefined,
				options?.signal,
			),
		dropFile: (name) =>
			turn(async () => {
				checkName(name);
				await driver.dropFile(name);
			}, undefined),
		insertArrow: (table, stream, rows) =>
			turn(async () => {
				const refuse = (why: string, cause?: unknown): EngineError =>
					new EngineError('arrow-not-inserted', `Table "${table}" was not filled: ${why}`, undefined, {
						cause,
					});
				if ((await rowsIn(table)) !== undefined) throw refuse('a table of that name exists.');
				let failure: unknown;
				try {
					await driver.insertArrow(table, stream);
				} catch (error) {
					if (driver.isFatal(error)) throw error;
					failure = error;
				}
				const found = failure === undefined ? await rowsIn(table) : undefined;
				if (found === rows) return;
				await driver.run(`drop table if exists ${quoteName(table)}`, () => false);
				throw failure === undefined
					? refuse(`it holds ${found ?? 'no'} rows instead of ${rows}.`)
					: refuse(messageOf(failure), failure);
			}, undefined),
		close() {
			closing ??= (async () => {
				const dead = end !== undefined;
				if (!dead) finish('closed', 'The database engine is closed.');
				end = { code: 'closed', message: 'The database engine is closed.' };
				if (running && !dead && !driver.abrupt) {
					await new Promise<void>((resolve) => (idle = resolve));
				}
				await driver.dispose();
			})();
			return closing;
		},
	};
	return { engine, die };
}
