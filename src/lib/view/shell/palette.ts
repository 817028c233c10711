import type { Catalog } from '../../model/catalog';
import type { Scope, SegmentFilter } from '../../model/scope';
import { WHOLE_LIST, type ViewState } from '../../share/state';
import type { Format } from '../../chart/format';
import { windowPresets, windowWords } from '../window';
import { BLANK } from '../words';
import { PLACE_ENTRIES } from './places';

/** Something that the palette offers: a view to go to. */
export interface PaletteItem {
	key: string;
	label: string;
	aside: string;
	change: Partial<ViewState>;
}

export interface PaletteGroup {
	title: string;
	items: PaletteItem[];
}

/** Values shown of all that fit, those of most deals first: more are found by typing on. */
const MOST_VALUES = 8;

/** Whether every word that is typed occurs in `text`, in any order. */
export function fits(text: string, typed: string): boolean {
	const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
	const lower = text.toLowerCase();
	return words.every((word) => lower.includes(word));
}

/** The scope narrowed to one value of a segment, which replaces another filter on it. */
function narrowedTo(scope: Scope, segment: string, value: string | null): Scope {
	const filter: SegmentFilter = { segment, values: [value], exclude: false };
	return { ...scope, filters: [...scope.filters.filter((other) => other.segment !== segment), filter] };
}

/** What the palette offers for what is typed: places, windows and switches, and values to filter by. */
export function paletteOf(
	typed: string,
	{ state, catalog, format }: { state: ViewState; catalog: Catalog | null; format: Format },
): PaletteGroup[] {
	const { scope } = state;
	const places = PLACE_ENTRIES.map(({ place, label, answers }) => ({
		key: `place ${place}`,
		label,
		aside: answers,
		change: { place, ...WHOLE_LIST, deal: null, search: '', sql: '' },
	}));
	const groups: PaletteGroup[] = [{ title: 'Places', items: places }];
	if (catalog) {
		const windows = windowPresets(scope.asOf ?? catalog.asOfDay).map(({ label, from, to }) => ({
			key: `window ${label}`,
			label,
			aside: from === null ? '' : windowWords({ from, to }, format),
			change: { scope: { ...scope, from, to } },
		}));
		const switches: PaletteItem[] = [
			{
				key: 'measure',
				label: state.measure === 'count' ? 'Count by value' : 'Count deals',
				aside: '',
				change: { measure: state.measure === 'count' ? 'value' : 'count' },
			},
			{
				key: 'vs previous',
				label: 'Compare with the period before',
				aside: '',
				change: { compare: { kind: 'previous' } },
			},
			{
				key: 'vs year',
				label: 'Compare with the same a year before',
				aside: '',
				change: { compare: { kind: 'year' } },
			},
			{
				key: 'no filter',
				label: 'Take all filters away',
				aside: '',
				change: { scope: { ...scope, filters: [] } },
			},
		];
		groups.push({ title: 'Window', items: windows }, { title: 'Switches', items: switches });
		if (typed.trim() !== '') {
			const values = catalog.segments.flatMap((segment) =>
				segment.values.map(({ value, deals }) => ({
					key: `value ${segment.key} ${JSON.stringify(value)}`,
					label: `${segment.label} is ${value ?? BLANK}`,
					deals,
					change: { scope: narrowedTo(scope, segment.key, value) },
				})),
			);
			groups.push({
				title: 'Filter',
				items: values
					.filter(({ label }) => fits(label, typed))
					.sort((a, b) => b.deals - a.deals)
					.slice(0, MOST_VALUES)
					.map(({ deals, ...item }) => ({ ...item, aside: format.full(deals) })),
			});
		}
	}
	return groups
		.map(({ title, items }) => ({ title, items: items.filter(({ label }) => fits(label, typed)) }))
		.filter(({ items }) => items.length > 0);
}
