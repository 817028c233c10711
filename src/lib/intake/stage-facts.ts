import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { logFieldSql } from './field-values';
import { foldLabel } from './fold';
import { partedName } from './part-labels';
import { stageLabelSql } from './parted-labels';
import { STATUS_OUTCOMES } from './presets/vocabulary';
import type { LabelFacts, Precedence } from './process';
import { hasRole, idSql, joinedIdSql, roleSql, statedOutcomeSql, type MappedFile } from './project-sql';
import { stageAliases, type StageAlias } from './stage-aliases';
import { sightingSelects } from './ledger/place-rows';
import { isStageChangeSql, stageEventSelects } from './stage-events';

/** Deals whose logs are compared to find the order of stages: enough for every pair, few enough to be quick; chosen by the hash of their id. */
const PRECEDENCE_DEALS = 20_000;

/** CRMs that close a deal in the stage that it had reached, by a status beside it. */
const CLOSE_IN_STAGE = /^(?:pipedrive|dynamics365|copper)\./;
export const closesInStage = (file: MappedFile): boolean => CLOSE_IN_STAGE.test(file.mapping.layout);

/** A precedence among the deals of one pipeline. */
export interface PipelineOrder extends Precedence {
	pipeline: string;
}

/** What the read files tell of their stage labels. Labels that pipelines part are those that the rows are read as. */
export interface StageFacts {
	labels: LabelFacts[];
	precedence: Precedence[];
	/** The same by pipeline, where lists tell any. */
	orders: PipelineOrder[];
	aliases: StageAlias[];
}

/** The facts for the proposal of a process. Order of rows does not matter. */
export async function stageFacts(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<StageFacts> {
	const facts = new Map<string, LabelFacts>();
	const wordsOf = new Map(files[0]?.parted?.labels.map((own) => [foldLabel(partedName(own)), own.label]));
	/** What the words of a label are that has the name of its pipeline beside them. */
	const wordsIn = (label: string): Pick<LabelFacts, 'words'> => {
		const words = wordsOf.get(foldLabel(label));
		return words === undefined ? {} : { words };
	};
	for (const file of files.filter((file) => file.mapping.kind === 'deals' && hasRole(file, 'stage'))) {
		const { rows } = await engine.query(
			`with rows_of_file as (
				select ${stageLabelSql(file, 'stage')} as label, ${statedOutcomeSql(file)} as outcome,
					${roleSql(file, 'probability', 'double')} as probability
				from ${quoteName(file.raw.table)} where ${idSql(file)} is not null
			)
			select label, count(*) as deals, count(outcome) as stated, count(*) filter (outcome = 'won') as won,
				count(*) filter (outcome = 'lost') as lost, avg(cast(probability as double)) filter (outcome is null or outcome = 'open') as probability
			from rows_of_file where label is not null group by label order by label limit 1000`,
			options,
		);
		for (const row of rows) {
			const label = String(row['label']);
			const stated = Number(row['stated']) > 0;
			const known = facts.get(label);
			const probability = row['probability'] as number | null;
			facts.set(label, {
				label,
				...wordsIn(label),
				deals: (known?.deals ?? 0) + Number(row['deals']),
				won: stated ? (known?.won ?? 0) + Number(row['won']) : (known?.won ?? null),
				lost: stated ? (known?.lost ?? 0) + Number(row['lost']) : (known?.lost ?? null),
				probability: probability ?? known?.probability ?? null,
				...(closesInStage(file) || known?.closesInStage ? { closesInStage: true } : {}),
			});
		}
	}
	const add = (label: string) => {
		if (!facts.has(label))
			facts.set(label, { label, ...wordsIn(label), deals: 0, won: null, lost: null, probability: null });
	};
	const named = async (labelsSql: string) => {
		const { rows } = await engine.query(
			`select distinct label from (${labelsSql}) as labels where label is not null order by label limit 1000`,
			options,
		);
		for (const row of rows) add(String(row['label']));
	};
	const isParted = files.some(({ parted }) => parted !== undefined);
	const dated = isParted ? stageEventSelects(files) : [];
	if (dated.length > 0)
		await named(
			`select unnest([to_label, from_label]) as label from (${dated.join(' union all ')}) as events
			where is_stage_change and changed_at is not null`,
		);
	for (const file of files.filter(({ mapping }) => mapping.kind === 'stage_history')) {
		if (!isParted)
			await named(
				`select unnest([${roleSql(file, 'stage')}, ${roleSql(file, 'from_stage')}]) as label
				from ${quoteName(file.raw.table)} where ${isStageChangeSql(file)}`,
			);
		if (!hasRole(file, 'changed_field')) continue;
		const { rows: ends } = await engine.query(
			`select distinct ${roleSql(file, 'stage')} as label from ${quoteName(file.raw.table)}
			where ${logFieldSql(file)} = 'outcome' order by label limit 1000`,
			options,
		);
		for (const { label } of ends)
			if (['won', 'lost'].includes(STATUS_OUTCOMES[foldLabel(String(label))] ?? '')) add(String(label));
	}
	for (const file of files.filter((file) => hasRole(file, 'stage_before_end'))) {
		const { rows } = await engine.query(
			`select distinct ${stageLabelSql(file, 'stage_before_end')} as label from ${quoteName(file.raw.table)}
			where ${idSql(file)} is not null order by label limit 1000`,
			options,
		);
		for (const { label } of rows) if (label !== null) add(String(label));
	}
	for (const { mapping } of files) {
		for (const column of mapping.columns)
			if (column.role === 'entered_stage' && column.stage) add(column.stage);
	}
	const aliases = await stageAliases(engine, files, options);
	const selects = [
		...stageEventSelects(files, 'deal_id in (select some_deal_id from some_deals)'),
		...sightingSelects(files, 'deal_id in (select some_deal_id from some_deals)'),
	];
	if (selects.length === 0) return { labels: [...facts.values()], precedence: [], orders: [], aliases };
	const ids = files
		.filter(({ mapping }) => mapping.kind === 'deals' || mapping.kind === 'stage_history')
		.map((file) => `select ${joinedIdSql(file)} as some_deal_id from ${quoteName(file.raw.table)}`);
	const piped = files
		.filter((file) => file.mapping.kind === 'deals' && hasRole(file, 'pipeline'))
		.map(
			(file) =>
				`select ${joinedIdSql(file)} as piped_id, ${roleSql(file, 'pipeline')} as pipeline from ${quoteName(file.raw.table)}`,
		);
	const { rows } = await engine.query(
		`with some_deals as (
			select some_deal_id from (${ids.join(' union all ')}) as ids
			group by some_deal_id order by hash(some_deal_id), some_deal_id limit ${PRECEDENCE_DEALS}
		),
		events as materialized (${selects.join('\nunion all\n')}),
		first_entries as (
			select deal_id, label, min(entered_at) as first_at
			from (
				select deal_id, to_label as label, changed_at as entered_at from events where is_stage_change
				union all
				-- The stage that a change left was entered before it, though the log may begin later.
				select deal_id, from_label, changed_at - interval 1 microsecond from events where is_stage_change
			) as entries
			where label is not null and entered_at is not null
			group by deal_id, label
		),
		piped as (
			${
				piped.length > 0
					? `select piped_id, max(pipeline) as pipeline from (${piped.join(' union all ')}) as listed
			where piped_id in (select some_deal_id from some_deals) group by piped_id`
					: 'select cast(null as varchar) as piped_id, cast(null as varchar) as pipeline where false'
			}
		)
		select p.pipeline, a.label as before, b.label as after, count(*) as deals
		from first_entries as a
		inner join first_entries as b on b.deal_id = a.deal_id and a.first_at < b.first_at
		left join piped as p on p.piped_id = a.deal_id
		group by p.pipeline, a.label, b.label
		order by a.label, b.label, p.pipeline`,
		options,
	);
	const precedence = new Map<string, Precedence>();
	const orders: PipelineOrder[] = [];
	for (const row of rows) {
		const [before, after, deals] = [String(row['before']), String(row['after']), Number(row['deals'])];
		const key = JSON.stringify([before, after]);
		precedence.set(key, { before, after, deals: (precedence.get(key)?.deals ?? 0) + deals });
		if (typeof row['pipeline'] === 'string') orders.push({ pipeline: row['pipeline'], before, after, deals });
	}
	return { labels: [...facts.values()], precedence: [...precedence.values()], orders, aliases };
}
