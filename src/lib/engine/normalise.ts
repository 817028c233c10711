import { EngineError, type Column, type Row, type Table, type Value } from './engine';

/** How one column of a raw result is read: its name and type as told to the product, and its cells. */
export interface Reader<Batch> {
	name: string;
	/** Undefined where the product has no such type: lists, structs, times, intervals, blobs. */
	type: Column['type'] | undefined;
	/** The engine's name of the type, for the error. */
	rawType: string;
	/** The cells of the column in one batch, already normalised. */
	read(batch: Batch): Value[];
}

/**
 * The complete table of `batches`, as every engine delivers it. Throws EngineError `sql` that names the column
 * if a type has no counterpart in the product, or if two columns share a name (one would be lost in the row).
 */
export function tableOf<Batch>(
	readers: readonly Reader<Batch>[],
	batches: readonly Batch[],
	sql: string,
): Table {
	const columns: Column[] = [];
	for (const { name, type, rawType } of readers) {
		if (!type) {
			throw new EngineError(
				'sql',
				`Column "${name}" is a ${rawType}, which a result cannot hold: cast it.`,
				sql,
			);
		}
		if (columns.some((column) => column.name === name)) {
			throw new EngineError('sql', `Two columns of the result are named "${name}": rename one.`, sql);
		}
		columns.push({ name, type });
	}
	const rows: Row[] = [];
	for (const batch of batches) {
		const cells = readers.map((reader) => reader.read(batch));
		const count = cells[0]?.length ?? 0;
		for (let index = 0; index < count; index++) {
			const row: Row = {};
			for (let column = 0; column < columns.length; column++) {
				row[columns[column]!.name] = cells[column]![index] ?? null;
			}
			rows.push(row);
		}
	}
	return { columns, rows };
}

/** A double. NaN and the infinities are null: undefined, never drawn as a number. */
export function numberValue(raw: number | bigint): number | null {
	const number = Number(raw);
	return Number.isFinite(number) ? number : null;
}

const MS_PER_DAY = 86_400_000;
const EARLIEST = Date.parse('0001-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** `YYYY-MM-DD` of days since 1970-01-01; null outside the years 1 to 9999, as for 'infinity'. */
export function dayValue(days: number): string | null {
	const instant = instantValue(days * MS_PER_DAY);
	return instant === null ? null : instant.slice(0, 10);
}

/**
 * `YYYY-MM-DDTHH:MM:SS.sssZ` of milliseconds since 1970-01-01 UTC, finer parts cut off; null outside the years
 * 1 to 9999, as for 'infinity'.
 */
export function instantValue(milliseconds: number): string | null {
	const whole = Math.floor(milliseconds);
	return whole >= EARLIEST && whole <= LATEST ? new Date(whole).toISOString() : null;
}
