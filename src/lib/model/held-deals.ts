import type { Engine, RunOptions } from '../engine/engine';
import type { Catalog } from './catalog';
import { segmentFiltersSql } from './compile';
import type { Scope } from './scope';

/** Of more deals than that it takes longer to put them aside than it saves to find them once. */
const MOST_DEALS = 100_000;
/** Rows that may have been in the table until it is made anew: what is deleted keeps its room. */
const MOST_ROWS = 10 * MOST_DEALS;
const TABLE = 'held_deals';

/** The most deals that the filters leave: as many as the one that leaves the fewest. */
function mostLeft({ filters }: Scope, catalog: Catalog): number {
	const left = filters.map(({ segment, values, exclude }) => {
		const known = catalog.segments.find(({ key }) => key === segment);
		if (!known || exclude) return catalog.deals;
		return known.values.reduce((sum, one) => (values.includes(one.value) ? sum + one.deals : sum), 0);
	});
	return Math.min(catalog.deals, ...left);
}

/**
 * The narrow rows of the deals that a scope's filters leave, put aside in an engine: not every statement of a page looks
 * for them among all deals, and statements are the same whatever the filter, so that their plans can be kept
 * (`KeptPlans`). There is one table, filled anew for each filter. Ask one at a time.
 */
export class HeldDeals {
	#engine: Engine;
	#remade: () => void;
	/** The filters whose deals the table holds; null where that is not known. */
	#holds: string | null = null;
	/** Rows that it has ever had; null where it is not there. */
	#rows: number | null = null;

	/** `remade` is told when the table is made or dropped: plans that read it are no longer of use. */
	constructor(engine: Engine, remade: () => void = () => {}) {
		this.#engine = engine;
		this.#remade = remade;
	}

	/** The table, holding the deals of the scope's filters; null where that does not pay. Rejects with EngineError. */
	async tableFor(catalog: Catalog, scope: Scope, options?: RunOptions): Promise<string | null> {
		if (scope.filters.length === 0) return null;
		const most = mostLeft(scope, catalog);
		if (most > MOST_DEALS) return null;
		const filters = segmentFiltersSql(scope, catalog);
		if (this.#holds === filters) return TABLE;
		this.#holds = null;
		if (this.#rows === null || this.#rows + most > MOST_ROWS) await this.#make(catalog, options);
		this.#rows = (this.#rows ?? 0) + most;
		await this.#engine.execute(
			`delete from ${TABLE};\ninsert into ${TABLE} select * from deal_facts where ${filters}`,
			options,
		);
		this.#holds = filters;
		return TABLE;
	}

	/** Lets go of it: the data are others. Rejects with EngineError; it is made anew all the same. */
	async clear(): Promise<void> {
		if (this.#rows === null) return;
		this.#holds = null;
		this.#rows = null;
		this.#remade();
		await this.#engine.execute(`drop table if exists ${TABLE}`);
	}

	/**
	 * A plan rests on what the engine knows of a table as it is planned: how many rows there are at most, the least and the
	 * greatest value of each column, whether any is null. So that it holds for every filter, the table first has
	 * as many rows as it will ever hold at once, with the extremes of all deals; what is deleted from it stays known.
	 */
	async #make(catalog: Catalog, options?: RunOptions): Promise<void> {
		this.#rows = null;
		this.#remade();
		const most = Math.min(catalog.deals, MOST_DEALS) + 1;
		await this.#engine.execute(
			`create or replace temp table ${TABLE} as select * from deal_facts limit 0;
			insert into ${TABLE}
			select extremes.*
			from (
				select min(columns(*)) from deal_facts
				union all
				select max(columns(*)) from deal_facts
				union all
				select max(columns(*)) from deal_facts where false
			) as extremes
			cross join range(${Math.ceil(most / 3)})`,
			options,
		);
		this.#rows = most;
	}
}
