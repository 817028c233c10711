import { quoteText } from '../engine/engine';
import type { Scope } from './scope';

/** A text of a person as SQL that `fill` leaves alone: a `$` in it is no parameter. */
const literal = (text: string): string => quoteText(text.toLowerCase()).replaceAll('$', "' || chr(36) || '");

/**
 * The scope's filters as relations, for facts that are not of deals: `filter_list (filter_number, segment_key,
 * is_excluded)` and `filter_values (filter_number, segment_value)`, the values in lower case.
 */
export function filterRelations(scope: Scope): Record<string, string> {
	const list = scope.filters.map(
		({ segment, exclude }, index) =>
			`select ${index} as filter_number, ${quoteText(segment)} as segment_key, ${exclude} as is_excluded`,
	);
	const values = scope.filters.flatMap(({ values: named }, index) =>
		named.map(
			(value) =>
				`select ${index} as filter_number, ${value === null ? 'cast(null as varchar)' : literal(value)} as segment_value`,
		),
	);
	return {
		filter_list:
			list.join('\nunion all\n') ||
			"select 0 as filter_number, '' as segment_key, false as is_excluded where false",
		filter_values:
			values.join('\nunion all\n') || "select 0 as filter_number, '' as segment_value where false",
	};
}

/** Whether a statement reads those relations, and so is another for each filter, wherever its deals come from. */
export const namesFilters = (sql: string): boolean => /\bfilter_(list|values)\b/.test(sql);
