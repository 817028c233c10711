import { quoteName, quoteText, type Engine, type RunOptions } from '../engine/engine';
import { dropTable } from './drop-table';
import { columnsOf, columnSql, idSql, joinedIdSql, joinIdSql, type MappedFile } from './project-sql';

/** SQL of which deal each value of the columns of this header names, as joined; null where no list has it. */
export function keysSql(lists: readonly MappedFile[], header: string): string | null {
	const selects = lists.flatMap((list) => {
		const column = list.mapping.columns.find((own) => own.header === header);
		if (!column) return [];
		const key = joinIdSql(columnSql(list, { ...column, role: 'id', reading: { as: 'text' } }));
		return [`select ${key} as key, ${joinedIdSql(list)} as deal_id from ${quoteName(list.raw.table)}`];
	});
	if (selects.length === 0) return null;
	// A value that names several deals names none.
	return `select key, min(deal_id) as deal_id from (${selects.join(' union all ')}) as listed
		where key is not null and deal_id is not null group by key having min(deal_id) = max(deal_id)`;
}

/**
 * Hands `use` the files in which logs are keyed by the id of the list, also those whose ids stand in another column of
 * it; these are copies that last as long as `use` does. An id that the list does not have stands behind its header, so
 * that it is not taken for one of another column. The same files where no log is keyed so.
 */
export async function withListIds<T>(
	engine: Engine,
	files: readonly MappedFile[],
	options: RunOptions | undefined,
	use: (files: readonly MappedFile[]) => Promise<T>,
): Promise<T> {
	const lists = files.filter(({ mapping }) => mapping.kind === 'deals');
	const made: string[] = [];
	const keyed: MappedFile[] = [];
	try {
		for (const file of files) {
			const column = file.mapping.kind === 'stage_history' ? columnsOf(file, 'id')[0] : undefined;
			const cell = column && file.raw.columns[column.position];
			const keys = column?.keys === undefined ? null : keysSql(lists, column.keys);
			if (!column || !cell || keys === null) {
				keyed.push(file);
				continue;
			}
			const table = `keyed_${file.raw.table}`;
			made.push(table);
			const name = quoteName(cell.name);
			await engine.execute(
				`create or replace table ${quoteName(table)} as
				select written.* replace (coalesce(keys.deal_id, ${quoteText(`${column.keys} `)} || written.${name}) as ${name})
				from ${quoteName(file.raw.table)} as written
				left join (${keys}) as keys on keys.key = ${joinIdSql(idSql(file))}`,
				options,
			);
			const { cells: _cells, ...bare } = cell;
			const columns = file.raw.columns.map((own) => (own === cell ? bare : own));
			keyed.push({ ...file, raw: { ...file.raw, table, columns } });
		}
		return await use(keyed);
	} finally {
		for (const table of made) await dropTable(engine, table);
	}
}
