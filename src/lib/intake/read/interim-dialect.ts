import Papa from 'papaparse';

/** How a delimited text is to be read. */
export interface Dialect {
	delimiter: string;
	/** Number of records before the header: report titles, blank lines, a `sep=` line. */
	preambleRecords: number;
	/** Header cells as written; their number is the width of the table. */
	header: string[];
	evidence: string[];
}

const DELIMITERS = [',', ';', '\t', '|', '^'];
const NAMES: Record<string, string> = {
	',': 'comma',
	';': 'semicolon',
	'\t': 'tab',
	'|': 'bar',
	'^': 'caret',
};
/** Looked at to decide. */
export const PREVIEW_BYTES = 64 * 1024;

const isBlank = (row: readonly string[]) => row.every((cell) => cell.trim() === '');

function modalWidth(rows: readonly (readonly string[])[]): { width: number; share: number } {
	const counts = new Map<number, number>();
	for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
	let [width, most] = [1, 0];
	for (const [candidate, count] of counts) {
		// A wider table wins a tie: narrow rows are titles and footers.
		if (count > most || (count === most && candidate > width)) [width, most] = [candidate, count];
	}
	return { width, share: rows.length ? most / rows.length : 0 };
}

const looksLikeValue = (cell: string) => /^[-+(]?[\p{Sc}]?\s?\d[\d.,/: -]*\)?%?$/u.test(cell.trim());

/** The record that names the columns: the first wide enough one of which few cells look like values. */
function headerIndex(rows: readonly (readonly string[])[], width: number): number {
	const filled = (row: readonly string[]) => row.filter((cell) => cell.trim() !== '').length;
	const enough = Math.max(1, Math.ceil(width * 0.6));
	const candidate = rows.findIndex(
		(row) =>
			row.length >= Math.min(width, Math.max(2, width - 1)) &&
			filled(row) >= enough &&
			row.filter(looksLikeValue).length <= row.length * 0.25,
	);
	if (candidate >= 0) return candidate;
	return Math.max(
		0,
		rows.findIndex((row) => filled(row) >= enough),
	);
}

/**
 * The dialect that the first 64 KB speak for: the delimiter under which most records have one width, then the header.
 * `isWhole` tells that the preview is the whole file; otherwise its last line may be cut and is left out.
 */
export function decideDialect(preview: string, isWhole: boolean): Dialect {
	const text = preview.replace(/\r\n?/g, '\n');
	const end = isWhole ? text.length : text.lastIndexOf('\n');
	const sample = end > 0 ? text.slice(0, end) : text;
	const told = /^sep=(.)\n/i.exec(sample)?.[1];
	const evidence: string[] = [];
	let best: { delimiter: string; rows: string[][]; width: number; share: number; score: number } | undefined;
	for (const delimiter of told === undefined ? DELIMITERS : [told]) {
		const { data } = Papa.parse<string[]>(sample, { delimiter, newline: '\n', quoteChar: '"' });
		const rows = data.filter((row) => !isBlank(row));
		const { width, share } = modalWidth(rows);
		const score = width < 2 ? 0 : share * Math.log2(1 + width);
		if (!best || score > best.score) best = { delimiter, rows: data, width, share, score };
	}
	if (!best) throw new Error('No delimiter was tried.');
	if (best.score === 0) {
		best = {
			...best,
			delimiter: told ?? ',',
			rows: Papa.parse<string[]>(sample, { delimiter: told ?? ',', newline: '\n' }).data,
		};
		evidence.push('one column');
	} else {
		evidence.push(
			`${told === undefined ? '' : 'told by its sep= line: '}${NAMES[best.delimiter] ?? best.delimiter}-separated, ${Math.round(best.share * 100)} % of the first records have ${best.width} cells`,
		);
	}
	const skip = told === undefined ? 0 : 1;
	const preambleRecords = skip + headerIndex(best.rows.slice(skip), best.width);
	if (preambleRecords > 0) evidence.push(`${preambleRecords} lines before the header`);
	return { delimiter: best.delimiter, preambleRecords, header: best.rows[preambleRecords] ?? [''], evidence };
}
