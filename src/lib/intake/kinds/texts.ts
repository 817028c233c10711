import { quoteName, type Engine, type RunOptions } from '../../engine/engine';
import type { ColumnRole } from '../mapping';
import { roleSql, type MappedFile } from '../project-sql';

/** The different texts of a column, in order; none if no column plays the role. */
export async function distinctTexts(
	engine: Engine,
	file: MappedFile,
	role: ColumnRole,
	options?: RunOptions,
): Promise<string[]> {
	const { rows } = await engine.query(
		`select distinct ${roleSql(file, role)} as text from ${quoteName(file.raw.table)} where text is not null order by text`,
		options,
	);
	return rows.map((row) => String(row['text']));
}
