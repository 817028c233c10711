import type { AnyMart, RowOf } from '$lib/model/contract';
import { bottlenecks } from '$lib/model/marts/bottlenecks';
import { headline } from '$lib/model/marts/headline';
import { headlineCompared } from '$lib/model/marts/headline-compared';
import { rateSplit } from '$lib/model/marts/rate-split';
import { twoProportionTest } from '$lib/stats/two-proportion';

/** A row of a mart in which all that is not given is none, or null where that may be. */
function rowOf<M extends AnyMart>(mart: M, given: Partial<RowOf<M>>): RowOf<M> {
	const row: Record<string, unknown> = {};
	for (const [name, column] of Object.entries({ ...mart.columns, ...mart.statistics })) {
		if (column.nullable) row[name] = null;
		else row[name] = column.type === 'text' ? '' : column.type === 'boolean' ? false : 0;
	}
	return { ...row, ...given } as RowOf<M>;
}

export const nowRow = (given: Partial<RowOf<typeof headline>>) => rowOf(headline, given);
export const bottleneckRow = (given: Partial<RowOf<typeof bottlenecks>>) => rowOf(bottlenecks, given);

/** The headline of won and lost now and before, all ended deals worth 100. */
export function comparedRow(
	[won, lost]: [number, number],
	[wonBefore, lostBefore]: [number, number],
	given: Partial<RowOf<typeof headlineCompared>> = {},
) {
	const [rate, before] = [won / (won + lost), wonBefore / (wonBefore + lostBefore)];
	return rowOf(headlineCompared, {
		deals_won: won,
		deals_lost: lost,
		compared_deals_won: wonBefore,
		compared_deals_lost: lostBefore,
		win_ratio: won + lost === 0 ? null : rate,
		compared_win_ratio: before,
		change_win_ratio: won + lost === 0 ? null : rate - before,
		change_win_p: twoProportionTest(won, won + lost, wonBefore, wonBefore + lostBefore)?.p ?? null,
		win_low_ratio: rate - 0.02,
		win_high_ratio: rate + 0.02,
		won_amount: won * 100,
		deals_won_with_amount: won,
		compared_won_amount: wonBefore * 100,
		change_won_amount: (won - wonBefore) * 100,
		...given,
	});
}

/** The values of one segment, each with won and closed now and before. */
export function splitRows(
	segment: string,
	label: string,
	values: Record<string, [won: number, closed: number, wonBefore: number, closedBefore: number]>,
) {
	const given = Object.entries(values).map(([value, [won, closed, wonBefore, closedBefore]]) => ({
		segment,
		segment_label: label,
		value: value === '' ? null : value,
		rate: 'win_rate',
		deals_won: won,
		deals_closed: closed,
		compared_deals_won: wonBefore,
		compared_deals_closed: closedBefore,
	}));
	return given.map((row) => ({
		...rowOf(rateSplit, row),
		...rateSplit.derive(rowOf(rateSplit, row), { values: given }),
	}));
}
