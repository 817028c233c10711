import { ProblemError } from '../base/problem';
import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { filledSql, rowTextSql, type MappedFile } from './project-sql';
import type { RawFile } from './read/raw-file';

/**
 * Sets aside the rows of deal_rows that are no deal, each with its reason: without an id, deleted, leads, and of several
 * rows of one deal all but one. Makes table set_aside.
 */
export async function setAsideDeals(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<void> {
	const contents = files.map(
		({ index, raw }) =>
			`select ${index} as file_index, row_no, ${rowTextSql(raw, '\u001f')} as content,
			${filledSql(raw)} as filled from ${quoteName(raw.table)}
			where row_no in (select row_no from repeated_rows where file_index = ${index})`,
	);
	await engine.execute(
		`create or replace table set_aside (file_index integer, row_no bigint, reason varchar, kept_file_index integer, kept_row_no bigint);
		insert into set_aside
		select file_index, row_no, case when deal_id is null then 'no id' when is_deleted then 'deleted in the CRM' else 'a lead, not an opportunity' end, null, null
		from deal_rows where deal_id is null or is_deleted or is_lead;
		create or replace table repeated_rows as
		select d.*
		from deal_rows as d
		inner join (
			select deal_id, snapshot_on from deal_rows
			where deal_id is not null and not coalesce(is_deleted, false) and not is_lead
			group by deal_id, snapshot_on having count(*) > 1
		) as repeated on repeated.deal_id = d.deal_id and repeated.snapshot_on is not distinct from d.snapshot_on
		where not coalesce(d.is_deleted, false) and not d.is_lead`,
		options,
	);
	// Of several rows of one deal in exports of one day that of the latest stands, in one export the newest; then the most final, the fullest, and at last the greater text, so
	// that the order of rows never decides.
	await engine.execute(
		`insert into set_aside
		with contents as (${contents.length ? contents.join('\nunion all\n') : "select 0 as file_index, cast(0 as bigint) as row_no, '' as content, 0 as filled where false"}),
		ranked as (
			select
				r.file_index, r.row_no, c.content, r.deal_id, r.snapshot_on,
				row_number() over (
					partition by r.deal_id, r.snapshot_on
					order by r.export_second desc nulls last, r.modified_at desc nulls last, r.stated_outcome in ('won', 'lost') desc nulls last, c.filled desc,
						c.content desc, r.file_index, r.row_no
				) as place
			from repeated_rows as r
			inner join contents as c on c.file_index = r.file_index and c.row_no = r.row_no
		)
		select
			other.file_index, other.row_no,
			case when other.content = kept.content then 'an exact copy of another row' else 'another row of the same deal is kept' end,
			kept.file_index, kept.row_no
		from ranked as other
		inner join ranked as kept
			on kept.deal_id = other.deal_id and kept.snapshot_on is not distinct from other.snapshot_on and kept.place = 1
		where other.place > 1`,
		options,
	);
}

/** Throws ProblemError `no-deals` if no row is a deal that counts, with what the rows were set aside for. */
export async function requireSomeDeals(
	engine: Engine,
	raws: readonly RawFile[],
	options?: RunOptions,
): Promise<void> {
	const { rows: counted } = await engine.query('select count(*) as n from stg_deals', options);
	if (Number(counted[0]?.['n']) > 0) return;
	const { rows: reasons } = await engine.query(
		`select reason, count(*) as n from set_aside group by reason order by count(*) desc, reason`,
		options,
	);
	const files = raws.map(({ file }) => file).join(', ');
	if (reasons.length === 0 && raws.every(({ rowsRead }) => rowsRead === 0))
		throw new ProblemError({
			code: 'no-deals',
			message: `${files} ${raws.length === 1 ? 'holds a header' : 'hold headers'} and no row below.`,
			wayOut: 'Export again with the rows: a filter of the report may have left none.',
		});
	const isWithId = reasons.some(({ reason }) => reason !== 'no id');
	throw new ProblemError({
		code: 'no-deals',
		message: isWithId
			? `None of the rows of ${files} is an opportunity that counts: ${reasons.map(({ reason, n }) => `${String(n)} ${String(reason)}`).join(', ')}.`
			: `None of the rows of ${files} is an opportunity with an id.`,
		wayOut: isWithId
			? 'Check which column says so, or export the opportunities that are not.'
			: 'Check which column is the id, and that the file holds opportunities or a stage history.',
	});
}
