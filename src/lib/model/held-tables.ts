import type { Engine, RunOptions } from '../engine/engine';

/** Tables held at once: of what is looked at, and of what was looked at before, for the way back. */
const HELD = 2;

/** Temporary tables of an engine by what they hold, the last used last. Ask one at a time. */
export class HeldTables {
	#engine: Engine;
	#prefix: string;
	#remade: () => void;
	#tables = new Map<string, string>();
	/** Tables that nobody reads any more, to be dropped. */
	#left = new Set<string>();
	#made = 0;

	/**
	 * They are called `prefix` and a number, which no other one of them has had. `remade` is told whenever one is made or
	 * dropped.
	 */
	constructor(engine: Engine, prefix: string, remade: () => void) {
		this.#engine = engine;
		this.#prefix = prefix;
		this.#remade = remade;
	}

	/** The table made for this key; undefined where it is not there. */
	find(key: string): string | undefined {
		const known = this.#tables.get(key);
		if (known !== undefined) {
			this.#tables.delete(key);
			this.#tables.set(key, known);
		}
		return known;
	}

	/** Makes a table of what `sql` tells, for this key, and lets go of the one used longest ago. Rejects with EngineError. */
	async make(key: string, sql: string, options?: RunOptions): Promise<string> {
		for (const oldest of this.#tables.keys()) {
			if (this.#tables.size < HELD) break;
			this.#leave(oldest);
		}
		await this.#drop();
		const table = `${this.#prefix}${++this.#made}`;
		this.#remade();
		try {
			await this.#engine.execute(`create temp table ${table} as\n${sql}`, options);
		} catch (cause) {
			// A statement may be done before its stop has reached it.
			this.#left.add(table);
			await this.#drop();
			throw cause;
		}
		this.#tables.set(key, table);
		return table;
	}

	/**
	 * Lets go of all: the data are others. Where the engine cannot drop them now (EngineError), none is found again all the
	 * same, and they are dropped with the next.
	 */
	async clear(): Promise<void> {
		for (const key of [...this.#tables.keys()]) this.#leave(key);
		await this.#drop();
	}

	#leave(key: string): void {
		const table = this.#tables.get(key);
		if (table === undefined) return;
		this.#tables.delete(key);
		this.#left.add(table);
	}

	async #drop(): Promise<void> {
		for (const table of this.#left) {
			// A transaction of the reader may have taken it back.
			this.#remade();
			await this.#engine.execute(`drop table if exists ${table}`);
			this.#left.delete(table);
		}
	}
}
