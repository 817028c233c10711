import { ProblemError } from '../../base/problem';
import type { SetAsideRow } from '../mapping';
import { headsAnotherTable, isTitle, type TableSpan } from './another-table';
import { AsideList } from './aside-list';
import { ByteSink, chunksOf, CR, LF } from './bytes';
import { kindOf } from './cell-kind';
import { CleanFile } from './clean-file';
import { contradicts } from './column-kinds';
import { fastScanner, keepRow, type Progress } from './fast-scan';
import { footerLikeness } from './footer';
import { endsWithinQuotes, hasStrayQuotes, isLoose, Judge, partsQuoted, type Held } from './judge';
import {
	appendRecord,
	BARE,
	cellTexts,
	CRLF,
	isBlankCell,
	isBlankLine,
	lineAt,
	parseRecord,
	QUOTED,
	standsWithin,
	type Closing,
	type ParsedRecord,
} from './record';
import { PendingRows, type Pending } from './pending-rows';
import { readOtherwise, withoutBlank, type Otherwise } from './repair';
import type { Scan, ScanPlan } from './scan-plan';

export interface ScanOptions {
	signal?: AbortSignal | undefined;
	/** Told how much of the text was scanned, 0..1. */
	onProgress?: ((done: number) => void) | undefined;
}

export const NEVER_CLOSES = 'a quote opens here and never closes';
export const STRAY_QUOTES = 'stray quotes, which leave values in columns that never hold such';
export const HEADER_AGAIN = 'the header again';
export const CUT_OFF = 'the file ends within this row';
export const NUL_BYTE = 'a NUL byte, which no text has';
export const COMMENT = 'a comment';
export const ABOVE_HEADER = 'above the header';

/** A quoted cell longer than this is taken for a quote that never closes; other records are refused. */
const LONGEST = 16 * 1024 * 1024;
const HASH = 0x23;

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

/** A cell without the stray quote that it begins or ends with. */
const withoutOuterQuotes = (cell: string): string => cell.replace(/^['"]|['"]$/g, '');

/** All rows of `text` that are set aside, whole, in the order in which they are found. Throws as scanText does. */
export async function* setAsideRows(
	text: Blob,
	file: string,
	plan: ScanPlan,
	signal?: AbortSignal,
): AsyncGenerator<SetAsideRow[], void, undefined> {
	let found: SetAsideRow[] = [];
	const scanner = new Scanner(text, file, plan, (row) => found.push(row));
	const data = text.slice(plan.dataStart);
	let done = 0;
	for await (const chunk of chunksOf(data, file, signal)) {
		done += chunk.length;
		scanner.take(chunk, done >= data.size);
		if (done >= data.size) scanner.finish();
		if (found.length > 0) yield found;
		found = [];
	}
	// A file of a header alone has no chunk.
	if (data.size === 0) scanner.finish();
	if (found.length > 0) yield found;
}

class Scanner {
	readonly #file: string;
	readonly #plan: ScanPlan;
	readonly #clean: CleanFile;
	readonly #lineEnd: Uint8Array;
	readonly #fast: ReturnType<typeof fastScanner>;
	readonly #judge: Judge;
	readonly #progress: Progress;
	readonly #sink = new ByteSink();
	readonly #aside: AsideList;
	#rowsRead = 0;
	#trimmed = 0;
	#narrowed = 0;
	#requoted = 0;
	#reread = 0;
	#blankLines = 0;
	readonly #pending: PendingRows;
	/** A blank line stands above. */
	#afterBlank = false;
	/** Other tables that were found; within the last of them the scan is while `#isInAnother`. */
	readonly #others: TableSpan[] = [];
	#isInAnother = false;
	/** Where in the text the last blank line ended. */
	#blankUntil = -1;
	/** Where in the text the current stretch of sound records began, or -1. */
	#stretch = -1;
	/** From where to where in the text no quote closes a quoted cell, however one reads it. */
	#unclosed = { from: 0, to: 0 };
	/** The bytes at hand, `#limit` of them, the first of which is at `#base` in the text. */
	#bytes = new Uint8Array(1);
	#limit = 0;
	#base: number;
	#last = false;
	constructor(text: Blob, file: string, plan: ScanPlan, onSetAside?: (row: SetAsideRow) => void) {
		this.#file = file;
		this.#plan = plan;
		this.#clean = new CleanFile(text);
		this.#lineEnd = Uint8Array.from(plan.lineEnd === CRLF ? [CR, LF] : [plan.lineEnd]);
		this.#progress = { line: plan.dataLine, rows: 0, longest: 0, breaks: [], lead: 0 };
		this.#base = plan.dataStart;
		this.#judge = new Judge(plan);
		this.#aside = new AsideList(file, { byte: plan.delimiter, text: plan.delimiterText }, onSetAside);
		this.#fast = fastScanner(
			plan,
			plan.width,
			plan.lineEnd,
			plan.headers,
			this.#progress,
			(bytes, from, bodyEnd) => this.#judge.isSwallowed(bytes, from, bodyEnd),
		);
		this.#pending = new PendingRows(this.#clean, this.#aside, this.#progress);
		const names = Array.from({ length: plan.width }, (_, position) => `c${position}`);
		for (const { line, bytes } of plan.above) this.#aside.add(line, ABOVE_HEADER, bytes);
		this.#rowsRead = plan.above.length;
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
		const { isCut } = this.#plan;
		let at = 0;
		while (at < this.#limit) {
			if (this.#afterBlank && !this.#isInAnother) {
				const another = this.#headsAnother(at, true);
				if (another === 'wait') break;
				if (another) this.#beginAnother(at);
			}
			if (!this.#isInAnother) {
				const rows = this.#progress.rows;
				const next = this.#fast.run(bytes, at, this.#limit, last && !isCut, this.#base);
				if (next > at) {
					this.#pending.keep();
					this.#rowsRead += this.#progress.rows - rows;
					if (this.#stretch < 0) this.#stretch = this.#base + at;
					this.#afterBlank = false;
				}
				at = next;
				if (at >= this.#limit) break;
			}
			const after = this.#isInAnother ? this.#passOver(at) : this.#odd(at);
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
		this.#pending.settle();
		const { rows, longest, breaks } = this.#progress;
		const rowsSetAside = this.#aside.total;
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
			reasons: this.#aside.reasons(),
			setAside: this.#aside.listed(),
			padded: this.#pending.padded,
			trimmed: this.#trimmed,
			narrowed: this.#narrowed,
			requoted: this.#requoted,
			reread: this.#reread,
			blankLines: this.#blankLines,
			longest,
			lineBreaks: breaks,
			others: [...this.#plan.others, ...this.#others],
		};
	}

	get #held(): Held {
		return { bytes: this.#bytes, limit: this.#limit, last: this.#last };
	}

	/** Deals with the record at `at` that is not sound. Returns what follows it, or -1 to wait for more bytes. */
	#odd(at: number): number {
		const line = lineAt(this.#bytes, at, this.#limit);
		if (line.end >= this.#limit && !this.#last) return this.#wait(at);
		if (this.#plan.isCut && line.bodyEnd >= this.#limit) {
			return this.#putAside(at, { ...line, innerLines: 0 }, CUT_OFF);
		}
		if (this.#bytes.subarray(at, line.bodyEnd).includes(0)) {
			return this.#putAside(at, { ...line, innerLines: 0 }, NUL_BYTE);
		}
		const record = this.#parse(at, 'strict');
		if (record.malformed) return this.#malformed(at);
		if (record.cut) return record.open && this.#isEndless(at) ? this.#neverCloses(at) : this.#wait(at);
		if (record.open) return this.#neverCloses(at);
		if (record.innerLines > 0 && this.#bytes.subarray(at, record.bodyEnd).includes(0)) {
			return this.#putAside(at, record, NUL_BYTE);
		}
		return this.#wellFormed(at, record);
	}

	#parse(at: number, closing: Closing, limit = this.#limit, last = this.#last): ParsedRecord {
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

	#headsAnother(at: number, afterBlank: boolean): boolean | 'wait' {
		const { names, width } = this.#plan;
		return headsAnotherTable(this.#bytes, at, this.#limit, this.#last, this.#plan, names, width, afterBlank);
	}

	/** From `at` on stands another table, with its titles above: no rows of this one. */
	#beginAnother(at: number): void {
		this.#endStretch(at);
		const titles = this.#pending.takeLast(
			({ likeness, padded, raw, start }) =>
				((likeness === 'narrow' && !this.#pending.narrowIsUsual) ||
					(padded && likeness !== 'sure' && start >= this.#blankUntil)) &&
				isTitle(raw, this.#plan),
		);
		this.#rowsRead -= titles.length;
		this.#pending.settle();
		const [first] = titles;
		const { line } = this.#progress;
		this.#others.push({
			start: first?.start ?? this.#base + at,
			end: this.#base + at,
			line: first?.line ?? line,
			headerLine: line,
			lastLine: line,
		});
		this.#isInAnother = true;
	}

	/** Passes over the record at `at` of another table, which is read by itself. Returns as `#odd` does. */
	#passOver(at: number): number {
		const line = lineAt(this.#bytes, at, this.#limit);
		if (line.end >= this.#limit && !this.#last) return this.#wait(at);
		const record = this.#parse(at, 'strict');
		if (record.cut && !(record.open && this.#isEndless(at))) return this.#wait(at);
		const isSound = !record.malformed && !record.open && !record.cut;
		if (isSound && record.cells.length === this.#plan.width * 3 && this.#isHeader(at, record.bodyEnd)) {
			this.#isInAnother = false;
			return this.#putAside(at, record, HEADER_AGAIN);
		}
		const end = isSound ? record.end : line.end;
		const other = this.#others.at(-1)!;
		if (!isSound || !isBlankLine(this.#bytes, record)) {
			other.end = this.#base + end;
			other.lastLine = this.#progress.line + (isSound ? record.innerLines : 0);
		}
		this.#progress.line += (isSound ? record.innerLines : 0) + 1;
		return end;
	}

	#wellFormed(at: number, record: ParsedRecord): number {
		const bytes = this.#bytes;
		const { width, lineEnd } = this.#plan;
		const count = record.cells.length / 3;
		if (isBlankLine(bytes, record)) {
			this.#endStretch(at);
			this.#blankLines++;
			this.#progress.line++;
			this.#afterBlank = true;
			this.#blankUntil = this.#base + record.end;
			return record.end;
		}
		if (count === width && this.#isHeader(at, record.bodyEnd)) {
			return this.#putAside(at, record, HEADER_AGAIN);
		}
		if (count === width) {
			if (record.innerLines > 0 && this.#judge.isSwallowed(bytes, at, record.bodyEnd)) {
				return this.#neverCloses(at);
			}
			return this.#keep(at, record);
		}
		if (count < width && record.lineEnd !== lineEnd && (record.lineEnd === CR || record.lineEnd === LF)) {
			const joined = this.#judge.joined(this.#held, at, record);
			if (joined === 'wait') return this.#wait(at);
			if (joined) return this.#keep(at, joined);
		}
		if (record.innerLines > 0 && this.#judge.holdsRecords(this.#held, at, record)) {
			return this.#neverCloses(at);
		}
		if (!this.#afterBlank) {
			const another = this.#headsAnother(at, false);
			if (another === 'wait') return this.#wait(at);
			if (another) {
				this.#beginAnother(at);
				return this.#passOver(at);
			}
		}
		return this.#settleWidth(at, record);
	}

	/** A record with a quote where none may be: the first reading that gives it the right width is taken. */
	#malformed(at: number): number {
		const line = lineAt(this.#bytes, at, this.#limit);
		if (line.end >= this.#limit && !this.#last) return this.#wait(at);
		const { width } = this.#plan;
		const isWhole = (record: ParsedRecord): boolean =>
			!record.open && !record.cut && record.cells.length === width * 3;
		const fits = (record: ParsedRecord): boolean => isWhole(record) && !this.#isByChance(record);
		const within = (closing: 'lenient' | 'literal'): ParsedRecord => {
			const record = this.#parse(at, closing, line.bodyEnd, true);
			record.end = line.end;
			record.lineEnd = line.end > line.bodyEnd ? this.#plan.lineEnd : 0;
			return record;
		};
		const { wrapped, facts } = this.#plan;
		const lenient = within('lenient');
		if (fits(lenient)) return this.#keep(at, lenient);
		const otherwise = readOtherwise(this.#bytes, at, lenient, this.#plan, width, wrapped, facts);
		if (otherwise) {
			this.#reread++;
			return this.#keep(at, lenient, otherwise);
		}
		const literal = within('literal');
		const goesOn = lenient.open && endsWithinQuotes(this.#bytes, literal, this.#plan.quote);
		if (fits(literal) && !goesOn) return this.#keep(at, literal);
		if (!lenient.open) {
			// Short because a cell swallowed its neighbours: filled up, the rest would stand in wrong columns.
			const swallows = lenient.cells.length < width * 3 && lenient.cells.some(isLoose);
			if (isWhole(lenient)) return this.#putAside(at, { ...line, innerLines: 0 }, STRAY_QUOTES);
			return swallows ? this.#neverCloses(at) : this.#settleWidth(at, lenient);
		}

		// Another quote lines below may close it by chance, and swallow what stands between.
		const own = this.#provenLine(at, line);
		if (own === 'wait') return this.#wait(at);
		if (own) return this.#keep(at, own);
		const alone = this.#parse(at, 'cellwise', line.bodyEnd, true);
		if (isWhole(alone) && !endsWithinQuotes(this.#bytes, alone, this.#plan.quote))
			return this.#neverCloses(at);
		const behind = this.#base + line.end;
		if (behind < this.#unclosed.from || behind >= this.#unclosed.to) {
			const across = this.#parse(at, 'lenient');
			if (across.cut && !this.#isEndless(at)) return this.#wait(at);
			if (across.open) this.#unclosed = { from: this.#base + at, to: this.#base + this.#limit };
			else if (fits(across) && !this.#judge.holdsRecords(this.#held, at, across)) {
				return this.#keep(at, across);
			}
		}
		const across = this.#parse(at, 'literal');
		if (across.cut && !this.#isEndless(at)) return this.#wait(at);
		if (fits(across) && !this.#judge.holdsRecords(this.#held, at, across)) return this.#keep(at, across);
		return literal.open || isWhole(literal) ? this.#neverCloses(at) : this.#settleWidth(at, literal);
	}

	/**
	 * A record that has too few or too many cells: read in another way if that fits; filled up or cut where only blank
	 * cells are missing or too many and the others stand in their columns; else set aside.
	 */
	#settleWidth(at: number, record: ParsedRecord): number {
		const bytes = this.#bytes;
		const { width, facts, wrapped } = this.#plan;
		const count = record.cells.length / 3;
		if (count === width) return this.#keep(at, record);
		const otherwise = readOtherwise(bytes, at, record, this.#plan, width, wrapped, facts);
		if (otherwise) {
			this.#reread++;
			return this.#keep(at, record, otherwise);
		}
		const cells = cellTexts(bytes, record, this.#plan);
		const reason = `${count} ${count === 1 ? 'cell' : 'cells'} where the header has ${width}`;
		const sound = !contradicts(cells.slice(0, width), facts);
		if (count > width) {
			const beyond = Array.from({ length: count - width }, (_, extra) => width + extra);
			if (sound && beyond.every((cell) => isBlankCell(bytes, record, cell))) {
				this.#trimmed++;
				return this.#keep(at, record);
			}
			const narrower = withoutBlank(bytes, record, this.#plan, facts);
			if (!narrower) return this.#putAside(at, record, reason);
			this.#narrowed++;
			return this.#keep(at, narrower);
		}
		if (cells.length === 1 && width > 2 && bytes[at] === HASH && this.#plan.headers[0]?.[0] !== HASH) {
			return this.#putAside(at, record, COMMENT);
		}
		if (!sound || hasStrayQuotes(bytes, record, this.#plan.quote)) {
			return this.#keep(at, record, undefined, reason);
		}
		return this.#keep(at, record);
	}

	/**
	 * Keeps a record that is not sound as it stands, at once or once it is clear that it is no footer; `otherwise` says
	 * how it is read if not as the others are. With a `reason`, it is set aside for that unless it is a footer.
	 */
	#keep(at: number, record: ParsedRecord, otherwise?: Otherwise, reason = ''): number {
		const { width } = this.#plan;
		const bytes = this.#bytes;
		const { bytes: from, record: read, format } = otherwise ?? { bytes, record, format: this.#plan };
		this.#endStretch(at);
		const short = read.cells.length < width * 3;
		const likeness =
			short || this.#judge.isSparse(bytes, at, record.bodyEnd)
				? footerLikeness(cellTexts(from, read, format), width)
				: 'no';
		// Only at the end of the file a record has no line end; among rows that have all cells, it was cut off.
		const isLast = record.lineEnd === 0 && record.end >= this.#limit && this.#last;
		const alone = !this.#afterBlank && this.#pending.length === 0;
		if (
			isLast &&
			short &&
			likeness !== 'sure' &&
			alone &&
			this.#pending.padded === 0 &&
			this.#progress.rows > 0
		) {
			return this.#putAside(at, record, CUT_OFF);
		}
		this.#rowsRead++;
		let kept: Uint8Array | null = null;
		// A delimiter of several characters that stood within a cell is one byte by now, and no text.
		const isAltered = this.#plan.delimiterText.length > 1 && standsWithin(from, read.cells, format.delimiter);
		if (isAltered) reason = STRAY_QUOTES;
		if (reason === '') {
			appendRecord(this.#sink, from, read, width, format, this.#lineEnd, this.#plan);
			kept = this.#sink.take();
			if (kept.length > this.#progress.longest) this.#progress.longest = kept.length;
			if (read.rewrite) this.#requoted++;
		}
		const raw = bytes.slice(at, record.bodyEnd);
		const { line } = this.#progress;
		const pending = { start: this.#base + at, line, bytes: kept, raw, reason, likeness, padded: short };
		if (short || likeness !== 'no' || !kept) this.#pending.add(pending);
		else {
			this.#pending.keep();
			this.#clean.bytes(kept);
			this.#afterBlank = false;
		}
		if (kept) keepRow(this.#progress);
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
		this.#aside.add(this.#progress.line, reason, this.#bytes.subarray(at, record.bodyEnd));
		this.#progress.line += record.innerLines + 1;
		return record.end;
	}

	/**
	 * Whether quotes that may have been meant otherwise give a record cells that contradict their columns; other quotes, as
	 * that of `5" pipe`, speak for their own cell only.
	 */
	#isByChance(record: ParsedRecord): boolean {
		const { facts, quote } = this.#plan;
		const cells = cellTexts(this.#bytes, record, this.#plan).map(withoutOuterQuotes);
		if (hasStrayQuotes(this.#bytes, record, quote)) return contradicts(cells, facts);
		return cells.some(
			(cell, position) =>
				record.cells[position * 3 + 2] === BARE && contradicts([cell], facts.slice(position, position + 1)),
		);
	}

	/** Whether cells behind the one with the stray quote are of their columns' kinds, and none contradicts its own. */
	#isProvenBehind(record: ParsedRecord): boolean {
		const { facts } = this.#plan;
		const cells = cellTexts(this.#bytes, record, this.#plan);
		const stray = record.cells.findIndex((kind, index) => index % 3 === 2 && kind > QUOTED);
		const behind = cells.map((cell, position) => (position * 3 + 2 > stray ? cell : ''));
		const shows = behind.some((cell, position) => {
			const { kind } = facts[position]!;
			return kind !== 'text' && kindOf(cell) === kind;
		});
		return shows && !contradicts(cells.map(withoutOuterQuotes), facts);
	}

	/**
	 * The line at `at` as a record, if one of its quotes taken as text gives it all its cells, each of its column's kind; with
	 * what follows, if its last cell goes on below: kept without that, a value would be cut.
	 */
	#provenLine(at: number, line: { bodyEnd: number; end: number }): ParsedRecord | 'wait' | null {
		const { width, facts, quote, lineEnd } = this.#plan;
		if (!facts.some(({ kind }) => kind !== 'text')) return null;
		for (const closing of ['cellwise', 'trailing'] as const) {
			const record = this.#parse(at, closing, line.bodyEnd, true);
			if (record.open || record.cells.length !== width * 3) continue;
			if (partsQuoted(this.#bytes, record, quote) || !this.#isProvenBehind(record)) continue;
			if (!endsWithinQuotes(this.#bytes, record, quote)) {
				return { ...record, end: line.end, lineEnd: line.end > line.bodyEnd ? lineEnd : 0 };
			}
			const whole = this.#parse(at, closing);
			if (whole.cut && !this.#isEndless(at)) return 'wait';
			const fits = !whole.open && !whole.cut && whole.cells.length === width * 3;
			if (fits && !this.#judge.holdsRecords(this.#held, at, whole)) return whole;
		}
		return null;
	}

	/**
	 * Sets aside the line on which the record at `at` begins, and nothing that follows it; unless one of its quotes taken
	 * as text gives it all its cells, each of its column's kind.
	 */
	#neverCloses(at: number): number {
		const line = lineAt(this.#bytes, at, this.#limit);
		if (line.end >= this.#limit && !this.#last) return this.#wait(at);
		const own = this.#provenLine(at, line);
		if (own === 'wait') return this.#wait(at);
		if (own) return this.#keep(at, own);
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
			const first = from - this.#base;
			if (from < start || first < 0 || !this.#judge.isSparse(this.#bytes, first, end - this.#base)) break;
			const record = this.#parse(first, 'strict', end - this.#base, true);
			const cells = cellTexts(this.#bytes, record, this.#plan);
			if (footerLikeness(cells, this.#plan.width) === 'no') break;
			held.unshift({
				start: from,
				line,
				bytes: this.#bytes.slice(first, end - this.#base),
				raw: this.#bytes.slice(first, record.bodyEnd),
				reason: '',
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
		for (const pending of held) this.#pending.add(pending);
	}

	#isHeader(at: number, bodyEnd: number): boolean {
		return this.#plan.headers.some((header) => {
			const from = this.#bytes[at] === 0xef && bodyEnd - at === header.length + 3 ? at + 3 : at;
			return (
				bodyEnd - from === header.length && header.every((byte, index) => byte === this.#bytes[from + index])
			);
		});
	}
}
