import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNodeEngine } from '$lib/engine/node';
import { rehearse } from '$lib/session/rehearsal';

let engine: Engine;
beforeAll(async () => {
	engine = await openNodeEngine();
});
afterAll(() => engine.close());

const left = async () => {
	const { rows } = await engine.query(
		`select 'table ' || table_name as what from duckdb_tables() union all
		select 'view ' || view_name from duckdb_views() where not internal union all
		select 'macro ' || function_name from duckdb_functions() where not internal union all
		select 'database ' || database_name from duckdb_databases() where not internal`,
	);
	return rows.map(({ what }) => what).sort();
};

test('a rehearsal goes through all of an import, and leaves nothing behind', async () => {
	const before = await left();
	const said: string[] = [];
	const noting: Engine = {
		...engine,
		execute: (sql, options) => {
			said.push(sql);
			return engine.execute(sql, options);
		},
	};
	await rehearse(noting, new AbortController().signal);
	expect(said.some((sql) => sql.includes('create or replace table deal_facts'))).toBe(true);
	expect(await left()).toEqual(before);
});

test('one that is left off, wherever it is, leaves nothing behind', async () => {
	const before = await left();
	for (const at of [3, 60, 150]) {
		const leaving = new AbortController();
		let count = 0;
		const noting: Engine = {
			...engine,
			execute: (sql, options) => {
				if (++count === at) leaving.abort();
				return engine.execute(sql, options);
			},
			query: (sql, options) => {
				if (++count === at) leaving.abort();
				return engine.query(sql, options);
			},
		};
		await rehearse(noting, leaving.signal);
		expect(leaving.signal.aborted).toBe(true);
		expect(await left()).toEqual(before);
	}
});

test('one that fails says so', async () => {
	const failing: Engine = {
		...engine,
		query: async () => {
			throw new Error('broken');
		},
	};
	await expect(rehearse(failing, new AbortController().signal)).rejects.toThrow('broken');
	await engine.execute('use packed; detach rehearsal');
});
