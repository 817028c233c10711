import { quoteName, quoteText } from '../engine/engine';
import { tellsOtherFieldSql } from './field-changes';
import { logFieldSql } from './field-values';
import type { ColumnMapping } from './mapping';
import { ownPipelineSql, partedEvents } from './parted-labels';
import { STATUS_OUTCOMES } from './presets/vocabulary';
import {
	columnsOf,
	columnSql,
	foldedSql,
	hasRole,
	joinedIdSql,
	roleSql,
	type MappedFile,
} from './project-sql';
import type { RowsOfFile } from './rows-of-files';

/** SQL of whether a row of a history file is about the stage: true unless a field column says that it is about another. */
export const isStageChangeSql = (file: MappedFile): string =>
	`coalesce(${logFieldSql(file)} = 'stage', false)`;

/**
 * SQL of the ends and returns that the rows of a log about the status tell beside those about the stage, as events: a
 * deal that is open again stands in the stage that it was in.
 */
function outcomeEventSelect(file: MappedFile, condition: string): string {
	const table = quoteName(file.raw.table);
	const from = `select row_no, ${joinedIdSql(file)} as deal_id, ${roleSql(file, 'changed_at', 'timestamp')} as changed_at`;
	const words = (outcome: string) =>
		Object.entries(STATUS_OUTCOMES).flatMap(([word, meaning]) =>
			meaning === outcome ? [quoteText(word)] : [],
		);
	const means = (outcome: string) => `list_contains([${words(outcome).join(', ')}], ${foldedSql('told')})`;
	const stages = (label: string, order: string) =>
		`(select deal_id as moved_id, changed_at as moved_at, label
		from (${from}, ${label} as label from ${table} where ${logFieldSql(file)} = 'stage') as moves
		where label is not null and changed_at is not null
		qualify row_number() over (partition by deal_id, changed_at order by row_no ${order}) = 1)`;
	return `select ${file.index} as file_index, row_no, deal_id, changed_at,
		case when ${means('won')} or ${means('lost')} then told else coalesce(entered.label, follows.label) end as to_label,
		cast(null as varchar) as from_label, true as is_stage_change, false as tells_other_field, 1 as evidence_code
		${file.parted ? ', cast(null as varchar) as own_pipeline' : ''}
		from (${from}, ${roleSql(file, 'stage')} as told from ${table} where ${logFieldSql(file)} = 'outcome') as status
		asof left join ${stages(roleSql(file, 'stage'), 'desc')} as entered
			on entered.moved_id = deal_id and changed_at >= entered.moved_at
		asof left join ${stages(roleSql(file, 'from_stage'), '')} as follows
			on follows.moved_id = deal_id and changed_at < follows.moved_at
		where ${condition} and deal_id is not null and changed_at is not null and to_label is not null
			and (${means('won')} or ${means('lost')} or ${means('open')})`;
}

/** SQL of stage events of a file. By rows: each rests on one row of the file, so that ranges of rows give the same. */
interface EventSelect {
	file: MappedFile;
	isByRows: boolean;
	/** `condition` may speak of row_no and deal_id. */
	sql(condition: string): string;
}

function eventSelectsOf(file: MappedFile): EventSelect[] {
	const own = (column?: ColumnMapping) =>
		file.parted ? `, ${ownPipelineSql(file, column)} as own_pipeline` : '';
	const id = joinedIdSql(file);
	const table = quoteName(file.raw.table);
	if (file.mapping.kind === 'stage_history') {
		const rows: EventSelect = {
			file,
			isByRows: true,
			sql: (condition) =>
				`select ${file.index} as file_index, row_no, ${id} as deal_id, ${roleSql(file, 'changed_at', 'timestamp')} as changed_at,
				${roleSql(file, 'stage')} as to_label, ${roleSql(file, 'from_stage')} as from_label,
				${isStageChangeSql(file)} as is_stage_change, ${tellsOtherFieldSql(file)} as tells_other_field, 1 as evidence_code${own()}
				from ${table} where ${condition}`,
		};
		if (!hasRole(file, 'changed_field')) return [rows];
		return [rows, { file, isByRows: false, sql: (condition) => outcomeEventSelect(file, condition) }];
	}
	const columns = columnsOf(file, 'entered_stage');
	if (columns.length === 0) return [];
	const pipelines = `[${columns.map((column) => ownPipelineSql(file, column)).join(', ')}]`;
	// One pass for all columns: the id of a deal is long to write and to find.
	const entries: EventSelect = {
		file,
		isByRows: true,
		sql: (condition) =>
			`select ${file.index} as file_index, row_no, deal_id, unnest(entries) as changed_at,
			unnest([${columns.map(({ stage, header }) => quoteText(stage ?? header)).join(', ')}]) as to_label,
			cast(null as varchar) as from_label, true as is_stage_change, false as tells_other_field, 2 as evidence_code
			${file.parted ? ', unnest(pipelines) as own_pipeline' : ''}
			from (
				select row_no, ${id} as deal_id, [${columns.map((column) => columnSql(file, column)).join(', ')}] as entries
				${file.parted ? `, ${pipelines} as pipelines` : ''}
				from ${table}
			) as told where ${condition}`,
	};
	return [entries];
}

/**
 * All dated stage entries of the files: one row a log row or entry-date cell, null where a cell is blank or unreadable.
 * `condition` may speak of deal_id.
 */
export function stageEventSelects(files: readonly MappedFile[], condition = 'true'): string[] {
	const parted = files[0]?.parted;
	const selects = files.flatMap(eventSelectsOf).map(({ sql }) => sql(condition));
	return parted && selects.length > 0 ? [partedEvents(selects, parted)] : selects;
}

/** The same in parts that can be read row by row, where they can. */
export function stageEventParts(files: readonly MappedFile[]): RowsOfFile[] {
	// Which pipeline an event is of is told by rows of other files.
	if (files[0]?.parted)
		return stageEventSelects(files).map((sql) => ({ rows: 0, columns: 0, sql: () => sql }));
	return files.flatMap(eventSelectsOf).map(({ file: { raw }, isByRows, sql }) => ({
		rows: isByRows ? raw.rowsKept : 0,
		columns: raw.columns.length,
		sql,
	}));
}
