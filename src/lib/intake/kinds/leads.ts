import { quoteName, type Engine, type RunOptions } from '../../engine/engine';
import { foldHeader } from '../fold';
import {
	columnsOf,
	filledSql,
	hasRole,
	idSql,
	joinedIdSql,
	joinIdSql,
	roleSql,
	type MappedFile,
} from '../project-sql';
import {
	addAttributeColumns,
	attributeColumns,
	attributesOf,
	attributesSql,
	isOther,
	refJoinSql,
	resolvedSql,
	ROW_COLUMNS,
	withoutNames,
	type Attribute,
} from './reference-list';
import { createRows, filesOfKind, refSql, setAsideRows } from './rows';

/** Ids of leads with the ids of their deals, as the lists of deals name them: by a column of leads, or by the same id. */
function namedByDeals(files: readonly MappedFile[]): string[] {
	const leadIds = new Set(
		filesOfKind(files, 'leads').flatMap((file) =>
			columnsOf(file, 'id').map(({ header }) => foldHeader(header)),
		),
	);
	return filesOfKind(files, 'deals').flatMap((file) => {
		const dealId = joinedIdSql(file);
		const table = quoteName(file.raw.table);
		if (hasRole(file, 'lead'))
			return [`select ${refSql(roleSql(file, 'lead'))} as lead_id, ${dealId} as deal_id from ${table}`];
		// A bare “id” says nothing of what it is the id of.
		const [own] = columnsOf(file, 'id');
		const header = foldHeader(own?.header ?? '');
		const isShared = leadIds.has(header) && !/^(id|record id|key)$/.test(header);
		return isShared ? [`select ${refSql(idSql(file))} as lead_id, ${dealId} as deal_id from ${table}`] : [];
	});
}

const OWN_COLUMNS: readonly string[] = [
	...ROW_COLUMNS,
	'id',
	'lead_id',
	'deal',
	'deal_key',
	'source_name',
	'owner_ref',
	'owner_name',
	'account',
	'account_name',
	'created_at',
	'converted_at',
	'is_converted',
];

/**
 * Fills stg_leads, one row an id, and finds the deal that each became: the lead's own word first, then the deal's.
 * Returns what else leads tell of their deals.
 */
export async function fillLeads(
	engine: Engine,
	allFiles: readonly MappedFile[],
	options?: RunOptions,
): Promise<Attribute[]> {
	const files = filesOfKind(allFiles, 'leads');
	if (files.length === 0) return [];
	const attributes = attributesOf(files, OWN_COLUMNS, isOther);
	const key = (file: MappedFile) =>
		hasRole(file, 'id')
			? refSql(roleSql(file, 'id'))
			: hasRole(file, 'name')
				? roleSql(file, 'name')
				: roleSql(file, 'account');
	await createRows(
		engine,
		'lead_rows',
		files,
		(file) =>
			`${key(file)} as id, ${roleSql(file, 'deal')} as deal, ${roleSql(file, 'source')} as source_name,
			${roleSql(file, 'owner')} as owner_ref, ${roleSql(file, 'account')} as account,
			${roleSql(file, 'created', 'timestamp')} as created_at, ${roleSql(file, 'converted_at', 'timestamp')} as converted_at,
			${roleSql(file, 'is_converted', 'boolean')} as is_converted,
			${roleSql(file, 'modified', 'timestamp')} as row_modified_at, ${filledSql(file.raw)} as row_filled
			${attributesSql(file, attributes)}`,
		options,
	);
	await setAsideRows(
		engine,
		'lead_rows',
		[{ when: 'id is null', reason: 'no id' }],
		{
			by: 'id',
			reason: 'another row of the same lead is kept',
			best: 'row_modified_at desc nulls last, is_converted desc nulls last, row_filled desc',
		},
		options,
	);
	const named = namedByDeals(allFiles);
	await addAttributeColumns(engine, 'stg_leads', attributes, options);
	await engine.execute(
		`insert into stg_leads
		with told as (
			-- Several deals of one lead stand with semicolons or commas between them.
			select id as lead_id, trim(unnest(string_split_regex(deal, '[;,]'))) as deal_id from kept where deal is not null
		),
		of_leads as (
			select t.lead_id, min(d.deal_key) as deal_key
			from told as t
			inner join stg_deals as d on d.deal_id = ${joinIdSql('t.deal_id')}
			group by t.lead_id
		),
		of_deals as (
			select n.lead_id, min(d.deal_key) as deal_key
			from (${named.length ? named.join('\nunion all\n') : "select '' as lead_id, '' as deal_id where false"}) as n
			inner join stg_deals as d on d.deal_id = n.deal_id
			group by n.lead_id
		)
		select
			k.id, coalesce(l.deal_key, f.deal_key), k.source_name, ${resolvedSql('o', 'k.owner_ref')},
			${resolvedSql('a', 'k.account')}, k.created_at, k.converted_at,
			coalesce(k.is_converted, false) or k.converted_at is not null or coalesce(l.deal_key, f.deal_key) is not null,
			k.source_file, k.source_line ${attributeColumns(attributes, 'k')}
		from kept as k
		left join of_leads as l on l.lead_id = k.id
		left join of_deals as f on f.lead_id = k.id
		${refJoinSql('owner_refs', 'o', 'k.owner_ref')}
		${refJoinSql('account_refs', 'a', 'k.account')}
		order by k.created_at nulls last, k.id`,
		options,
	);
	return withoutNames(engine, 'stg_leads', attributes, options);
}
