/** Delimiters by which a line may be divided that is one cell by those of its file. */
const DELIMITERS = [',', ';', '\t', '|', '^', '~'];

/**
 * Whether the only cell of a record is rather one with about as many cells as the table has columns: by another delimiter,
 * or by its own within quotes that a stray one opened. As a cell, it would stand in a column that never holds such.
 */
export function isHiddenRecord(text: string, width: number, delimiter: string): boolean {
	if (width < 3) return false;
	return [...DELIMITERS, delimiter].some((one) => text.split(one).length > Math.max(2, width - 2));
}

/** Whether another delimiter than that of its file divides a line into as many cells as the table has columns, or more. */
export function isDividedOtherwise(line: string, width: number, own: string): boolean {
	if (width < 3) return false;
	return DELIMITERS.some((one) => one !== own && line.split(one).length >= width);
}
