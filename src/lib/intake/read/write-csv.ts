import Papa from 'papaparse';

interface Written {
	delimiter?: string;
	lineEnd?: string;
	/** Every cell between quotes, also those that need none. */
	quoteAll?: boolean;
}

/** White space at either end, which some readers would trim, and the mark that some take for that of an encoding. */
const AT_AN_END = /^[\s\uFEFF]|\s$/;

/**
 * Records of RFC 4180, each with its line end: cells that hold a delimiter, a quote or a line end are quoted, and so are
 * cells that begin or end with white space. The empty cell of a table of one column is written `""`, as an empty line
 * is no record.
 */
export function csvLines(rows: readonly (readonly string[])[], written: Written = {}): string {
	const { delimiter = ',', lineEnd = '\n', quoteAll = false } = written;
	if (rows.length === 0) return '';
	const isSingle = rows.every((cells) => cells.length === 1);
	const text = Papa.unparse(rows as string[][], {
		delimiter,
		newline: lineEnd,
		quotes: quoteAll || ((cell: string) => AT_AN_END.test(cell) || (isSingle && cell === '')),
	});
	return text + lineEnd;
}

/** One record, without a line end. */
export const toCsvRecord = (cells: readonly string[], delimiter = ','): string =>
	csvLines([cells], { delimiter, lineEnd: '\n' }).slice(0, -1);
