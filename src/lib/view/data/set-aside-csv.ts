import type { SetAsideRow } from '../../intake/mapping';
import { csvLines } from '../../intake/read/write-csv';

export const SET_ASIDE_HEAD = 'file,line,reason,record\r\n';

/** Rows set aside as lines of CSV (RFC 4180): file, line, reason and the record as it stood. */
export const setAsideLines = (rows: readonly SetAsideRow[]): string =>
	csvLines(
		rows.map((row) => [row.file, String(row.line), row.reason, row.text]),
		{ lineEnd: '\r\n', quoteAll: true },
	);
