import { ProblemError } from '../../base/problem';
import type { SetAsideRow } from '../mapping';
import { ByteSink, chunksOf, CR, LF } from './bytes';
import { CleanFile } from './clean-file';
import { fastScanner, keepRow, type Progress } from './fast-scan';
import { footerLikeness, type FooterLikeness } from './footer';
import {
	appendRecord,
	cellTexts,
	CRLF,
	isBlankCell,
	isBlankLine,
	lineAt,
	LOOSE,
	parseRecord,
	type Format,
	type ParsedRecord,
} from './record';
import type { LineBreak } from './raw-file';

/** What the scanner is told of a file. */
export interface ScanPlan extends Format {
	/** Cells of a record. */
	width: number;
	/** How most records end: CR, LF or CRLF. The clean file has no other line end between records. */
	lineEnd: number;
	/** Where in the text the records begin, behind the header, and the line of the file there. */
	dataStart: number;
	dataLine: number;
	/** The header as it stands in the text, without its line end; empty if there is none. */
	header: Uint8Array;
}

export interface Scan {
	/**
	 * The kept records as RFC 4180, all of one width and with one line end, below a line of column names `c0`, `c1`, …
	 * The names make DuckDB see the line end: where it is CRLF, it cannot be told.
	 */
	clean: Blob;
	rowsRead: number;
	rowsKept: number;
	rowsSetAside: number;
	reasons: { reason: string; rows: number }[];
	/** The first 1,000 by line. */
	setAside: SetAsideRow[];
	padded: number;
	/** Rows that lost blank cells beyond the last column. */
	trimmed: number;
	/** Rows whose quotes had to be put right. */
	requoted: number;
	blankLines: number;
	/** Bytes of the longest record of the clean file. */
	longest: number;
	lineBreaks: LineBreak[];
}

export interface ScanOptions {
	signal?: AbortSignal | undefined;
	/** Told how much of the text was scanned, 0..1. */
	onProgress?: ((done: number) => void) | undefined;
}

export const NEVER_CLOSES = 'a quote opens here and never closes';
export const HEADER_AGAIN = 'the header again';
export const REPORT_FOOTER = 'report footer';

const LISTED = 1_000;
const TEXT_LENGTH = 500;
/** A quoted cell longer than this is taken for a quote that never closes; other records are refused. */
const LONGEST = 16 * 1024 * 1024;
/** Records below the data that may be a footer: more would be no footer. */
const MOST_FOOTER_LINES = 64;
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

// A byte-order mark within a file is text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Characters of `bytes`, cut to `TEXT_LENGTH` without cutting one in two. */
function cutText(bytes: Uint8Array): string {
	const text = decoder.decode(bytes.subarray(0, TEXT_LENGTH * 4));
	return text.length <= TEXT_LENGTH ? text : [...text].slice(0, TEXT_LENGTH).join('');
}

/** A record that is kept unless it turns out to stand below the data. */
interface Pending {
	line: number;
	bytes: Uint8Array;
	text: string;
	likeness: FooterLikeness;
	padded: boolean;
}

/**
 * Finds every record of `text` and plans the file that DuckDB reads. Every record is kept or set aside with its
 * line and reason: rowsRead = rowsKept + rowsSetAside is asserted. Throws ProblemError `line-too-long`, and what
 * the signal was aborted with.
 */
export async function scanText(
	text: Blob,
	file: string,
	plan: ScanPlan,
	options: ScanOptions = {},
): Promise<Scan> {
	const scanner = new Scanner(text, file, plan);
	const data = text.slice(plan.dataStart);
	let done = 0;
	for await (const chunk of chunksOf(data, file, options.signal)) {
		done += chunk.length;
		scanner.take(chunk, done >= data.size);
		options.onProgress?.(done / data.size);
	}
	return scanner.finish();
}

class Scanner {
	readonly #file: string;
	readonly #plan: ScanPlan;
	readonly #clean: CleanFile;
	readonly #lineEnd: Uint8Array;
	readonly #fast: ReturnType<typeof fastScanner>;
	readonly #progress: Progress;
	readonly #sink = new ByteSink();
	readonly #reasons = new Map<string, number>();
	readonly #setAside: SetAsideRow[] = [];
	#rowsRead = 0;
	#padded = 0;
	#trimmed = 0;
	#requoted = 0;
	#blankLines = 0;
	#pending: Pending[] = [];
	/** Narrow records were seen among the data: below it, they are data too. */
	#narrowIsUsual = false;
	/** Where in the text the current stretch of sound records began, or -1. */
	#stretch = -1;
	/** From where to where in the text no quote closes a quoted cell, however one reads it. */
	#unclosed = { from: 0, to: 0 };
	/** The bytes at hand, `#limit` of them, the first of which is at `#base` in the text. */
	#bytes = new Uint8Array(1);
	#limit = 0;
	#base: number;
	#last = false;
	constructor(text: Blob, file: string, plan: ScanPlan) {
		this.#file = file;
		this.#plan = plan;
		this.#clean = new CleanFile(text);
		this.#lineEnd = Uint8Array.from(plan.lineEnd === CRLF ? [CR, LF] : [plan.lineEnd]);
		this.#progress = { line: plan.dataLine, rows: 0, longest: 0, breaks: [], lead: 0 };
		this.#base = plan.dataStart;
		this.#fast = fastScanner(
			plan,
			plan.width,
			plan.lineEnd,
			plan.header,
			this.#progress,
			(bytes, from, bodyEnd) => this.#isSwallowed(bytes, from, bodyEnd),
		);
		const names = Array.from({ length: plan.width }, (_, position) => `c${position}`);
		const head = names.join(String.fromCharCode(plan.delimiter));
		this.#clean.bytes(new TextEncoder().encode(head));
		this.#clean.bytes(this.#lineEnd);
	}

	/** Scans what is left of the bytes before, and `chunk`; `last` says that no more will come. */
	take(chunk: Uint8Array, last: boolean): void {
		const rest = this.#limit;
		const bytes = new Uint8Array(rest + chunk.length + 1);
		bytes.set(this.#bytes.subarray(0, rest));
		bytes.set(chunk, rest);
		this.#bytes = bytes;
		this.#limit = rest + chunk.length;
		this.#last = last;
		let at = 0;
		while (at < this.#limit) {
			const rows = this.#progress.rows;
			const next = this.#fast.run(bytes, at, this.#limit, last, this.#base);
			if (next > at) {
				this.#keepPending();
				this.#rowsRead += this.#progress.rows - rows;
				if (this.#stretch < 0) this.#stretch = this.#base + at;
			}
			at = next;
			if (at >= this.#limit) break;
			const after = this.#odd(at);
			if (after < 0) break;
			at = after;
		}
		if (last) this.#endStretch(at);
		this.#bytes = bytes.subarray(at, this.#limit);
		this.#base += at;
		this.#limit -= at;
	}

	/** What was found, once all bytes were taken. */
	finish(): Scan {
		this.#settlePending();
		const { rows, longest, breaks } = this.#progress;
		const rowsSetAside = [...this.#reasons.values()].reduce((sum, count) => sum + count, 0);
		if (this.#limit > 0 || this.#rowsRead !== rows + rowsSetAside) {
			throw new Error(
				`The scanner lost count of ${this.#file}: ${this.#rowsRead} read, ${rows} kept, ${rowsSetAside} set aside, ${this.#limit} bytes left.`,
			);
		}
		return {
			clean: this.#clean.finish(),
			rowsRead: this.#rowsRead,
			rowsKept: rows,
			rowsSetAside,
			reasons: [...this.#reasons]
				.map(([reason, count]) => ({ reason, rows: count }))
				.sort((a, b) => b.rows - a.rows || (a.reason < b.reason ? -1 : 1)),
			setAside: this.#setAside.sort((a, b) => a.line - b.line).slice(0, LISTED),
			padded: this.#padded,
			trimmed: this.#trimmed,
			requoted: this.#requoted,
			blankLines: this.#blankLines,
			longest,
			lineBreaks: breaks,
		};
	}

	/** Deals with the record at `at` that is not sound. Returns what follows it, or -1 to wait for more bytes. */
	#odd(at: number): number {
		const record = this.#parse(at, 'strict');
		if (record.malformed) return this.#malformed(at);
		if (record.cut) return record.open && this.#isEndless(at) ? this.#neverCloses(at) : this.#wait(at);
		if (record.open) return this.#neverCloses(at);
		return this.#wellFormed(at, record);
	}

	#parse(
		at: number,
		closing: 'strict' | 'lenient' | 'literal',
		limit = this.#limit,
		last = this.#last,
	): ParsedRecord {
		return parseRecord(this.#bytes, at, limit, last, this.#plan, closing);
	}

	#isEndless(at: number): boolean {
		return this.#limit - at > LONGEST;
	}

	#wait(at: number): -1 {
		if (this.#limit - at > LONGEST) {
			throw new ProblemError({
				code: 'line-too-long',
				message: `Line ${this.#progress.line} of ${this.#file} is longer than ${LONGEST / 2 ** 20} MB.`,
				wayOut: 'Check that the file is a table with one record a line.',
				file: this.#file,
				line: this.#progress.line,
			});
		}
		return -1;
	}

	#wellFormed(at: number, record: ParsedRecord): number {
		const bytes = this.#bytes;
		const { width, lineEnd } = this.#plan;
		const count = record.cells.length / 3;
		if (isBlankLine(bytes, record)) {
			this.#endStretch(at);
			this.#blankLines++;
			this.#progress.line++;
			return record.end;
		}
		if (count === width) {
			if (this.#isHeader(at, record.bodyEnd)) return this.#putAside(at, record, HEADER_AGAIN);
			if (record.innerLines > 0 && this.#isSwallowed(bytes, at, record.bodyEnd)) return this.#neverCloses(at);
			return this.#keep(at, record);
		}
		if (count < width && record.lineEnd !== lineEnd && (record.lineEnd === CR || record.lineEnd === LF)) {
			const joined = this.#joined(at, record);
			if (joined === 'wait') return this.#wait(at);
			if (joined) return this.#keep(at, joined);
		}
		if (record.innerLines > 0 && this.#holdsRecords(at, record)) return this.#neverCloses(at);
		return this.#settleWidth(at, record);
	}

	/** A record with a quote where none may be: the first reading that gives it the right width is taken. */
	#malformed(at: number): number {
		const line = lineAt(this.#bytes, at, this.#limit);
		if (line.end >= this.#limit && !this.#last) return this.#wait(at);
		const { width } = this.#plan;
		const fits = (record: ParsedRecord): boolean =>
			!record.open && !record.cut && record.cells.length === width * 3;
		const within = (closing: 'lenient' | 'literal'): ParsedRecord => {
			const record = this.#parse(at, closing, line.bodyEnd, true);
			record.end = line.end;
			return record;
		};
		const lenient = within('lenient');
		if (fits(lenient)) return this.#keep(at, lenient);
		const literal = within('literal');
		if (fits(literal)) return this.#keep(at, literal);
		if (!lenient.open) {
			// Short because a cell swallowed its neighbours: filled up, the rest would stand in wrong columns.
			const swallows = lenient.cells.length < width * 3 && lenient.cells.some(isLoose);
			return swallows ? this.#neverCloses(at) : this.#settleWidth(at, lenient);
		}

		const behind = this.#base + line.end;
		if (behind < this.#unclosed.from || behind >= this.#unclosed.to) {
			const across = this.#parse(at, 'lenient');
			if (across.cut && !this.#isEndless(at)) return this.#wait(at);
			if (across.open) this.#unclosed = { from: this.#base + at, to: this.#base + this.#limit };
			else if (fits(across) && !this.#holdsRecords(at, across)) return this.#keep(at, across);
		}
		const across = this.#parse(at, 'literal');
		if (across.cut && !this.#isEndless(at)) return this.#wait(at);
		if (fits(across) && !this.#holdsRecords(at, across)) return this.#keep(at, across);
		return literal.open ? this.#neverCloses(at) : this.#settleWidth(at, literal);
	}

	#settleWidth(at: number, record: ParsedRecord): number {
		const { width } = this.#plan;
		const count = record.cells.length / 3;
		if (count <= width) return this.#keep(at, record);
		for (let cell = width; cell < count; cell++) {
			if (!isBlankCell(this.#bytes, record, cell)) {
				return this.#putAside(at, record, `${count} cells where the header has ${width}`);
			}
		}
		this.#trimmed++;
		return this.#keep(at, record);
	}

	/** Keeps a record that is not sound as it stands, at once or once it is clear that it is no footer. */
	#keep(at: number, record: ParsedRecord): number {
		const { width } = this.#plan;
		const bytes = this.#bytes;
		this.#endStretch(at);
		const short = record.cells.length < width * 3;
		const likeness =
			short || this.#isSparse(at, record.bodyEnd)
				? footerLikeness(cellTexts(bytes, record, this.#plan), width)
				: 'no';
		appendRecord(this.#sink, bytes, record, width, this.#plan, this.#lineEnd);
		const kept = this.#sink.take();
		if (kept.length > this.#progress.longest) this.#progress.longest = kept.length;
		if (record.rewrite) this.#requoted++;
		this.#rowsRead++;
		if (short || likeness !== 'no') {
			this.#pend({
				line: this.#progress.line,
				bytes: kept,
				text: cutText(bytes.subarray(at, record.bodyEnd)),
				likeness,
				padded: short,
			});
		} else {
			this.#keepPending();
			this.#clean.bytes(kept);
		}
		keepRow(this.#progress);
		this.#progress.line += record.innerLines + 1;
		return record.end;
	}

	#putAside(
		at: number,
		record: { bodyEnd: number; end: number; innerLines: number },
		reason: string,
	): number {
		this.#endStretch(at);
		this.#rowsRead++;
		this.#listAside(this.#progress.line, reason, cutText(this.#bytes.subarray(at, record.bodyEnd)));
		this.#progress.line += record.innerLines + 1;
		return record.end;
	}

	#listAside(line: number, reason: string, text: string): void {
		this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
		// A few more than are listed, as footers are found last and may stand before others.
		if (this.#setAside.length < LISTED + MOST_FOOTER_LINES) {
			this.#setAside.push({ file: this.#file, line, reason, text });
		}
	}

	/** Sets aside the line on which the record at `at` begins, and nothing that follows it. */
	#neverCloses(at: number): number {
		const line = lineAt(this.#bytes, at, this.#limit);
		if (line.end >= this.#limit && !this.#last) return this.#wait(at);
		return this.#putAside(at, { ...line, innerLines: 0 }, NEVER_CLOSES);
	}

	/** Ends the stretch of sound records before `at`; what may be totals below the data is held back. */
	#endStretch(at: number): void {
		const start = this.#stretch;
		if (start < 0) return;
		this.#stretch = -1;
		let end = this.#base + at;
		const held: Pending[] = [];
		for (const { start: from, line } of this.#fast.remembered()) {
			if (from < start || from < this.#base || !this.#isSparse(from - this.#base, end - this.#base)) break;
			const first = from - this.#base;
			const record = this.#parse(first, 'strict', end - this.#base, true);
			const cells = cellTexts(this.#bytes, record, this.#plan);
			if (footerLikeness(cells, this.#plan.width) === 'no') break;
			held.unshift({
				line,
				bytes: this.#bytes.slice(first, end - this.#base),
				text: cutText(this.#bytes.subarray(first, record.bodyEnd)),
				likeness: 'sure',
				padded: false,
			});
			end = from;
		}
		this.#clean.stretch(
			start,
			end,
			start >= this.#base ? this.#bytes.subarray(start - this.#base, end - this.#base) : null,
		);
		for (const pending of held) this.#pend(pending);
	}

	#pend(pending: Pending): void {
		this.#pending.push(pending);
		if (this.#pending.length > MOST_FOOTER_LINES) this.#keepPending(1);
	}

	/** Keeps the oldest `count` records that were held back: they stand among the data. */
	#keepPending(count = this.#pending.length): void {
		if (count === 0) return;
		for (const { bytes, padded, likeness } of this.#pending.splice(0, count)) {
			this.#clean.bytes(bytes);
			if (padded) this.#padded++;
			if (likeness === 'narrow') this.#narrowIsUsual = true;
		}
	}

	/** At the end of the file: from the first footer on, what was held back is set aside. */
	#settlePending(): void {
		const isData = this.#progress.rows > this.#pending.length;
		const first = this.#pending.findIndex(
			({ likeness }) => likeness === 'sure' || (likeness === 'narrow' && isData && !this.#narrowIsUsual),
		);
		const footers = first < 0 ? [] : this.#pending.splice(first);
		this.#keepPending();
		this.#progress.rows -= footers.length;
		const { breaks, rows } = this.#progress;
		while ((breaks.at(-1)?.row ?? 0) > rows) breaks.pop();
		for (const { line, text } of footers) this.#listAside(line, REPORT_FOOTER, text);
	}

	/** Whether few cells hold anything: without regard to quotes, as a first sieve for lines of totals. */
	#isSparse(from: number, to: number): boolean {
		const { delimiter, width } = this.#plan;
		const bytes = this.#bytes;
		const most = Math.max(width, 4) / 2;
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

	#isHeader(at: number, bodyEnd: number): boolean {
		const { header } = this.#plan;
		const from = this.#bytes[at] === 0xef && bodyEnd - at === header.length + 3 ? at + 3 : at;
		if (header.length === 0 || bodyEnd - from !== header.length) return false;
		return header.every((byte, index) => byte === this.#bytes[from + index]);
	}

	/** The record at `at` if its foreign line end was text of an unquoted cell, as its width then shows. */
	#joined(at: number, record: ParsedRecord): ParsedRecord | 'wait' | null {
		const { lineEnd, width } = this.#plan;
		const limit = Math.min(this.#limit, at + FARTHEST_JOIN);
		const last = this.#last && limit === this.#limit;
		const joined = parseRecord(this.#bytes, at, limit, last, this.#plan, 'strict', {
			cr: lineEnd === CR,
			lf: lineEnd === LF,
		});
		if (joined.malformed || joined.open) return null;
		if (joined.cut) return limit === this.#limit && !this.#last ? 'wait' : null;
		return joined.cells.length === width * 3 && !this.#isRecord(record.end) ? joined : null;
	}

	/** Whether a sound record of the right width begins with the line at `at`. */
	#isRecord(at: number): boolean {
		const limit = Math.min(this.#limit, at + FARTHEST_RECORD);
		const record = this.#parse(at, 'strict', limit, this.#last && limit === this.#limit);
		return !record.malformed && !record.open && !record.cut && record.cells.length === this.#plan.width * 3;
	}

	/** Whether lines inside the record are records by themselves: then its quote should have closed before. */
	#holdsRecords(at: number, { bodyEnd }: ParsedRecord): boolean {
		if (this.#plan.width === 1) return false;
		let from = lineAt(this.#bytes, at, bodyEnd).end;
		for (let line = 0; line < LINES_EXAMINED && from < bodyEnd; line++) {
			if (this.#isRecord(from)) return true;
			from = lineAt(this.#bytes, from, bodyEnd).end;
		}
		return false;
	}

	/**
	 * Whether a record of several lines that is right by the rules is so by chance: a stray quote opened it, and another
	 * one lines below closed it. Then lines inside are records: either they begin as it does, with digits (`D-17`,
	 * `D-18`), or each line has the width of a record, and that many cells cannot be the commas of a text.
	 */
	#isSwallowed(bytes: Uint8Array, from: number, bodyEnd: number): boolean {
		const { width, delimiter } = this.#plan;
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
				const record = parseRecord(bytes, at, line.bodyEnd, true, this.#plan, 'literal');
				if (!record.open && record.cells.length === width * 3) {
					full++;
					if (hasDigits && firstCellShape(bytes, at, line.bodyEnd, delimiter) === shape) alike++;
				}
			}
			at = line.end;
		}
		if ((width - 1) * alike >= SURELY_ALIKE) return true;
		if (full < lines || (width - 1) * lines < SURELY_NO_TEXT) return false;
		const head = parseRecord(bytes, from, own.bodyEnd, true, this.#plan, 'literal');
		const closed = head.cells.length / 3;
		let delimiters = 0;
		// Behind the last cell that closed: its own delimiter, and those in the cell that did not.
		for (let i = head.cells.at(-2) ?? from; i < own.bodyEnd; i++) if (bytes[i] === delimiter) delimiters++;
		return head.open && closed + delimiters + (closed === 0 ? 1 : 0) === width;
	}
}

/** Whether a number of `cells` says that a cell has stray quotes inside its quotes. */
const isLoose = (value: number, index: number): boolean => index % 3 === 2 && value === LOOSE;

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
