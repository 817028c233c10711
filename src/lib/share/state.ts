import type { Day } from '../base/day';
import type { OrderKey } from '../model/deal-order';
import { WHOLE_SCOPE, type Scope } from '../model/scope';

/** The places that exist. A place is added here when its page is. */
export const PLACES = ['overview', 'funnel', 'deals', 'data', 'sql'] as const;
export type Place = (typeof PLACES)[number];

/** Part of a stage that a click picks: its deals are what Deals lists. */
export const BUCKETS = [
	'reached',
	'entered',
	'skipped',
	'moved_on',
	'dropped',
	'open',
	'unknown',
	'moved_back',
	/** Of a policy for skips: went on by one. */
	'removed',
	/** In the stage now, wherever they have been (metrics §4); `open` is by the furthest stage (§3). */
	'running',
	/** Open, and has reached the stage: from the first stage, all that is open. */
	'all_open',
] as const;
export type Bucket = (typeof BUCKETS)[number];

/** What the scope is held against. */
export type Compare =
	| { kind: 'none' }
	/** The period just before, as long as this one. */
	| { kind: 'previous' }
	/** The same period a year before. */
	| { kind: 'year' }
	| { kind: 'window'; from: Day; to: Day }
	/** The same window for the deals of one value; null is blank. */
	| { kind: 'segment'; segment: string; value: string | null };

export const MEASURES = ['count', 'value'] as const;
/** How conversion is counted, metrics §3: all that entered, those decided, those old enough, those in the end. */
export const CONVERSIONS = ['so_far', 'resolved', 'matured', 'eventual'] as const;
/** How a skipped stage counts, metrics §3. */
export const SKIP_POLICIES = ['imputed', 'observed', 'in_order'] as const;
/** The calendar unit of trends. */
export const PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;

/** The day on which weeks start, metrics §2. */
export const WEEK_STARTS = ['monday', 'sunday', 'saturday'] as const;
export type WeekStart = (typeof WEEK_STARTS)[number];

/** All that an address says. Anything that changes what is seen is here and nowhere else. */
export interface ViewState {
	place: Place;
	scope: Scope;
	compare: Compare;
	measure: (typeof MEASURES)[number];
	conversion: (typeof CONVERSIONS)[number];
	/** Days that a deal is given to move on, of matured conversion; null is the horizon that the data propose. */
	horizon: number | null;
	skips: (typeof SKIP_POLICIES)[number];
	/** Ranks of the stages that a deal may pass over, each once, ascending. */
	optional: readonly number[];
	/** Key of the segment whose values are drawn side by side. */
	split: string | null;
	period: (typeof PERIODS)[number];
	weekStart: WeekStart;
	/** The stage and part looked at; in Deals it filters the list. `to`: moved back to the stage of this rank alone. */
	pick: { rank: number; bucket: Bucket; to?: number } | null;
	/** Ranks of the stages that a deal visited, in order: Deals lists those that took just this way; none is no visit. */
	path: readonly number[] | null;
	/**
	 * Days that converting took, `[from, before)`, null without an end: Deals lists those that converted in that time, from
	 * their first entry into the picked stage until they got past it, or without a pick from creation to won.
	 */
	took: { from: number; before: number | null } | null;
	/** Id of the deal that is opened. */
	deal: string | null;
	/** Deals: text searched for, and the order, by the first column first; none is open deals by amount, then the latest closed. */
	search: string;
	sort: readonly OrderKey[];
	/** The question of the SQL place. */
	sql: string;
	/** Whose data: the sample, or (null) what was opened here. */
	data: 'sample' | null;
}

/** A list of deals that nothing but the scope narrows. */
export const WHOLE_LIST = { pick: null, path: null, took: null } as const;

export const START_STATE: ViewState = {
	place: 'overview',
	scope: WHOLE_SCOPE,
	compare: { kind: 'previous' },
	measure: 'count',
	conversion: 'resolved',
	horizon: null,
	skips: 'imputed',
	optional: [],
	split: null,
	period: 'month',
	weekStart: 'monday',
	...WHOLE_LIST,
	deal: null,
	search: '',
	sort: [],
	sql: '',
	data: null,
};
