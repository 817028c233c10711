import { filled, kindOf } from './cell-kind';
import type { ColumnFact } from './column-kinds';
import { chanceAt, mayHaveRunTogether } from './novelty';

/** How many times as likely another explanation of a row must be as that it is whole. */
const SURELY = Math.log(40);
/** Cells that must be of the kind of the column where it puts them, and of none where they stand: one is so by chance. */
const ENOUGH = 2;
/** Rows from which columns tell enough. */
const FEW_ROWS = 6;

/**
 * Whether a row with all its cells seems to have a blank one too many in one place and one too few in another: a cell was put in
 * or taken out there, or two ran together. Those between them then stand much better one column back or further on.
 */
export function isMovedBetween(cells: readonly string[], facts: readonly ColumnFact[]): boolean {
	const width = facts.length;
	if ((facts[0]?.rows ?? 0) < FEW_ROWS || width < 3 || filled(cells) < 2) return false;
	const blanks = cells.flatMap((cell, position) => (cell.trim() === '' ? [position] : []));
	if (blanks.length === 0) return false;
	const fitIn = (position: number, column: number): number =>
		column < 0 || column >= width ? -Infinity : Math.log(chanceAt(cells[position]!, facts[column]!));
	const own = cells.map((_, position) => fitIn(position, position));
	if (own.every((fit) => fit === 0)) return false;
	/** Whether the column holds cells of this kind, without this one. */
	const isOfKind = (position: number, column: number): boolean => {
		const kind = kindOf(cells[position]!);
		return kind !== 'blank' && (facts[column]!.kinds.counts.get(kind) ?? 0) > 1;
	};
	/** What it explains if the cell in `column` is two that ran together. */
	const together = (position: number, column: number): number =>
		column >= 0 && cells[position]!.trim() !== '' && mayHaveRunTogether(cells[position]!, column, facts)
			? -fitIn(position, column)
			: 0;
	/** Whether those from beside `blank` on stand clearly better one column further on, or back, up to some place. */
	const areMoved = (blank: number, step: 1 | -1): boolean => {
		let gain = 0;
		let signs = 0;
		for (let at = blank + step; at >= 0 && at < width; at += step) {
			// Blank cells between them are those of columns that are filled by turns: of what was won and what was lost.
			if (cells[at]!.trim() === '') return false;
			gain += fitIn(at, at - step) - own[at]!;
			if (isOfKind(at, at - step) && !isOfKind(at, at)) signs++;
			const rest = step > 0 ? together(at, at - 1) : at > 0 ? together(at - 1, at - 1) : 0;
			if (signs >= ENOUGH && gain - own[blank]! + rest > SURELY) return true;
		}
		return false;
	};
	return blanks.some((blank) => areMoved(blank, 1) || areMoved(blank, -1));
}
