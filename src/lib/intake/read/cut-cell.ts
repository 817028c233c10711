import { kindOf } from './cell-kind';
import type { ColumnFact } from './column-kinds';

/** Other cells of a column from which it is known how they end. */
const ENOUGH = 5;
/** Share of cells that may stand once in a column of texts that come again. */
const FEW_ONCE = 0.1;

/** A cell letter by letter: digits as `0`, letters as `a`. */
const writtenAs = (text: string): string => text.replace(/\d/g, '0').replace(/\p{L}/gu, 'a');

/**
 * Whether a cell behind which a text ends, without a line end, is one of its column that was cut: all others are of one length
 * and form, no mere counts, and this one is the beginning of it, all end as `.50` does and this one does not, or it is the beginning of a text that
 * its column has again and again, as it has few others.
 */
export function isCutCell(cell: string, { texts: { counts, once } }: ColumnFact): boolean {
	const text = cell.trim();
	if (text === '' || (counts.get(text) ?? 0) > 1) return false;
	const others = [...counts.keys()].filter((other) => other !== text);
	const cells = [...counts].reduce((sum, [other, times]) => (other === text ? sum : sum + times), 0);
	if (cells < ENOUGH) return false;
	if (kindOf(text) !== 'number') {
		// At the end of a word a value may end too: `New` beside `New Business`.
		const isBeginning = others.some(
			(other) =>
				other.startsWith(text) && /^[\p{L}\d]/u.test(other.slice(text.length)) && counts.get(other)! > 1,
		);
		const rest = once - (counts.get(text) ?? 0);
		if (isBeginning && rest <= cells * FEW_ONCE) return true;
	}
	const own = writtenAs(text);
	const forms = new Set(others.map(writtenAs));
	const [form = ''] = forms;
	// Whole numbers have fewer digits where they are smaller, also behind letters: `800` below 1200 and 3400.
	const isCounted = /^[^0]*0+$/.test(form) && own.length > form.indexOf('0');
	if (
		forms.size === 1 &&
		form.includes('0') &&
		form.length > own.length &&
		form.startsWith(own) &&
		!isCounted
	)
		return others.length >= ENOUGH;
	const ends = new Set(others.map((other) => /[.,]0+$/.exec(writtenAs(other))?.[0] ?? ''));
	const [end = ''] = ends;
	return (
		others.length >= ENOUGH &&
		ends.size === 1 &&
		end !== '' &&
		kindOf(text) === 'number' &&
		!own.endsWith(end)
	);
}
