import type { Format } from '../../chart/format';
import type { RowOf } from '../../model/contract';
import type { basisBridge } from '../../model/marts/basis-bridge';
import type { Scope } from '../../model/scope';

export type BridgeRow = RowOf<typeof basisBridge>;

const part = (n: number, words: string, format: Format) => (n > 0 ? [`${format.full(n)} ${words}`] : []);

/** Why the win rate of one basis is not that of the other, in the deals between them. */
export function bridgeSentence(
	row: BridgeRow,
	{ basis, startRank = null }: Pick<Scope, 'basis' | 'startRank'>,
	format: Format,
): string {
	const begun = startRank === null ? 'created' : 'begun';
	const cohort = `${format.percent(row.cohort_ratio)} of the deals ${begun} then`;
	const activity = `${format.percent(row.activity_ratio)} of those closed then`;
	const rates =
		basis === 'cohort'
			? `Win rate: ${cohort}, against ${activity}`
			: `Win rate: ${activity}, against ${cohort}`;
	const between = [
		...part(row.deals_carried_in_moved_on, 'won then had not begun in the window', format),
		...part(row.deals_carried_in_dropped, 'lost then had not', format),
		...part(row.deals_outside_moved_on, `of those ${begun} were won outside it`, format),
		...part(row.deals_outside_dropped, 'were lost outside it', format),
		...part(row.deals_cohort_open, 'are still open', format),
	];
	return between.length === 0
		? `${rates}: no deal lies between them.`
		: `${rates}. Between them: ${between.join(', ')}.`;
}
