import type { SetAsideRow } from '../mapping';
import type { TableSpan } from './another-table';
import type { ColumnFact } from './column-kinds';
import type { LineBreak } from './raw-file';
import type { Format } from './record';

/** What the scanner is told of a file. */
export interface ScanPlan extends Format {
	/** The delimiter as the file has it, for which `delimiter` stands. */
	delimiterText: string;
	/** Whether whole rows stand between quotes, as one cell. */
	wrapped: boolean;
	/** Cells of a record. */
	width: number;
	/** What the columns hold, one a cell. */
	facts: readonly ColumnFact[];
	/** How nearly all rows begin, as `usualShape` has it; empty where that does not tell them from lines of text. */
	shape: string;
	/** Whether rows end with a delimiter, so that sound ones have a blank cell more than the header. */
	isTrailed: boolean;
	/** Whether rows lack the blank cells that they end with, so that a short one is not damaged. */
	isWrittenShort: boolean;
	/** Whether several rows end with a delimiter too many. */
	isTrailing: boolean;
	/** Which columns have nearly all their cells between quotes. */
	areQuoted: readonly boolean[];
	/** Whether the sample from which `facts` are told is the whole text. */
	isSmall: boolean;
	/** Where in the text the columns begin to stand in another order than the header's; Infinity if nowhere. */
	changeStart: number;
	/** Whether the text was a drawn table: a line that does not fit its columns is no row. */
	wasDrawn: boolean;
	/** Whether records that begin as comments do are such: neither the header nor many rows do. */
	hasComments: boolean;
	/** How most records end: CR, LF or CRLF. The clean file has no other line end between records. */
	lineEnd: number;
	/** Whether whole rows end otherwise as well. */
	areEndsMixed: boolean;
	/** Where in the text the records begin, behind the header, and the line of the file there. */
	dataStart: number;
	dataLine: number;
	/** The lines of the header, without their line ends, in every way in which they may be quoted; none without one. */
	headers: readonly Uint8Array[];
	/** Lines above the header that have several cells: no titles, and no rows of this table. */
	above: readonly { line: number; bytes: Uint8Array }[];
	/** Other tables above the header. */
	others: readonly TableSpan[];
	/** Whether the text ends within its last record. */
	isCut: boolean;
	/** What the header says; empty if there is none. */
	names: readonly string[];
}

export interface Scan {
	/**
	 * The kept records as RFC 4180, in order, in one or more files of whole records, all of one width and with one line
	 * end, each below a line of column names `c0`, `c1`, … The names make DuckDB see the line end: where it is CRLF, it
	 * cannot be told.
	 */
	clean: Blob[];
	rowsRead: number;
	rowsKept: number;
	rowsSetAside: number;
	reasons: { reason: string; rows: number }[];
	/** The first 1,000 by line. */
	setAside: SetAsideRow[];
	padded: number;
	/** Rows that lost blank cells beyond the last column. */
	trimmed: number;
	/** Rows that lost a blank cell amid others, which a delimiter too many had made. */
	narrowed: number;
	/** Rows whose quotes had to be put right. */
	requoted: number;
	/** Rows with another delimiter, or wholly between quotes. */
	reread: number;
	blankLines: number;
	/** Bytes of the longest record of the clean file. */
	longest: number;
	lineBreaks: LineBreak[];
	/** Other tables in the same text, none of whose records is counted here. */
	others: TableSpan[];
}
