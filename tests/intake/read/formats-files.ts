import type { Engine } from '$lib/engine/engine';
import { readFiles, type ImportOptions } from '$lib/intake/import';
import type { RawFile } from '$lib/intake/read/raw-file';

/** Bytes as a Blob, whatever buffer they lie in. */
export const blobOf = (bytes: Uint8Array): Blob => new Blob([new Uint8Array(bytes)]);

/** Reads one file by its bytes. */
export const readBytesAs = (
	engine: Engine,
	name: string,
	bytes: Uint8Array,
	options?: ImportOptions,
): Promise<RawFile[]> => readFiles(engine, [{ name, blob: blobOf(bytes) }], options);

/** The rows of a raw table, checked to be as many as the file says. */
export async function rowsOf(engine: Engine, raw: RawFile): Promise<(string | null)[][]> {
	const { rows } = await engine.query(`select * from ${raw.table} order by row_no`);
	if (rows.length !== raw.rowsKept || raw.rowsRead !== raw.rowsKept + raw.rowsSetAside) {
		throw new Error(`${raw.file}: ${rows.length} rows of ${raw.rowsRead} - ${raw.rowsSetAside}.`);
	}
	return rows.map((row) => raw.columns.map(({ name }) => row[name] as string | null));
}

/** The problem that a promise ends in. */
export async function problemOf(promise: Promise<unknown>): Promise<unknown> {
	const error: unknown = await promise.then(
		() => new Error('It did not fail.'),
		(reason: unknown) => reason,
	);
	return error instanceof Error && 'problem' in error ? error.problem : error;
}
