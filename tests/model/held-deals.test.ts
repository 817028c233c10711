import { beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { buildModel } from '$lib/model/build';
import type { Catalog } from '$lib/model/catalog';
import { HeldDeals } from '$lib/model/held-deals';
import { compileMart, segmentFiltersSql } from '$lib/model/compile';
import type { AnyMart } from '$lib/model/contract';
import { MARTS } from '$lib/model/marts';
import { bottlenecks } from '$lib/model/marts/bottlenecks';
import { forecast } from '$lib/model/marts/forecast';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { pipelineTrend } from '$lib/model/marts/pipeline-trend';
import { rateSplit } from '$lib/model/marts/rate-split';
import { velocityTrend } from '$lib/model/marts/velocity-trend';
import { askMart, readMart } from '$lib/model/read';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';
import { LiveSource } from '$lib/session/live-source.svelte';
import { fillSynthetic } from '../bench/synthetic';
import { openForTests } from '../support/engines';
import { usualParams } from '../support/every-mart';

const ownedBy = (...values: string[]): Scope => ({
	...WHOLE_SCOPE,
	from: '2024-01-01' as Day,
	filters: [{ segment: 'owner', values, exclude: false }],
});

describe('deals of a filter that are put aside', () => {
	let engine: Engine;
	let catalog: Catalog;
	/** The same data as if there were a million of deals, of which an owner has few. */
	let large: Catalog;
	beforeAll(async () => {
		engine = await openForTests(openNativeEngine);
		await fillSynthetic(engine, 600);
		catalog = await buildModel(engine, null);
		large = { ...catalog, deals: 1_000_000 };
	});

	test.each([headline, funnel, rateSplit, velocityTrend, bottlenecks, pipelineTrend, forecast] as const)(
		'give $name the rows that it has without',
		async (mart: AnyMart) => {
			const held = new HeldDeals(engine);
			const scope = ownedBy('owner 3', 'owner 5');
			const heldDeals = await held.tableFor(large, scope);
			const params = usualParams(mart) as never;
			const derived = await askMart(engine, catalog, mart, scope, params, undefined, { heldDeals });
			expect(await derived()).toEqual(await readMart(engine, catalog, mart, scope, params));
			await held.clear();
		},
	);

	test('take the place of all deals, and of the filters, in every mart that reads a scope', () => {
		const scope = ownedBy('owner 3');
		for (const mart of MARTS) {
			const asked = [catalog, scope, usualParams(mart) as never] as const;
			const plain = compileMart(mart, ...asked);
			if (!plain.includes('scope as ')) continue;
			const held = compileMart(mart, ...asked, { heldDeals: 'held_deals_1' });
			expect(held, mart.name).toContain('from held_deals_1 as deal_facts');
			expect(held, mart.name).not.toContain(segmentFiltersSql(scope, catalog));
		}
	});

	test('are those of the filters alone, found again, two at most, and gone when let go', async () => {
		const held = new HeldDeals(engine);
		const first = await held.tableFor(large, ownedBy('owner 3'));
		expect(await held.tableFor(large, { ...ownedBy('owner 3'), from: null })).toBe(first);
		const second = await held.tableFor(large, ownedBy('owner 4'));
		expect(await held.tableFor(large, ownedBy('owner 3'))).toBe(first);
		const third = await held.tableFor(large, ownedBy('owner 5'));
		const there = async () => {
			const { rows } = await engine.query(
				`select table_name as name from duckdb_tables() where table_name like 'held_deals_%' order by name`,
			);
			return rows.map(({ name }) => name);
		};
		expect(second).not.toBe(first);
		expect(await there()).toEqual([first, third].sort());
		await held.clear();
		expect(await there()).toEqual([]);
	});

	test('are not, where all are few, or where the filters may leave many', async () => {
		const held = new HeldDeals(engine);
		const excluded = { ...WHOLE_SCOPE, filters: [{ segment: 'owner', values: ['owner 3'], exclude: true }] };
		const unknown = { ...WHOLE_SCOPE, filters: [{ segment: 'nothing', values: ['x'], exclude: false }] };
		const owners = [{ key: 'owner', label: '', values: [{ value: 'owner 3', deals: 30_001 }] }];
		const tenth: Catalog = { ...catalog, deals: 300_000, segments: owners };
		const asks: [Catalog, Scope][] = [
			[catalog, ownedBy('owner 3')],
			[large, WHOLE_SCOPE],
			[large, excluded],
			[large, unknown],
			[tenth, ownedBy('owner 3')],
		];
		for (const [asked, scope] of asks) expect(await held.tableFor(asked, scope)).toBeNull();
	});

	test('are told anew once the reader has changed the tables', async () => {
		const source = LiveSource.built(engine, { catalog: large, asOf: null });
		const won = async () =>
			(await source.read(headline, { ...ownedBy('owner 3'), from: null }, {}))[0]?.deals_won;
		const before = (await won()) ?? 0;
		expect(before).toBeGreaterThan(0);
		const change = `update deal_facts set outcome_code = 2 where outcome_code = 1`;
		await source.console.run(change, { mayChange: true });
		expect(await won()).toBe(0);
	});
});
