import { EngineError, type Engine, type RunOptions } from '../engine/engine';

/** Those of the pages of some three windows. */
const MOST_PLANS = 100;

/**
 * Plans of statements that will be asked again, by their text: an engine plans each once and then only runs it, as
 * prepared statements. Planning is half of what a filtered question takes. Whoever changes a table's columns, or makes or
 * drops one beside those that they read, has them forgotten: DuckDB would plan each anew every time.
 */
export class KeptPlans {
	#engine: Engine;
	/** The name of each, the last used last. */
	#plans = new Map<string, string>();
	/** Names of those that nobody asks by any more, to be let go of. */
	#left: string[] = [];
	#made = 0;

	constructor(engine: Engine) {
		this.#engine = engine;
	}

	/** What `query` tells of `sql`, by its plan. Rejects as `query` does of the statement itself. */
	async ask<T>(
		sql: string,
		options: RunOptions,
		query: (sql: string, options: RunOptions) => Promise<T>,
	): Promise<T> {
		const name = await this.#nameOf(sql, options);
		try {
			return await query(`execute ${name}`, options);
		} catch (cause) {
			if (!(cause instanceof EngineError)) throw cause;
			// A plan that has gone: the statement itself still has an answer, or says what is wrong with it.
			if (cause.code === 'sql') {
				this.#leave(sql);
				return query(sql, options);
			}
			throw new EngineError(cause.code, cause.message, sql, { cause });
		}
	}

	/** Forgets all: tables are others. */
	forget(): void {
		for (const sql of [...this.#plans.keys()]) this.#leave(sql);
	}

	async #nameOf(sql: string, options: RunOptions): Promise<string> {
		const known = this.#plans.get(sql);
		if (known !== undefined) {
			this.#plans.delete(sql);
			this.#plans.set(sql, known);
			return known;
		}
		for (const oldest of this.#plans.keys()) {
			if (this.#plans.size < MOST_PLANS) break;
			this.#leave(oldest);
		}
		// A name that has been left is taken again: preparing it lets go of what it stood for.
		const name = this.#left.pop() ?? `kept_plan_${++this.#made}`;
		try {
			await this.#engine.execute(`prepare ${name} as\n${sql}`, options);
		} catch (cause) {
			this.#left.push(name);
			throw cause instanceof EngineError ? new EngineError(cause.code, cause.message, sql, { cause }) : cause;
		}
		this.#plans.set(sql, name);
		return name;
	}

	#leave(sql: string): void {
		const name = this.#plans.get(sql);
		if (name === undefined) return;
		this.#plans.delete(sql);
		this.#left.push(name);
	}
}
