import { filled } from './cell-kind';
import type { ColumnFact } from './column-kinds';

/** Between which of its neighbours and a line of one cell a text may have been broken that lost its quotes. */
export interface Broken {
	above: boolean;
	below: boolean;
}

/** Different texts from which it is known how many words one has. */
const ENOUGH_TEXTS = 5;

const NEITHER: Broken = { above: false, below: false };
/** How headings, notes and lists begin, and how the rest of a sentence does not. */
const BEGINS_ANEW = /^[\p{Lu}\d#*(["'“-]/u;
/** Signs of a heading or a note. */
const IS_NOTE = /^\p{L}[\p{L} ]*: |^[-=*_.~#(]|[-=*_):]$|\.\.\.$/u;

/** Whether a text ends with a quote that closes and has none that opens: it began above. */
function closesOnly(text: string, quote: string): boolean {
	if (/^[^“„]*”$|^[^«]*»$/u.test(text)) return true;
	return text.endsWith(quote) && text.split(quote).length % 2 === 0;
}

/** Whether a column holds texts of which a part may stand on a line of its own. */
const isOfTexts = ({ kind, likely, texts }: ColumnFact): boolean =>
	kind === 'text' &&
	(likely === 'text' || likely === 'mark') &&
	(texts.cells === 0 || [...texts.counts.keys()].some((text) => /\p{L}/u.test(text)));

/** Whether the two parts make a text that its column has, as the first alone does not. */
const isKnown = (first: string, second: string, { texts }: ColumnFact): boolean =>
	(texts.counts.get(`${first.trim()} ${second.trim()}`) ?? 0) > 0 &&
	(texts.counts.get(first.trim()) ?? 0) < 2;

const wordsOf = (text: string): number => text.trim().split(/\s+/).length;

/** Whether a text has fewer words than any other of its column. */
const isShorter = (text: string, { texts }: ColumnFact): boolean =>
	texts.counts.size >= ENOUGH_TEXTS &&
	[...texts.counts.keys()].every((other) => other === text.trim() || wordsOf(other) > wordsOf(text));

/**
 * Whether a line of one cell amid rows may be a part of the last cell above it or of the first one below, rather than a
 * heading or a note: where a line end is unlike all others (`isOdd`), where it begins amid a sentence or only closes a `quote`, or where the parts are
 * together what the column has. Nothing says so of columns that hold no texts.
 */
export function brokenAt(
	line: readonly string[],
	above: readonly string[] | null,
	below: readonly string[] | null,
	facts: readonly ColumnFact[],
	shape: string,
	isOdd: Broken,
	quote: string,
): Broken {
	if (facts.length < 2 || filled(line) !== 1) return NEITHER;
	const text = line.find((cell) => cell.trim() !== '')!.trim();
	const isEnd = closesOnly(text, quote);
	if (text.includes(quote) && !isEnd) return NEITHER;
	const [first, last] = [facts[0]!, facts.at(-1)!];
	const head = below?.[0] ?? '';
	const tail = above?.at(-1) ?? '';
	const isNote = IS_NOTE.test(text);
	return {
		above:
			tail.trim() !== '' &&
			isOfTexts(last) &&
			(isOdd.above ||
				isEnd ||
				(!isNote && !BEGINS_ANEW.test(text)) ||
				isKnown(tail, text, last) ||
				isShorter(tail, last)),
		below:
			!isEnd &&
			head.trim() !== '' &&
			shape === '' &&
			isOfTexts(first) &&
			(isOdd.below ||
				(!isNote && !BEGINS_ANEW.test(head.trim())) ||
				isKnown(text, head, first) ||
				isShorter(head, first)),
	};
}
