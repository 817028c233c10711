import type { Engine } from '$lib/engine/engine';
import { readDelimited, type ReadOptions } from '$lib/intake/read/load';
import type { RawFile } from '$lib/intake/read/raw-file';

interface Named {
	name: string;
	blob: Blob;
}

/** All tables of a text, read into `raw_0`, `raw_1` and so on. */
export function readTables(engine: Engine, file: Named, options: ReadOptions = {}): Promise<RawFile[]> {
	let tables = 0;
	return readDelimited(engine, file, () => `raw_${tables++}`, options);
}

/** The only table of a text, read into `table`; another one in it is an error. */
export async function readText(
	engine: Engine,
	file: Named,
	table: string,
	options: ReadOptions = {},
): Promise<RawFile> {
	let tables = 0;
	const next = (): string => (tables++ === 0 ? table : `${table}_${tables}`);
	const [raw, other] = await readDelimited(engine, file, next, options);
	if (!raw || other) throw new Error(`Not one table: ${other?.file ?? 'none'}`);
	return raw;
}
