/** One record with every cell in double quotes, as Salesforce writes reports. */
export const quotedRow = (cells: readonly string[]): string =>
	`${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`;

/** One record with quotes only where a cell needs them (RFC 4180, with line feeds). */
export const plainRow = (cells: readonly string[]): string =>
	`${cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;

/** Cents as `1234.50`; nothing is an empty cell. */
export const fullAmount = (cents: number | null): string => (cents === null ? '' : (cents / 100).toFixed(2));

/** Cents as `1234` or `1234.5`; nothing is an empty cell. */
export const shortAmount = (cents: number | null): string => (cents === null ? '' : String(cents / 100));
