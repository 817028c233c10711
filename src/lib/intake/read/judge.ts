import { CR, LF } from './bytes';
import { lineAt, LOOSE, BARE, parseRecord, QUOTED, type Format, type ParsedRecord } from './record';

/** Lines inside a record that are looked at to see whether they are records of their own. */
const LINES_EXAMINED = 200;
/** How far a record is looked for behind a line end that may be text. */
const FARTHEST_JOIN = 8 * 1024;
/** How long a record is at most that is looked for inside another one. */
const FARTHEST_RECORD = 64 * 1024;
/** Delimiters on the lines of a quoted text, one line as many as the other, that no text has by chance. */
const SURELY_NO_TEXT = 12;
/** The same, where the lines also begin as the record does. */
const SURELY_ALIKE = 3;

/** Whether a number of `cells` says that a cell has stray quotes inside its quotes. */
export const isLoose = (value: number, index: number): boolean => index % 3 === 2 && value === LOOSE;

/** Whether a quote of the record may have been meant to open or to close a cell; `5" pipe` is none. */
export function hasStrayQuotes(bytes: Uint8Array, { cells }: ParsedRecord, quote: number): boolean {
	for (let at = 0; at < cells.length; at += 3) {
		if (cells[at + 2] === LOOSE) return true;
		if (cells[at + 2] !== BARE) continue;
		if (bytes[cells[at]!] === quote || (at === 0 && bytes[cells[1]! - 1] === quote)) return true;
	}
	return false;
}

/** Whether the last cell of the record opens with a quote and does not end with one: it may go on below. */
export function endsWithinQuotes(bytes: Uint8Array, { cells }: ParsedRecord, quote: number): boolean {
	const [start = 0, end = 0, kind] = cells.slice(-3);
	return kind === BARE && bytes[start] === quote && (end - start === 1 || bytes[end - 1] !== quote);
}

/** Whether a quote that opens a cell has its partner within another one: what stands between was one cell. */
export function partsQuoted(bytes: Uint8Array, { cells }: ParsedRecord, quote: number): boolean {
	let opened = false;
	for (let at = 0; at < cells.length; at += 3) {
		const [start, end] = [cells[at]!, cells[at + 1]!];
		if (cells[at + 2] !== BARE) {
			if (cells[at + 2] === QUOTED) opened = false;
			continue;
		}
		const first = bytes.subarray(start, end).indexOf(quote);
		if (first > 0 && opened) return true;
		opened = first === 0 && !bytes.subarray(start + 1, end).includes(quote);
	}
	return false;
}

/** Bytes in which a record stands; `last` says that the file ends with them. */
export interface Held {
	bytes: Uint8Array;
	limit: number;
	last: boolean;
}

/** The first cell with its runs of digits as `0` and of letters as `a`: `D-17` is `a-0`. */
function firstCellShape(bytes: Uint8Array, from: number, limit: number, delimiter: number): string {
	let shape = '';
	for (let i = from; i < limit && bytes[i] !== delimiter && shape.length < 64; i++) {
		const byte = bytes[i]!;
		const lower = byte | 32;
		const kind =
			byte >= 48 && byte <= 57
				? '0'
				: (lower >= 97 && lower <= 122) || byte >= 128
					? 'a'
					: String.fromCharCode(byte);
		if (shape.at(-1) !== kind || (kind !== '0' && kind !== 'a')) shape += kind;
	}
	return shape;
}

/** Judges records of a file whose quotes or line ends may lie about where they end. */
export class Judge {
	readonly #format: Format;
	readonly #width: number;
	readonly #lineEnd: number;

	constructor(format: Format, width: number, lineEnd: number) {
		this.#format = format;
		this.#width = width;
		this.#lineEnd = lineEnd;
	}

	/** Whether few cells hold anything: without regard to quotes, as a first sieve for lines of totals. */
	isSparse(bytes: Uint8Array, from: number, to: number): boolean {
		const { delimiter } = this.#format;
		const most = Math.max(this.#width, 4) / 2;
		let filled = 0;
		let empty = true;
		for (let i = from; i < to; i++) {
			const byte = bytes[i]!;
			if (byte === delimiter) empty = true;
			else if (empty && byte > 32) {
				empty = false;
				if (++filled > most) return false;
			}
		}
		return true;
	}

	/** The record at `at` if its foreign line end was text of an unquoted cell, as its width then shows. */
	joined(held: Held, at: number, record: ParsedRecord): ParsedRecord | 'wait' | null {
		const limit = Math.min(held.limit, at + FARTHEST_JOIN);
		const last = held.last && limit === held.limit;
		const joined = parseRecord(held.bytes, at, limit, last, this.#format, 'strict', {
			cr: this.#lineEnd === CR,
			lf: this.#lineEnd === LF,
		});
		if (joined.malformed || joined.open) return null;
		if (joined.cut) return limit === held.limit && !held.last ? 'wait' : null;
		return joined.cells.length === this.#width * 3 && !this.#isRecord(held, record.end) ? joined : null;
	}

	/** Whether a sound record of the right width begins with the line at `at`. */
	#isRecord(held: Held, at: number): boolean {
		const limit = Math.min(held.limit, at + FARTHEST_RECORD);
		const last = held.last && limit === held.limit;
		const record = parseRecord(held.bytes, at, limit, last, this.#format, 'strict');
		return !record.malformed && !record.open && !record.cut && record.cells.length === this.#width * 3;
	}

	/** Whether lines inside the record are records by themselves: then its quote should have closed before. */
	holdsRecords(held: Held, at: number, { bodyEnd }: ParsedRecord): boolean {
		if (this.#width === 1) return false;
		let from = lineAt(held.bytes, at, bodyEnd).end;
		for (let line = 0; line < LINES_EXAMINED && from < bodyEnd; line++) {
			if (this.#isRecord(held, from)) return true;
			from = lineAt(held.bytes, from, bodyEnd).end;
		}
		return false;
	}

	/**
	 * Whether a record of several lines that is right by the rules is so by chance: a stray quote opened it, and another
	 * one lines below closed it. Then lines inside are records: either they begin as it does, with digits (`D-17`,
	 * `D-18`), or each line has the width of a record, and that many cells cannot be the commas of a text.
	 */
	isSwallowed(bytes: Uint8Array, from: number, bodyEnd: number): boolean {
		const { delimiter } = this.#format;
		const width = this.#width;
		if (width === 1) return false;
		const own = lineAt(bytes, from, bodyEnd);
		const shape = firstCellShape(bytes, from, own.bodyEnd, delimiter);
		const hasDigits = shape.includes('0');
		let lines = 0;
		let full = 0;
		let alike = 0;
		for (let at = own.end; at < bodyEnd; lines++) {
			const line = lineAt(bytes, at, bodyEnd);
			let delimiters = 0;
			for (let i = at; i < line.bodyEnd; i++) if (bytes[i] === delimiter) delimiters++;
			if (delimiters >= width - 1) {
				const record = parseRecord(bytes, at, line.bodyEnd, true, this.#format, 'literal');
				if (!record.open && record.cells.length === width * 3) {
					full++;
					if (hasDigits && firstCellShape(bytes, at, line.bodyEnd, delimiter) === shape) alike++;
				}
			}
			at = line.end;
		}
		if ((width - 1) * alike >= SURELY_ALIKE) return true;
		if (full < lines || (width - 1) * lines < SURELY_NO_TEXT) return false;
		const head = parseRecord(bytes, from, own.bodyEnd, true, this.#format, 'literal');
		const closed = head.cells.length / 3;
		let delimiters = 0;
		// Behind the last cell that closed: its own delimiter, and those in the cell that did not.
		for (let i = head.cells.at(-2) ?? from; i < own.bodyEnd; i++) if (bytes[i] === delimiter) delimiters++;
		return head.open && closed + delimiters + (closed === 0 ? 1 : 0) === width;
	}
}
