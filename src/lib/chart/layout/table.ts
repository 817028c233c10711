export type TableCell = string | number | null;

export interface TableColumn {
	key: string;
	label: string;
	/** Numbers stand right and in tabular figures, words and days at the start. */
	align: 'start' | 'end';
	/** How a number is written; what is missing is written `–`. */
	format?: (value: number) => string;
	definition?: string;
}

/** A chart's rows as a plain table: its twin for those who read rather than look. */
export interface TableTwin {
	caption: string;
	columns: TableColumn[];
	rows: Record<string, TableCell>[];
}

/** A cell as text; null and undefined are `–`. */
export function writeCell(value: TableCell | undefined, column: TableColumn): string {
	if (value === null || value === undefined) return '–';
	return typeof value === 'number' && column.format ? column.format(value) : String(value);
}
