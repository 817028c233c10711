import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import type { SetAsideRow } from './mapping';
import { rowTextSql } from './project-sql';
import type { RawFile } from './read/raw-file';

/** Rows fetched at once. */
const PAGE = 20_000;

/**
 * All rows that the import set aside, whole, by file, a page at a time: first those that reading set aside, then those
 * that the mapping could not use. Files that are
 * not used as a whole are not repeated. The staging tables must be those of `raws`.
 */
export async function* allSetAside(
	engine: Engine,
	raws: readonly RawFile[],
	options: RunOptions = {},
): AsyncGenerator<SetAsideRow[], void, undefined> {
	const { rows: known } = await engine.query(
		'select distinct file_index, source_file from stg_line_breaks order by file_index',
		options,
	);
	const fileOf = new Map(known.map((row) => [Number(row['file_index']), String(row['source_file'])]));
	for (const raw of raws) {
		yield* raw.allSetAside(options.signal);
		const index = [...fileOf].find(([, file]) => file === raw.file)?.[0];
		if (index === undefined) continue;
		for (let after = 0; ;) {
			const { rows } = await engine.query(
				`select s.row_no, s.reason, s.kept_file_index, s.kept_row_no, ${rowTextSql(raw, ',')} as text
				from set_aside as s inner join ${quoteName(raw.table)} as r on r.row_no = s.row_no
				where s.file_index = ${index} and s.row_no > ${after} order by s.row_no limit ${PAGE}`,
				options,
			);
			if (rows.length === 0) break;
			after = Number(rows.at(-1)?.['row_no']);
			yield rows.map((row) => {
				const keptFile = fileOf.get(Number(row['kept_file_index'] ?? -1));
				const kept = raws.find(({ file }) => file === keptFile);
				const where = kept
					? ` (${kept === raw ? '' : `${kept.file}, `}line ${kept.lineOf(Number(row['kept_row_no']))})`
					: '';
				return {
					file: raw.file,
					line: raw.lineOf(Number(row['row_no'])),
					reason: `${String(row['reason'])}${where}`,
					text: String(row['text']),
				};
			});
		}
	}
}
