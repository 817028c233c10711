import type { Engine, RunOptions } from '../engine/engine';
import type { Catalog } from './catalog';
import { segmentFiltersSql } from './compile';
import { HeldTables } from './held-tables';
import type { Scope } from './scope';

/** Of fewer deals it takes as long to put the filtered ones aside as to find them in every statement. */
const LEAST_DEALS = 300_000;
/** Of a filter that may leave a greater share than this they would be too many to copy. */
const MOST_SHARE = 0.1;
/** The most deals that the filters leave, as a share of all: those of the one that leaves the fewest. */
function shareOf({ filters }: Scope, catalog: Catalog): number {
	const shares = filters.map(({ segment, values, exclude }) => {
		const known = catalog.segments.find(({ key }) => key === segment);
		if (!known || exclude) return 1;
		const deals = known.values.reduce((sum, one) => (values.includes(one.value) ? sum + one.deals : sum), 0);
		return deals / catalog.deals;
	});
	return Math.min(1, ...shares);
}

/**
 * The narrow rows of the deals that a scope's filters leave, put aside in an engine, so that not every statement of a page
 * looks for them among all deals. Ask one at a time.
 */
export class HeldDeals {
	#tables: HeldTables;

	constructor(engine: Engine) {
		this.#tables = new HeldTables(engine, 'held_deals_');
	}

	/**
	 * The table that holds the deals of the scope's filters, made if it is not there yet; null where that does not pay. Rejects
	 * with EngineError.
	 */
	async tableFor(catalog: Catalog, scope: Scope, options?: RunOptions): Promise<string | null> {
		if (catalog.deals < LEAST_DEALS || shareOf(scope, catalog) > MOST_SHARE) return null;
		const filters = segmentFiltersSql(scope, catalog);
		return (
			this.#tables.find(filters) ??
			this.#tables.make(filters, `select * from deal_facts where ${filters}`, options)
		);
	}

	/** Lets go of all: the data are others. */
	clear(): Promise<void> {
		return this.#tables.clear();
	}
}
