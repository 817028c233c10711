import { CR, LF } from './bytes';
import { kindOf } from './cell-kind';
import { lineAt, LOOSE, BARE, parseRecord, QUOTED, type ParsedRecord } from './record';
import { isTelling, shapeOf } from './record-shape';
import type { ScanPlan } from './scan-plan';
import type { Held } from './verdict';

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
/** Columns of a table of which a line that lacks one is still known. */
const MANY_CELLS = 5;

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

const isDigitOrSpace = (byte: number): boolean => (byte >= 48 && byte <= 57) || byte <= 32;

/** Whether a quote that opens a cell has its partner within another one: what stands between was one cell. */
export function partsQuoted(bytes: Uint8Array, { cells }: ParsedRecord, quote: number): boolean {
	let opened = false;
	let opensLate = false;
	for (let at = 0; at < cells.length; at += 3) {
		const [start, end] = [cells[at]!, cells[at + 1]!];
		if (cells[at + 2] !== BARE) {
			if (cells[at + 2] === QUOTED) opened = opensLate = false;
			continue;
		}
		// Behind a name that lost its delimiter, one opens as well; but no sign of inches does.
		if (opensLate && bytes[end - 1] === quote) return true;
		const late = bytes.subarray(start, end).lastIndexOf(quote);
		opensLate = late > 0 && late < end - start - 1 && !isDigitOrSpace(bytes[start + late - 1]!);
		const first = bytes.subarray(start, end).indexOf(quote);
		if (first > 0 && opened) return true;
		opened = first === 0 && !bytes.subarray(start + 1, end).includes(quote);
	}
	return false;
}

/** Judges records of a file whose quotes or line ends may lie about where they end. */
export class Judge {
	readonly plan: ScanPlan;

	constructor(plan: ScanPlan) {
		this.plan = plan;
	}

	/** Whether few cells hold anything: without regard to quotes, as a first sieve for lines of totals. */
	isSparse(bytes: Uint8Array, from: number, to: number): boolean {
		const { delimiter, quote } = this.plan;
		const most = Math.max(this.plan.width, 4) / 2;
		let filled = 0;
		let empty = true;
		for (let i = from; i < to; i++) {
			const byte = bytes[i]!;
			if (byte === delimiter) empty = true;
			else if (empty && byte > 32 && byte !== quote) {
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
		const joined = parseRecord(held.bytes, at, limit, last, this.plan, 'strict', {
			cr: this.plan.lineEnd === CR,
			lf: this.plan.lineEnd === LF,
		});
		if (joined.malformed || joined.open) return null;
		if (joined.cut) return limit === held.limit && !held.last ? 'wait' : null;
		return joined.cells.length === this.plan.width * 3 && !this.#isRecord(held, record.end) ? joined : null;
	}

	/** Whether a sound record of the right width begins with the line at `at`. */
	#isRecord(held: Held, at: number): boolean {
		const limit = Math.min(held.limit, at + FARTHEST_RECORD);
		const last = held.last && limit === held.limit;
		const record = parseRecord(held.bytes, at, limit, last, this.plan, 'strict');
		return !record.malformed && !record.open && !record.cut && record.cells.length === this.plan.width * 3;
	}

	/**
	 * Whether lines inside the record, which is not right by the rules, are records by themselves or look like damaged
	 * ones: then its quote should have closed before.
	 */
	holdsRecords(held: Held, at: number, { bodyEnd }: ParsedRecord): boolean {
		if (this.plan.width === 1) return false;
		const own = lineAt(held.bytes, at, bodyEnd);
		const shape = this.plan.shape || shapeOf(held.bytes, at, own.bodyEnd, this.plan);
		let from = own.end;
		for (let line = 0; line < LINES_EXAMINED && from < bodyEnd; line++) {
			const { bodyEnd: to, end } = lineAt(held.bytes, from, bodyEnd);
			if (this.#isRecord(held, from) || this.#looksLikeRecord(held.bytes, from, to, shape)) return true;
			from = end;
		}
		return false;
	}

	#delimiters(bytes: Uint8Array, from: number, to: number): number {
		let found = 0;
		for (let i = from; i < to; i++) if (bytes[i] === this.plan.delimiter) found++;
		return found;
	}

	/** Whether the line, whatever its quotes say, has about as many cells as a record, and begins as one or holds its values. */
	#looksLikeRecord(bytes: Uint8Array, from: number, to: number, shape: string): boolean {
		if (this.#delimiters(bytes, from, to) * 2 < this.plan.width - 1) return false;
		if (isTelling(shape)) return shapeOf(bytes, from, to, this.plan).startsWith(shape);
		const text = new TextDecoder().decode(bytes.subarray(from, to));
		const kinds = text.split(String.fromCharCode(this.plan.delimiter)).map(kindOf);
		// A cell too many or too few moves those behind it.
		const alike = (shift: number): number =>
			this.plan.facts.filter(({ kind }, position) => kind !== 'text' && kinds[position + shift] === kind)
				.length;
		const valued = this.plan.facts.filter(({ kind }) => kind !== 'text').length;
		return valued > 0 && Math.max(alike(0), alike(kinds.length - this.plan.width)) >= Math.min(2, valued);
	}

	/**
	 * Whether a record of several lines that is right by the rules is so by chance: a stray quote opened it, and another
	 * one lines below closed it. Then lines inside are records: either they begin as it does, with digits (`D-17`,
	 * `D-18`), or each line has the width of a record, and that many cells cannot be the commas of a text.
	 */
	isSwallowed(bytes: Uint8Array, from: number, bodyEnd: number): boolean {
		const width = this.plan.width;
		if (width === 1) return false;
		const own = lineAt(bytes, from, bodyEnd);
		const shape = shapeOf(bytes, from, own.bodyEnd, this.plan);
		let lines = 0;
		let full = 0;
		let alike = 0;
		for (let at = own.end; at < bodyEnd; lines++) {
			const line = lineAt(bytes, at, bodyEnd);
			const delimiters = this.#delimiters(bytes, at, line.bodyEnd);
			if (delimiters >= width - 1) {
				const record = parseRecord(bytes, at, line.bodyEnd, true, this.plan, 'literal');
				if (!record.open && record.cells.length === width * 3) full++;
			}
			// Of many cells, one may be lost, or a quote stand in it.
			if (delimiters >= (width < MANY_CELLS ? width - 1 : width - 2) && isTelling(shape)) {
				if (shapeOf(bytes, at, line.bodyEnd, this.plan) === shape) alike++;
			}
			at = line.end;
		}
		if ((width - 1) * alike >= SURELY_ALIKE) return true;
		if (full < lines || (width - 1) * lines < SURELY_NO_TEXT) return false;
		const head = parseRecord(bytes, from, own.bodyEnd, true, this.plan, 'literal');
		const closed = head.cells.length / 3;
		// Behind the last cell that closed: its own delimiter, and those in the cell that did not.
		const delimiters = this.#delimiters(bytes, head.cells.at(-2) ?? from, own.bodyEnd);
		return head.open && closed + delimiters + (closed === 0 ? 1 : 0) === width;
	}
}
