import { ByteSink, CR, LF } from './bytes';

/** How records are written. All three are ASCII bytes. */
export interface Format {
	delimiter: number;
	quote: number;
	/** The byte that takes away the meaning of a quote inside quotes: the quote itself, or a backslash. */
	escape: number;
}

/**
 * What ends a quoted cell when the quote is followed by something else than a delimiter or a line end:
 * - `strict`: nothing may follow; the record is malformed.
 * - `lenient`: that quote was meant as text; the cell goes on to a quote before a delimiter or line end.
 * - `literal`: the whole cell was never meant as quoted; it runs to the next delimiter with its quotes as text.
 * - `cellwise`: like `literal`, but for that cell alone, even if the quote that follows opens the next one.
 * - `trailing`: a doubled quote before a delimiter or line end is a quote as text and the one that closes.
 */
export type Closing = 'strict' | 'lenient' | 'literal' | 'cellwise' | 'trailing';

/** How the text of a cell stands in the file. */
export const PLAIN = 0;
/** Between quotes, as RFC 4180 has it. */
export const QUOTED = 1;
/** Unquoted, but with quotes or line ends inside: it can only be copied between quotes. */
export const BARE = 2;
/** Between quotes, with quotes inside that nobody doubled. */
export const LOOSE = 3;

export interface ParsedRecord {
	/** Behind the last cell, and behind the line end. */
	bodyEnd: number;
	end: number;
	/** Three numbers a cell: where its text starts and ends (within its quotes), and how it stands. */
	cells: number[];
	/** The line end: CR, LF, CR + LF summed for both, 0 at the end of the file. */
	lineEnd: number;
	/** Line ends inside cells. */
	innerLines: number;
	/** A quote where RFC 4180 allows none. */
	malformed: boolean;
	/** Cells must be copied between quotes, one by one: the record cannot be copied as it stands. */
	rewrite: boolean;
	/** A quote opened and did not close before the bytes ended. */
	open: boolean;
	/** The bytes ended before the record did, and the file goes on. */
	cut: boolean;
}

export const CRLF = CR + LF;

const SPACE = 32;

/** Which line ends end a record; the others are text. */
export interface RecordEnds {
	cr: boolean;
	lf: boolean;
}

const BOTH: RecordEnds = { cr: true, lf: true };

/**
 * The record that begins at `from` in `bytes`, of which `limit` are there. Exact but not fast: `scan` calls it for
 * the odd ones only. With `last`, the bytes end where the file does.
 */
export function parseRecord(
	bytes: Uint8Array,
	from: number,
	limit: number,
	last: boolean,
	format: Format,
	closing: Closing,
	ends: RecordEnds = BOTH,
): ParsedRecord {
	const { delimiter, quote, escape } = format;
	const record: ParsedRecord = {
		bodyEnd: limit,
		end: limit,
		cells: [],
		lineEnd: 0,
		innerLines: 0,
		malformed: false,
		rewrite: false,
		open: false,
		cut: false,
	};
	const { cells } = record;
	/** Length of the line end at `at` that ends a record, or 0. */
	const endsAt = (at: number): number => {
		const byte = bytes[at];
		if (byte === CR && at + 1 < limit && bytes[at + 1] === LF) return 2;
		return (byte === LF && ends.lf) || (byte === CR && ends.cr) ? 1 : 0;
	};
	/** Whether the quoted cell may end before `at`; in lenient reading, white space may stand in between. */
	const closesBefore = (at: number): boolean => {
		let next = at;
		if (closing === 'lenient') while (next < limit && bytes[next] === SPACE && delimiter !== SPACE) next++;
		return next >= limit || bytes[next] === delimiter || bytes[next] === CR || bytes[next] === LF;
	};
	let i = from;
	for (;;) {
		const cellStart = i;
		let opens = i;
		if (closing === 'lenient') while (opens < limit && bytes[opens] === SPACE && delimiter !== SPACE) opens++;
		let done = false;
		let closedAt = -1;
		if (opens < limit && bytes[opens] === quote) {
			let inner = 0;
			let loose = false;
			let at = opens + 1;
			for (;;) {
				if (at >= limit) {
					if (closing === 'cellwise') {
						record.malformed = true;
						break;
					}
					record.open = true;
					record.cut = !last;
					return record;
				}
				const byte = bytes[at]!;
				if (byte === quote) {
					if (bytes[at + 1] === quote && at + 1 < limit) {
						if (closing === 'trailing' && closesBefore(at + 2)) {
							cells.push(opens + 1, at + 1, LOOSE);
							record.innerLines += inner;
							record.rewrite = true;
							record.malformed = true;
							i = at + 2;
							done = true;
							break;
						}
						at += 2;
						continue;
					}
					if (at + 1 >= limit && !last) {
						record.open = true;
						record.cut = true;
						return record;
					}
					if (closesBefore(at + 1)) {
						cells.push(opens + 1, at, loose ? LOOSE : QUOTED);
						record.innerLines += inner;
						if (loose || opens > cellStart) record.rewrite = true;
						i = at + 1;
						if (closing === 'lenient' && i < limit && bytes[i] === SPACE) {
							record.rewrite = true;
							while (i < limit && bytes[i] === SPACE) i++;
						}
						done = true;
						break;
					}
					record.malformed = true;
					if (closing === 'literal' || closing === 'cellwise') {
						if (closing === 'literal') closedAt = at;
						break;
					}
					loose = true;
					if (closing === 'strict') {
						record.innerLines += inner;
						return record;
					}
					at++;
				} else if (byte === escape) {
					at += 2;
				} else {
					if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) inner++;
					at++;
				}
			}
		}
		if (!done) {
			let bare = false;
			let inner = 0;
			i = cellStart;
			while (i < limit && bytes[i] !== delimiter && endsAt(i) === 0) {
				const byte = bytes[i]!;
				if (byte === quote) {
					bare = true;
					record.malformed = true;
					if (closing === 'strict') return record;
				} else if (byte === LF || byte === CR) {
					bare = true;
					if (byte === LF || bytes[i + 1] !== LF) inner++;
				}
				i++;
			}
			// The quote that closed belongs to another cell: this one's never did.
			if (closedAt >= i) {
				record.open = true;
				return record;
			}
			if (bare) record.rewrite = true;
			record.innerLines += inner;
			cells.push(cellStart, i, bare ? BARE : PLAIN);
		}
		if (i >= limit) {
			record.cut = !last;
			record.bodyEnd = limit;
			return record;
		}
		if (bytes[i] === delimiter) {
			i++;
			continue;
		}
		// A carriage return at the end of what is there may be half a line end.
		if (bytes[i] === CR && i + 1 >= limit && !last) record.cut = true;
		const length = endsAt(i) || 1;
		record.bodyEnd = i;
		record.end = i + length;
		record.lineEnd = length === 2 ? CRLF : bytes[i]!;
		return record;
	}
}

/** Where the line that begins at `from` ends, before and behind its line end; both `limit` if it does not. */
export function lineAt(bytes: Uint8Array, from: number, limit: number): { bodyEnd: number; end: number } {
	let i = from;
	while (i < limit && bytes[i] !== LF && bytes[i] !== CR) i++;
	const pair = bytes[i] === CR && i + 1 < limit && bytes[i + 1] === LF;
	return { bodyEnd: i, end: Math.min(limit, i + (pair ? 2 : 1)) };
}

/** Appends the text of a cell to `sink`, with its quotes doubled if `quoted`, which are to be put around it. */
function appendText(
	sink: ByteSink,
	bytes: Uint8Array,
	start: number,
	end: number,
	kind: number,
	format: Format,
	quoted: boolean,
): void {
	const { quote, escape } = format;
	const inQuotes = kind === QUOTED || kind === LOOSE;
	let from = start;
	for (let i = start; i < end; i++) {
		const byte = bytes[i]!;
		let skip = 0;
		if (inQuotes && byte === quote && i + 1 < end && bytes[i + 1] === quote) skip = 1;
		else if (inQuotes && escape !== quote && byte === escape && i + 1 < end) {
			skip = bytes[i + 1] === quote || bytes[i + 1] === escape ? 1 : 0;
		}
		if (skip) {
			sink.append(bytes.subarray(from, i));
			from = i + 1;
			i++;
		}
		if (quoted && bytes[i] === quote) {
			sink.append(bytes.subarray(from, i + 1));
			from = i;
		}
	}
	sink.append(bytes.subarray(from, end));
}

/**
 * Appends the first `width` cells to `sink` as RFC 4180 has them, filled up with empty ones, and `lineEnd`. The record
 * is of `format`; what is written has the delimiter of `written`.
 */
export function appendRecord(
	sink: ByteSink,
	bytes: Uint8Array,
	record: ParsedRecord,
	width: number,
	format: Format,
	lineEnd: Uint8Array,
	written: Format = format,
): void {
	const { cells } = record;
	const foreign = format.delimiter !== written.delimiter;
	if (!record.rewrite && !foreign && format.escape === format.quote) {
		const present = Math.min(width, cells.length / 3);
		const last = (present - 1) * 3;
		const end = cells[last + 1]! + (cells[last + 2] === QUOTED ? 1 : 0);
		sink.append(bytes.subarray(cells[2] === QUOTED ? cells[0]! - 1 : cells[0]!, end));
		for (let cell = present; cell < width; cell++) sink.byte(format.delimiter);
		sink.append(lineEnd);
		return;
	}
	if (format.quote !== written.quote) {
		const quote = String.fromCharCode(written.quote);
		const texts = cellTexts(bytes, record, format);
		const cells = Array.from({ length: width }, (_, cell) => texts[cell] ?? '');
		const quoted = cells.map((text) => quote + text.replaceAll(quote, quote + quote) + quote);
		sink.append(new TextEncoder().encode(quoted.join(String.fromCharCode(written.delimiter))));
		sink.append(lineEnd);
		return;
	}
	for (let cell = 0; cell < width; cell++) {
		if (cell > 0) sink.byte(written.delimiter);
		const start = cells[cell * 3];
		if (start === undefined) continue;
		const end = cells[cell * 3 + 1]!;
		const kind = cells[cell * 3 + 2]!;
		const isPlain = kind === PLAIN && !(foreign && bytes.subarray(start, end).includes(written.delimiter));
		if (isPlain) sink.append(bytes.subarray(start, end));
		else {
			sink.byte(format.quote);
			appendText(sink, bytes, start, end, kind, format, true);
			sink.byte(format.quote);
		}
	}
	sink.append(lineEnd);
}

// A byte-order mark within a file is text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The texts of the cells of a record. */
export function cellTexts(bytes: Uint8Array, record: ParsedRecord, format: Format): string[] {
	const texts: string[] = [];
	const sink = new ByteSink(256);
	for (let at = 0; at < record.cells.length; at += 3) {
		appendText(sink, bytes, record.cells[at]!, record.cells[at + 1]!, record.cells[at + 2]!, format, false);
		texts.push(decoder.decode(sink.take()));
	}
	return texts;
}

/** Whether cell `cell` of a record holds nothing but white space; a pair of quotes with nothing inside does. */
export function isBlankCell(bytes: Uint8Array, record: ParsedRecord, cell: number): boolean {
	const end = record.cells[cell * 3 + 1]!;
	for (let i = record.cells[cell * 3]!; i < end; i++) if (bytes[i]! > SPACE) return false;
	return true;
}

/** Whether a record is a blank line: no quotes, nothing but white space and delimiters. */
export function isBlankLine(bytes: Uint8Array, record: ParsedRecord): boolean {
	for (let cell = 0; cell * 3 < record.cells.length; cell++) {
		if (record.cells[cell * 3 + 2] !== PLAIN || !isBlankCell(bytes, record, cell)) return false;
	}
	return true;
}

/** Whether a cell has this byte, which divides cells. */
export function standsWithin(bytes: Uint8Array, cells: readonly number[], byte: number): boolean {
	for (let at = 0; at < cells.length; at += 3) {
		if (bytes.subarray(cells[at]!, cells[at + 1]!).includes(byte)) return true;
	}
	return false;
}
