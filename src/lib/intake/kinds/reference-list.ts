import { quoteName, type Engine, type RunOptions } from '../../engine/engine';
import type { ColumnMapping, ColumnRole } from '../mapping';
import { columnSql, columnsOf, filledSql, roleSql, type MappedFile } from '../project-sql';
import { slug } from '../segment-keys';
import { createRows, filesOfKind, refSql, setAsideRows } from './rows';

/** A column of a file beside opportunities that no role takes: it is kept, and can be a segment of deals. */
export interface Attribute {
	/** Its key as a segment. */
	key: string;
	/** Its column in the list's staging table. */
	column: string;
	label: string;
	isSegment: boolean;
	/** The columns that hold it, by index of their file. */
	columns: Map<number, ColumnMapping>;
}

/** Roles that a list has beside its name and its attributes. */
export const LIST_ROLES: readonly ColumnRole[] = [
	'id',
	'deleted',
	'modified',
	'starts',
	'ends',
	'ends_before',
	'ignored',
];

/** Columns of the rows while they are sorted out. */
export const ROW_COLUMNS: readonly string[] = [
	'file_index',
	'row_no',
	'row_text',
	'row_filled',
	'row_modified_at',
	'source_file',
	'source_line',
	'is_deleted',
	'own_name',
	'own_id',
];

/** The attributes of these files, from their columns of such roles. `taken` are columns that their table has anyway. */
export function attributesOf(
	files: readonly MappedFile[],
	taken: readonly string[],
	isAttribute: (role: ColumnRole) => boolean,
): Attribute[] {
	const attributes = new Map<string, Attribute>();
	for (const file of files) {
		const seen = new Set<string>(taken);
		for (const column of file.mapping.columns) {
			if (!isAttribute(column.role)) continue;
			const base = slug(column.header);
			let key = base;
			for (let n = 2; seen.has(key); n++) key = `${base}_${n}`;
			seen.add(key);
			const attribute = attributes.get(key) ?? {
				key,
				column: key,
				label: column.header.trim() || `Column ${column.position + 1}`,
				isSegment: column.reading.as === 'text',
				columns: new Map<number, ColumnMapping>(),
			};
			attribute.columns.set(file.index, column);
			attributes.set(key, attribute);
		}
	}
	return [...attributes.values()];
}

/** The roles of columns that say nothing which the model knows. */
export const isOther = (role: ColumnRole): boolean => role === 'segment';

/** The attributes as further columns of a select from `alias`. */
export const attributeColumns = (attributes: readonly Attribute[], alias: string): string =>
	attributes.map(({ key }) => `, ${alias}.${quoteName(key)}`).join('');

/** SQL of the attributes of one file, each under its key; null where the file has none of that key. */
export function attributesSql(file: MappedFile, attributes: readonly Attribute[]): string {
	return attributes
		.map(({ key, columns }) => {
			const column = columns.get(file.index);
			const sql = column ? columnSql(file, { ...column, reading: { as: 'text' } }) : 'cast(null as varchar)';
			return `, ${sql} as ${quoteName(key)}`;
		})
		.join('');
}

/** Adds the attributes to a staging table as columns of text. */
export async function addAttributeColumns(
	engine: Engine,
	table: string,
	attributes: readonly Attribute[],
	options?: RunOptions,
): Promise<void> {
	for (const { key } of attributes)
		await engine.execute(`alter table ${table} add column ${quoteName(key)} varchar`, options);
}

/** The attributes, of which those that name nearly each row apart, as an address does, are nothing to group deals by. */
export async function withoutNames(
	engine: Engine,
	table: string,
	attributes: readonly Attribute[],
	options?: RunOptions,
): Promise<Attribute[]> {
	if (attributes.length === 0) return [];
	const counts = attributes.flatMap(({ key }, index) => [
		`count(${quoteName(key)}) as values_${index}`,
		`count(distinct ${quoteName(key)}) as distinct_${index}`,
	]);
	const { rows } = await engine.query(`select ${counts.join(', ')} from ${table}`, options);
	return attributes.map((attribute, index) => {
		const values = Number(rows[0]?.[`values_${index}`] ?? 0);
		const distinct = Number(rows[0]?.[`distinct_${index}`] ?? 0);
		return { ...attribute, isSegment: attribute.isSegment && !(distinct > 20 && distinct * 2 > values) };
	});
}

/** SQL of name and id of a row; what has no name goes by its id. */
export function nameAndIdSql(file: MappedFile, nameRole: ColumnRole): string {
	const id = refSql(roleSql(file, 'id'));
	const name = columnsOf(file, nameRole).length > 0 ? roleSql(file, nameRole) : id;
	return `coalesce(${name}, ${id}) as own_name, ${id} as own_id`;
}

/**
 * Creates `refs (ref, name)`: every text by which the rows of `table` are meant – their names, and ids that are no
 * name – with the name that it means. Rows that were set aside as another row of the same thing count too.
 */
export async function createRefs(
	engine: Engine,
	refs: string,
	table: string | null,
	options?: RunOptions,
): Promise<void> {
	if (table === null) {
		await engine.execute(`create or replace table ${refs} (ref varchar, name varchar)`, options);
		return;
	}
	await engine.execute(
		`create or replace table ${refs} as
		with named as (select distinct own_name as ref, own_name as name from ${table} where own_name is not null and not is_deleted)
		select ref, name from named
		union all
		select own_id, min(own_name) from ${table}
		where own_id is not null and own_name is not null and not is_deleted and own_id not in (select ref from named)
		group by own_id`,
		options,
	);
}

/** SQL of the name that `value` means, joined as `alias`; `value` itself where nothing in the list is meant. */
export const resolvedSql = (alias: string, value: string): string => `coalesce(${alias}.name, ${value})`;
export const refJoinSql = (refs: string, alias: string, value: string): string =>
	`left join ${refs} as ${alias} on ${alias}.ref = ${refSql(value)}`;

/** A kind of file that lists things by name, one row each. */
interface ListKind {
	kind: 'accounts' | 'products';
	role: ColumnRole;
	/** `account`: stg_accounts has account_name and account_id, and `account_refs` what is meant by what. */
	noun: string;
}

export const ACCOUNTS: ListKind = { kind: 'accounts', role: 'account', noun: 'account' };
export const PRODUCTS: ListKind = { kind: 'products', role: 'product', noun: 'product' };

/** Fills the staging table of a list, one row a name, and its refs. Returns the attributes that it has beside. */
export async function fillList(
	engine: Engine,
	allFiles: readonly MappedFile[],
	{ kind, role, noun }: ListKind,
	options?: RunOptions,
): Promise<Attribute[]> {
	const files = filesOfKind(allFiles, kind);
	if (files.length === 0) {
		await createRefs(engine, `${noun}_refs`, null, options);
		return [];
	}
	const rows = `${noun}_rows`;
	const attributes = attributesOf(
		files,
		[`${noun}_name`, `${noun}_id`, ...ROW_COLUMNS],
		(own) => own !== role && !LIST_ROLES.includes(own),
	);
	await createRows(
		engine,
		rows,
		files,
		(file) =>
			`${nameAndIdSql(file, role)}, ${roleSql(file, 'modified', 'timestamp')} as row_modified_at,
			${filledSql(file.raw)} as row_filled ${attributesSql(file, attributes)}`,
		options,
	);
	await setAsideRows(
		engine,
		rows,
		[{ when: 'own_name is null', reason: `no ${noun}` }],
		{
			by: 'own_name',
			reason: `another row of the same ${noun} is kept`,
			best: 'row_modified_at desc nulls last, row_filled desc',
		},
		options,
	);
	await addAttributeColumns(engine, `stg_${kind}`, attributes, options);
	await engine.execute(
		`insert into stg_${kind}
		select k.own_name, k.own_id, k.source_file, k.source_line ${attributeColumns(attributes, 'k')}
		from kept as k order by k.own_name`,
		options,
	);
	await createRefs(engine, `${noun}_refs`, rows, options);
	return attributes;
}
