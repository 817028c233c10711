import { isBlank, isValue } from './cell-kind';
import { proofOfNames } from './header';
import { layouts, looksLikeHeader, type Layout } from './layout';
import { LOOSE, QUOTED, standsWithin } from './record';
import { recordsOf } from './sample';
import { standIn, withOneByte } from './separators';

export type Quote = '"' | "'";

export type Escape = '"' | "'" | '\\';

/** A way to read the sample. */
export interface Candidate {
	/** As in the file; one that is not a single byte is read as `standIn`. */
	delimiter: string;
	standIn: number;
	quote: Quote;
	escape: Escape;
	/** Whether whole rows stand between quotes. */
	wrapped: boolean;
	records: string[][];
	layout: Layout;
	score: number;
	/** Lines on which records begin that have a quote where none may be. */
	malformed: ReadonlySet<number>;
	/** Records that stand between quotes as one cell, where that was asked. */
	unwrapped: number;
	/**
	 * Records of the layout's width in which the byte `alone` stands outside quotes, or the delimiter within a cell, where
	 * that was asked.
	 */
	alone: number;
}

/** Score of a table of one column, which explains any file: a better one must be found to divide it. */
const ONE_COLUMN = 0.25;

/** What a way of reading loses by which all records have a quote where none may be. */
const MALFORMED = 0.8;

export const isSingleByte = (delimiter: string): boolean =>
	delimiter.length === 1 && delimiter.charCodeAt(0) < 128;

/** Columns that hold a value in most of their filled cells. */
export function valueColumns(records: readonly (readonly string[])[], { header, width }: Layout): number {
	let found = 0;
	const rows = records.slice(header + 1).filter((cells) => cells.length === width);
	for (let position = 0; position < width; position++) {
		const cells = rows.map((row) => row[position]!.trim()).filter((text) => text !== '');
		if (cells.length > 0 && cells.filter(isValue).length >= cells.length * 0.8) found++;
	}
	return found;
}

/** How well a table of this layout explains the records, 0..1: agreement of widths above all. */
function scoreOf(records: readonly (readonly string[])[], layout: Layout, delimiter: string): number {
	const { width, header, agreement, coverage } = layout;
	if (width === 1) return ONE_COLUMN * coverage;
	const cells = records[header]!;
	const before = records.slice(0, header).filter((record) => !isBlank(record));
	const named = looksLikeHeader(cells) ? 1 : 0.6;
	// Titles stand above tables; above a wrong guess stand many, or the true header, in one cell.
	const preamble = 0.93 ** Math.min(before.length, 5);
	const sizes = 0.5 + 0.5 * (1 - 1 / width);
	// `Smith, Anna` is a name and not two columns.
	const isSpaced =
		width === 2 &&
		(delimiter === ', ' ||
			(delimiter !== '\t' &&
				records.every((record) => record.length < 2 || (record[1] ?? '').startsWith(' '))));
	const spaced = isSpaced && valueColumns(records, layout) === 0 ? 0.3 : 1;
	const complete = cells.length === width ? 1 : 0.95;
	const score = agreement ** 2 * Math.sqrt(coverage) * named * preamble * sizes * spaced * complete;
	// Names above columns of values are no single column, in however many rows a delimiter is too many or too few.
	const floor = ONE_COLUMN + agreement / 10;
	const isTable = score < floor && width > 2 && named === 1 && agreement >= 0.4;
	if (!isTable) return score;
	// So is no text with a delimiter in it, if hardly any record is without.
	const divided = records.slice(header).filter((record) => record.length > 1 || isBlank(record)).length;
	const isDivided = cells.length === width && divided >= (records.length - header) * 0.9;
	return isDivided || valueColumns(records, layout) >= 2 ? floor : score;
}

/** Reads the sample in one way. Undefined if no byte can stand for the delimiter. */
export function candidate(
	bytes: Uint8Array,
	whole: boolean,
	delimiter: string,
	quote: Quote,
	escape: Escape,
	wrapped = false,
	alone = -1,
): Candidate | undefined {
	const single = isSingleByte(delimiter);
	const byte = single ? delimiter.charCodeAt(0) : standIn(bytes);
	if (byte < 0) return undefined;
	const marks = { quote: quote.charCodeAt(0), escape: escape.charCodeAt(0) };
	const text = single ? bytes : withOneByte(bytes, delimiter, marks, byte);
	const { records, malformed, unwrapped } = recordsOf(
		text,
		0,
		1,
		whole,
		{ delimiter: byte, ...marks },
		wrapped,
	);
	const cells = records.map((record) => record.cells);
	const rows = cells.filter((record) => !isBlank(record)).length;
	// An apostrophe is a letter of words besides: where it is no quote says nothing.
	const sound = quote === '"' ? 1 - (MALFORMED * Math.min(malformed.size, rows)) / (rows || 1) : 1;
	let found: Candidate | undefined;
	for (const layout of layouts(cells)) {
		const score = scoreOf(cells, layout, delimiter) * sound;
		if (found && score <= found.score + 1e-9) continue;
		found = {
			delimiter,
			standIn: byte,
			quote,
			escape,
			wrapped,
			records: cells,
			layout,
			score,
			malformed,
			unwrapped,
			alone: 0,
		};
	}
	if (found) found.layout = namedLayout(cells, found.layout);
	if (found && alone >= 0) {
		const { width } = found.layout;
		found.alone = records.filter(
			({ record: { cells: at } }) =>
				at.length === width * 3 &&
				(standsAlone(text, at, alone, marks.quote) || standsWithin(text, at, byte)),
		).length;
	}
	return found;
}

/**
 * The layout of names with rows of their own width below, above the one that was found and that names nothing: part way a
 * column was lost or came. Else the one that was found.
 */
function namedLayout(records: readonly (readonly string[])[], found: Layout): Layout {
	const { header, width } = found;
	const isAlone = header === 1 && records.length === 2;
	if (header === 0 || (looksLikeHeader(records[header]!) && !isAlone)) return found;
	const named = layouts(records).find((other) => {
		const names = records[other.header]!;
		if (other.header >= header || names.length !== other.width || !looksLikeHeader(names)) return false;
		// Of two lines, the first is the header, be the other one longer by a cell.
		if (isAlone) return other.width > 1 && other.width === width - 1;
		const below = records.slice(other.header + 1, other.header + 3);
		const proof = proofOfNames(names, below);
		return (
			other.width > 2 && below.every((cells) => cells.length === other.width) && proof.names > proof.values
		);
	});
	return named ?? found;
}

/** Whether a cell that is not quoted, nor begins with a quote, has this byte. */
function standsAlone(bytes: Uint8Array, cells: readonly number[], byte: number, quote: number): boolean {
	for (let at = 0; byte >= 0 && at < cells.length; at += 3) {
		const [start, end, kind] = [cells[at]!, cells[at + 1]!, cells[at + 2]];
		const isQuoted = kind === QUOTED || kind === LOOSE || bytes[start] === quote;
		if (!isQuoted && bytes.subarray(start, end).includes(byte)) return true;
	}
	return false;
}

export function better(one: Candidate | undefined, other: Candidate | undefined): Candidate | undefined {
	if (!one || !other) return one ?? other;
	return other.score > one.score + 1e-9 ? other : one;
}
