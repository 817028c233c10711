import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBrowserEngine } from '$lib/engine/browser';
import { EngineError, type Engine } from '$lib/engine/engine';

const FOLDER = 'saved-databases';
const engines: Engine[] = [];
let folder: FileSystemDirectoryHandle;

beforeEach(async () => {
	folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
});
afterEach(async () => {
	for (const engine of engines.splice(0)) await engine.close();
	await expect
		.poll(async () =>
			(await navigator.storage.getDirectory()).removeEntry(FOLDER, { recursive: true }).then(
				() => 'gone',
				(cause: unknown) => String(cause),
			),
		)
		.toBe('gone');
});

async function opened(): Promise<Required<Engine>> {
	const engine = await openBrowserEngine();
	engines.push(engine);
	return engine as Required<Engine>;
}
const fileNamed = (name: string) => folder.getFileHandle(name, { create: true });

/** One column of each type that a model may have, views and macros in two schemas. */
const MODEL = `
	create table kinds as select
		cast(i as utinyint) as tiny, i * 1000003 as big, cast(i * i * 1e15 as hugeint) as huge,
		cast(i * 1.25 as decimal(18, 2)) as exact, i / 7.0 as rough, i % 2 = 0 as flag,
		case when i % 5 <> 0 then 'label ' || i end as label,
		cast(case when i % 2 = 0 then 'won' else 'lost' end as enum ('won', 'lost')) as outcome,
		date '2024-01-01' + cast(i as integer) as day, timestamp '2024-01-01' + interval (i) second as instant,
		[i, i + 1] as list, {'a': i, 'b': 'x'} as pair
	from range(200) as x(i);
	create table empty_one (a integer not null, b varchar default 'x');
	create macro twice(a) as a * 2;
	create schema crm;
	create view crm.deals as select twice(big) as doubled, label from kinds`;
const QUESTIONS = [
	'select * exclude (exact, huge, list, pair), exact::varchar, huge::varchar, list::varchar, pair::varchar from kinds',
	'select sum(doubled) as s, count(label) as n from crm.deals',
	`select table_name, column_name, data_type, is_nullable, column_default from duckdb_columns()
	where schema_name = 'main' and database_name <> 'temp' and not internal order by all`,
];
const answers = async (engine: Engine) => {
	const tables = [];
	for (const question of QUESTIONS) tables.push((await engine.query(question)).rows);
	return tables;
};

describe('a saved database', () => {
	test('is the same in another engine, which may make anew what it likes', async () => {
		const engine = await opened();
		await engine.execute(MODEL);
		const file = await fileNamed('model');
		await engine.saveTo(file);
		const other = await opened();
		await other.openSaved(await file.getFile());
		expect(await answers(other)).toEqual(await answers(engine));
		await other.execute('create or replace table kinds as select * replace (0 as big) from kinds');
		await other.execute('create or replace view crm.deals as select twice(big) as doubled, label from kinds');
		await other.execute('create temp table empty_two as from empty_one');
		expect((await other.query('select sum(doubled) as s, count(*) as n from crm.deals')).rows).toEqual([
			{ s: 0, n: 200 },
		]);
		await expect(other.execute(`insert into empty_one values (1, 'a')`)).rejects.toMatchObject({
			code: 'sql',
		});
		// Taken into memory it is as it was saved, can be changed and leans on the file no more.
		await other.ownSaved();
		await folder.removeEntry('model');
		expect(await answers(other)).toEqual(await answers(engine));
		await other.execute('update kinds set big = 1');
		await other.execute('insert into empty_one (a) values (1)');
		expect((await other.query('select sum(doubled) as s from crm.deals')).rows).toEqual([{ s: 400 }]);
		expect((await other.query('select * from empty_one')).rows).toEqual([{ a: 1, b: 'x' }]);
	});

	test('can be written twice, and from an engine without a table', async () => {
		const engine = await opened();
		await engine.saveTo(await fileNamed('nothing'));
		await engine.execute(MODEL);
		await engine.saveTo(await fileNamed('something'));
		const empty = await opened();
		await empty.openSaved(await (await fileNamed('nothing')).getFile());
		expect((await empty.query('select count(*) as n from duckdb_tables()')).rows).toEqual([{ n: 0 }]);
		const other = await opened();
		await other.openSaved(await (await fileNamed('something')).getFile());
		expect(await answers(other)).toEqual(await answers(engine));
	});

	test('that is being written can be stopped, and the engine goes on', async () => {
		const engine = await opened();
		await engine.execute('create table large as select i, hash(i) as h from range(6000000) as x(i)');
		const stop = new AbortController();
		const saving = engine.saveTo(await fileNamed('stopped'), { signal: stop.signal });
		setTimeout(() => stop.abort(), 50);
		await expect(saving).rejects.toMatchObject({ code: 'cancelled' });
		expect((await engine.query('select count(*) as n from large')).rows).toEqual([{ n: 6_000_000 }]);
		expect(
			(await engine.query('select database_name from duckdb_databases() where not internal order by all'))
				.rows,
		).toEqual([{ database_name: 'memory' }, { database_name: 'packed' }]);
	});

	test('is nothing else that one takes for it', async () => {
		for (const other of ['id,stage\n1,Lead\n', '']) {
			const engine = await opened();
			await expect(engine.openSaved(new Blob([other]))).rejects.toBeInstanceOf(EngineError);
		}
	});
});
