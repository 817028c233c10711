import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { foldLabel } from './fold';
import { stageLabelSql } from './parted-labels';
import { hasRole, joinedIdSql, type MappedFile } from './project-sql';
import { stageEventSelects } from './stage-events';

/** A name that a log has for a stage that the list of deals calls otherwise. */
export interface StageAlias {
	alias: string;
	label: string;
	/** Of the deals whose last change led to the alias, so many stand in the stage. */
	deals: number;
	of: number;
}

/** A log that knows more than so many of its labels from the list speaks the list's language. */
const SAME_LANGUAGE = 0.25;
/** So many of the deals must agree for an alias. */
const AGREE = 0.8;

/**
 * Logs name stages by number or internal name where lists show labels. Where a log shares hardly any label with the
 * list, each of its names is the label under which the deals stand that it moved there last.
 */
export async function stageAliases(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<StageAlias[]> {
	const lists = files.filter((file) => file.mapping.kind === 'deals' && hasRole(file, 'stage'));
	const logs = files.filter(({ mapping }) => mapping.kind === 'stage_history');
	if (lists.length === 0 || logs.length === 0) return [];
	const standing = lists.map(
		(file) =>
			`select ${joinedIdSql(file)} as deal_id, ${stageLabelSql(file, 'stage')} as label from ${quoteName(file.raw.table)}`,
	);
	const { rows: shared } = await engine.query(
		`select distinct label, 'list' as kind from (${standing.join(' union all ')}) as listed where label is not null
		union all
		select distinct to_label, 'log' from (${stageEventSelects(logs).join('\nunion all\n')}) as logged
		where is_stage_change and to_label is not null and changed_at is not null`,
		options,
	);
	const labelsOf = (kind: string) =>
		new Set(shared.filter((row) => row['kind'] === kind).map((row) => foldLabel(String(row['label']))));
	const [listed, logged] = [labelsOf('list'), labelsOf('log')];
	const known = [...logged].filter((label) => listed.has(label)).length;
	if (logged.size === 0 || known > SAME_LANGUAGE * logged.size) return [];
	const { rows } = await engine.query(
		`with last_moves as (
			select deal_id, to_label
			from (${stageEventSelects(logs).join('\nunion all\n')}) as logged
			where is_stage_change and to_label is not null and changed_at is not null and deal_id is not null
			qualify row_number() over (partition by deal_id order by changed_at desc, row_no desc) = 1
		)
		select m.to_label as alias, s.label, count(*) as n, sum(count(*)) over (partition by m.to_label) as total
		from last_moves as m
		inner join (${standing.join(' union all ')}) as s on s.deal_id = m.deal_id
		where s.label is not null
		group by m.to_label, s.label
		order by m.to_label, n desc, s.label`,
		options,
	);
	const aliases = new Map<string, StageAlias>();
	for (const row of rows) {
		const alias = String(row['alias']);
		if (aliases.has(alias)) continue;
		const [deals, of] = [Number(row['n']), Number(row['total'])];
		if (deals >= AGREE * of) aliases.set(alias, { alias, label: String(row['label']), deals, of });
	}
	return [...aliases.values()];
}
