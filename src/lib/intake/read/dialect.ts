import Papa from 'papaparse';
import { ProblemError } from '../../base/problem';
import { CR, LF, readBytes } from './bytes';
import { footerLikeness } from './footer';
import { cellTexts, CRLF, lineAt, parseRecord, type Format, type ParsedRecord } from './record';
import type { ScanPlan } from './scan';

/** What a person may decide about a file; the rest is found out. */
export interface DialectChoice {
	delimiter?: string;
	quote?: '"' | "'";
	escape?: '"' | "'" | '\\';
	/** 1-based line on which the header begins; 0 if the file has none. */
	headerLine?: number;
}

export interface Dialect {
	delimiter: string;
	quote: string;
	escape: string;
	headerLine: number;
	headers: string[];
	/** Why: sentences. */
	evidence: string[];
	plan: ScanPlan;
}

const SAMPLE = 64 * 1024;
/** Share of rows that must have more cells than the header for the header to be taken for incomplete. */
const MOST_ROWS = 0.9;
/** Lines of titles and filters that may stand above a header; more are rows. */
const MOST_ABOVE = 20;
const LARGEST_SAMPLE = 4 * 1024 * 1024;
/** In order of preference where two explain the file equally well. */
const DELIMITERS = [',', ';', '\t', '|', '^', '~', '\x1f', '\x01'];
const NAMES: Record<string, string> = {
	',': 'comma',
	';': 'semicolon',
	'\t': 'tab',
	'|': 'vertical bar',
	'^': 'caret',
	'~': 'tilde',
	'\x1f': 'unit separator',
	'\x01': 'control character 1',
};

const nameOf = (delimiter: string): string => NAMES[delimiter] ?? `“${delimiter}”`;
const count = (value: number, one: string): string =>
	`${value.toLocaleString('en-US')} ${one}${value === 1 ? '' : 's'}`;

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');
const filled = (cells: readonly string[]): number => cells.filter((cell) => cell.trim() !== '').length;

/** A cell that is a value rather than a name: a number, an amount, a date, a time or an address. */
const VALUE =
	/^[-+(]?[\p{Sc}]?\s?\d[\d.,\s%)]*$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]\d{1,2}:.*)?$|@|^https?:|^(true|false)$/iu;

/** Whether a record could be names of columns: several different ones and no values. */
function looksLikeHeader(cells: readonly string[]): boolean {
	const texts = cells.map((cell) => cell.trim()).filter((text) => text !== '');
	return (
		texts.length > 0 &&
		texts.length * 2 >= cells.length &&
		!texts.some((text) => VALUE.test(text) || text.length > 300)
	);
}

/** The most common value of `values`, the larger of two equally common ones. */
function mode(values: readonly number[]): number {
	const counts = new Map<number, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	let best = 0;
	for (const [value, times] of counts) {
		const most = counts.get(best) ?? 0;
		if (times > most || (times === most && value > best)) best = value;
	}
	return best;
}

interface Layout {
	/** Index of the header among the records. */
	header: number;
	/** Cells of most records from the header on. */
	width: number;
	/** Share of records from the header on, above a footer, that have this width. */
	agreement: number;
	/** The same share, with what stands above the header. */
	coverage: number;
}

/** Records, which are not blank, above the lines that a report prints below its rows. */
function withoutFooter(records: readonly (readonly string[])[], width: number): (readonly string[])[] {
	const sure = records.findIndex((cells, index) => index > 0 && footerLikeness(cells, width) === 'sure');
	const rows = sure > 0 ? records.slice(0, sure) : [...records];
	while (rows.length > 1 && footerLikeness(rows.at(-1)!, width) === 'narrow') rows.pop();
	return rows;
}

/** The widths that a table in these records might have, each with its header. */
function layouts(records: readonly (readonly string[])[]): Layout[] {
	const found: Layout[] = [];
	const widths = new Set(records.filter((cells) => !isBlank(cells)).map((cells) => cells.length));
	for (const width of widths) {
		const first = records.findIndex(
			(cells) => cells.length === width && filled(cells) * 2 >= Math.min(width, 4) && !isBlank(cells),
		);
		if (first < 0) continue;
		let header = first;
		// A header may be wider or narrower than its rows; then the first record of full width is one of values.
		if (width > 1 && !looksLikeHeader(records[first]!)) {
			for (let before = first - 1; before >= 0; before--) {
				const cells = records[before]!;
				if (isBlank(cells)) continue;
				if (filled(cells) >= 2 && cells.length * 2 >= width && looksLikeHeader(cells)) header = before;
				break;
			}
		}
		const rows = withoutFooter(
			records.slice(first).filter((cells) => !isBlank(cells)),
			width,
		);
		const above = records.slice(0, header).filter((cells) => !isBlank(cells)).length;
		if (above > MOST_ABOVE) continue;
		const fitting = rows.filter((cells) => cells.length === width).length;
		found.push({
			header,
			width,
			agreement: fitting / rows.length,
			coverage: fitting / (rows.length + above),
		});
	}
	if (found.length > 0) return found;
	const header = records.findIndex((cells) => !isBlank(cells));
	return header < 0 ? [] : [{ header, width: records[header]!.length, agreement: 1, coverage: 1 }];
}

interface Candidate {
	delimiter: string;
	quote: '"' | "'";
	escape: '"' | "'" | '\\';
	records: number;
	layout: Layout;
	score: number;
	quoteErrors: number;
}

/** Records of `text`, whose line ends are all LF, as PapaParse reads them with this dialect. */
function preview(
	text: string,
	delimiter: string,
	quote: string,
	escape: string,
	cut: boolean,
): { records: string[][]; quoteErrors: number } {
	const { data, errors } = Papa.parse<string[]>(text, {
		delimiter,
		quoteChar: quote,
		escapeChar: escape,
		newline: '\n',
		header: false,
		dynamicTyping: false,
		skipEmptyLines: false,
	});
	const quoteErrors = errors.filter(({ type }) => type === 'Quotes').length;
	// The sample may end within a quoted cell.
	return { records: cut ? data.slice(0, -1) : data, quoteErrors };
}

/** Score of a table of one column, which explains any file: a better one must be found to divide it. */
const ONE_COLUMN = 0.25;

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
	const spaced =
		delimiter !== '\t' &&
		width === 2 &&
		records.every((record) => record.length < 2 || (record[1] ?? '').startsWith(' '))
			? 0.3
			: 1;
	return agreement ** 2 * Math.sqrt(coverage) * named * preamble * sizes * spaced;
}

function best(
	text: string,
	delimiters: readonly string[],
	quotes: readonly ('"' | "'")[],
	escapes: (quote: '"' | "'") => readonly ('"' | "'" | '\\')[],
	cut: boolean,
): Candidate | undefined {
	let found: Candidate | undefined;
	for (const delimiter of delimiters) {
		for (const quote of quotes) {
			for (const escape of escapes(quote)) {
				const { records, quoteErrors } = preview(text, delimiter, quote, escape, cut);
				const rows = records.filter((cells) => !isBlank(cells)).length;
				for (const layout of layouts(records)) {
					const score =
						scoreOf(records, layout, delimiter) * (1 - (0.5 * Math.min(quoteErrors, rows)) / (rows || 1));
					if (!found || score > found.score + 1e-9) {
						found = { delimiter, quote, escape, records: rows, layout, score, quoteErrors };
					}
				}
			}
		}
	}
	return found;
}

/** Whether cells stand between apostrophes on most lines, and nothing between quotes. */
function quotedBySingle(text: string): boolean {
	if (text.includes('"')) return false;
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	const quoted = lines.filter((line) => /(^|[,;\t|])'[^']*'([,;\t|]|$)/.test(line)).length;
	return quoted >= 2 && quoted * 2 >= lines.length;
}

interface SampleRecord {
	start: number;
	line: number;
	record: ParsedRecord;
	cells: string[];
}

/** The records of the sample as the scanner reads them, until the bytes end. */
function recordsOf(
	bytes: Uint8Array,
	from: number,
	line: number,
	last: boolean,
	format: Format,
): SampleRecord[] {
	const records: SampleRecord[] = [];
	for (let at = from; at < bytes.length;) {
		let record = parseRecord(bytes, at, bytes.length, last, format, 'strict');
		if (record.cut) break;
		if (record.malformed || record.open) {
			const { bodyEnd, end } = lineAt(bytes, at, bytes.length);
			const lenient = parseRecord(bytes, at, bodyEnd, true, format, 'lenient');
			record = {
				...(lenient.open ? parseRecord(bytes, at, bodyEnd, true, format, 'literal') : lenient),
				end,
			};
		}
		records.push({ start: at, line, record, cells: cellTexts(bytes, record, format) });
		line += record.innerLines + 1;
		at = record.end;
	}
	return records;
}

/** The line end of most lines: CR, LF or CRLF. */
function usualLineEnd(bytes: Uint8Array): number {
	let feeds = 0;
	let pairs = 0;
	let returns = 0;
	for (let i = 0; i < bytes.length; i++) {
		if (bytes[i] === LF) feeds++;
		else if (bytes[i] === CR && bytes[i + 1] === LF) {
			pairs++;
			i++;
		} else if (bytes[i] === CR) returns++;
	}
	if (pairs > 0 && pairs >= feeds && pairs >= returns) return CRLF;
	return returns > feeds ? CR : LF;
}

/** The first bytes of `text`, cut behind a line end; more than 64 KB only if they hold hardly a line. */
async function sampleOf(text: Blob, file: string): Promise<{ bytes: Uint8Array; whole: boolean }> {
	for (let size = SAMPLE; ; size *= 4) {
		const bytes = await readBytes(text, 0, size, file);
		if (bytes.length >= text.size) return { bytes, whole: true };
		let end = bytes.length;
		let lines = 0;
		for (let i = bytes.length - 2; i >= 0; i--) {
			if (bytes[i] !== LF && bytes[i] !== CR) continue;
			if (lines === 0) end = bytes[i] === CR && bytes[i + 1] === LF ? i + 2 : i + 1;
			if (++lines >= 5) break;
		}
		if (lines >= 5 || size >= LARGEST_SAMPLE) return { bytes: bytes.subarray(0, end), whole: false };
	}
}

const headerText = (cell: string | undefined, position: number): string => {
	const text = (cell ?? '').replace(/^\uFEFF/, '').trim();
	return text === '' ? `Column ${position + 1}` : text;
};

/**
 * How the records of `text` (UTF-8) are written, where its header stands and what it says, from the first 64 KB and
 * what the reader chose. Throws ProblemError `no-records` or `no-such-line`.
 */
export async function detectDialect(text: Blob, file: string, choice: DialectChoice = {}): Promise<Dialect> {
	const evidence: string[] = [];
	const { bytes, whole } = await sampleOf(text, file);
	const decoded = new TextDecoder().decode(bytes);
	const instruction = /^\uFEFF?"?sep=([^\r\n])"?(\r\n|\n|\r|$)/i.exec(decoded);
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
	const quotes = choice.quote ? [choice.quote] : quotedBySingle(body) ? (["'"] as const) : (['"'] as const);
	// Under a single name, commas may be text: then a delimiter is named that does not occur, and records stay whole.
	const present = DELIMITERS.filter((delimiter) => body.includes(delimiter));
	const top = body.trimStart().split('\n', 1)[0] ?? '';
	const single = !present.some((delimiter) => top.includes(delimiter));
	const silent = single ? [',', '\t', '\x1f'].find((delimiter) => !body.includes(delimiter)) : undefined;
	const asked = told ? [told] : silent ? [...present, silent] : present;
	const plain = best(body, asked, quotes, (quote) => [choice.escape ?? quote], !whole);
	if (!plain) throw new Error(`No dialect explains ${file}.`);
	let chosen = plain;
	if (!choice.escape && plain.quoteErrors > 0 && body.includes(`\\${plain.quote}`)) {
		const escaped = best(body, [plain.delimiter], [plain.quote], () => ['\\'], !whole);
		if (escaped && escaped.quoteErrors === 0 && escaped.layout.agreement >= plain.layout.agreement) {
			chosen = escaped;
			evidence.push(
				'Quotes inside cells are written with a backslash: read so, every quote has its partner.',
			);
		}
	}
	const { delimiter, quote, escape } = chosen;
	const format: Format = {
		delimiter: delimiter.charCodeAt(0),
		quote: quote.charCodeAt(0),
		escape: escape.charCodeAt(0),
	};
	const from = instruction ? new TextEncoder().encode(instruction[0]).length : 0;
	const records = recordsOf(bytes, from, instruction?.[2] ? 2 : 1, whole, format);
	const cells = records.map((record) => record.cells);

	let header: number;
	let width = chosen.layout.width;
	if (choice.headerLine === undefined) {
		const layout = layouts(cells).find((candidate) => candidate.width === chosen.layout.width);
		header = layout?.header ?? cells.findIndex((record) => !isBlank(record));
	} else if (choice.headerLine === 0) {
		header = -1;
	} else {
		header = records.findIndex(({ line }) => line === choice.headerLine);
		if (header < 0) {
			throw new ProblemError({
				code: 'no-such-line',
				message: `No record of ${file} begins on line ${choice.headerLine}.`,
				wayOut: 'Name the line on which the header begins, or 0 if there is none.',
				file,
				line: choice.headerLine,
			});
		}
	}
	const rows = cells.slice(header + 1).filter((record) => !isBlank(record));
	const usual = mode(rows.map((record) => record.length)) || width;
	const named = header < 0 ? 0 : cells[header]!.length;
	width = header < 0 ? usual : named;
	const beyond = rows.filter(
		(record) => record.length === usual && record.slice(width).some((cell) => cell.trim() !== ''),
	);
	if (header >= 0 && usual > width && beyond.length >= rows.length * MOST_ROWS) {
		evidence.push(
			`The header names ${count(width, 'column')}, but nearly all rows have ${usual}: the last are called Column ${width + 1} and so on.`,
		);
		width = usual;
	}
	const fitting = rows.filter((record) => record.length === width).length;
	evidence.unshift(
		instruction && !choice.delimiter
			? `Separated by ${nameOf(delimiter)}: line 1 says sep=${delimiter === '\t' ? 'tab' : delimiter}.`
			: choice.delimiter
				? `Separated by ${nameOf(delimiter)}, as chosen.`
				: width === 1
					? 'One column: no delimiter divides the records evenly.'
					: `Separated by ${nameOf(delimiter)}: ${fitting.toLocaleString('en-US')} of the first ${count(rows.length, 'row')} have ${count(width, 'cell')}.`,
	);
	if (quote === "'") evidence.push('Cells are quoted with apostrophes.');
	const headed = records[header];
	const headers = Array.from({ length: width }, (_, position) =>
		headerText(headed?.cells[position], position),
	);
	if (!headed) {
		evidence.push('The file has no header, as chosen: columns are called by their number.');
	} else {
		const above = cells.slice(0, header).filter((record) => !isBlank(record));
		evidence.push(
			above.length > 0
				? `The header is on line ${headed.line}, below ${count(above.length, 'line')} of text: “${(above[0]!.find((cell) => cell.trim() !== '') ?? '').trim().slice(0, 80)}”.`
				: `The header is on line ${headed.line}.`,
		);
		if (!looksLikeHeader(headed.cells)) {
			evidence.push(
				'The header looks like a row of values: if the file has none, its first row is taken for one.',
			);
		}
	}
	const dataStart = headed ? headed.record.end : from;
	return {
		delimiter,
		quote,
		escape,
		headerLine: headed?.line ?? 0,
		headers,
		evidence,
		plan: {
			...format,
			width,
			lineEnd: usualLineEnd(bytes),
			dataStart,
			dataLine: headed ? headed.line + headed.record.innerLines + 1 : (records[0]?.line ?? 1),
			header: headed ? bytes.slice(headed.start, headed.record.bodyEnd) : new Uint8Array(0),
		},
	};
}
