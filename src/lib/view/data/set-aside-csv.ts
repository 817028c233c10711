import type { SetAsideRow } from '../../intake/mapping';

const cell = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`;

export const SET_ASIDE_HEAD = 'file,line,reason,record\r\n';

/** Rows set aside as lines of CSV (RFC 4180): file, line, reason and the record as it stood. */
export const setAsideLines = (rows: readonly SetAsideRow[]): string =>
	rows.map((row) => `${[row.file, row.line, row.reason, row.text].map(cell).join(',')}\r\n`).join('');
