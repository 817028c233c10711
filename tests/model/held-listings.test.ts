import { beforeAll, describe, expect, test } from 'vitest';
import { EngineError, type Engine } from '$lib/engine/engine';
import { buildModel } from '$lib/model/build';
import type { Catalog } from '$lib/model/catalog';
import type { ParamsFor } from '$lib/model/contract';
import { HeldListings } from '$lib/model/held-listings';
import { dealList } from '$lib/model/marts/deal-list';
import { funnel } from '$lib/model/marts/funnel';
import { askMart, readMart } from '$lib/model/read';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';
import { fillSynthetic } from '../bench/synthetic';
import { engines, openForTests } from '../support/engines';

const DEALS = 300;
const START: ParamsFor<typeof dealList> = {
	stage_rank: null,
	bucket: null,
	to_rank: null,
	skips: null,
	optional_stages: null,
	path: null,
	took_from_days: null,
	took_before_days: null,
	search: null,
	sort: null,
	row_limit: 7,
	row_offset: 0,
};
const SORTS = [
	null,
	'created_on!',
	'amount',
	'amount!',
	'deal_name!',
	'owner_name,amount!',
	'stage_days!',
	'expected_close_on',
	'segment.region!,source_line',
];

describe.each(engines)('listings held in order on $kind', ({ open }) => {
	let engine: Engine;
	let catalog: Catalog;
	beforeAll(async () => {
		engine = await openForTests(open);
		await fillSynthetic(engine, DEALS);
		catalog = await buildModel(engine, null);
	});

	const held = async () =>
		(await engine.query("select table_name from duckdb_tables() where table_name like 'held%' order by 1"))
			.rows.length;
	async function pageOf(listings: HeldListings, change: Partial<typeof START>, scope: Scope = WHOLE_SCOPE) {
		const params = { ...START, ...change };
		const table = await listings.tableFor(dealList, catalog, scope, params);
		const derived = await askMart(engine, catalog, dealList, scope, params, undefined, { held: table });
		return { table, rows: await derived() };
	}

	test('any page in any order is the one that sorting all anew would give', async () => {
		const listings = new HeldListings(engine);
		for (const sort of SORTS) {
			for (const row_offset of [7, 294, 301]) {
				const change = { sort, row_offset };
				const { table, rows } = await pageOf(listings, change);
				expect(table).not.toBeNull();
				expect(rows).toEqual(await readMart(engine, catalog, dealList, WHOLE_SCOPE, { ...START, ...change }));
			}
		}
		await listings.clear();
	});

	test('where no order is asked for, open deals come first by amount, then the latest closed', async () => {
		const rows = await readMart(engine, catalog, dealList, WHOLE_SCOPE, { ...START, row_limit: DEALS });
		const open = rows.filter(({ outcome }) => outcome === 'open');
		const closed = rows.filter(({ outcome }) => outcome !== 'open');
		expect(Math.min(open.length, closed.length)).toBeGreaterThan(20);
		expect(rows.slice(0, open.length)).toEqual(open);
		const amounts = open.map(({ amount }) => amount ?? -Infinity);
		expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
		const days = closed.map(({ closed_on }) => closed_on ?? '');
		expect(days).toEqual(days.toSorted().reverse());
	});

	test('pages in a row are the whole list, each deal once', async () => {
		const listings = new HeldListings(engine);
		const scope: Scope = {
			...WHOLE_SCOPE,
			filters: [{ segment: 'region', values: ['region 1'], exclude: true }],
		};
		const change = { sort: 'amount!' };
		const all = await readMart(engine, catalog, dealList, scope, { ...START, ...change, row_limit: DEALS });
		const paged = [];
		for (let row_offset = 0; row_offset < all.length; row_offset += 7)
			paged.push(...(await pageOf(listings, { ...change, row_offset }, scope)).rows);
		expect(paged).toEqual(all);
		expect(new Set(paged.map(({ deal_id }) => deal_id)).size).toBe(all[0]?.deals_total);
		await listings.clear();
	});

	test('a first page holds nothing, and no more than two listings are held at once', async () => {
		const listings = new HeldListings(engine);
		expect((await pageOf(listings, {})).table).toBeNull();
		expect(await held()).toBe(0);
		const first = await pageOf(listings, { row_offset: 7 });
		expect((await pageOf(listings, { row_offset: 14 })).table).toBe(first.table);
		expect((await pageOf(listings, { row_offset: 0 })).table).toBe(first.table);
		await pageOf(listings, { row_offset: 7, sort: 'amount' });
		await pageOf(listings, { row_offset: 7, sort: 'owner_name' });
		expect(await held()).toBe(2);
		await listings.clear();
		expect(await held()).toBe(0);
	});

	test('of marts without pages nothing is held', async () => {
		const listings = new HeldListings(engine);
		expect(await listings.tableFor(funnel, catalog, WHOLE_SCOPE, {})).toBeNull();
		expect(await held()).toBe(0);
	});

	test('a listing that was stopped is not held, and is made when it is asked for again', async () => {
		const listings = new HeldListings(engine);
		const params = { ...START, row_offset: 7 };
		const stopped = listings.tableFor(dealList, catalog, WHOLE_SCOPE, params, {
			signal: AbortSignal.abort(),
		});
		await expect(stopped).rejects.toBeInstanceOf(EngineError);
		expect(await held()).toBe(0);
		expect((await pageOf(listings, { row_offset: 7 })).rows).toHaveLength(7);
		await listings.clear();
	});
});
