import { filled, isBlank, isValue, kindOf } from './cell-kind';
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

/** In order of preference where two explain the file equally well. */
const DELIMITERS = [',', ';', '\t', '|', '^', '~', '\x1f', '\x01'];
/** Of several bytes; each is tried only where it leaves none of its bytes alone. */
const LONGER = [
	'|~|',
	'~|~',
	' | ',
	'| ',
	'||',
	'^|^',
	'<|>',
	'#|#',
	'::',
	';;',
	'~~',
	'^^',
	', ',
	'; ',
	'¦',
	'§',
];
/** Characters of words and values that some files divide by: only if nothing else does, and without exception. */
const LAST_RESORT = [' ', ':', '#', '*', '!'];

/** Score of a table of one column, which explains any file: a better one must be found to divide it. */
const ONE_COLUMN = 0.25;

const isSingleByte = (delimiter: string): boolean => delimiter.length === 1 && delimiter.charCodeAt(0) < 128;

/** Columns that hold a value in most of their filled cells. */
function valueColumns(records: readonly (readonly string[])[], { header, width }: Layout): number {
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
	const score = agreement ** 2 * Math.sqrt(coverage) * named * preamble * sizes * spaced;
	// Names above columns of values are no single column, in however many rows a delimiter is too many or too few.
	const floor = ONE_COLUMN + agreement / 10;
	const isTable = score < floor && width > 2 && named === 1 && agreement >= 0.4;
	return isTable && valueColumns(records, layout) >= 2 ? floor : score;
}

/** Reads the sample in one way. Undefined if no byte can stand for the delimiter. */
function candidate(
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
	const sound = quote === '"' ? 1 - (0.5 * Math.min(malformed.size, rows)) / (rows || 1) : 1;
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

/** Whether a cell that is not quoted, nor begins with a quote, has this byte. */
function standsAlone(bytes: Uint8Array, cells: readonly number[], byte: number, quote: number): boolean {
	for (let at = 0; byte >= 0 && at < cells.length; at += 3) {
		const [start, end, kind] = [cells[at]!, cells[at + 1]!, cells[at + 2]];
		const isQuoted = kind === QUOTED || kind === LOOSE || bytes[start] === quote;
		if (!isQuoted && bytes.subarray(start, end).includes(byte)) return true;
	}
	return false;
}

function better(one: Candidate | undefined, other: Candidate | undefined): Candidate | undefined {
	if (!one || !other) return one ?? other;
	return other.score > one.score + 1e-9 ? other : one;
}

/** How often `part` stands in `text` outside of double quotes, roughly. */
const occurrences = (text: string, part: string): number => text.split(part).length - 1;

/** Whether every second column is blank in all records of the layout, as where the delimiter stands twice. */
const isDoubled = ({ records, layout: { header, width } }: Candidate): boolean =>
	width > 2 &&
	records
		.slice(header)
		.filter((cells) => cells.length === width)
		.every((cells) => cells.every((cell, position) => position % 2 === 0 || cell.trim() === ''));

/**
 * A delimiter of several bytes that explains every place where the single byte `plain.delimiter` divides: `a||b` is two
 * cells and not three, one of which is blank.
 */
function longer(
	bytes: Uint8Array,
	text: string,
	whole: boolean,
	told: Escape | undefined,
	plain: Candidate,
): Candidate | undefined {
	let found: Candidate | undefined;
	const lines = text.split('\n').filter((line) => line.trim() !== '').length;
	for (const delimiter of LONGER) {
		if (!isSingleByte(plain.delimiter) || !delimiter.includes(plain.delimiter)) continue;
		if (occurrences(text, delimiter) < Math.max(1, lines * 0.8)) continue;
		const byte = plain.delimiter.charCodeAt(0);
		const divided = candidate(bytes, whole, delimiter, plain.quote, plain.escape, false, byte);
		const other = divided && escaped(bytes, text, whole, told, divided, byte);
		if (!other || other.layout.width < 2) continue;
		// Records may be fewer, and of another width, only where quotes find their partners that did not.
		const cured = Math.max(0, plain.malformed.size - other.malformed.size);
		const share = isDoubled(plain) ? 0.1 : 0.02;
		const loss = share + cured / plain.records.length;
		if (other.layout.agreement < plain.layout.agreement - loss) continue;
		if (cured === 0 && other.records.length < plain.records.length * 0.9) continue;
		// Damaged records may have it alone: fewer than those that are cured.
		if (other.alone > Math.max(other.records.length * share, cured / 8)) continue;
		if (!found || other.layout.width < found.layout.width) found = other;
	}
	return found;
}

/** Whether a last resort divides without exception, and into what words do not make by chance. */
function isBeyondDoubt(text: string, found: Candidate | undefined): found is Candidate {
	if (!found || found.layout.width < 3) return false;
	const rows = found.records.filter((cells) => !isBlank(cells));
	const { layout } = found;
	// Words do not stand below names in columns of values, line by line as many.
	const isTable = found.delimiter === ' ' && layout.agreement >= 0.75 && layout.coverage >= 0.6;
	if (isTable && looksLikeHeader(found.records[layout.header]!) && valueColumns(found.records, layout) >= 2) {
		return true;
	}
	if (rows.length < 3) return false;
	if (found.delimiter === ' ' && betweenCells(text) >= rows.length * 0.8) {
		return rows[0]!.length === found.layout.width || layout.agreement >= 0.8;
	}
	if (!looksLikeHeader(rows[0]!)) return false;
	if (found.layout.coverage < 1) return false;
	if (
		found.delimiter === ':' &&
		rows.slice(1).some((cells) => cells.every((cell) => /^\d+$/.test(cell.trim())))
	)
		return false;
	return valueColumns(found.records, found.layout) >= 2;
}

/** Lines on which a space stands between two quoted cells. */
const betweenCells = (text: string): number =>
	text.split('\n').filter((line) => /[^\s"]" "[^\s"]/.test(line)).length;

/** How many cells stand between two of these quotes, whatever divides them. */
const betweenQuotes = (text: string, quote: Quote): number =>
	(
		text.match(
			quote === '"'
				? /(?<=^|[,;\t| ^~])"[^"\n]*"(?=[,;\t| ^~]|$)/gm
				: /(?<=^|[,;\t| ^~])'[^'\n]*'(?=[,;\t| ^~]|$)/gm,
		) ?? []
	).length;

/** How many cells stand between two of these quotes, be it on several lines, and in how many of them one is doubled. */
function quotedCells(text: string, quote: Quote, delimiter: string): { all: number; doubling: number } {
	const by = delimiter.replace(/[\\^$|.*+?()[\]{}]/g, '\\$&');
	const cells =
		text.match(
			new RegExp(`(?<=^|${by})${quote}(?:[^${quote}]|${quote}${quote}){0,400}${quote}(?=${by}|$)`, 'gm'),
		) ?? [];
	return {
		all: cells.length,
		doubling: cells.filter((cell) => cell.slice(1, -1).includes(quote + quote)).length,
	};
}

/** Whether apostrophes are the quotes of a file: some cells stand between them that say so, and none between others. */
function provesApostrophes(text: string, own: Candidate, plain: Candidate): boolean {
	const apostrophes = quotedCells(text, "'", own.delimiter);
	if (apostrophes.all === 0 || quotedCells(text, '"', plain.delimiter).all > 0) return false;
	return (
		(apostrophes.doubling > 0 && own.score >= plain.score - 0.05) ||
		(own.score > plain.score + 1e-9 && own.layout.width >= plain.layout.width)
	);
}

/**
 * The way of reading that explains the sample best. `text` is the sample with LF line ends; `told` are what a person or
 * the file itself say.
 */
export function bestCandidate(
	bytes: Uint8Array,
	text: string,
	whole: boolean,
	told: { delimiter?: string | undefined; quote?: Quote | undefined; escape?: Escape | undefined },
): Candidate | undefined {
	// Under a single name, commas may be text: then a delimiter is named that does not occur, and records stay whole.
	const present = DELIMITERS.filter((delimiter) => text.includes(delimiter));
	const top = text.trimStart().split('\n', 1)[0] ?? '';
	const single = !present.some((delimiter) => top.includes(delimiter));
	const silent = single ? [',', '\t', '\x1f'].find((delimiter) => !text.includes(delimiter)) : undefined;
	const asked = told.delimiter ? [told.delimiter] : silent ? [...present, silent] : present;
	const apostrophes = betweenQuotes(text, "'");
	const quotes: Quote[] = told.quote
		? [told.quote]
		: /(?:^|[^\p{L}\p{N}])'/mu.test(text)
			? ['"', "'"]
			: ['"'];
	let found: Candidate | undefined;
	for (const quote of quotes) {
		let own: Candidate | undefined;
		for (const delimiter of asked) {
			const plain = candidate(bytes, whole, delimiter, quote, told.escape ?? quote);
			own = better(own, plain && escaped(bytes, text, whole, told.escape, plain));
		}
		if (quote === "'" && found && own && !told.quote) {
			const lines = text.split('\n').filter((line) => line.trim() !== '').length;
			const clearly = own.score > found.score + 0.05 && apostrophes > betweenQuotes(text, '"');
			const everywhere =
				own.score >= found.score - 1e-9 && apostrophes * 2 >= lines && betweenQuotes(text, '"') === 0;
			found = clearly || everywhere || provesApostrophes(text, own, found) ? own : found;
		} else found = own ?? found;
	}
	if (found && !told.delimiter) {
		found = rival(bytes, text, whole, quotes, asked, found) ?? found;
		found = beginning(bytes, whole, asked, found);
		if (found.layout.width > 1) found = longer(bytes, text, whole, told.escape, found) ?? found;
		else {
			for (const delimiter of LAST_RESORT.filter((one) => text.includes(one))) {
				const { quote, escape } = found;
				const other = quotes
					.map((one) => candidate(bytes, whole, delimiter, one, one === quote ? escape : one))
					.reduce(better);
				if (!isBeyondDoubt(text, other)) continue;
				const divided = longer(bytes, text, whole, told.escape, other) ?? other;
				return escaped(bytes, text, whole, told.escape, divided);
			}
			for (const delimiter of LONGER.filter((one) => text.includes(one))) {
				const other = candidate(bytes, whole, delimiter, found.quote, found.escape);
				if (!other || other.layout.width < 2) continue;
				found = better(found, escaped(bytes, text, whole, told.escape, other)) ?? found;
			}
		}
	}
	if (!found) return undefined;
	return escaped(bytes, text, whole, told.escape, wrapped(bytes, text, whole, asked, found));
}

/** Share of lines that must hold a delimiter which few files have. */
const MOST_LINES = 0.6;
/** Share of rows that must be of one width where no other delimiter divides them. */
const SOME_LINES = 0.4;
/** Rows from which columns of values are known. */
const FEW_ROWS = 3;

/** Whether a line is a number or a date of few words. */
const isOneValue = (line: string): boolean =>
	['number', 'date'].includes(kindOf(line)) && line.trim().split(/\s+/).length < 4;

/**
 * Another delimiter that divides the records into columns of values – numbers, dates – where `found` leaves texts: cells of
 * one kind below each other do not come by chance.
 */
function rival(
	bytes: Uint8Array,
	text: string,
	whole: boolean,
	quotes: readonly Quote[],
	delimiters: readonly string[],
	found: Candidate,
): Candidate | undefined {
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	const { layout, records } = found;
	// Names above rows of as many cells need no other explanation.
	if (layout.width > 2 && layout.agreement >= 0.9 && looksLikeHeader(records[layout.header]!))
		return undefined;
	// Of lines that are values as they stand, as 3 May 2024 is, none is divided.
	if (lines.filter(isOneValue).length * 2 > lines.length) return undefined;
	// Spaces that stand within quotes say that those outside divide.
	const areQuoted = lines.filter((line) => /(?:^| )(["'])[^"']+ [^"']*\1(?: |$)/.test(line)).length;
	const least = Math.max(valueColumns(records, layout) + 1, areQuoted * 10 > lines.length ? 1 : 2);
	const agreement = layout.width === 1 ? SOME_LINES : MOST_LINES;
	let best: Candidate | undefined;
	let most = 0;
	for (const delimiter of [...delimiters, ...LONGER, ' ']) {
		if (delimiter === found.delimiter) continue;
		if (lines.filter((line) => line.includes(delimiter)).length < lines.length * agreement) continue;
		for (const quote of quotes) {
			const other = candidate(bytes, whole, delimiter, quote, quote);
			if (!other || other.layout.width < 3 || other.layout.agreement < agreement) continue;
			const rows = other.records.slice(other.layout.header + 1);
			if (rows.filter((cells) => cells.length === other.layout.width).length < FEW_ROWS) continue;
			const values = valueColumns(other.records, other.layout);
			if (values < least || values < most || (values === most && best && other.score <= best.score)) continue;
			best = other;
			most = values;
		}
	}
	return best;
}

/**
 * The candidate that explains the lines above the header of `later` as rows of as many cells below a header of their own:
 * then the delimiter changed part way. `later` if there is none.
 */
function beginning(
	bytes: Uint8Array,
	whole: boolean,
	delimiters: readonly string[],
	later: Candidate,
): Candidate {
	const { width, header } = later.layout;
	if (width < 3 || header < 2) return later;
	for (const delimiter of delimiters) {
		if (delimiter === later.delimiter) continue;
		const other = candidate(bytes, whole, delimiter, later.quote, later.escape);
		if (!other) continue;
		const head = other.records[0]!;
		const rows = other.records.slice(1, header).filter((cells) => !isBlank(cells));
		const fitting = rows.filter((cells) => cells.length === width).length;
		if (head.length !== width || !looksLikeHeader(head) || fitting < rows.length * 0.8) continue;
		const layout = layouts(other.records).find((one) => one.width === width);
		if (layout) return { ...other, layout };
	}
	return later;
}

/** Whether nearly all records hold one cell, be it with blank ones behind. */
const isHollow = ({ records, layout: { width } }: Candidate): boolean =>
	width === 1 ||
	records.filter((cells) => filled(cells.slice(1)) > 0).length * 5 <
		records.filter((cells) => !isBlank(cells)).length;

/** The same with whole rows between quotes, if that is how the file is written. */
function wrapped(
	bytes: Uint8Array,
	text: string,
	whole: boolean,
	delimiters: readonly string[],
	plain: Candidate,
): Candidate {
	let found = plain;
	if (!isHollow(plain)) return plain;
	for (const delimiter of [...delimiters, ' ', ...LONGER.filter((one) => text.includes(one))]) {
		const other = candidate(bytes, whole, delimiter, plain.quote, plain.escape, true);
		if (!other) continue;
		const { width, agreement, coverage } = other.layout;
		const values = valueColumns(other.records, other.layout);
		// Where nearly all rows stand between quotes and hold values that are divided, some may be damaged besides.
		const rows = other.records.filter((cells) => !isBlank(cells)).length;
		const isDamaged = width > 2 && values > 0 && agreement >= 0.4 && other.unwrapped >= rows * 0.8;
		if (!isDamaged && (agreement < 0.9 || coverage < 0.8 || !delimiters.includes(delimiter))) continue;
		if (width < 2 || (width === 2 && values === 0)) continue;
		if (other.score > found.score || (isDamaged && found === plain)) found = other;
	}
	return found;
}

/** The same with quotes escaped by backslashes, if records are right by the rules then that else are not. */
function escaped(
	bytes: Uint8Array,
	text: string,
	whole: boolean,
	told: Escape | undefined,
	plain: Candidate,
	alone = -1,
): Candidate {
	if (told || plain.malformed.size === 0 || !text.includes(`\\${plain.quote}`)) return plain;
	const other = candidate(bytes, whole, plain.delimiter, plain.quote, '\\', plain.wrapped, alone);
	if (!other) return plain;
	const without = (some: ReadonlySet<number>, others: ReadonlySet<number>): number =>
		[...some].filter((line) => !others.has(line)).length;
	// A record that is wrong in both ways proves neither.
	const cured = without(plain.malformed, other.malformed);
	// Only records that are cured may have lost a width that they had by chance.
	const agrees = other.layout.agreement >= plain.layout.agreement - cured / plain.records.length;
	return cured > 0 && agrees && without(other.malformed, plain.malformed) * 4 <= cured ? other : plain;
}
