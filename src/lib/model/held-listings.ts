import type { Engine, Row, RunOptions } from '../engine/engine';
import type { Catalog } from './catalog';
import { compileListing } from './compile';
import type { AnyMart } from './contract';
import { HeldTables } from './held-tables';
import type { Scope } from './scope';

/**
 * Listings of paged marts that an engine holds in order, so that a page far down is read and not found again by
 * sorting all rows above it. Ask one at a time.
 */
export class HeldListings {
	#tables: HeldTables;

	/** `remade` is told whenever a table is made or dropped: plans are no longer of use (`KeptPlans`). */
	constructor(engine: Engine, remade: () => void = () => {}) {
		this.#tables = new HeldTables(engine, 'held_listing_', remade);
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
		const known = this.#tables.find(sql);
		if (known !== undefined) return known;
		return Number(params['row_offset'] ?? 0) === 0 ? null : this.#tables.make(sql, sql, options);
	}

	/** Lets go of all: the data are others. */
	clear(): Promise<void> {
		return this.#tables.clear();
	}
}
