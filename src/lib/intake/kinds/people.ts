import { quoteName, type Engine, type RunOptions } from '../../engine/engine';
import type { ColumnRole } from '../mapping';
import { columnsOf, daySql, roleSql, type MappedFile } from '../project-sql';
import {
	addAttributeColumns,
	attributeColumns,
	attributesOf,
	attributesSql,
	createRefs,
	LIST_ROLES,
	nameAndIdSql,
	ROW_COLUMNS,
	type Attribute,
} from './reference-list';
import { createRows, endsBeforeSql, filesOfKind, setAsideRows, unreadableSql } from './rows';

const OWN_COLUMNS: readonly { role: ColumnRole; column: string }[] = [
	{ role: 'team', column: 'team_name' },
	{ role: 'job', column: 'role_name' },
	{ role: 'manager', column: 'manager_name' },
];

/** What people are told apart by beside their attributes: columns of stg_people that can be segments of deals. */
function ownAttributes(files: readonly MappedFile[]): Attribute[] {
	return OWN_COLUMNS.flatMap(({ role, column }) => {
		const columns = new Map(
			files.flatMap((file) => {
				const own = columnsOf(file, role)[0];
				return own ? [[file.index, own] as const] : [];
			}),
		);
		const [first] = columns.values();
		return first ? [{ key: role, column, label: first.header.trim() || role, isSegment: true, columns }] : [];
	});
}

/** Columns by which people are meant beside name and id: some CRMs name the owner of a deal by address. */
const ADDRESS = /(?:^|_)(?:e_?mail|e_?mail_address|user_?name|login)$/;

/** Adds the addresses of people to `owner_refs`, but for those that two share. */
async function addAddresses(
	engine: Engine,
	attributes: readonly Attribute[],
	options?: RunOptions,
): Promise<void> {
	for (const { key } of attributes.filter((attribute) => ADDRESS.test(attribute.key))) {
		const address = quoteName(key);
		await engine.execute(
			`insert into owner_refs
			select ${address}, min(own_name) from people_rows
			where ${address} is not null and own_name is not null and not is_deleted
				and ${address} not in (select ref from owner_refs where ref is not null)
			group by ${address} having count(distinct own_name) = 1`,
			options,
		);
	}
}

/**
 * Fills stg_people, one row an owner and time, and `owner_refs`. A manager given by id is named. Returns what can be
 * told of a deal by its owner.
 */
export async function fillPeople(
	engine: Engine,
	allFiles: readonly MappedFile[],
	options?: RunOptions,
): Promise<Attribute[]> {
	const files = filesOfKind(allFiles, 'people');
	if (files.length === 0) {
		await createRefs(engine, 'owner_refs', null, options);
		return [];
	}
	const attributes = attributesOf(
		files,
		[
			'owner_name',
			'owner_id',
			'team_name',
			'role_name',
			'manager_name',
			'starts_on',
			'ends_before',
			'bad_start',
			'bad_end',
			...ROW_COLUMNS,
		],
		(role) => role !== 'owner' && ![...LIST_ROLES, ...OWN_COLUMNS.map((own) => own.role)].includes(role),
	);
	await createRows(
		engine,
		'people_rows',
		files,
		(file) =>
			`${nameAndIdSql(file, 'owner')}, ${roleSql(file, 'team')} as team_name, ${roleSql(file, 'job')} as role_name,
			${roleSql(file, 'manager')} as manager_name, ${daySql(file, 'starts')} as starts_on,
			${endsBeforeSql(file)} as ends_before, ${unreadableSql(file, 'starts')} as bad_start,
			${unreadableSql(file, 'ends')} or ${unreadableSql(file, 'ends_before')} as bad_end
			${attributesSql(file, attributes)}`,
		options,
	);
	await setAsideRows(
		engine,
		'people_rows',
		[
			{ when: 'own_name is null', reason: 'no owner' },
			{ when: 'bad_start', reason: 'unreadable start' },
			{ when: 'bad_end', reason: 'unreadable end' },
			{ when: 'ends_before <= starts_on', reason: 'end before start' },
		],
		// The same person may be in the list once for each time in a team, and only for that.
		{
			by: `concat_ws('\u001f', own_name, coalesce(cast(starts_on as varchar), ''), coalesce(cast(ends_before as varchar), ''))`,
			reason: 'another row of the same owner and time is kept',
		},
		options,
	);
	await createRefs(engine, 'owner_refs', 'people_rows', options);
	await addAddresses(engine, attributes, options);
	await addAttributeColumns(engine, 'stg_people', attributes, options);
	await engine.execute(
		`insert into stg_people
		select k.own_name, k.own_id, k.team_name, k.role_name, coalesce(m.name, k.manager_name), k.starts_on, k.ends_before
			${attributeColumns(attributes, 'k')}
		from kept as k
		left join owner_refs as m on m.ref = k.manager_name
		order by k.own_name, k.starts_on nulls first, k.ends_before nulls last`,
		options,
	);
	return [...ownAttributes(files), ...attributes];
}
