import { CR, LF, readBytes } from './bytes';
import {
	cellTexts,
	CRLF,
	isBlankCell,
	lineAt,
	parseRecord,
	QUOTED,
	type Format,
	type ParsedRecord,
} from './record';

const SAMPLE = 64 * 1024;
const LARGEST_SAMPLE = 4 * 1024 * 1024;
/** A record of the sample that is longer is the work of a quote that never closes. */
const LONGEST_SAMPLED = 32 * 1024;

/** How a line with stray quotes is read, most usual first. */
const READINGS = ['lenient', 'literal', 'cellwise', 'trailing'] as const;

/** Lines behind a quote that does not close which are looked at to see whether they are records. */
const LINES_EXAMINED = 20;

export interface SampleRecord {
	start: number;
	line: number;
	record: ParsedRecord;
	cells: string[];
}

/** What stands in the only cell of a record that is not blank, which is quoted, or null. */
export function wrappedText(bytes: Uint8Array, record: ParsedRecord, format: Format): Uint8Array | null {
	if (record.cells[2] !== QUOTED) return null;
	for (let cell = 1; cell * 3 < record.cells.length; cell++) {
		if (!isBlankCell(bytes, record, cell)) return null;
	}
	return new TextEncoder().encode(cellTexts(bytes, record, format)[0]);
}

/** The cells of a record that is wholly between quotes, as its text is one, or null. */
function unwrapped(bytes: Uint8Array, record: ParsedRecord, format: Format): string[] | null {
	const text = wrappedText(bytes, record, format);
	if (!text) return null;
	const inner = parseRecord(text, 0, text.length, true, format, 'strict');
	return inner.malformed || inner.open || inner.end < text.length ? null : cellTexts(text, inner, format);
}

/** Whether most of the next lines behind the one at `at` are records of `width` cells by themselves. */
function areRecords(bytes: Uint8Array, at: number, format: Format, width: number): boolean {
	let from = lineAt(bytes, at, bytes.length).end;
	let fitting = 0;
	for (let line = 0; line < LINES_EXAMINED; line++) {
		const { bodyEnd, end } = lineAt(bytes, from, bytes.length);
		const record = parseRecord(bytes, from, bodyEnd, true, format, 'cellwise');
		if (record.cells.length === width * 3) fitting++;
		from = end;
	}
	return fitting * 2 > LINES_EXAMINED;
}

/**
 * The records of the sample as the scanner reads them, until the bytes end, and the lines on which those begin that have
 * a quote where none may be. With `wrapped`, whole rows stand between quotes: `unwrapped` says how many do.
 */
export function recordsOf(
	bytes: Uint8Array,
	from: number,
	line: number,
	last: boolean,
	format: Format,
	wrapped = false,
): { records: SampleRecord[]; malformed: ReadonlySet<number>; unwrapped: number } {
	const records: SampleRecord[] = [];
	let found = 0;
	const doubtful: { record: SampleRecord; others: ParsedRecord[] }[] = [];
	const widths = new Map<number, number>();
	for (let at = from; at < bytes.length;) {
		let record = parseRecord(bytes, at, bytes.length, last, format, 'strict');
		let others: ParsedRecord[] | null = null;
		if (record.cut) {
			const long = record.open && bytes.length - at >= LONGEST_SAMPLED;
			const width = records[0]?.cells.length ?? 0;
			// The sample ends within the record: a long text of several lines, or the work of a stray quote.
			if (!long || (width > 0 && !areRecords(bytes, at, format, width))) break;
		}
		if (record.malformed || record.open) {
			const { bodyEnd, end } = lineAt(bytes, at, bytes.length);
			others = READINGS.map((closing) => ({
				...parseRecord(bytes, at, bodyEnd, true, format, closing),
				end,
			})).filter(({ open }) => !open);
			record = others[0] ?? { ...parseRecord(bytes, at, bodyEnd, true, format, 'cellwise'), end };
		}
		const inner = wrapped ? unwrapped(bytes, record, format) : null;
		if (inner) found++;
		const cells = inner ?? cellTexts(bytes, record, format);
		const sampled = { start: at, line, record, cells };
		records.push(sampled);
		if (others) doubtful.push({ record: sampled, others });
		else widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
		line += record.innerLines + 1;
		at = record.end;
	}
	// Of the readings of a malformed line, the first with as many cells as most sound records is taken.
	const [usual] = [...widths].sort((a, b) => b[1] - a[1])[0] ?? [0];
	for (const { record, others } of doubtful) {
		const fitting = others.find(({ cells }) => cells.length === usual * 3);
		if (!fitting) continue;
		record.record = fitting;
		record.cells = cellTexts(bytes, fitting, format);
	}
	return { records, malformed: new Set(doubtful.map(({ record }) => record.line)), unwrapped: found };
}

/** Places of a long file at which some rows are looked at, and bytes of each. */
const PLACES = 16;
const AT_EACH = 8 * 1024;

/**
 * Rows from all over a text whose sample is only its beginning: exports are sorted, and what the first rows hold may not be
 * what the others do. Cells of records of `width` that are right by the rules.
 */
export async function rowsWithin(
	text: Blob,
	file: string,
	format: Format,
	width: number,
	wrapped: boolean,
): Promise<string[][]> {
	const found: string[][] = [];
	for (let place = 1; place <= PLACES; place++) {
		const from = Math.floor((text.size * place) / (PLACES + 1));
		const bytes = await readBytes(text, from, from + AT_EACH, file);
		const { end } = lineAt(bytes, 0, bytes.length);
		const { records, malformed } = recordsOf(bytes, end, 1, false, format, wrapped);
		for (const { line, cells } of records)
			if (!malformed.has(line) && cells.length === width) found.push(cells);
	}
	return found;
}

/** The line end of most lines: CR, LF or CRLF. */
export function usualLineEnd(bytes: Uint8Array): number {
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

/** Whether some records of `width` end otherwise than most lines, and a record of that width follows. */
export const areEndsMixed = (records: readonly SampleRecord[], width: number, usual: number): boolean =>
	records.some(({ record, cells }, index) => {
		const isWhole = cells.length === width && records[index + 1]?.cells.length === width;
		return isWhole && width > 1 && record.lineEnd !== usual && record.lineEnd !== 0;
	});

/** The first bytes of `text`, cut behind a line end; more than 64 KB only if they hold hardly a line. */
export async function sampleOf(text: Blob, file: string): Promise<{ bytes: Uint8Array; whole: boolean }> {
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
