import type { ColumnFact } from './column-kinds';
import { chanceAt, fitOf, USUAL } from './novelty';

/** How many times as likely one explanation of a row must be as any other for it to be taken. */
const SURELY = Math.log(10);
/** The same for one that goes against what is usual in the file. */
const CLEARLY = Math.log(3);

/** Cells with `missing` unknown ones before the one at `at`, and how well the known ones stand in their columns. */
function fitWithGap(
	cells: readonly string[],
	at: number,
	missing: number,
	facts: readonly ColumnFact[],
): number {
	const spread = [...cells.slice(0, at), ...Array.from({ length: missing }, () => ''), ...cells.slice(at)];
	return fitOf(spread, facts, (position) => position >= at && position < at + missing);
}

/**
 * Whether a row of too few cells lacks its last ones, which are blank, and none before: no other place explains what is
 * there as well. Where rows are often `writtenShort`, it is enough that none does better.
 */
export function lacksLast(
	cells: readonly string[],
	facts: readonly ColumnFact[],
	writtenShort: boolean,
): boolean {
	const missing = facts.length - cells.length;
	const known = fitWithGap(cells, cells.length, missing, facts);
	const others = cells.map((_, at) => fitWithGap(cells, at, missing, facts));
	const best = Math.max(...others);
	if (writtenShort) return known >= best - CLEARLY;
	return fitOf(cells, facts) > best + SURELY;
}

/**
 * Which cell is one too many of a row with one more than columns: the position of a blank one without which the others stand
 * in their columns, so much better than without any other that it is beyond doubt; -1 if none is. The last one is known to be
 * it where rows end with a delimiter (`isTrailed`) unless another one is the better explanation.
 */
export function cellTooMany(
	cells: readonly string[],
	facts: readonly ColumnFact[],
	isTrailed: boolean,
): number {
	const ways = cells.map((cell, at) => {
		const rest = cells.filter((_, position) => position !== at);
		return {
			at,
			isBlank: cell.trim() === '',
			key: JSON.stringify(rest.map((one) => one.trim())),
			fit: fitOf(rest, facts),
		};
	});
	const last = ways.at(-1)!;
	const best = ways
		.filter(({ isBlank }) => isBlank)
		.reduce((most, way) => (way.fit > most.fit ? way : most), last);
	if (!best.isBlank) return -1;
	// A blank cell where hardly any row has one is not there by itself.
	const column = facts[best.at];
	const isOddlyBlank = column !== undefined && chanceAt('', column) < USUAL;
	const rivals = ways.filter(({ key, isBlank }) => key !== best.key && (isBlank || !isOddlyBlank));
	const rival = Math.max(-Infinity, ...rivals.map(({ fit }) => fit));
	if (isTrailed && last.isBlank && last.fit >= Math.max(best.fit, rival) - CLEARLY) return last.at;
	return best.fit > rival + SURELY ? best.at : -1;
}
