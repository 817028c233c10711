import { isBlank } from './cell-kind';
import { footerLikeness } from './footer';
import { isHiddenRecord } from './hidden-record';
import { proofOfNames } from './header';
import { looksLikeHeader } from './layout';
import { cellTexts, parseRecord, type Format } from './record';

/** Where in a text another table stands, with the titles right above it. */
export interface TableSpan {
	start: number;
	end: number;
	/** Lines of the file on which it begins, its header stands and it ends, 1-based. */
	line: number;
	headerLine: number;
	lastLine: number;
}

/** Whether a line is a title: it holds one cell and no value, and is no record of a table of `width` by other delimiters. */
export function isTitle(bytes: Uint8Array, format: Format, width: number, delimiter: string): boolean {
	const record = parseRecord(bytes, 0, bytes.length, true, format, 'cellwise');
	const texts = cellTexts(bytes, record, format).filter((cell) => cell.trim() !== '');
	return texts.length === 1 && looksLikeHeader(texts) && !isHiddenRecord(texts[0]!, width, delimiter);
}

/** Records below a header that are looked at. */
const LOOKED_AT = 4;

/**
 * Whether another table begins with the record at `at`: names of columns, not those of this table, with rows of as many
 * cells below. `afterBlank` says that a blank line parts it from what stands above; without one, it must be of another width,
 * and have most of its names in common with this table or several rows. `wait` if too few bytes are there to tell.
 */
export function headsAnotherTable(
	bytes: Uint8Array,
	at: number,
	limit: number,
	last: boolean,
	format: Format,
	names: readonly string[],
	width: number,
	afterBlank: boolean,
): boolean | 'wait' {
	const head = parseRecord(bytes, at, limit, last, format, 'strict');
	if (head.cut) return afterBlank && !last ? 'wait' : false;
	const count = head.cells.length / 3;
	if (head.malformed || head.open || count < 2) return false;
	const cells = cellTexts(bytes, head, format);
	if (!looksLikeHeader(cells)) return false;
	const texts = cells.map((cell) => cell.trim().toLowerCase()).filter((text) => text !== '');
	const own = new Set(names.map((name) => name.toLowerCase()));
	const shared = texts.filter((text) => own.has(text)).length;
	const related = shared >= 2 && shared * 2 >= count && new Set(texts).size === texts.length;
	if (count === width && !afterBlank) return false;
	const rows: string[][] = [];
	for (let from = head.end; from < limit && rows.length < LOOKED_AT;) {
		const record = parseRecord(bytes, from, limit, last, format, 'strict');
		if (record.cut) return 'wait';
		if (record.malformed || record.open) break;
		const row = cellTexts(bytes, record, format);
		if (isBlank(row) || footerLikeness(row, count) === 'sure') break;
		// The last record of all may be cut off.
		if (record.lineEnd === 0 && row.length < count && rows.length > 0) break;
		rows.push(row);
		from = record.end;
	}
	const alike = rows.filter((row) => row.length === count).length;
	if (alike === 0 || alike < rows.length) return false;
	const { names: named, values } = proofOfNames(cells, rows);
	if (count === width) return named >= 4 && values === 0 && shared < count;
	return related || (named > 0 && values === 0 && (afterBlank || rows.length > 1));
}
