import { quoteName, quoteText, type Engine, type RunOptions } from '../../engine/engine';
import type { FileKind } from '../mapping';
import { columnsOf, daySql, deletedSql, hasRole, roleSql, rowTextSql, type MappedFile } from '../project-sql';
import { textSql } from '../cell-text';
import type { ColumnRole } from '../mapping';

export const filesOfKind = (files: readonly MappedFile[], kind: FileKind): MappedFile[] =>
	files.filter(({ mapping }) => mapping.kind === kind);

/** SQL of an id as ids are joined: the 18 characters of Salesforce are the 15 case-sensitive ones and a checksum. */
export const refSql = (sql: string): string =>
	`case when regexp_matches(${sql}, '^(00[0-9A-Za-z]|01t|[a-z][0-9A-Za-z]{2})[0-9A-Za-z]{12}[A-Z0-5]{3}$') then left(${sql}, 15) else ${sql} end`;

/** SQL that tells whether a cell of this role holds something that could not be read. */
export function unreadableSql(file: MappedFile, role: ColumnRole): string {
	const column = columnsOf(file, role)[0];
	const cell = column && file.raw.columns[column.position];
	if (!cell) return 'false';
	return `coalesce(${textSql(cell)} is not null and ${roleSql(file, role)} is null, false)`;
}

/** SQL of the day after the last one: `ends` holds the last day, `ends_before` the one after it. */
export const endsBeforeSql = (file: MappedFile): string =>
	hasRole(file, 'ends_before')
		? daySql(file, 'ends_before')
		: `cast(${daySql(file, 'ends')} + interval 1 day as date)`;

/**
 * Creates `table` with the rows of `files` and the columns that `columns` gives for each, beside file_index, row_no,
 * source_file, source_line, is_deleted and row_text: all cells as one text.
 */
export async function createRows(
	engine: Engine,
	table: string,
	files: readonly MappedFile[],
	columns: (file: MappedFile) => string,
	options?: RunOptions,
): Promise<void> {
	const selects = files.map(
		(file) =>
			`select ${file.index} as file_index, row_no, ${quoteText(file.raw.file)} as source_file,
			coalesce(${deletedSql(file)}, false) as is_deleted, ${rowTextSql(file.raw, '\u001f')} as row_text,
			${columns(file)}
			from ${quoteName(file.raw.table)}`,
	);
	await engine.execute(
		`create or replace table ${table} as
		with read as (${selects.join('\nunion all\n')})
		select r.*, b.first_line + r.row_no - b.first_row as source_line
		from read as r
		asof left join stg_line_breaks as b on b.file_index = r.file_index and r.row_no >= b.first_row`,
		options,
	);
}

/**
 * Sets aside rows of `table` for the first reason that fits, then all but one of those that `sameAs` (SQL of what makes
 * two rows one thing) calls the same: the greatest by `best`, then by text, stands, so that order never decides.
 * What is left is in view `kept`.
 */
export async function setAsideRows(
	engine: Engine,
	table: string,
	reasons: readonly { when: string; reason: string }[],
	same: { by: string; reason: string; best?: string } | null,
	options?: RunOptions,
): Promise<void> {
	const cases = [{ when: 'is_deleted', reason: 'deleted in the CRM' }, ...reasons].map(
		({ when, reason }) => `when ${when} then ${quoteText(reason)}`,
	);
	await engine.execute(
		`insert into set_aside
		select file_index, row_no, reason, null, null
		from (select file_index, row_no, case ${cases.join(' ')} end as reason from ${table}) as judged
		where reason is not null`,
		options,
	);
	const left = `select r.* from ${table} as r
		anti join set_aside as s on s.file_index = r.file_index and s.row_no = r.row_no`;
	if (same) {
		await engine.execute(
			`insert into set_aside
			with ranked as (
				select file_index, row_no, row_text, thing,
					row_number() over (
						partition by thing order by ${same.best ? `${same.best}, ` : ''}row_text desc, file_index, row_no
					) as place
				from (select *, ${same.by} as thing from (${left}) as sound) as named
			)
			select
				other.file_index, other.row_no,
				case when other.row_text = best.row_text then 'an exact copy of another row' else ${quoteText(same.reason)} end,
				best.file_index, best.row_no
			from ranked as other
			inner join ranked as best on best.thing = other.thing and best.place = 1
			where other.place > 1`,
			options,
		);
	}
	await engine.execute(`create or replace view kept as ${left}`, options);
}
