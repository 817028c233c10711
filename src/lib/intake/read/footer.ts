import { kindOf } from './cell-kind';

/** How the lines begin that reports print below their rows, and the labels of total rows. */
const FOOTER =
	/^(?:grand totals?\b|copyright\b|©|\(c\) \d|confidential\b|generated (?:by|on|at)\b|filtered by\b|exported (?:by|on|at|from)\b|report (?:generated|run)\b|end of (?:file|report)\b|powered by\b|[\d,.]+ (?:rows?|records?|results?)\b|showing \d)/i;
const TOTAL =
	/^(?:(?:grand |sub[- ]?)?totals?|sum|(?:gesamt|end|zwischen)?summe|gesamt|(?:sous-)?total général|somme|totale|totaal|suma)(?: *\([^)]*\))?:?$/i;

/**
 * Whether a record below the data is a line of the report around it:
 * - `sure`: by its words;
 * - `narrow`: by its shape, if no record among the data is as narrow;
 * - `no`: only if it stands below one that is.
 */
export type FooterLikeness = 'sure' | 'narrow' | 'no';

/** Whether a record begins as comments do. */
export const isComment = (first: string): boolean => /^(?:#|\/\/|--|\/\*|;\s)/.test(first.trim());

/** Whether a record begins as comments do and as no value does: a sign, a space and words. */
export const isSurelyComment = (first: string): boolean => /^(?:#|\/\/|--) +\p{L}/u.test(first.trim());

/** Whether a label is one of totals and nothing else, as “Total” may be a company. */
export const isSubtotal = (label: string): boolean => /^(?:sub|grand|zwischen|sous-)|:$/i.test(label.trim());

/** A label that has a word for totals or averages among others: “Total North”, “North Total”, “Subtotal (12)”. */
const OF_TOTALS =
	/^(?:(?:grand|sub)[- ]?)?(?:totals?|summe|gesamt|zwischensumme|average|avg|mean|durchschnitt|mittelwert|moyenne)\b|\b(?:totals?|summe|gesamt):?$/i;

/** Whether the first cell that is not blank is as `label` says, and all others are numbers. */
function isLabelled(cells: readonly string[], label: RegExp): boolean {
	const [first = '', ...others] = cells.map((cell) => cell.trim()).filter((text) => text !== '');
	return label.test(first) && others.every((text) => kindOf(text) === 'number');
}

/** Whether a record calls itself totals and holds nothing but numbers beside. */
export const isTotals = (cells: readonly string[]): boolean => isLabelled(cells, TOTAL);

/** Whether a record may call itself totals: its label has such a word, and nothing but numbers stands beside. */
export const isOfTotals = (cells: readonly string[]): boolean => isLabelled(cells, OF_TOTALS);

/** Judges a record by its cells, of a file whose records have `width`. */
export function footerLikeness(cells: readonly string[], width: number): FooterLikeness {
	const texts = cells.map((cell) => cell.trim()).filter((text) => text !== '');
	const first = texts[0] ?? '';
	const total = TOTAL.test(first);
	if (cells.length < width) {
		if (total || FOOTER.test(first)) return 'sure';
		return width >= 3 && (texts.length <= 1 || cells.length * 3 <= width) ? 'narrow' : 'no';
	}
	// A record of full width is data unless it says otherwise and has little else to say.
	if (width < 2) return 'no';
	if (total && texts.length * 2 <= Math.max(width, 4) && texts.length < width) return 'sure';
	return FOOTER.test(first) && texts.length === 1 ? 'sure' : 'no';
}
