import { quoteName, type Engine, type RunOptions } from '../../engine/engine';
import { stageLabelSql } from '../parted-labels';
import { hasRole, joinedIdSql, roleSql, snapshotDaySql, type MappedFile } from '../project-sql';
import { secondIn } from './day-in-text';
import { seriesOf } from './series';
import { sharedDeals } from './same-rows';

/** Whether the mapping says of which day the rows of a deals file are. */
const isDated = (file: MappedFile): boolean =>
	typeof file.mapping.snapshotDay === 'string' || hasRole(file, 'snapshot_day');

/**
 * SQL of the second at which a row of a deals file was exported, to tell the later of two exports of one day; null where
 * neither a column nor the name of the file tells.
 */
export function exportSecondSql(file: MappedFile): string {
	if (hasRole(file, 'snapshot_day'))
		return `cast(epoch(${roleSql(file, 'snapshot_day', 'timestamp')}) as bigint)`;
	return `cast(${secondIn(file.raw.file) ?? 'null'} as bigint)`;
}

/**
 * Tells of each row of deal_rows of which snapshot it is: adds series_number, and keeps snapshot_on only for series of
 * two or more days. Makes first_seen: the day of the first export that shows a deal which no export before it had.
 * True if there are snapshots.
 */
export async function placeRows(
	engine: Engine,
	dealFiles: readonly MappedFile[],
	options?: RunOptions,
): Promise<boolean> {
	await engine.execute('create or replace table first_seen (deal_id varchar, first_on date)', options);
	const dated = dealFiles.filter(isDated);
	if (dated.length === 0) return false;
	const series = seriesOf(dated, await sharedDeals(engine, dated, options), () => true);
	await engine.execute('alter table deal_rows add column series_number integer', options);
	for (const [number, { files }] of series.entries()) {
		await engine.execute(
			`update deal_rows set series_number = ${number} where file_index in (${files.map(({ index }) => index).join(', ')})`,
			options,
		);
	}
	await engine.execute(
		`update deal_rows set snapshot_on = null, series_number = null
		where series_number is null or series_number not in (
			select series_number from deal_rows where series_number is not null
			group by series_number having count(distinct snapshot_on) > 1
		)`,
		options,
	);
	const { rows } = await engine.query(
		'select count(distinct snapshot_on) as days from deal_rows where snapshot_on is not null',
		options,
	);
	if (Number(rows[0]?.['days']) === 0) return false;
	await engine.execute(
		`insert into first_seen
		with starts as (
			select series_number, min(snapshot_on) as starts_on from deal_rows where snapshot_on is not null group by series_number
		)
		select d.deal_id, min(d.snapshot_on)
		from deal_rows as d
		inner join starts as s on s.series_number = d.series_number
		where d.deal_id is not null and d.snapshot_on is not null
		group by d.deal_id
		having min(d.snapshot_on) > min(s.starts_on)`,
		options,
	);
	return true;
}

/** Rows that tell no day in a file whose rows are of several: no export is theirs. */
export const UNDATED_ROWS = `insert into set_aside
	select file_index, row_no, 'no readable day of the export', null, null
	from deal_rows where series_number is not null and snapshot_on is null and deal_id is not null`;

/**
 * The stages in which exports of known days show their deals, as stageEventSelects gives those of logs: which stage
 * comes before which can be seen from them. `condition` may speak of deal_id.
 */
export const sightingSelects = (files: readonly MappedFile[], condition: string): string[] =>
	files
		.filter((file) => file.mapping.kind === 'deals' && isDated(file))
		.map(
			(file) =>
				`select ${file.index} as file_index, row_no, ${joinedIdSql(file)} as deal_id,
				cast(${snapshotDaySql(file)} as timestamp) as changed_at, ${stageLabelSql(file, 'stage')} as to_label,
				cast(null as varchar) as from_label, true as is_stage_change, false as tells_other_field, 3 as evidence_code
				from ${quoteName(file.raw.table)} where ${condition}`,
		);
