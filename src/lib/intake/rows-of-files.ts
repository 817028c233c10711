import type { Engine, RunOptions } from '../engine/engine';
import { rangesOf } from '../model/deal-ranges';

/** What one file tells a table. */
export interface RowsOfFile {
	/** Rows of the file, numbered from 1, and its columns; no rows where they cannot be read apart from each other. */
	rows: number;
	columns: number;
	/** SQL of what the rows tell that meet a condition on `row_no`. */
	sql(condition: string): string;
}

/** About so many cells of files are read by one statement. */
export const CELLS_AT_ONCE = 5_000_000;

/**
 * Makes `table` of what the files tell it, in their order: at once, or in ranges of rows where a file has more than
 * `cellsAtOnce` cells. There is at least one part. `tell` is told after each statement which share of all it was.
 * Rejects with EngineError; a stopped one leaves a table of the first rows.
 */
export async function makeOfRows(
	engine: Engine,
	table: string,
	parts: readonly RowsOfFile[],
	tell: (share: number) => void,
	options?: RunOptions & { cellsAtOnce?: number | undefined },
): Promise<void> {
	const whole = parts.map(({ sql }) => sql('true')).join('\nunion all\n');
	const pieces = parts.flatMap(({ rows, columns, sql }) =>
		rangesOf(rows, rows * columns, options?.cellsAtOnce ?? CELLS_AT_ONCE).map(({ from, before }, _, ranges) =>
			sql(ranges.length === 1 ? 'true' : `row_no >= ${from} and row_no < ${before}`),
		),
	);
	if (pieces.length === parts.length) {
		await engine.execute(`create or replace table ${table} as ${whole}`, options);
		tell(1);
		return;
	}
	// Its columns are of the types that all files have together.
	await engine.execute(
		`create or replace table ${table} as select * from (${whole}) as told limit 0`,
		options,
	);
	for (const piece of pieces) {
		await engine.execute(`insert into ${table} ${piece}`, options);
		tell(1 / pieces.length);
	}
}
