/**
 * One record of RFC 4180, without a line end: cells that hold a delimiter, a quote or a line end are quoted, and
 * so are cells that begin or end with white space, which some readers would trim. A single empty cell is written
 * `""`, as an empty line is no record.
 */
export function toCsvRecord(cells: readonly string[], delimiter = ','): string {
	if (cells.length === 1 && cells[0] === '') return '""';
	return cells
		.map((cell) =>
			cell.includes(delimiter) || /["\r\n]|^[\s\uFEFF]|\s$/.test(cell)
				? `"${cell.replaceAll('"', '""')}"`
				: cell,
		)
		.join(delimiter);
}
