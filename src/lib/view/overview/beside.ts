import type { Catalog } from '../../model/catalog';
import type { Scope } from '../../model/scope';
import type { Compare } from '../../share/state';
import { twoProportionTest } from '../../stats/two-proportion';
import { headlineCompared } from '../../model/marts/headline-compared';
import { TESTED_FROM, type ComparedRow } from './changes';
import { valueName } from './story-words';

type BesideValue = Extract<Compare, { kind: 'segment' }>;

/** The value that the scope is held against, as a sentence names it. */
export function besideName({ segment, value }: BesideValue, { segments }: Pick<Catalog, 'segments'>): string {
	const label = segments.find(({ key }) => key === segment)?.label ?? segment;
	return valueName({ segment_label: label, value });
}

/** Whether the deals of the value are themselves in the scope: then they are a part of what they are held against. */
export const isPartOfScope = (
	{ segment, value }: BesideValue,
	{ filters }: Pick<Scope, 'filters'>,
): boolean =>
	filters
		.filter((filter) => filter.segment === segment)
		.every((filter) => filter.values.includes(value) !== filter.exclude);

/**
 * The headline of the scope with that of one value's deals in the same window in place of the compared window's. Where
 * those deals are in the scope, the win rates are tested against each other on the rest: a part and its whole share
 * deals, and no test of two samples would hold.
 */
export function besideRow(row: ComparedRow, other: ComparedRow, isPart: boolean): ComparedRow {
	const whole = row as unknown as Record<string, number | null>;
	const value = other as unknown as Record<string, number | null>;
	const compared: Record<string, number | null> = {};
	for (const name of Object.keys(headlineCompared.columns)) {
		const plain = name.replace(/^(compared|change)_/, '');
		if (plain === name || plain.endsWith('_on')) continue;
		const [here, there] = [whole[plain] ?? null, value[plain] ?? null];
		const isDifference = name.startsWith('change_');
		compared[name] = !isDifference ? there : here === null || there === null ? null : here - there;
	}
	const [wonThere, closedThere] = [other.deals_won, other.deals_won + other.deals_lost];
	const won = row.deals_won - (isPart ? wonThere : 0);
	const closed = row.deals_won + row.deals_lost - (isPart ? closedThere : 0);
	const isTested = closed >= TESTED_FROM && closedThere >= TESTED_FROM;
	return {
		...row,
		...compared,
		is_compared: true,
		compared_win_low_ratio: other.win_low_ratio,
		compared_win_high_ratio: other.win_high_ratio,
		change_win_p: isTested ? (twoProportionTest(won, closed, wonThere, closedThere)?.p ?? null) : null,
	};
}
