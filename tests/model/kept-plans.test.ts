import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Engine, EngineError, RunOptions } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { buildModel } from '$lib/model/build';
import type { Catalog } from '$lib/model/catalog';
import { KeptPlans } from '$lib/model/kept-plans';
import { bottlenecks } from '$lib/model/marts/bottlenecks';
import { dealList } from '$lib/model/marts/deal-list';
import { headline } from '$lib/model/marts/headline';
import { askMart, type Statistician } from '$lib/model/read';
import { WHOLE_SCOPE } from '$lib/model/scope';
import { LiveSource } from '$lib/session/live-source.svelte';
import { fillSynthetic } from '../bench/synthetic';
import { openForTests } from '../support/engines';

let engine: Engine;
/** The first words of all that the engine was told. */
let told: string[];
let watched: Engine;
beforeAll(async () => {
	engine = await openForTests(openNativeEngine);
	const hear =
		<T>(work: (sql: string, options?: RunOptions) => Promise<T>) =>
		(sql: string, options?: RunOptions) => {
			told.push(sql.trim().split(/\s+/, 2).join(' '));
			return work(sql, options);
		};
	watched = { ...engine, query: hear(engine.query), execute: hear(engine.execute) };
});
beforeEach(() => {
	told = [];
});

describe('the plan of a statement', () => {
	const ask = async (plans: KeptPlans, sql: string) => (await plans.ask(sql, {}, watched.query)).rows;

	test('is made once, and serves whatever the tables hold', async () => {
		const plans = new KeptPlans(watched);
		await engine.execute('create temp table planned as select 1 as a');
		expect(await ask(plans, 'select sum(a) as n from planned')).toEqual([{ n: 1 }]);
		await engine.execute('insert into planned select 2');
		expect(await ask(plans, 'select sum(a) as n from planned')).toEqual([{ n: 3 }]);
		expect(told).toEqual(['prepare kept_plan_1', 'execute kept_plan_1', 'execute kept_plan_1']);
		plans.forget();
		expect(await ask(plans, 'select 5 as n')).toEqual([{ n: 5 }]);
		expect(told.slice(3)).toEqual(['prepare kept_plan_1', 'execute kept_plan_1']);
	});

	afterEach(() => engine.execute('drop table if exists planned'));

	test('is not missed where it has gone', async () => {
		const plans = new KeptPlans(watched);
		await ask(plans, 'select 7 as n');
		await engine.execute('deallocate kept_plan_1');
		expect(await ask(plans, 'select 7 as n')).toEqual([{ n: 7 }]);
		expect(await ask(plans, 'select 7 as n')).toEqual([{ n: 7 }]);
	});

	test('is let go of where a hundred others have been asked by since', async () => {
		const plans = new KeptPlans(watched);
		for (let n = 0; n <= 100; n += 1) expect(await ask(plans, `select ${n} as n`)).toEqual([{ n }]);
		expect(new Set(told.filter((one) => one.startsWith('prepare'))).size).toBe(100);
		told = [];
		expect(await ask(plans, 'select 2 as n')).toEqual([{ n: 2 }]);
		expect(told).toHaveLength(1);
		expect(await ask(plans, 'select 0 as n')).toEqual([{ n: 0 }]);
		expect(told).toHaveLength(3);
	});

	test('fails with the words and the text of the statement itself', async () => {
		const plans = new KeptPlans(watched);
		const failed = async (sql: string) =>
			await ask(plans, sql).then(
				() => null,
				(cause: unknown) => cause as EngineError,
			);
		expect(await failed('select nothing')).toMatchObject({ code: 'sql', sql: 'select nothing' });
		const late = `select cast(word as integer) as n from (values ('x')) as words (word)`;
		expect(await failed(late)).toMatchObject({ code: 'sql', sql: late });
		const stopped = new AbortController();
		stopped.abort();
		const asked = plans.ask('select 1 as n', { signal: stopped.signal }, watched.query);
		await expect(asked).rejects.toMatchObject({ code: 'cancelled', sql: 'select 1 as n' });
	});
});

test('an answer by plan that is not decoded yet carries the text of its statement', async () => {
	await fillSynthetic(engine, 30);
	const catalog = await buildModel(engine, null);
	const queryEncoded = async (sql: string) => (told.push(sql), { sql, chunks: [], labels: [] });
	const execute = async () => undefined;
	let said: string[] = [];
	const statistician: Statistician = async (_mart, { rows, support }) => {
		said = [rows, ...Object.values(support)].map(({ sql }) => sql);
		return [];
	};
	const asking = { statistician, plans: new KeptPlans({ ...watched, execute }), heldDeals: 'held_deals' };
	const scope = { ...WHOLE_SCOPE, filters: [{ segment: 'owner', values: ['owner 3'], exclude: false }] };
	const params = { segment: null };
	await (
		await askMart({ ...watched, queryEncoded }, catalog, bottlenecks, scope, params, undefined, asking)
	)();
	expect(told.some((sql) => sql.startsWith('execute kept_plan_'))).toBe(true);
	expect(said.length).toBeGreaterThan(1);
	for (const sql of said) expect(sql).toMatch(/^(with|select)\b/);
});

describe('a source', () => {
	let catalog: Catalog;
	beforeAll(async () => {
		await fillSynthetic(engine, 300);
		catalog = await buildModel(engine, null);
	});
	const owned = (owner: string) => ({
		...WHOLE_SCOPE,
		filters: [{ segment: 'owner', values: [owner], exclude: false }],
	});
	const prepared = () => told.filter((one) => one.startsWith('prepare')).length;

	test('plans a question once for all filters, and anew once tables have come or gone', async () => {
		const source = LiveSource.built(watched, { catalog, asOf: null });
		const read = async (owner: string) => (await source.read(headline, owned(owner), {}))[0];
		const first = await read('owner 3');
		expect(await read('owner 4')).not.toEqual(first);
		expect(prepared()).toBe(1);
		const page = { search: null, row_limit: 10, row_offset: 10 };
		await source.read(dealList, WHOLE_SCOPE, page as never);
		expect(await read('owner 3')).toEqual(first);
		expect(prepared()).toBe(2);
		await source.console.run('update deal_facts set amount = 0', { mayChange: true });
		expect((await read('owner 3'))?.open_amount).toBe(0);
		expect(prepared()).toBe(3);
	});
});
