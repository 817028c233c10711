import type { SetAsideRow } from '../../intake/mapping';

const cell = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`;

/** Rows set aside as CSV (RFC 4180): file, line, reason and the record as it stood. */
export function setAsideCsv(rows: readonly SetAsideRow[]): string {
	const lines = rows.map((row) => [row.file, row.line, row.reason, row.text].map(cell).join(','));
	return `${['file,line,reason,record', ...lines].join('\r\n')}\r\n`;
}
