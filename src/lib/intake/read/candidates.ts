import {
	better,
	candidate,
	isSingleByte,
	valueColumns,
	type Candidate,
	type Escape,
	type Quote,
} from './candidate';
import { isBlank } from './cell-kind';
import { isComment } from './footer';
import { looksLikeHeader } from './layout';
import { beginning, LONGER, rival } from './other-delimiter';
import { escaped, wrapped } from './quoted-rows';

/** In order of preference where two explain the file equally well. */
const DELIMITERS = [',', ';', '\t', '|', '^', '~', '\x1f', '\x01'];

/** Characters of words and values that some files divide by: only if nothing else does, and without exception. */
const LAST_RESORT = [' ', ':', '#', '*', '!'];

/** How often `part` stands in `text` outside of double quotes, roughly. */
const occurrences = (text: string, part: string): number => text.split(part).length - 1;

/** Whether every second column is blank in all records of the layout, or holds the same: what stands amid `longer`. */
const isDoubled = ({ records, layout: { header, width } }: Candidate, longer: string): boolean =>
	width > 2 &&
	records
		.slice(header)
		.filter((cells) => cells.length === width)
		.every((cells) =>
			cells.every((cell, position) => position % 2 === 0 || cell.trim() === longer.slice(1, -1).trim()),
		);

/**
 * Whether the names in the first line are divided by `other` alone, and nearly all rows into as many cells, as `plain`, a byte
 * of it, does not: in rows it may be text, as that of `12:30` is between two colons.
 */
function namesAlone(other: Candidate, plain: Candidate): boolean {
	const { layout, records } = other;
	const names = records[layout.header]!;
	if (layout.header > 0 || layout.agreement < 0.9 || layout.width < 3 || !isComplete(other)) return false;
	if (!looksLikeHeader(names) || names.some((name) => name.includes(plain.delimiter))) return false;
	const own = plain.records[plain.layout.header]!;
	return own.length !== plain.layout.width;
}

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
		if (namesAlone(other, plain)) {
			if (!found || other.layout.width < found.layout.width) found = other;
			continue;
		}
		// Records may be fewer, and of another width, only where quotes find their partners that did not.
		const cured = Math.max(0, plain.malformed.size - other.malformed.size);
		const share = isDoubled(plain, delimiter) ? 0.1 : 0.02;
		const loss = share + cured / plain.records.length;
		if (other.layout.agreement < plain.layout.agreement - loss) continue;
		// Blank cells beside each other look like it, but not in the names above them.
		if (other.layout.coverage < plain.layout.coverage - loss) continue;
		if (cured === 0 && other.records.length < plain.records.length * 0.9) continue;
		// Damaged records may have it alone: fewer than those that are cured.
		if (other.alone > Math.max(other.records.length * share, cured / 8)) continue;
		if (!found || other.layout.width < found.layout.width) found = other;
	}
	return found;
}

/** Whether a last resort divides without exception, and into what words do not make by chance. */
function isBeyondDoubt(text: string, found: Candidate | undefined): found is Candidate {
	if (!found) return false;
	const rows = found.records.filter((cells) => !isBlank(cells));
	if (found.delimiter === ' ' && isQuotedBetween(text, rows.length, found)) return true;
	if (found.layout.width < 3) return false;
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

/** Whether spaces divide all records, and those within cells stand between quotes. */
function isQuotedBetween(text: string, rows: number, { malformed, layout, quote }: Candidate): boolean {
	if (rows < 3 || malformed.size > 0 || layout.width < 2 || layout.coverage < 0.9) return false;
	const spaced = quote === '"' ? /(?:^| )"[^"\n]* [^"\n]*"(?= |$)/gm : /(?:^| )'[^'\n]* [^'\n]*'(?= |$)/gm;
	return (text.match(spaced) ?? []).length * 4 >= rows;
}

/** Lines on which a space stands between two quoted cells. */
const betweenCells = (text: string): number =>
	text.split('\n').filter((line) => /[^\s"]" "[^\s"]/.test(line)).length;

/** Share of rows that must be divided as the names in the first line are, where what was found does not divide those. */
const SOME = 0.3;

/** Any byte that may divide cells. */
const DIVIDES = '[,;\\t| ^~\\x1f\\x01]';

/** How many cells stand between two of these quotes, whatever divides them. */
const betweenQuotes = (text: string, quote: Quote): number =>
	(text.match(new RegExp(`(?<=^|${DIVIDES})${quote}[^${quote}\\n]*${quote}(?=${DIVIDES}|$)`, 'gm')) ?? [])
		.length;

/** How many cells stand between two of these quotes, be it on several lines, and in how many of them one is doubled or escaped. */
function quotedCells(text: string, quote: Quote, delimiter: string): { all: number; doubling: number } {
	const by = delimiter.replace(/[\\^$|.*+?()[\]{}]/g, '\\$&');
	const cells =
		text.match(
			new RegExp(
				`(?<=^|${by})${quote}(?:\\\\${quote}(?!${by}|$)|[^${quote}]|${quote}${quote}){0,400}${quote}(?=${by}|$)`,
				'gm',
			),
		) ?? [];
	return {
		all: cells.length,
		doubling: cells.filter((cell) => [quote, '\\'].some((mark) => cell.slice(1, -1).includes(mark + quote)))
			.length,
	};
}

/** Whether the header has as many cells as the rows. */
const isComplete = ({ records, layout: { header, width } }: Candidate): boolean =>
	records[header]?.length === width;

/** Whether apostrophes are the quotes of a file: some cells stand between them that say so, and none between others. */
function provesApostrophes(text: string, own: Candidate, plain: Candidate): boolean {
	const apostrophes = quotedCells(text, "'", own.delimiter);
	if (apostrophes.all === 0 || quotedCells(text, '"', plain.delimiter).all > 0) return false;
	return (
		(apostrophes.doubling > 0 && own.score >= plain.score - 0.05) ||
		(own.score > plain.score + 1e-9 && (own.layout.width >= plain.layout.width || isComplete(own)))
	);
}

/** Whether names stand above columns of values, below a line that is then a title. */
const isTitled = (found: Candidate): boolean =>
	found.layout.header > 0 &&
	isComplete(found) &&
	looksLikeHeader(found.records[found.layout.header]!) &&
	valueColumns(found.records, found.layout) > 0;

/**
 * Another delimiter that divides the first line into names and nearly all others too, where the one that was found is not in
 * it: decimal commas divide rows as evenly.
 */
function byFirstLine(
	bytes: Uint8Array,
	text: string,
	whole: boolean,
	top: string,
	found: Candidate,
): Candidate | undefined {
	if (top.includes(found.delimiter) || isTitled(found)) return undefined;
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	const others = [...LONGER, ...DELIMITERS, ' '].filter((one) => top.includes(one));
	const isTable = ({ records, delimiter, layout }: Candidate): boolean => {
		const { width, agreement } = layout;
		if (delimiter === ' ') return width > 2 && agreement >= 0.95 && valueColumns(records, layout) > 1;
		return width > 2 ? agreement >= SOME : width === 2 && agreement >= 0.9;
	};
	return others
		.filter((one) => lines.filter((line) => line.includes(one)).length >= lines.length * SOME)
		.map((one) => candidate(bytes, whole, one, found.quote, found.escape))
		.filter((other) => other && other.layout.header === 0 && isComplete(other) && isTable(other))
		.filter((other) => looksLikeHeader(other!.records[0]!))
		.reduce(better, undefined);
}

/** The same between apostrophes, if they prove to be the quotes once it is known what divides the cells. */
function byApostrophes(
	bytes: Uint8Array,
	text: string,
	whole: boolean,
	told: Escape | undefined,
	quotes: readonly Quote[],
	found: Candidate,
): Candidate {
	if (found.quote === "'" || !quotes.includes("'") || isSingleByte(found.delimiter)) return found;
	const other = candidate(bytes, whole, found.delimiter, "'", told ?? "'");
	const own = other && escaped(bytes, text, whole, told, other);
	return own && provesApostrophes(text, own, found) ? own : found;
}

/**
 * A space that divides all records without a quote where none may be, while the delimiter that was found leaves such: quoted
 * cells stand beside each other with a space between them.
 */
function betweenQuotedCells(
	bytes: Uint8Array,
	text: string,
	whole: boolean,
	told: Escape | undefined,
	quotes: readonly Quote[],
	found: Candidate,
): Candidate | undefined {
	if (found.delimiter.includes(' ')) return undefined;
	if (found.quote === '"' && found.malformed.size === 0 && quotes.length === 1) return undefined;
	const { width, agreement } = found.layout;
	if (width > 2 && agreement >= 0.9 && isComplete(found) && found.malformed.size === 0) return undefined;
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	for (const quote of quotes) {
		const other = candidate(bytes, whole, ' ', quote, told ?? quote);
		const own = other && escaped(bytes, text, whole, told, other);
		if (!own || own.malformed.size > 0 || own.layout.width < 2 || own.layout.agreement < 0.95) continue;
		if (own.layout.header > 0 || !isComplete(own) || !looksLikeHeader(own.records[0]!)) continue;
		const spaced = new RegExp(`^${quote}[^${quote}]*${quote} \\S|\\S ${quote}[^${quote}]*${quote}(?: |$)`);
		const quoted = lines.filter((line) => spaced.test(line));
		const isNamed = quoted[0] === lines[0];
		if (own.layout.width > 2 ? quoted.length > 0 : isNamed || quoted.length * 2 >= lines.length) return own;
	}
	return undefined;
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
	const top = text.split('\n').find((line) => line.trim() !== '' && !isComment(line)) ?? '';
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
	if (!told.delimiter && found.layout.width > 1) found = byFirstLine(bytes, text, whole, top, found) ?? found;
	if (!told.delimiter) found = betweenQuotedCells(bytes, text, whole, told.escape, quotes, found) ?? found;
	if (!told.quote) found = byApostrophes(bytes, text, whole, told.escape, quotes, found);
	return escaped(bytes, text, whole, told.escape, wrapped(bytes, text, whole, asked, found));
}
