import type { Day } from '../../base/day';
import type { Format } from '../../chart/format';
import type { Comparison } from '../../share/comparison';
import { windowWords } from '../window';
import { amountGapWords } from '../words';

/** What the tiles leave out, and what they are held against; empty where there is nothing to say. */
export function footnotesOf(
	{
		now,
		comparison,
		beside,
		isAsked,
		begins,
	}: {
		now: Parameters<typeof amountGapWords>[0] | null;
		/** The windows that are compared; null where no window is. */
		comparison: Comparison | null;
		/** The value whose deals are compared with; null where none is. */
		beside: string | null;
		/** Whether anything was asked to be compared with. */
		isAsked: boolean;
		/** First day of the window; null has none. */
		begins: Day | null;
	},
	format: Format,
): string[] {
	const gaps = now ? amountGapWords(now, format) : [];
	if (comparison) {
		const { shown, compared, isSoFar, isLikeForLike } = comparison;
		const limit = isSoFar
			? '; the window is not over, so both are cut to the days gone by'
			: isLikeForLike
				? ''
				: '; the two do not last as long, so only rates and averages are compared';
		return [...gaps, `${windowWords(shown, format)} against ${windowWords(compared, format)}${limit}`];
	}
	if (beside !== null)
		return [
			...gaps,
			`the scope against its deals of ${beside}, in the same window; sums of the fewer are told, not compared`,
		];
	if (!isAsked) return gaps;
	if (begins !== null)
		return [...gaps, 'Nothing is compared: of this window or of the other nothing has happened yet'];
	return [...gaps, 'All time has nothing before it: pick a window above to see what changed'];
}
