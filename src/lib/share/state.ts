import { WHOLE_SCOPE, type Scope } from '../model/scope';

/** The places that exist. A place is added here when its page is. */
export const PLACES = ['funnel', 'deals', 'data'] as const;
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
] as const;
export type Bucket = (typeof BUCKETS)[number];

/** All that an address says. Anything that changes what is seen is here and nowhere else. */
export interface ViewState {
	place: Place;
	scope: Scope;
	measure: 'count' | 'value';
	/** Conversion shown: so far (open deals count as not yet) or resolved (open deals left out). */
	conversion: 'so_far' | 'resolved';
	/** The stage and part looked at; in Deals it filters the list. */
	pick: { rank: number; bucket: Bucket } | null;
	/** Deals: text searched for, and the order. */
	search: string;
	sort: { column: string; descending: boolean } | null;
	/** Whose data: the sample, or (null) what was opened here. */
	data: 'sample' | null;
}

export const START_STATE: ViewState = {
	place: 'funnel',
	scope: WHOLE_SCOPE,
	measure: 'count',
	conversion: 'resolved',
	pick: null,
	search: '',
	sort: null,
	data: null,
};
