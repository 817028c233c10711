import { CR, LF } from './bytes';
import { isHeaderAgain, lengthsAgain } from './header-again';
import { CRLF, type Format } from './record';
import type { LineBreak } from './raw-file';

/** Starts of the last records that were looked at, for those below the data that turn out to be none. */
export const REMEMBERED = 16;

const ORDINARY = 0;
const DELIMITER = 1;
const RETURN = 2;
const FEED = 3;
const QUOTE = 4;
const NUL = 5;
const SPACE = 32;
/** Says of a byte that a line of totals may begin with it. */
export const MAY_BE_TOTALS = 2;
/** Letters with which the words for totals begin. */
const TOTALS = ['sub', 'sum', 'som', 'sou', 'gra', 'ges', 'tot', 'zwi'].map((word) =>
	[...word].map((letter) => letter.charCodeAt(0)),
);

/** Whether the record at `from` begins with a word for totals, in a quote or not. */
function beginsWithTotals(bytes: Uint8Array, from: number, quote: number): boolean {
	const at = bytes[from] === quote ? from + 1 : from;
	return TOTALS.some((word) => word.every((letter, index) => (bytes[at + index]! | 32) === letter));
}

/** Where a scan is, and what it has counted. */
export interface Progress {
	/** Line of the file on which the next record begins, 1-based. */
	line: number;
	/** Rows kept so far. */
	rows: number;
	/** Bytes of the longest record. */
	longest: number;
	breaks: LineBreak[];
	/** Line minus row of the last kept row, to see where a break is. */
	lead: number;
}

/** Notes that a row which begins on `progress.line` is kept. */
export function keepRow(progress: Progress): void {
	progress.rows++;
	const lead = progress.line - progress.rows;
	if (lead !== progress.lead || progress.rows === 1) {
		progress.breaks.push({ row: progress.rows, line: progress.line });
		progress.lead = lead;
	}
}

/** Notes that the last `rows` rows were none. */
export function uncountRows(progress: Progress, rows: number): void {
	progress.rows -= rows;
	while ((progress.breaks.at(-1)?.row ?? 0) > progress.rows) progress.breaks.pop();
	const last = progress.breaks.at(-1);
	progress.lead = last ? last.line - last.row : 0;
}

export interface Remembered {
	/** Position in the text. */
	start: number;
	line: number;
}

export interface FastScanner {
	/**
	 * Goes over sound records from `from` on and counts them: right number of cells, each beginning as its column's do,
	 * quotes as in RFC 4180, the usual line end, no NUL byte, not blank, not the header. Returns where the first record begins that is none of these or is
	 * not there completely. `bytes` has a byte more than `limit`; `last` says that the file ends at `limit`.
	 */
	run(bytes: Uint8Array, from: number, limit: number, last: boolean, base: number): number;
	/** Where the last sound records begin, latest first. */
	remembered(): Remembered[];
}

/**
 * A scanner for one file. `doubtful` says of each column and each byte with which a cell of it may begin whether the record
 * is to be looked at (`doubtfulBytes`). `isSwallowed` judges records of several lines, which may be the work of a quote that
 * never closes. This is the only code that looks at every byte one by one: plain loops over two tables.
 */
export function fastScanner(
	format: Format,
	width: number,
	doubtful: Uint8Array,
	lineEnd: number,
	headers: readonly Uint8Array[],
	progress: Progress,
	isSwallowed: (bytes: Uint8Array, from: number, bodyEnd: number) => boolean,
): FastScanner {
	const { quote, escape, delimiter } = format;
	const kinds = new Uint8Array(256);
	kinds[delimiter] = DELIMITER;
	kinds[CR] = RETURN;
	kinds[LF] = FEED;
	kinds[quote] = QUOTE;
	kinds[0] = NUL;
	// Inside quotes: the quote, line ends to count, and what is not sound: NUL bytes, and escapes other than a doubled
	// quote, which DuckDB is not told.
	const stops = new Uint8Array(256);
	stops[quote] = 1;
	stops[CR] = 1;
	stops[LF] = 1;
	stops[0] = 1;
	if (escape !== quote) stops[escape] = 1;
	const starts = new Float64Array(REMEMBERED);
	const lines = new Float64Array(REMEMBERED);
	let seen = 0;
	const { least, most } = lengthsAgain(headers, width);
	const header = { headers, width, delimiter, quote };

	function run(bytes: Uint8Array, from: number, limit: number, last: boolean, base: number): number {
		// A line end behind the last byte stops every loop without a check of its own.
		bytes[limit] = LF;
		let { line, rows, longest, lead } = progress;
		let start = from;
		while (start < limit) {
			let i = start;
			let cells = 1;
			let column = 0;
			let doubts = 0;
			let filled = false;
			let inner = 0;
			let sound = true;
			let kind: number;
			for (;;) {
				doubts |= doubtful[column | bytes[i]!]!;
				kind = kinds[bytes[i]!]!;
				if (kind === ORDINARY) {
					if (bytes[i]! > SPACE) filled = true;
					do i++;
					while ((kind = kinds[bytes[i]!]!) === ORDINARY);
				} else if (kind === QUOTE) {
					i++;
					const isEmpty = bytes[i] === quote && bytes[i + 1] !== quote;
					if (!isEmpty) filled = true;
					doubts |= doubtful[column | (isEmpty ? delimiter : bytes[i]!)]!;
					for (;;) {
						while (stops[bytes[i]!] === 0) i++;
						const byte = bytes[i]!;
						if (byte === quote) {
							if (bytes[i + 1] === quote && i + 1 < limit) i += 2;
							else break;
						} else if (byte === LF) {
							if (i >= limit) break;
							inner++;
							i++;
						} else if (byte === CR) {
							if (bytes[i + 1] !== LF) inner++;
							i++;
						} else {
							sound = false;
							break;
						}
					}
					if (!sound || i >= limit) {
						sound = false;
						break;
					}
					i++;
					kind = kinds[bytes[i]!]!;
					if (kind === ORDINARY) {
						sound = false;
						break;
					}
				}
				if (kind !== DELIMITER || ++cells > width) break;
				column += 256;
				i++;
			}
			if (doubts !== 0 && (doubts !== MAY_BE_TOTALS || beginsWithTotals(bytes, start, quote))) break;
			if (!sound || kind === QUOTE || kind === NUL || cells !== width || !filled) break;
			let end: number;
			// A record without a line end may be cut.
			if (i >= limit) break;
			if (kind === FEED) {
				if (lineEnd !== LF) break;
				end = i + 1;
			} else {
				// A return at the very end may be half a line end.
				if (i + 1 >= limit && !last) break;
				const pair = i + 1 < limit && bytes[i + 1] === LF;
				if (lineEnd !== (pair ? CRLF : CR)) break;
				end = pair ? i + 2 : i + 1;
			}
			const length = i - start;
			if (length >= least && length <= most && isHeaderAgain(header, bytes, start, i)) break;
			if (inner > 0 && isSwallowed(bytes, start, i)) break;
			rows++;
			if (line - rows !== lead || rows === 1) {
				lead = line - rows;
				progress.breaks.push({ row: rows, line });
			}
			const slot = seen++ % REMEMBERED;
			starts[slot] = base + start;
			lines[slot] = line;
			line += inner + 1;
			if (length > longest) longest = length;
			start = end;
		}
		progress.line = line;
		progress.rows = rows;
		progress.longest = longest;
		progress.lead = lead;
		return start;
	}

	return {
		run,
		remembered: () =>
			Array.from({ length: Math.min(seen, REMEMBERED) }, (_, back) => {
				const slot = (seen - 1 - back) % REMEMBERED;
				return { start: starts[slot]!, line: lines[slot]! };
			}),
	};
}
