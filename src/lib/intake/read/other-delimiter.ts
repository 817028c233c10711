import { candidate, valueColumns, type Candidate, type Quote } from './candidate';
import { isBlank, kindOf } from './cell-kind';
import { layouts, looksLikeHeader } from './layout';

/** Of several bytes; each is tried only where it leaves none of its bytes alone. */
export const LONGER = [
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
export function rival(
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
	// Below names, words and the spaces in them are values, however many rows are damaged.
	const isNamed = layout.width > 2 && layout.agreement >= 0.5 && looksLikeHeader(records[layout.header]!);
	const names = records[layout.header]!;
	const areNamed =
		layout.width > 1 && layout.agreement >= 0.9 && names.length === layout.width && looksLikeHeader(names);
	// Of lines that are values as they stand, as 3 May 2024 is, none is divided.
	if (lines.filter(isOneValue).length * 2 > lines.length) return undefined;
	// Spaces that stand within quotes say that those outside divide.
	const areQuoted = lines.filter((line) => /(?:^| )(["'])[^"']+ [^"']*\1(?: |$)/.test(line)).length;
	const least = Math.max(valueColumns(records, layout) + 1, areQuoted * 10 > lines.length ? 1 : 2);
	const agreement = layout.width === 1 ? SOME_LINES : MOST_LINES;
	let best: Candidate | undefined;
	let most = 0;
	for (const delimiter of [...delimiters, ...LONGER, ' ']) {
		if (delimiter === found.delimiter || (delimiter === ' ' && isNamed)) continue;
		if (lines.filter((line) => line.includes(delimiter)).length < lines.length * agreement) continue;
		for (const quote of quotes) {
			const other = candidate(bytes, whole, delimiter, quote, quote);
			if (!other || other.layout.width < 3 || other.layout.agreement < agreement) continue;
			const rows = other.records.slice(other.layout.header + 1);
			if (rows.filter((cells) => cells.length === other.layout.width).length < FEW_ROWS) continue;
			// Names that are divided as their rows are stay so.
			const { header, width } = other.layout;
			if (areNamed && (header !== layout.header || other.records[header]!.length !== width)) continue;
			const values = valueColumns(other.records, other.layout);
			// Below a single name, addresses are of a number and words.
			if (delimiter === ' ' && values < 2 && other.records[header]!.length > other.records[0]!.length)
				continue;
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
export function beginning(
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
