import type { Format } from '../../chart/format';
import type { RowOf } from '../../model/contract';
import type { funnel } from '../../model/marts/funnel';
import { counted, named } from '../words';

export type FunnelRow = RowOf<typeof funnel>;

/**
 * What the funnel says, from its rows alone: how many came out won, and where most dropped. States sizes, never
 * significance. By value only where the deals have amounts. Null for an empty scope.
 */
export function funnelSentence(
	rows: readonly FunnelRow[],
	measure: 'count' | 'value',
	basis: 'cohort' | 'activity',
	currency: string | null,
	format: Format,
	/** What made the deals of a cohort begin, as it follows their name. */
	begunAs = 'created',
): string | null {
	const first = rows[0];
	const last = rows[rows.length - 1];
	if (!first || !last || first.deals_reached === 0) return null;
	const inValue = measure === 'value' && first.reached_amount > 0;
	const size = (amount: number, deals: number) =>
		inValue ? format.money(amount, currency) : format.full(deals);
	const won = size(last.moved_on_amount, last.deals_moved_on);
	/** Where none is open nothing may still be won. */
	const isOver = basis === 'cohort' && rows.every(({ deals_open }) => deals_open === 0);
	const isOne = inValue || last.deals_moved_on === 1;
	const wonSoFar = `${isOver ? (isOne ? 'was' : 'were') : isOne ? 'is' : 'are'} won${isOver ? '' : ' so far'}`;
	const begun = inValue
		? `${size(first.reached_amount, first.deals_reached)} of opportunities`
		: counted(first.deals_reached, 'opportunity', format, 'opportunities');
	const share = inValue ? last.moved_on_of_all_amount_ratio : last.moved_on_of_all_ratio;
	const isNone = last.deals_moved_on === 0;
	const outcome = isNone
		? basis === 'cohort'
			? `Of ${begun} ${begunAs}, none ${isOver ? 'was won' : 'is won so far'}`
			: 'No deal was won then'
		: basis === 'cohort'
			? `Of ${begun} ${begunAs}, ${won} (${format.percent(share)}) ${wonSoFar}`
			: `${inValue ? won : counted(last.deals_moved_on, 'deal', format)} ${isOne ? 'was' : 'were'} won`;
	const dropped = (row: FunnelRow) => (inValue ? row.dropped_amount : row.deals_dropped);
	const worst = rows.reduce((most, row) => (dropped(row) > dropped(most) ? row : most), first);
	if (dropped(worst) === 0) return `${outcome}.`;
	const lost = size(worst.dropped_amount, worst.deals_dropped);
	const reached = size(worst.reached_amount, worst.deals_reached);
	// With unknown drop-offs another stage may have lost more: only the known ones are compared.
	const most = first.deals_unknown > 0 ? 'of the drop-offs that are known, most are' : 'most drop';
	return `${outcome}; ${most} at ${named(worst.stage)}: ${lost} of the ${reached} that reached it.`;
}

/** What is not known about where deals were lost, and what follows for the rates. Null if all is known. */
export function unknownSentence(rows: readonly FunnelRow[], format: Format): string | null {
	const unknown = rows[0]?.deals_unknown ?? 0;
	if (unknown === 0) return null;
	const lost = unknown + rows.reduce((sum, row) => sum + row.deals_dropped, 0);
	const subject = counted(unknown, 'lost opportunity', format, 'lost opportunities');
	const all = unknown === 1 ? 'the only one' : 'all there are';
	const share = unknown === lost ? all : `of ${format.full(lost)}`;
	const [theyAre, are, outweigh] =
		unknown === 1 ? ['It is', 'is', 'it outweighs'] : ['They are', 'are', 'they outweigh'];
	return `Where ${subject} (${share}) dropped is not in the data. ${theyAre} drawn as unknown and ${are} in no stage’s drop-off; where ${outweigh} chance, a rate is drawn as the range down to the least it can be.`;
}
