import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { logFieldSql } from './field-values';
import { foldLabel } from './fold';
import type { FileMapping } from './mapping';
import { STATUS_OUTCOMES } from './presets/vocabulary';
import type { LabelFacts, Precedence } from './process';
import { hasRole, idSql, joinedIdSql, mappedFiles, roleSql, statedOutcomeSql } from './project-sql';
import { stageAliases, type StageAlias } from './stage-aliases';
import type { RawFile } from './read/raw-file';
import { sightingSelects } from './ledger/place-rows';
import { isStageChangeSql, stageEventSelects } from './stage-events';

/** Deals whose logs are compared to find the order of stages: enough for every pair, few enough to be quick; chosen by the hash of their id. */
const PRECEDENCE_DEALS = 20_000;

/** CRMs that close a deal in the stage that it had reached, by a status beside it. */
const CLOSE_IN_STAGE = /^(?:pipedrive|dynamics365|copper)\./;

/** What the read files tell of their stage labels, for the proposal of a process. Order of rows does not matter. */
export async function stageFacts(
	engine: Engine,
	raws: readonly RawFile[],
	mappings: readonly FileMapping[],
	options?: RunOptions,
): Promise<{ labels: LabelFacts[]; precedence: Precedence[]; aliases: StageAlias[] }> {
	const files = mappedFiles(raws, mappings);
	const facts = new Map<string, LabelFacts>();
	for (const file of files.filter((file) => file.mapping.kind === 'deals' && hasRole(file, 'stage'))) {
		const { rows } = await engine.query(
			`with rows_of_file as (
				select ${roleSql(file, 'stage')} as label, ${statedOutcomeSql(file)} as outcome,
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
				deals: (known?.deals ?? 0) + Number(row['deals']),
				won: stated ? (known?.won ?? 0) + Number(row['won']) : (known?.won ?? null),
				lost: stated ? (known?.lost ?? 0) + Number(row['lost']) : (known?.lost ?? null),
				probability: probability ?? known?.probability ?? null,
				...(CLOSE_IN_STAGE.test(file.mapping.layout) || known?.closesInStage ? { closesInStage: true } : {}),
			});
		}
	}
	const add = (label: string) => {
		if (!facts.has(label)) facts.set(label, { label, deals: 0, won: null, lost: null, probability: null });
	};
	for (const file of files.filter(({ mapping }) => mapping.kind === 'stage_history')) {
		const { rows } = await engine.query(
			`select distinct label from (
				select unnest([${roleSql(file, 'stage')}, ${roleSql(file, 'from_stage')}]) as label
				from ${quoteName(file.raw.table)} where ${isStageChangeSql(file)}
			) as labels where label is not null order by label limit 1000`,
			options,
		);
		for (const row of rows) add(String(row['label']));
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
			`select distinct ${roleSql(file, 'stage_before_end')} as label from ${quoteName(file.raw.table)}
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
	if (selects.length === 0) return { labels: [...facts.values()], precedence: [], aliases };
	const ids = files
		.filter(({ mapping }) => mapping.kind === 'deals' || mapping.kind === 'stage_history')
		.map((file) => `select ${joinedIdSql(file)} as some_deal_id from ${quoteName(file.raw.table)}`);
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
		)
		select a.label as before, b.label as after, count(*) as deals
		from first_entries as a
		inner join first_entries as b on b.deal_id = a.deal_id and a.first_at < b.first_at
		group by a.label, b.label`,
		options,
	);
	return {
		labels: [...facts.values()],
		aliases,
		precedence: rows.map((row) => ({
			before: String(row['before']),
			after: String(row['after']),
			deals: Number(row['deals']),
		})),
	};
}
