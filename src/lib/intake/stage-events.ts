import { quoteName, quoteText } from '../engine/engine';
import { tellsOtherFieldSql } from './field-changes';
import { logFieldSql } from './field-values';
import { columnsOf, columnSql, idSql, joinIdSql, roleSql, type MappedFile } from './project-sql';

/** SQL of whether a row of a history file is about the stage: true unless a field column says that it is about another. */
export const isStageChangeSql = (file: MappedFile): string =>
	`coalesce(${logFieldSql(file)} = 'stage', false)`;

/**
 * All dated stage entries of the files: one row a log row or entry-date cell, null where a cell is blank or unreadable.
 * `condition` may speak of deal_id.
 */
export function stageEventSelects(files: readonly MappedFile[], condition = 'true'): string[] {
	return files.flatMap((file) => {
		const id = joinIdSql(idSql(file));
		if (file.mapping.kind === 'stage_history') {
			return [
				`select ${file.index} as file_index, row_no, ${id} as deal_id, ${roleSql(file, 'changed_at', 'timestamp')} as changed_at,
				${roleSql(file, 'stage')} as to_label, ${roleSql(file, 'from_stage')} as from_label,
				${isStageChangeSql(file)} as is_stage_change, ${tellsOtherFieldSql(file)} as tells_other_field, 1 as evidence_code
				from ${quoteName(file.raw.table)} where ${condition}`,
			];
		}
		const columns = columnsOf(file, 'entered_stage');
		if (columns.length === 0) return [];
		// One pass for all columns: the id of a deal is long to write and to find.
		return [
			`select ${file.index} as file_index, row_no, deal_id, unnest(entries) as changed_at,
			unnest([${columns.map(({ stage, header }) => quoteText(stage ?? header)).join(', ')}]) as to_label,
			cast(null as varchar) as from_label, true as is_stage_change, false as tells_other_field, 2 as evidence_code
			from (
				select row_no, ${id} as deal_id, [${columns.map((column) => columnSql(file, column)).join(', ')}] as entries
				from ${quoteName(file.raw.table)}
			) as told where ${condition}`,
		];
	});
}
