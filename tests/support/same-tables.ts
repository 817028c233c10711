import { quoteName, quoteText, type Engine } from '$lib/engine/engine';

/** The tables that an import and a build make, in the order of their names. */
export async function tablesOf(engine: Engine): Promise<string[]> {
	const { rows } = await engine.query(
		`select table_name from duckdb_tables()
		where schema_name = 'main' and not temporary and not starts_with(table_name, 'raw_') order by table_name`,
	);
	return rows.map((row) => String(row['table_name']));
}

/** Puts a copy of every table aside, rows in their order, for `differences`. */
export async function keepTables(engine: Engine): Promise<void> {
	await engine.execute('drop schema if exists kept cascade; create schema kept');
	for (const table of await tablesOf(engine))
		await engine.execute(`create table kept.${quoteName(table)} as select * from main.${quoteName(table)}`);
}

/** The columns of every table of a schema, with their types, by table. */
async function columnsOf(engine: Engine, schema: string): Promise<Map<string, string>> {
	const { rows } = await engine.query(
		`select table_name, string_agg(column_name || ' ' || data_type, ', ' order by column_index) as columns
		from duckdb_columns() where schema_name = ${quoteText(schema)} group by table_name`,
	);
	return new Map(rows.map((row) => [String(row['table_name']), String(row['columns'])]));
}

/**
 * Which tables are not what was put aside: of other names, other columns, other rows, or the same rows in another order.
 * Of the tables in `unordered` the order of rows is free.
 */
export async function differences(engine: Engine, unordered: readonly string[] = []): Promise<string[]> {
	const { rows: kept } = await engine.query(
		"select table_name from duckdb_tables() where schema_name = 'kept' order by table_name",
	);
	const tables = await tablesOf(engine);
	const found: string[] = [];
	const names = kept.map((row) => String(row['table_name']));
	if (String(names) !== String(tables))
		found.push(`tables ${tables.join(', ')} in place of ${names.join(', ')}`);
	const [now, before] = [await columnsOf(engine, 'main'), await columnsOf(engine, 'kept')];
	for (const table of tables.filter((name) => names.includes(name))) {
		if (now.get(table) !== before.get(table)) {
			found.push(`${table}: columns ${now.get(table)} in place of ${before.get(table)}`);
			continue;
		}
		const place = unordered.includes(table) ? '' : ', row_number() over () as place_in_table';
		const rowsOf = (schema: string) => `select *${place} from ${schema}.${quoteName(table)}`;
		const { rows } = await engine.query(
			`select
				(select count(*) from (${rowsOf('main')} except all ${rowsOf('kept')}) as more) as more,
				(select count(*) from (${rowsOf('kept')} except all ${rowsOf('main')}) as fewer) as fewer`,
		);
		const [more, fewer] = [Number(rows[0]?.['more']), Number(rows[0]?.['fewer'])];
		if (more > 0 || fewer > 0) found.push(`${table}: ${more} rows that were not, ${fewer} that were are not`);
	}
	return found;
}
