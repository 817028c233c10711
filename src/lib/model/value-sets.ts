import { quoteText } from '../engine/engine';
import type { Catalog } from './catalog';
import { segmentColumn } from './compile';

/** Segments of more values are not taken apart unless asked for; those of one have nothing to compare. */
const [FEWEST, MOST] = [2, 12];

/** Whether `asked_segments` has it: the one asked for, else all of few values that say something before the end. */
function isAsked({ key, values }: Catalog['segments'][number], asked: string | null): boolean {
	if (asked !== null) return key === asked;
	const named = new Set(values.flatMap(({ value }) => (value === null ? [] : [value.toLowerCase()]))).size;
	return named >= FEWEST && named <= MOST && !key.startsWith('lost_reason');
}

/**
 * SQL that counts deals of the scope by all at once, by each value of each asked segment, or both (without `asked`):
 * `group by …, grouping sets ($value_sets)`, with segment `$value_key` ('' of all) and code `$value_code` of the group;
 * nothing is counted unless `$is_any_value`. `$asked_list` selects the key of each asked segment.
 */
export function valueSets(catalog: Catalog, asked: string | null): Record<string, string> {
	const sets = catalog.segments.flatMap((segment, index) =>
		isAsked(segment, asked) ? [{ key: segment.key, column: `scope.${segmentColumn(index)}` }] : [],
	);
	const caseOf = (value: (set: (typeof sets)[number]) => string, other: string) =>
		sets.length === 0
			? other
			: `case ${sets.map((set) => `when grouping(${set.column}) = 0 then ${value(set)}`).join(' ')} else ${other} end`;
	const keys = sets.map(({ key }) => `select ${quoteText(key)} as segment_key`);
	const columns = sets.map(({ column }) => `(${column})`);
	return {
		value_key: caseOf(({ key }) => quoteText(key), "''"),
		value_code: caseOf(({ column }) => `cast(${column} as integer)`, '0'),
		value_sets: [...(asked === null || sets.length === 0 ? ['()'] : []), ...columns].join(', '),
		asked_list: keys.join('\nunion all\n') || 'select cast(null as varchar) as segment_key where false',
		is_any_value: String(asked === null || sets.length > 0),
	};
}
