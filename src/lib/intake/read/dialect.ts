import { ProblemError } from '../../base/problem';
import type { Escape, Quote } from './candidate';
import { bestCandidate } from './candidates';
import { filled, isBlank } from './cell-kind';
import { columnNames } from './column-names';
import { count, delimiterEvidence } from './delimiter-evidence';
import type { Encoding } from './encoding';
import { findHeader } from './find-header';
import { isHiddenRecord } from './hidden-record';
import type { Format } from './record';
import { rowTraits } from './row-traits';
import { recordsOf, rowsWithin, sampleOf, areEndsMixed, usualLineEnd, type SampleRecord } from './sample';
import type { ScanPlan } from './scan-plan';
import { blobWithOneByte } from './separators';
import { largerAbove, tableAbove } from './table-above';

/** What a person may decide about a file; the rest is found out. */
export interface DialectChoice {
	/** Of one character or several. */
	delimiter?: string;
	quote?: Quote;
	escape?: Escape;
	/** 1-based line on which the header begins; 0 if the file has none. */
	headerLine?: number;
	encoding?: Encoding;
	/** Set by the reader itself: the delimiter is the one with which it wrote the cells of a drawn table anew. */
	wasDrawn?: boolean;
}

export interface Dialect {
	delimiter: string;
	quote: Quote;
	escape: Escape;
	headerLine: number;
	headers: string[];
	/** The first line of text above the header, cut; empty if none is there. */
	title: string;
	/** Positions of columns that the file does not name. */
	unnamed: ReadonlySet<number>;
	/** By position, names as the file has them, where white space surrounds them. */
	written: ReadonlyMap<number, string>;
	/** Why: sentences. */
	evidence: string[];
	/** What must be known before the table is believed: sentences. */
	notices: string[];
	/** The text that `plan` is of: as given, or with a delimiter of several bytes as one. */
	text: Blob;
	plan: ScanPlan;
}

/** A table below others in one text, which is written as they are: what is known of it before it is read. */
export interface TableWithin {
	/** Line of the file on which it begins. */
	line: number;
	/** As the file has it, and the byte that stands for it. */
	delimiter: string;
	standIn: number;
	quote: Quote;
	escape: Escape;
}

/** A line of the header in every way in which it stands in the sample, and as other programs would quote it. */
function writtenForms(
	bytes: Uint8Array,
	{ cells }: SampleRecord,
	records: readonly SampleRecord[],
	format: Format,
): Uint8Array[] {
	const found = records.filter((other) => other.cells.join('\0') === cells.join('\0'));
	const delimiter = String.fromCharCode(format.delimiter);
	const quote = String.fromCharCode(format.quote);
	const quoted = (cell: string): string => quote + cell.replaceAll(quote, quote + quote) + quote;
	const needs = (cell: string): boolean =>
		cell.includes(delimiter) || cell.includes(quote) || /[\r\n]/.test(cell);
	const encoder = new TextEncoder();
	return [
		...found.slice(0, 8).map(({ start, record }) => bytes.slice(start, record.bodyEnd)),
		encoder.encode(cells.map((cell) => (needs(cell) ? quoted(cell) : cell)).join(delimiter)),
		encoder.encode(cells.map(quoted).join(delimiter)),
	];
}

/**
 * How the records of `text` (UTF-8) are written, where its header stands and what it says, from the first 64 KB and
 * what the reader chose; of a table `within` a text, from what is known of that. Throws ProblemError `no-records` or `no-such-line`, and what the signal was aborted with.
 */
export async function detectDialect(
	text: Blob,
	file: string,
	choice: DialectChoice = {},
	signal?: AbortSignal,
	within?: TableWithin,
): Promise<Dialect> {
	const { bytes: all, whole: isWhole } = await sampleOf(text, file);
	const decoded = new TextDecoder().decode(all);
	const instruction = within ? null : /^\uFEFF?"?sep=([^\r\n"]{1,3})"?(\r\n|\n|\r|$)/i.exec(decoded);
	const skipped = instruction ? new TextEncoder().encode(instruction[0]).length : 0;
	const body = (instruction ? decoded.slice(instruction[0].length) : decoded).replace(/\r\n?/g, '\n');
	if (body.trim() === '') {
		throw new ProblemError({
			code: 'no-records',
			message: `${file} holds nothing but blank lines.`,
			wayOut: 'Export it again with its rows.',
			file,
		});
	}
	const told = choice.delimiter ?? instruction?.[1];
	const chosen = bestCandidate(all.subarray(skipped), body, isWhole, {
		delimiter: within ? String.fromCharCode(within.standIn) : told,
		quote: within?.quote ?? choice.quote,
		escape: within?.escape ?? choice.escape,
	});
	if (!chosen) throw new Error(`No dialect explains ${file}.`);
	const { quote, escape, wrapped } = chosen;
	const delimiter = within?.delimiter ?? chosen.delimiter;
	const format: Format = {
		delimiter: chosen.standIn,
		quote: quote.charCodeAt(0),
		escape: escape.charCodeAt(0),
	};
	const isLonger = !within && new TextEncoder().encode(delimiter).length > 1;
	const unified = isLonger
		? await blobWithOneByte(text.slice(skipped), file, delimiter, format, format.delimiter, signal)
		: text;
	const { bytes, whole } = isLonger ? await sampleOf(unified, file) : { bytes: all, whole: isWhole };
	const begin = isLonger ? 0 : skipped;
	const firstLine = within?.line ?? (instruction?.[2] ? 2 : 1);
	const { records, malformed } = recordsOf(bytes, begin, firstLine, whole, format, wrapped);
	const cells = records.map((record) => record.cells);
	let { width: divided } = chosen.layout;
	let header = findHeader(bytes, records, file, format, divided, choice.headerLine);
	let below = records.length;
	const earlier = choice.headerLine === undefined ? largerAbove(bytes, records, format, header, divided) : -1;
	if (earlier >= 0) {
		below = header.at;
		divided = cells[earlier]!.length;
		header = { at: earlier, lines: 1, firstRow: earlier + 1, evidence: [] };
	}
	const { firstRow } = header;
	const headed = records.slice(header.at, header.at < 0 ? 0 : header.at + header.lines);
	const rows = cells.slice(firstRow, below).filter((record) => !isBlank(record));
	const lines = headed.map((record) => header.cells ?? record.cells);
	const { names, written, width, notices, evidence: ofNames } = columnNames(file, lines, rows, divided);
	const evidence: string[] = [];
	if (!choice.wasDrawn)
		evidence.push(delimiterEvidence(delimiter, width, rows, instruction !== null, Boolean(choice.delimiter)));
	evidence.push(...ofNames);
	if (escape === '\\') {
		evidence.push('Quotes inside cells are written with a backslash: read so, every quote has its partner.');
	}
	if (quote === "'") evidence.push('Cells are quoted with apostrophes.');
	if (wrapped) evidence.push('Whole rows stand between quotes, as one cell: read as what they hold.');
	evidence.push(...header.evidence);
	const before = records.slice(0, header.at < 0 ? firstRow : header.at);
	const other = within ? null : tableAbove(bytes, before, format, headed.length > 0 ? names : [], width);
	const above = before.map((record) => record.cells).filter((record) => !isBlank(record));
	const title = (above[0]?.find((cell) => cell.trim() !== '') ?? '').trim().slice(0, 80);
	const first = headed[0];
	const last = headed.at(-1);
	if (first && last) {
		const where =
			headed.length === 1
				? `The header is on line ${first.line}`
				: `The header takes ${count(headed.length, 'line')} from line ${first.line}`;
		evidence.push(
			above.length > 0 ? `${where}, below ${count(above.length, 'line')} of text: “${title}”.` : `${where}.`,
		);
	} else if (above.length > 0) {
		evidence.push(
			`Above the rows ${above.length === 1 ? 'stands' : 'stand'} ${count(above.length, 'line')} of text: “${title}”.`,
		);
	}
	const start = records[firstRow];
	const elsewhere = whole ? [] : await rowsWithin(unified, file, format, width, wrapped);
	const traits = rowTraits({
		records: records.slice(firstRow, below),
		malformed,
		headed,
		names,
		width,
		isWhole: whole,
		elsewhere: elsewhere.filter((row) => !isBlank(row)),
	});
	return {
		delimiter,
		quote,
		escape,
		headerLine: first?.line ?? 0,
		headers: Array.from({ length: width }, (_, position) =>
			names[position] ? names[position] : `Column ${position + 1}`,
		),
		unnamed: new Set(
			Array.from({ length: width }, (_, position) => position).filter((position) => !names[position]),
		),
		written,
		title,
		evidence,
		notices,
		text: unified,
		plan: {
			...format,
			delimiterText: delimiter,
			wrapped,
			isCut: false,
			others: other ? [other] : [],
			above: before
				.filter(
					(record) => filled(record.cells) > 1 || isHiddenRecord(record.cells.join(''), width, delimiter),
				)
				.filter(({ line }) => !other || line < other.line || line > other.lastLine)
				.map(({ line, start: from, record }) => ({ line, bytes: bytes.slice(from, record.bodyEnd) })),
			width,
			...traits,
			isSmall: whole,
			wasDrawn: choice.wasDrawn ?? false,
			lineEnd: usualLineEnd(bytes),
			areEndsMixed: areEndsMixed(records, width, usualLineEnd(bytes)),
			dataStart: last ? last.record.end : (start?.start ?? begin),
			dataLine: last ? last.line + last.record.innerLines + 1 : (start?.line ?? 1),
			headers: headed.flatMap((record) => writtenForms(bytes, record, records, format)),
			names: headed.length > 0 ? names : [],
		},
	};
}
