import type { Engine, Row, RunOptions } from '../engine/engine';
import type { Catalog } from './catalog';
import { compileListing } from './compile';
import type { AnyMart } from './contract';
import type { Scope } from './scope';

/** Listings held at once: the one that is looked at, and the one before, for the way back. */
const HELD = 2;

/**
 * Listings of paged marts that an engine holds in order, so that a page far down is read and not found again by
 * sorting all rows above it. Ask one at a time.
 */
export class HeldListings {
	#engine: Engine;
	/** Tables by the SQL that made them, the last used last. */
	#tables = new Map<string, string>();
	#made = 0;

	constructor(engine: Engine) {
		this.#engine = engine;
	}

	/**
	 * The table that holds the listing of this question, made if it is not there yet; null where none is needed: of marts
	 * without pages, and for a first page. Rejects with EngineError.
	 */
	async tableFor(
		mart: AnyMart,
		catalog: Catalog,
		scope: Scope,
		params: Row,
		options?: RunOptions,
	): Promise<string | null> {
		if (!mart.paged) return null;
		const sql = compileListing(mart, mart.paged, catalog, scope, params);
		const known = this.#tables.get(sql);
		if (known !== undefined) {
			this.#tables.delete(sql);
			this.#tables.set(sql, known);
			return known;
		}
		if (Number(params['row_offset'] ?? 0) === 0) return null;
		for (const [oldest, table] of this.#tables) {
			if (this.#tables.size < HELD) break;
			this.#tables.delete(oldest);
			await this.#engine.execute(`drop table ${table}`);
		}
		const table = `held_listing_${++this.#made}`;
		try {
			await this.#engine.execute(`create temp table ${table} as\n${sql}`, options);
		} catch (cause) {
			// A statement may be done before its stop has reached it.
			await this.#engine.execute(`drop table if exists ${table}`);
			throw cause;
		}
		this.#tables.set(sql, table);
		return table;
	}

	/** Lets go of all: the data are others. */
	async clear(): Promise<void> {
		for (const [sql, table] of this.#tables) {
			this.#tables.delete(sql);
			await this.#engine.execute(`drop table ${table}`);
		}
	}
}
