import { quoteName, quoteText } from '../engine/engine';
import type { ColumnMapping, PartedLabel } from './mapping';
import { foldedSql, hasRole, joinedIdSql, roleSql, snapshotDaySql, type MappedFile } from './project-sql';

/** The files with what their stage labels are parted by; the same files where nothing is parted. */
export function withPartedLabels(
	files: readonly MappedFile[],
	labels: readonly PartedLabel[] = [],
): MappedFile[] {
	const lists = files.filter((file) => file.mapping.kind === 'deals' && hasRole(file, 'pipeline'));
	if (labels.length === 0 || lists.length === 0) return [...files];
	return files.map((file) => ({ ...file, parted: { labels, lists } }));
}

/** SQL of a stage label of a row of this pipeline. */
function partedSql(label: string, pipeline: string, labels: readonly PartedLabel[]): string {
	const cases = [...new Set(labels.map((own) => own.pipeline))].map((name) => {
		const own = labels.filter((one) => one.pipeline === name).map((one) => foldedSql(quoteText(one.label)));
		return `when ${quoteText(name)} then case when ${foldedSql(label)} in (${own.join(', ')}) then ${label} || ${quoteText(` (${name})`)} else ${label} end`;
	});
	return `case ${pipeline} ${cases.join(' ')} else ${label} end`;
}

/** SQL of the stage that a row of a list of deals names. */
export function stageLabelSql(file: MappedFile, role: 'stage' | 'stage_before_end'): string {
	const label = roleSql(file, role);
	if (!file.parted || !hasRole(file, role) || !hasRole(file, 'pipeline')) return label;
	return partedSql(label, roleSql(file, 'pipeline'), file.parted.labels);
}

/** What a header ends with in brackets, and the quotes behind it, as HubSpot writes them around stage and pipeline. */
const IN_BRACKETS = /[(]([^()]*)[)](["„”“»«‘’'\s]*)$/;

/** SQL of the pipeline that a row of a log or a column of entry dates names itself; a typed null where none does. */
export function ownPipelineSql(file: MappedFile, column?: Pick<ColumnMapping, 'header' | 'stage'>): string {
	const ofRow = roleSql(file, 'pipeline');
	const [, named = '', quotes = ''] = (column && IN_BRACKETS.exec(column.header)) ?? [];
	// What its stage has in brackets is no pipeline: `Proposal (50%)`.
	if (named === '' || column?.stage?.endsWith(`(${named})`)) return ofRow;
	if (quotes.trim() !== '') return quoteText(named);
	// Without quotes it may be anything else: `Date entered Demo (UTC)`.
	const known = (file.parted?.lists ?? []).map(
		(list) =>
			`${quoteText(named)} in (select ${roleSql(list, 'pipeline')} from ${quoteName(list.raw.table)})`,
	);
	return known.length > 0
		? `case when ${known.join(' or ')} then ${quoteText(named)} else ${ofRow} end`
		: ofRow;
}

/** After all days of exports: lists without a day show how deals stand at last. */
const AT_LAST = "date '9999-12-31'";

/** SQL of the pipelines in which lists show deals, by the day until which they do: the newest of them holds for good. */
function pipelinesSql(lists: readonly MappedFile[]): string {
	const shown = lists.map(
		(file) =>
			`select ${joinedIdSql(file)} as piped_id, ${roleSql(file, 'pipeline')} as pipeline,
			coalesce(${snapshotDaySql(file)}, ${AT_LAST}) as shown_on, ${roleSql(file, 'modified', 'timestamp')} as modified_at
			from ${quoteName(file.raw.table)}`,
	);
	const newest = (by: string) =>
		`select * from (${shown.join(' union all ')}) as shown where piped_id is not null and pipeline is not null
		qualify row_number() over (partition by ${by} order by shown_on desc, modified_at desc nulls last, pipeline) = 1`;
	return `(select piped_id, shown_on, pipeline from (${newest('piped_id, shown_on')}) as by_day
		union all
		select piped_id, ${AT_LAST}, pipeline from (${newest('piped_id')}) as at_last where shown_on < ${AT_LAST})`;
}

/**
 * SQL of stage events, of which column own_pipeline tells what the row itself names, with the labels that the pipelines
 * of their deals part: the one in which the first export since shows the deal.
 */
export function partedEvents(
	selects: readonly string[],
	{ labels, lists }: NonNullable<MappedFile['parted']>,
): string {
	return `select file_index, row_no, deal_id, changed_at,
		${partedSql('to_label', 'pipeline', labels)} as to_label, ${partedSql('from_label', 'pipeline', labels)} as from_label,
		is_stage_change, tells_other_field, evidence_code
		from (
			select written.*, coalesce(written.own_pipeline, piped.pipeline) as pipeline
			from (${selects.join('\nunion all\n')}) as written
			asof left join ${pipelinesSql(lists)} as piped
				on piped.piped_id = written.deal_id and cast(written.changed_at as date) <= piped.shown_on
		) as events`;
}
