import type { CellFacts } from '../cell-text';
import type { SetAsideRow } from '../mapping';

/** A column of a raw table. Headers may repeat; names and positions do not. */
export interface RawColumn {
	/** The header without surrounding white space; `Column 3` where the file leaves it empty. */
	header: string;
	/** The header as the file has it, where white space surrounds it. */
	written?: string;
	/** 0-based. */
	position: number;
	/** Name in the raw table: `c0`, `c1`, … */
	name: string;
	/** Whether the file does not name it: then the header is its number. */
	isUnnamed?: boolean;
	/** Whether the file holds numbers here, not texts of them: then their decimal mark is the point. */
	isNumber?: boolean;
	/**
	 * Whether its times are those on some wall: the file holds times and names no zone, so that the Z with which all
	 * times are written says nothing.
	 */
	isOnTheWall?: boolean;
	/** What is known of its cells, once they have been looked at. */
	cells?: CellFacts;
}

/** From kept row `row` on, rows begin at `line` and one line each, until the next break. Both 1-based. */
export interface LineBreak {
	row: number;
	line: number;
}

/**
 * A file, or a table within one, as it was read into `table`: `row_no` from 1 in the order of the file, and one text column for every
 * column of the file, blank cells as null. rowsRead = rowsKept + rowsSetAside, always.
 */
export interface RawFile {
	/** Name of the file; `book.xlsx › Sheet` or `archive.zip › member.csv` for a table within one. */
	file: string;
	/** The table in whose text this one stands, if it is not the first. */
	within?: string;
	table: string;
	bytes: number;
	/** Milliseconds since 1970, or null where the source does not say. */
	lastModified: number | null;
	/** Of a text; the name of the format where that is another one. */
	encoding: string;
	/** Empty where the format has none, and so is `quote`. */
	delimiter: string;
	quote: string;
	/** 1-based; 0 if the file has no header. */
	headerLine: number;
	/** Why the file was read as it was: sentences. */
	evidence: string[];
	/** Lines of text that stand above the header, where the format has such. */
	around?: string[];
	/** What must be known before its numbers are believed: sentences. */
	notices: string[];
	columns: RawColumn[];
	/** Records after the header. Blank lines are none. */
	rowsRead: number;
	rowsKept: number;
	rowsSetAside: number;
	/** Reasons for setting aside with their counts, most first. */
	reasons: { reason: string; rows: number }[];
	/** The first 1,000 rows set aside, their texts cut to 500 characters; counts are complete. */
	setAside: SetAsideRow[];
	/** All rows set aside, whole, a page at a time: the file is read again. Throws what reading it throws. */
	allSetAside(signal?: AbortSignal): AsyncIterable<SetAsideRow[]>;
	/** Kept rows that were shorter than the header and got empty cells at their end. */
	padded: number;
	blankLines: number;
	/** In order of rows; the first is of row 1 unless no row was kept. */
	lineBreaks: readonly LineBreak[];
	/**
	 * The line of the file on which kept row `rowNo` begins; the row of a sheet; in formats without lines, the row
	 * itself. Throws RangeError if there is no such row.
	 */
	lineOf(rowNo: number): number;
}

/** What tells where the columns of a file are in the engine; plain JSON. */
export type RawTable = Pick<RawFile, 'file' | 'table' | 'columns'>;

/** The line on which row `row` of `rows` begins, by binary search. Throws RangeError if there is no such row. */
export function lineOfRow(breaks: readonly LineBreak[], rows: number, row: number): number {
	if (!Number.isInteger(row) || row < 1 || row > rows) {
		throw new RangeError(`There is no row ${row}: ${rows} were kept.`);
	}
	let low = 0;
	let high = breaks.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if (breaks[middle]!.row <= row) low = middle;
		else high = middle - 1;
	}
	const found = breaks[low]!;
	return found.line + (row - found.row);
}
