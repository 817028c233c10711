import type { Place } from '../../share/state';

/** A place as the rail and the palette offer it. */
export interface PlaceEntry {
	place: Place;
	label: string;
	/** What it answers, in a few words. */
	answers: string;
	/** The key that leads there after `g`. */
	key: string;
	/** Whether the scope bar holds there, and with it the switch between count and value. */
	hasScope: boolean;
	hasMeasure: boolean;
}

export interface PlaceGroup {
	/** Null for the first, which needs no name. */
	title: string | null;
	places: readonly PlaceEntry[];
}

/** The places that exist, in the order of the rail: how we are doing, where deals go, and what it rests on. */
export const PLACE_GROUPS: readonly PlaceGroup[] = [
	{
		title: null,
		places: [
			{
				place: 'overview',
				label: 'Overview',
				answers: 'How are we doing, what changed, why?',
				key: 'o',
				hasScope: true,
				hasMeasure: true,
			},
		],
	},
	{
		title: 'Where',
		places: [
			{
				place: 'funnel',
				label: 'Funnel',
				answers: 'Where do deals go?',
				key: 'f',
				hasScope: true,
				hasMeasure: true,
			},
		],
	},
	{
		title: 'Evidence',
		places: [
			{
				place: 'deals',
				label: 'Deals',
				answers: 'Which deals are they?',
				key: 'd',
				hasScope: true,
				hasMeasure: false,
			},
			{
				place: 'data',
				label: 'Data',
				answers: 'Can I trust it?',
				key: 'a',
				hasScope: false,
				hasMeasure: false,
			},
			{
				place: 'sql',
				label: 'SQL',
				answers: 'What is my own question?',
				key: 's',
				hasScope: false,
				hasMeasure: false,
			},
		],
	},
];

/** Every place, in the order of the rail. */
export const PLACE_ENTRIES: readonly PlaceEntry[] = PLACE_GROUPS.flatMap(({ places }) => places);

/** The entry of a place; undefined on a page that is none. */
export const entryOf = (place: Place | null): PlaceEntry | undefined =>
	PLACE_ENTRIES.find((entry) => entry.place === place);
