import { quoteName, quoteText } from '../engine/engine';
import { LEAD_KINDS } from './choose-layout';
import { exportSecondSql } from './ledger/place-rows';
import type { ColumnMapping, ColumnRole } from './mapping';
import { stageLabelSql } from './parted-labels';
import {
	columnsOf,
	columnSql,
	currencySql,
	daySql,
	deletedSql,
	foldedSql,
	hasRole,
	idSql,
	joinedIdSql,
	roleSql,
	snapshotDaySql,
	startOfDaySql,
	statedOutcomeSql,
	type MappedFile,
} from './project-sql';

/** A segment with the column that holds it, by index of file. */
export interface SegmentColumns {
	columns: Map<number, ColumnMapping>;
}

const CLOSES: readonly ColumnRole[] = ['closed', 'won_at', 'lost_at'];

/** SQL of a date of an end: a calendar day for all ends of a file where one column of them has days only. */
function closeSql(file: MappedFile, role: ColumnRole): string {
	const isDay = CLOSES.flatMap((own) => columnsOf(file, own)).some(
		({ reading }) => reading.as === 'date' && reading.dateOnly && reading.formats.length > 0,
	);
	return isDay ? startOfDaySql(file, role) : roleSql(file, role, 'timestamp');
}

/** SQL of the amount: what a closed deal came to where a column tells, else the estimate. */
function amountSql(file: MappedFile): string {
	const amount = roleSql(file, 'amount', 'decimal(18, 4)');
	if (!hasRole(file, 'closed_amount')) return amount;
	return `coalesce(nullif(${roleSql(file, 'closed_amount')}, 0), ${amount})`;
}

/** SQL of when a closed deal was closed where no column of closes tells: since when it stands in its end. */
function closedSinceSql(file: MappedFile): string {
	const dated = columnsOf(file, 'modified').find(({ datesClose }) => datesClose);
	const since = roleSql(file, 'stage_since', 'timestamp');
	return dated ? `coalesce(${since}, ${columnSql(file, dated)})` : since;
}

/** SQL of the rows of one list of opportunities that meet `condition`, read as mapped: what table deal_rows holds. */
export function dealSelect(file: MappedFile, segments: readonly SegmentColumns[], condition: string): string {
	const segmentColumns = segments.map(({ columns }, index) => {
		const column = columns.get(file.index);
		const reading = column?.reading.as === 'text' ? column.reading : ({ as: 'text' } as const);
		return `${column ? columnSql(file, { ...column, reading }) : 'cast(null as varchar)'} as segment_${index + 1}`;
	});
	const id = idSql(file);
	const kind = hasRole(file, 'record_kind') ? foldedSql(roleSql(file, 'record_kind')) : null;
	return `select
		${file.index} as file_index, row_no, ${quoteText(file.raw.file)} as source_file,
		${id} as external_id, ${joinedIdSql(file)} as deal_id,
		${roleSql(file, 'name')} as deal_name, ${roleSql(file, 'account')} as account_name,
		${roleSql(file, 'owner')} as owner_name, ${roleSql(file, 'source')} as source_name,
		${stageLabelSql(file, 'stage')} as stage_label, ${stageLabelSql(file, 'stage_before_end')} as stage_before_end,
		${statedOutcomeSql(file)} as stated_outcome,
		${hasRole(file, 'status') || hasRole(file, 'is_closed')} as states_open,
		${amountSql(file)} as amount, ${currencySql(file)} as currency,
		${roleSql(file, 'created', 'timestamp')} as created_at, ${hasRole(file, 'created')} as has_created,
		${closeSql(file, 'closed')} as closed_at,
		${closeSql(file, 'won_at')} as won_at, ${closeSql(file, 'lost_at')} as lost_at,
		${closedSinceSql(file)} as closed_since,
		${daySql(file, 'expected_close')} as expected_close_day,
		${hasRole(file, 'expected_close')} as has_expected_close,
		${roleSql(file, 'modified', 'timestamp')} as modified_at, ${deletedSql(file)} as is_deleted,
		${kind === null ? 'false' : `coalesce(${kind} in (${LEAD_KINDS.map(quoteText).join(', ')}), false)`} as is_lead,
		${snapshotDaySql(file)} as snapshot_on, ${exportSecondSql(file)} as export_second
		${segmentColumns.map((column) => `, ${column}`).join('')}
	from ${quoteName(file.raw.table)} where ${condition}`;
}

/** SQL of deals that only a log knows, as deal_rows: they begin with their first event and stand where their last one says. */
export const DEALS_OF_THE_LOG = `with known as (
		select deal_id, changed_at, to_label, file_index, row_no,
			row_number() over (partition by deal_id order by changed_at, file_index, row_no) as place,
			row_number() over (partition by deal_id order by changed_at desc, file_index desc, row_no desc) as place_from_end
		from event_rows
		where is_stage_change and deal_id is not null and changed_at is not null and to_label is not null
	),
	logged as (
		select f.file_index, f.row_no, f.deal_id as external_id, f.deal_id, f.changed_at as created_at, l.to_label as stage_label
		from known as f
		inner join known as l on l.deal_id = f.deal_id and l.place_from_end = 1
		where f.place = 1
	)
	select
		file_index, row_no, '' as source_file, external_id, deal_id, cast(null as varchar) as deal_name,
		cast(null as varchar) as account_name, cast(null as varchar) as owner_name, cast(null as varchar) as source_name,
		stage_label, cast(null as varchar) as stage_before_end, cast(null as varchar) as stated_outcome, false as states_open,
		cast(null as decimal(18, 4)) as amount, cast(null as varchar) as currency, created_at,
		true as has_created,
		cast(null as timestamp) as closed_at, cast(null as timestamp) as won_at, cast(null as timestamp) as lost_at,
		cast(null as timestamp) as closed_since,
		cast(null as date) as expected_close_day, false as has_expected_close, cast(null as timestamp) as modified_at,
		cast(null as boolean) as is_deleted, false as is_lead, cast(null as date) as snapshot_on,
		cast(null as bigint) as export_second
	from logged`;
