import type { DataType } from 'apache-arrow';
import type { Row } from '../engine/engine';
import { csvLines } from '../intake/read/write-csv';
import type { Result, ResultColumn } from './console';

export type ResultFormat = 'csv' | 'arrow' | 'parquet';

export const RESULT_TYPES: Record<ResultFormat, string> = {
	csv: 'text/csv',
	arrow: 'application/vnd.apache.arrow.file',
	parquet: 'application/vnd.apache.parquet',
};

/** Rows fetched at once. */
const PAGE = 20_000;

async function* pages(result: Result, signal?: AbortSignal): AsyncGenerator<Row[]> {
	for (let from = 0; from < result.rowCount; from += PAGE) {
		signal?.throwIfAborted();
		yield await result.rows(from, PAGE);
	}
}

/** The whole result as a file. Rejects with what its rows reject with, and when `signal` is aborted. */
export async function resultFile(result: Result, format: ResultFormat, signal?: AbortSignal): Promise<Blob> {
	const type = RESULT_TYPES[format];
	if (format === 'csv') {
		const names = result.columns.map(({ name }) => name);
		const parts = [csvLines([names])];
		for await (const rows of pages(result, signal)) {
			parts.push(
				csvLines(rows.map((row) => names.map((name) => (row[name] === null ? '' : String(row[name]))))),
			);
		}
		return new Blob(parts, { type });
	}
	const columns = result.columns.map((column) => ({ column, cells: [] as Row[string][] }));
	for await (const rows of pages(result, signal)) {
		for (const { column, cells } of columns) for (const row of rows) cells.push(row[column.name] ?? null);
	}
	const bytes = format === 'arrow' ? await arrowFile(columns) : await parquetFile(columns);
	return new Blob([bytes as Uint8Array<ArrayBuffer>], { type });
}

type Cells = { column: ResultColumn; cells: Row[string][] }[];

const instantOf = (cell: Row[string]): Date | null => (cell === null ? null : new Date(String(cell)));

async function arrowFile(columns: Cells): Promise<Uint8Array> {
	const { Bool, DateDay, Float64, makeBuilder, Table, TimestampMillisecond, Utf8, tableToIPC } =
		await import('apache-arrow');
	const typeOf = {
		number: () => new Float64(),
		boolean: () => new Bool(),
		date: () => new DateDay(),
		instant: () => new TimestampMillisecond(),
		text: () => new Utf8(),
	};
	const vectors = columns.map(({ column: { name, kind }, cells }) => {
		// Told what a null is, Arrow compiles a function of text, which the security policy of the page forbids.
		const builder = makeBuilder<DataType>({ type: typeOf[kind](), nullValues: [] });
		builder.isValid = (cell: unknown) => cell !== null;
		const isDate = kind === 'date' || kind === 'instant';
		for (const cell of cells) builder.append(isDate ? instantOf(cell) : cell);
		return [name, builder.finish().toVector()] as const;
	});
	return tableToIPC(new Table(Object.fromEntries(vectors)), 'file');
}

async function parquetFile(columns: Cells): Promise<Uint8Array> {
	const { parquetWriteBuffer, schemaFromColumnData } = await import('hyparquet-writer');
	const columnData = columns.map(({ column: { name, kind }, cells }) => {
		switch (kind) {
			case 'number':
				return { name, data: cells, type: 'DOUBLE' as const, nullable: true };
			case 'boolean':
				return { name, data: cells, type: 'BOOLEAN' as const, nullable: true };
			case 'date':
				return { name, data: cells.map(instantOf) };
			case 'instant':
				return { name, data: cells.map(instantOf), type: 'TIMESTAMP' as const, nullable: true };
			case 'text':
				return { name, data: cells, type: 'STRING' as const, nullable: true };
		}
	});
	// The writer knows no plain type for days: told by the schema.
	const days = columns
		.filter(({ column }) => column.kind === 'date')
		.map(({ column: { name } }) => [
			name,
			{ name, type: 'INT32' as const, converted_type: 'DATE' as const, repetition_type: 'OPTIONAL' as const },
		]);
	const schema = schemaFromColumnData({ columnData, schemaOverrides: Object.fromEntries(days) });
	const typed = columnData.map(({ name, data }) => ({ name, data }));
	return new Uint8Array(parquetWriteBuffer({ columnData: typed, schema }));
}
