import { quoteText } from '../engine/engine';
import type { Catalog } from './catalog';
import { segmentColumn } from './compile';

/** Segments of more values are not taken apart unless asked for; those of one have nothing to compare. */
const [FEWEST, MOST] = [2, 12];

const namedValues = new WeakMap<Catalog['segments'][number]['values'], number>();

/** How many values have a name, in whatever case: counted once, as thousands may have to be looked at. */
function namedOf(values: Catalog['segments'][number]['values']): number {
	const known = namedValues.get(values);
	if (known !== undefined) return known;
	const named = new Set(values.flatMap(({ value }) => (value === null ? [] : [value.toLowerCase()]))).size;
	namedValues.set(values, named);
	return named;
}

/** Whether `asked_segments` has it: the one asked for, else all of few values that say something before the end. */
function isAsked({ key, values }: Catalog['segments'][number], asked: string | null): boolean {
	if (asked !== null) return key === asked;
	const named = namedOf(values);
	return named >= FEWEST && named <= MOST && !key.startsWith('lost_reason');
}

/**
 * SQL that counts deals of the scope by all at once, by each value of each asked segment, or both (without `asked`):
 * `group by …, grouping sets ($value_sets)`, with segment `$value_key` ('' of all), its place among the asked ones
 * `$value_place` (from 0; -1 of all) and code `$value_code` of the group; nothing is counted unless `$is_any_value`.
 * `$asked_list` selects key and place of each asked segment.
 */
export function valueSets(catalog: Catalog, asked: string | null): Record<string, string> {
	const sets = catalog.segments.flatMap((segment, index) =>
		isAsked(segment, asked) ? [{ key: segment.key, column: `scope.${segmentColumn(index)}` }] : [],
	);
	const caseOf = (value: (set: (typeof sets)[number], place: number) => string, other: string) =>
		sets.length === 0
			? other
			: `case ${sets.map((set, place) => `when grouping(${set.column}) = 0 then ${value(set, place)}`).join(' ')} else ${other} end`;
	const keys = sets.map(({ key }, place) => `select ${quoteText(key)} as segment_key, ${place} as place`);
	const columns = sets.map(({ column }) => `(${column})`);
	return {
		value_key: caseOf(({ key }) => quoteText(key), "''"),
		value_place: caseOf((_, place) => String(place), '-1'),
		value_code: caseOf(({ column }) => `cast(${column} as integer)`, '0'),
		value_sets: [...(asked === null || sets.length === 0 ? ['()'] : []), ...columns].join(', '),
		asked_list:
			keys.join('\nunion all\n') || 'select cast(null as varchar) as segment_key, 0 as place where false',
		is_any_value: String(asked === null || sets.length > 0),
	};
}
