import type { RowOf } from '../../model/contract';
import type { headlineCompared } from '../../model/marts/headline-compared';
import type { rateSplit } from '../../model/marts/rate-split';
import { falseDiscovery } from '../../stats/false-discovery';
import { twoProportionTest } from '../../stats/two-proportion';

export type ComparedRow = RowOf<typeof headlineCompared>;
export type SplitRow = RowOf<typeof rateSplit>;

/** Under this n on either side a difference is not tested. */
export const TESTED_FROM = 20;

/** How the win rate of one segment value changed. */
export interface ValueChange {
	row: SplitRow;
	/** Its own rate now less its own rate before. */
	change: number;
	/** What it adds to the change of the whole rate by doing better or worse, not by being more or fewer deals. */
	performance: number;
	isSignificant: boolean;
}

export interface Changes {
	/** The whole win rate: its change, and whether that is more than chance. */
	change: number | null;
	p: number | null;
	isSignificant: boolean;
	/** Tests that were corrected for together: that of the whole, and those of the values. */
	tests: number;
	/** Values that changed, those that weigh most in the whole first. */
	values: ValueChange[];
}

/**
 * What changed between two windows, tested: the whole win rate and that of every segment value, with Benjamini–Hochberg
 * over all of them together (metrics §5 and §6).
 */
export function changesOf(row: ComparedRow, split: readonly SplitRow[]): Changes {
	const tested = split.map((one) => ({
		row: one,
		p:
			Math.min(one.deals_closed, one.compared_deals_closed) < TESTED_FROM
				? null
				: (twoProportionTest(
						one.deals_won,
						one.deals_closed,
						one.compared_deals_won,
						one.compared_deals_closed,
					)?.p ?? null),
	}));
	const closed = Math.min(
		row.deals_won + row.deals_lost,
		(row.compared_deals_won ?? 0) + (row.compared_deals_lost ?? 0),
	);
	const whole = closed < TESTED_FROM ? null : row.change_win_p;
	const p = [whole, ...tested.map((one) => one.p)];
	const [found, ...foundOfValues] = falseDiscovery(p);
	const values = tested.flatMap(({ row: one }, index): ValueChange[] => {
		if (one.rate_ratio === null || one.compared_rate_ratio === null || one.performance_change === null)
			return [];
		return [
			{
				row: one,
				change: one.rate_ratio - one.compared_rate_ratio,
				performance: one.performance_change,
				isSignificant: foundOfValues[index]?.is_significant ?? false,
			},
		];
	});
	values.sort((a, b) => Math.abs(b.performance) - Math.abs(a.performance));
	return {
		change: row.change_win_ratio,
		p: found?.adjusted_p ?? null,
		isSignificant: found?.is_significant ?? false,
		tests: p.filter((one) => one !== null).length,
		values,
	};
}
