import type { Day } from '../base/day';

/** How a stage ends or holds a deal. Only open stages have a rank. */
export type StageKind = 'open' | 'won' | 'lost' | 'parked' | 'after_sale';

/** How a deal's reach is known, best first: metrics §1. */
export type Evidence = 'history' | 'entry_dates' | 'snapshots' | 'current_stage';

export interface CatalogStage {
	/** 1..k, the order of the process. */
	rank: number;
	label: string;
}

export interface CatalogSegment {
	/** Address and `--where` key, e.g. `owner` or `region`. */
	key: string;
	/** As the export heads it, e.g. `Opportunity Owner`. */
	label: string;
	/** Its values, most deals first, ties by name; null is blank. */
	values: { value: string | null; deals: number }[];
}

/** What the data may hold beside deals and their stages. */
export type AlsoKnown =
	'accounts' | 'products' | 'people' | 'leads' | 'subscriptions' | 'orders' | 'targets' | 'spend' | 'rates';

/** What the data are: everything a view needs to offer choices and say how far the numbers reach. */
export interface Catalog {
	/** Now of the data (metrics, preamble) as an ISO instant, and its calendar day. Null if nothing is dated. */
	asOf: string | null;
	asOfDay: Day | null;
	/**
	 * The zone by whose days instants fall on a day, and by whose clock they are told; nothing for UTC, also where the
	 * data are mere calendar dates, which are the same days in every zone.
	 */
	timeZone?: string;
	/**
	 * Stages are entered on days and not at times of day, so that all stays last for whole days; nothing where they are not. A
	 * shared report, which counts nothing, does not say it.
	 */
	hasDaysOnly?: true;
	/** Newest fact of the data, whichever day was picked. */
	newestAt: string | null;
	/** A lone newest date more than 30 days after all others: suspected typing error, not taken for now. */
	suspectAt: string | null;
	/**
	 * Leads created after the newest fact of the deals and the as-of day: without a later one they count nowhere. Absent
	 * where there are none, and in a shared report, which holds no leads.
	 */
	leadsAhead?: { leads: number; lastDay: Day };
	/** Days of the earliest start and the latest event. Null if no deal has a start. */
	firstDay: Day | null;
	lastDay: Day | null;
	stages: CatalogStage[];
	segments: CatalogSegment[];
	/** Most deals first; null is a deal without one. One entry if the data have a single currency. */
	currencies: { currency: string | null; deals: number }[];
	/** Deals by what their reach rests on. */
	evidence: { evidence: Evidence; deals: number }[];
	/**
	 * Rows of what was given beside deals, nothing where none were: what a place needs to be offered. A shared report,
	 * which offers no places, has none.
	 */
	also?: Partial<Record<AlsoKnown, number>>;
	deals: number;
	/** Deals in no window because they have no start. */
	dealsWithoutStart: number;
}
