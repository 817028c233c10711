import { cellTexts, parseRecord, type Format, type ParsedRecord } from './record';
import { contradicts, type ColumnFact } from './column-kinds';
import { wrappedText } from './sample';

/** The delimiters that a file may change to part way, as bytes. */
const OTHERS = [0x2c, 0x3b, 0x09, 0x7c];

/** The cells of a record, blank ones for those that it lacks. */
export const filledUp = (cells: readonly string[], width: number): string[] =>
	Array.from({ length: width }, (_, position) => cells[position] ?? '');

/** A record as it reads in another way than the rest of its file. */
export interface Otherwise {
	bytes: Uint8Array;
	record: ParsedRecord;
	format: Format;
}

/**
 * The record at `at`, which has not `width` cells, as one that has: it stands wholly between quotes, or its delimiter is
 * another one. Null if it cannot be read so beyond doubt.
 */
export function readOtherwise(
	bytes: Uint8Array,
	at: number,
	record: ParsedRecord,
	format: Format,
	width: number,
	wrapped: boolean,
	facts: readonly ColumnFact[],
): Otherwise | null {
	if (width === 1) return null;
	const text = wrappedText(bytes, record, format);
	if (text && (wrapped || width > 2)) {
		let inner = parseRecord(text, 0, text.length, true, format, 'strict');
		if (inner.malformed || inner.open) inner = parseRecord(text, 0, text.length, true, format, 'lenient');
		const whole = inner.end >= text.length && !inner.open;
		const cells = whole ? cellTexts(text, inner, format) : [];
		const isShort = wrapped && whole && cells.length < width && !contradicts(filledUp(cells, width), facts);
		if (whole && (cells.length === width || isShort)) return { bytes: text, record: inner, format };
	}
	if (width === 2) return null;
	for (const delimiter of OTHERS) {
		if (delimiter === format.delimiter) continue;
		const other = { ...format, delimiter };
		const read = parseRecord(bytes, at, record.bodyEnd, true, other, 'strict');
		if (read.malformed || read.open || read.cells.length !== width * 3 || read.end < record.bodyEnd) continue;
		// With no own delimiter in it, it is of another kind; else its cells must be of the columns' kinds, and show it.
		const cells = cellTexts(bytes, read, other);
		// The delimiter with which rows end is no text of the last cell.
		if (cells.at(-1)!.endsWith(String.fromCharCode(format.delimiter))) continue;
		const shown = facts.some(({ kind }) => kind !== 'text') && !contradicts(cells, facts);
		if (record.cells.length === 3 ? !contradicts(cells, facts) : shown) {
			return { bytes, record: read, format: other };
		}
	}
	return null;
}

/** The record without the cell at `position`. */
export function withoutCell(record: ParsedRecord, position: number): ParsedRecord {
	const cells = [...record.cells];
	cells.splice(position * 3, 3);
	return { ...record, cells, rewrite: true };
}
