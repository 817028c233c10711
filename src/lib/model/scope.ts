import type { Day } from '../base/day';

/** One segment's filter: the deal's value is one of `values` (null = blank); with `exclude`, none of them. */
export interface SegmentFilter {
	/** Key of a catalog segment, e.g. `owner`. */
	segment: string;
	values: readonly (string | null)[];
	exclude: boolean;
}

/** What every number is asked of. An answer is a pure function of (data, scope, params). */
export interface Scope {
	/** Half-open window `[from, to)` in whole days; null is unbounded. */
	from: Day | null;
	to: Day | null;
	basis: 'cohort' | 'activity';
	/**
	 * Cohort basis: a deal starts when it first enters the stage of this rank, and one that never did is in no window.
	 * Absent or null, it starts when it is created.
	 */
	startRank?: number | null;
	/** All must hold. */
	filters: readonly SegmentFilter[];
	/** The day from which the data are looked at; null is the newest event in the data. */
	asOf: Day | null;
	/** Amounts of other currencies are never added in; null takes the catalog's main currency. */
	currency: string | null;
	/** Codes of hygiene checks (`hygiene-checks.ts`) whose deals are left out of every number. Mostly none. */
	leaveOut: readonly string[];
}

export const WHOLE_SCOPE: Scope = {
	from: null,
	to: null,
	basis: 'cohort',
	filters: [],
	asOf: null,
	currency: null,
	leaveOut: [],
};
