import { kindOf } from './cell-kind';
import { BARE, LOOSE, QUOTED, type ParsedRecord } from './record';

const APOSTROPHE = 0x27;
/** Marks between which a word processor puts what stood between plain quotes. */
const TYPOGRAPHIC = ['“”', '„“', '””', '‘’', '«»', '»«'];
const SPACE = 0x20;
const isWord = (byte: number | undefined): boolean =>
	byte !== undefined && ((byte | 32) >= 97 && (byte | 32) <= 122 ? true : byte >= 128);

/**
 * What the quotes in a cell tell that is not quoted, or that has others within its own; `doubled` says that some are written
 * as within quotes, though the cell has not the two around it, or has them twice.
 */
type Stray = 'doubled' | 'outer' | 'odd' | 'none';

/** Whether each second of these places, which are even in number, follows the one before right away. */
const areDoubled = (places: readonly number[]): boolean =>
	places.every((at, index) => index % 2 === 0 || at === places[index - 1]! + 1);

function strayIn(bytes: Uint8Array, start: number, end: number, kind: number, quote: number): Stray {
	const found: number[] = [];
	for (let i = start; i < end; i++) {
		if (bytes[i] !== quote) continue;
		const isWithin = i > start && isWord(bytes[i - 1]) && i + 1 < end && isWord(bytes[i + 1]);
		if (!(quote === APOSTROPHE && isWithin)) found.push(i);
	}
	if (found.length === 0) return 'none';
	// Spaces before a quote that opens, or behind one that closes, stand outside.
	let [first, last] = [start, end - 1];
	while (first < last && bytes[first] === SPACE) first++;
	while (last > first && bytes[last] === SPACE) last--;
	const opens = found[0] === first && kind === BARE;
	const closes = found.at(-1) === last && kind === BARE;
	if (found.length % 2 === 0) return opens && closes && found.length >= 4 ? 'doubled' : 'none';
	if (!opens && !closes) return 'odd';
	// A quote is doubled only within quotes, of which one was lost then.
	if (found.length === 1) return 'outer';
	const isDoubled = (closes && areDoubled(found.slice(0, -1))) || (opens && areDoubled(found.slice(1)));
	return isDoubled ? 'doubled' : 'odd';
}

/**
 * Whether a quote of the record has lost its partner, or stands twice, so that it is not known which are text: those of two
 * cells, or the one at an end of a cell whose column is quoted (`areQuoted`).
 */
export function hasLostQuote(
	bytes: Uint8Array,
	{ cells }: ParsedRecord,
	quote: number,
	areQuoted: readonly boolean[],
): boolean {
	let odd = 0;
	for (let at = 0; at < cells.length; at += 3) {
		const kind = cells[at + 2]!;
		if (kind !== BARE && kind !== LOOSE) continue;
		const stray = strayIn(bytes, cells[at]!, cells[at + 1]!, kind, quote);
		if (stray === 'doubled') return true;
		if (stray === 'none') continue;
		if (++odd > 1 || (areQuoted[at / 3] && stray === 'outer')) return true;
	}
	return false;
}

/** Whether two quoted cells seem to have run together in one of the cells: `Won"2024-05-01`. */
export const hasSeam = (cells: readonly string[]): boolean =>
	cells.some((cell) => /^[^"]*[\p{L}\d.!?)]"[\p{L}\d][^"]*$/u.test(cell));

/**
 * Whether cells stand between marks that are not the quotes of their file: several, one of a value, one with such a mark
 * doubled, or one whose column is quoted.
 */
export function hasOtherQuotes(
	cells: readonly string[],
	record: ParsedRecord,
	quote: number,
	areQuoted: readonly boolean[],
): boolean {
	const mark = quote === APOSTROPHE ? '"' : "'";
	const pairs = [mark + mark, ...TYPOGRAPHIC];
	let found = 0;
	let isText = false;
	for (const [position, text] of cells.entries()) {
		const cell = text.trim();
		if (cell.length < 2 || !pairs.includes(cell[0]! + cell.at(-1)!)) continue;
		if (record.cells[position * 3 + 2] === QUOTED) continue;
		found++;
		const inner = cell.slice(1, -1);
		// Marks around a sign or two may be its own.
		if (!/[\p{L}\d]{2}/u.test(inner)) continue;
		isText = true;
		const isValue = ['number', 'date', 'mark'].includes(kindOf(inner));
		if (isValue || areQuoted[position] || inner.includes(mark + mark)) return true;
	}
	return isText && found > 1;
}
