import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { buildModel } from '$lib/model/build';
import { dealList } from '$lib/model/marts/deal-list';
import { headline } from '$lib/model/marts/headline';
import { WHOLE_SCOPE } from '$lib/model/scope';
import { LiveSource } from '$lib/session/live-source.svelte';
import { fillSynthetic } from '../bench/synthetic';
import { openForTests } from '../support/engines';
import { usualParams } from '../support/every-mart';

describe('what is held of the tables, and statements of the console', () => {
	let engine: Engine;
	let source: LiveSource;
	beforeAll(async () => {
		engine = await openForTests(openNativeEngine);
		await fillSynthetic(engine, 60);
		// As if they were many, of which the deals of a filter are put aside.
		const catalog = { ...(await buildModel(engine, null)), deals: 1_000_000 };
		source = LiveSource.built(engine, { catalog, asOf: null });
	});
	afterAll(() => engine.close());

	const page = async () => {
		const params = { ...usualParams(dealList), sort: 'amount!', row_limit: 50, row_offset: 5 } as never;
		return (await source.read(dealList, WHOLE_SCOPE, params)).map(({ amount }) => amount ?? -Infinity);
	};
	const ofOwner = () =>
		source.read(
			headline,
			{ ...WHOLE_SCOPE, filters: [{ segment: 'owner', values: ['owner 3'], exclude: false }] },
			{},
		);

	test('a later page of a list is in the order that the changed amounts have', async () => {
		const before = await page();
		expect(before).toEqual(before.toSorted((a, b) => b - a));
		await source.console.run('update deals set amount = 1000 * (hash(deal_key) % 997)', {
			mayChange: true,
		});
		const after = await page();
		expect(after).not.toEqual(before);
		expect(after).toEqual(after.toSorted((a, b) => b - a));
	});

	test('a statement that fails within a transaction says itself why', async () => {
		await page();
		await ofOwner();
		const failed = source.console.run("begin; select error('nonsense')", { mayChange: true });
		const problem = await failed.catch((cause: unknown) => cause);
		expect(problem).toBeInstanceOf(ProblemError);
		expect((problem as ProblemError).problem.message).toContain('nonsense');
		await source.console.run('rollback', { mayChange: true });
		expect(await page()).toHaveLength(50);
		expect(await ofOwner()).toHaveLength(1);
	});

	test('nothing that was held stays after it', async () => {
		const held = async () =>
			(
				await engine.query(
					"select table_name from duckdb_tables() where table_name like 'held\\_%' escape '\\'",
				)
			).rows.length;
		await page();
		await ofOwner();
		expect(await held()).toBe(2);
		await source.console.run('select 1');
		expect(await held()).toBe(0);
	});
});
