import { contradicts, type ColumnFact } from './column-kinds';

/** A number up to its first thousands comma, and from there on. */
const BEFORE_COMMA = /^[-+(]?\s?\p{Sc}?\s?[-+]?\d{1,3}$/u;
const BEHIND_COMMA = /^\d{3}(?:\.\d+)?\s?(?:%|\p{Sc}|[A-Z]{3})?\)?$/u;

/**
 * Whether the delimiter that a record of too many cells has may be text of a cell which lost its quotes: two cells look like
 * one, as `Smith, Anna`, `32,250.50` and `Smith\\,Anna` do, and as one they leave no value in a column that never holds such. Then it is not
 * one of its blank cells that is too many.
 */
export function mayBeSplit(
	cells: readonly string[],
	facts: readonly ColumnFact[],
	delimiter: string,
): boolean {
	if (delimiter.includes(' ')) return false;
	const width = facts.length;
	// That a column is never blank is told from too few rows to speak against a space.
	const kinds = facts.map((fact) => ({ ...fact, isAlwaysFilled: false }));
	return cells.slice(1).some((right, at) => {
		const left = cells[at]!;
		if (left.trim() === '' || right.trim() === '') return false;
		const isSpaced = /^\s/.test(right) && !/^\s/.test(left);
		const isNumber = delimiter === ',' && BEFORE_COMMA.test(left) && BEHIND_COMMA.test(right);
		// As some programs write a delimiter that is text.
		const isEscaped = /(?<!\\)\\$/.test(left);
		if (!isSpaced && !isNumber && !isEscaped) return false;
		const joined = [...cells.slice(0, at), left + delimiter + right, ...cells.slice(at + 2)];
		const isBlankBeyond = joined.slice(width).every((cell) => cell.trim() === '');
		return isBlankBeyond && !contradicts(joined.slice(0, width), isNumber ? facts : kinds);
	});
}
