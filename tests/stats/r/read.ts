import { readFileSync } from 'node:fs';

/** Rows of a file that one of the R scripts in this folder wrote; an empty cell (R: NA, NaN or Inf) is null. */
export function readR(name: string): Record<string, number | null>[] {
	const [header = '', ...lines] = readFileSync(new URL(name, import.meta.url), 'utf8')
		.trim()
		.split('\n');
	const columns = header.split(',');
	return lines.map((line) => {
		const cells = line.split(',');
		return Object.fromEntries(columns.map((column, i) => [column, cells[i] ? Number(cells[i]) : null]));
	});
}

/** A cell that R always fills. */
export function filled(row: Record<string, number | null>, column: string): number {
	const value = row[column];
	if (value === null || value === undefined) throw new Error(`no ${column} in ${JSON.stringify(row)}`);
	return value;
}
