import { beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { buildModel } from '$lib/model/build';
import type { Catalog } from '$lib/model/catalog';
import { HeldDeals } from '$lib/model/held-deals';
import { compileMart, segmentFiltersSql } from '$lib/model/compile';
import { MARTS } from '$lib/model/marts';
import { headline } from '$lib/model/marts/headline';
import { KeptPlans } from '$lib/model/kept-plans';
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

const OF_OVERVIEW = [
	'headline_compared',
	'rate_split',
	'funnel',
	'velocity_trend',
	'pipeline_trend',
	'coverage',
	'retention_summary',
	'time_in_stage',
	'bottlenecks',
	'forecast_accuracy',
];

describe('deals of a filter that are put aside', () => {
	let engine: Engine;
	let catalog: Catalog;
	beforeAll(async () => {
		engine = await openForTests(openNativeEngine);
		await fillSynthetic(engine, 600);
		catalog = await buildModel(engine, null);
	});

	test('give the rows that a mart has without them, by one plan for all filters', async () => {
		const plans = new KeptPlans(engine);
		const held = new HeldDeals(engine, () => plans.forget());
		// Few and many, none, and the values that no other filter has had: what a plan rests on must hold for each.
		const scopes = [
			ownedBy('owner 3'),
			ownedBy('owner 5', ...Array.from({ length: 30 }, (_, index) => `owner ${index + 8}`)),
			ownedBy('nobody'),
			{ ...ownedBy('owner 4'), filters: [{ segment: 'region', values: ['region 2'], exclude: true }] },
		];
		for (const scope of scopes)
			for (const mart of MARTS.filter(({ name }) => OF_OVERVIEW.includes(name))) {
				const params = usualParams(mart) as never;
				const heldDeals = await held.tableFor(catalog, scope);
				const asking = { heldDeals, plans };
				const derived = await askMart(engine, catalog, mart, scope, params, undefined, asking);
				const plain = await readMart(engine, catalog, mart, scope, params);
				expect(await derived(), mart.name).toEqual(plain);
			}
		await held.clear();
	}, 120_000);

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

	test('are those of the filters alone, in one table, gone when let go', async () => {
		let remade = 0;
		const held = new HeldDeals(engine, () => (remade += 1));
		const deals = async (sql: string) =>
			(await engine.query(`select count(*) as n from ${sql}`)).rows[0]?.['n'];
		for (const owner of ['owner 3', 'owner 4', 'owner 3']) {
			const scope = ownedBy(owner);
			expect(await held.tableFor(catalog, scope)).toBe('held_deals');
			const filters = segmentFiltersSql(scope, catalog);
			expect(await deals('held_deals')).toBeGreaterThan(0);
			expect(await deals(`held_deals where ${filters}`)).toBe(await deals(`deal_facts where ${filters}`));
			expect(await deals(`held_deals where not (${filters})`)).toBe(0);
		}
		expect(remade).toBe(1);
		await held.clear();
		expect(await deals(`duckdb_tables() where table_name = 'held_deals'`)).toBe(0);
		expect(remade).toBe(2);
	});

	test('are put aside again where that was stopped', async () => {
		const held = new HeldDeals({
			...engine,
			execute: async (sql, options) => {
				if (sql.startsWith('delete') && options?.signal) throw new Error('stopped');
				await engine.execute(sql);
			},
		});
		await held.tableFor(catalog, ownedBy('owner 4'));
		const signal = new AbortController().signal;
		await expect(held.tableFor(catalog, ownedBy('owner 3'), { signal })).rejects.toThrow('stopped');
		await held.tableFor(catalog, ownedBy('owner 4'));
		const { rows } = await engine.query('select count(*) as n from held_deals');
		const own = await engine.query(
			`select count(*) as n from deal_facts where ${segmentFiltersSql(ownedBy('owner 4'), catalog)}`,
		);
		expect(rows).toEqual(own.rows);
		await held.clear();
	});

	test('are not without a filter, or where the filters may leave many', async () => {
		const held = new HeldDeals(engine);
		const excluded = { ...WHOLE_SCOPE, filters: [{ segment: 'owner', values: ['owner 3'], exclude: true }] };
		const unknown = { ...WHOLE_SCOPE, filters: [{ segment: 'nothing', values: ['x'], exclude: false }] };
		const owners = [{ key: 'owner', label: '', values: [{ value: 'owner 3', deals: 100_001 }] }];
		const large: Catalog = { ...catalog, deals: 1_000_000 };
		const asks: [Catalog, Scope][] = [
			[catalog, WHOLE_SCOPE],
			[large, excluded],
			[large, unknown],
			[{ ...large, segments: owners }, ownedBy('owner 3')],
		];
		for (const [asked, scope] of asks) expect(await held.tableFor(asked, scope)).toBeNull();
		expect(await held.tableFor(large, ownedBy('owner 3'))).toBe('held_deals');
		await held.clear();
	});

	test('are told anew once the reader has changed the tables', async () => {
		const source = LiveSource.built(engine, { catalog, asOf: null });
		const won = async () =>
			(await source.read(headline, { ...ownedBy('owner 3'), from: null }, {}))[0]?.deals_won;
		const before = (await won()) ?? 0;
		expect(before).toBeGreaterThan(0);
		const change = `update deal_facts set outcome_code = 2 where outcome_code = 1`;
		await source.console.run(change, { mayChange: true });
		expect(await won()).toBe(0);
	});
});
