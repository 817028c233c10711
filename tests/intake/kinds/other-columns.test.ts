import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { EXPLORE_RELATIONS } from '$lib/model/explore';
import { headline } from '$lib/model/marts/headline';
import { importFiles } from '../../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, lines: readonly string[]) => ({
	name,
	blob: new Blob([`${lines.join('\n')}\n`]),
});
const rowsOf = async (sql: string) => (await engine.query(sql)).rows.map((row) => Object.values(row));

const DEALS = file('deals.csv', [
	'Deal ID,Account,Owner,Product,Lead Source,Stage,Amount,Created,Close Date',
	'1,Acme,Ann,GTX,Web,Won,100,2024-01-10,2024-02-10',
	'2,Beta,Bob,MG,Fair,Lost,50,2024-01-11,2024-05-11',
	'3,Gamma,Cid,MG,Fair,Lead,30,2024-03-02,2024-09-01',
]);

test('columns of leads that no role takes are segments of the deals that leads became, but for those that name each lead', async () => {
	const asked = await importFiles(engine, [
		DEALS,
		file('leads.csv', [
			'Lead ID,Lead Source,Created Date,Opportunity ID,Score Band,Lead Email',
			'L1,Web,2024-01-01,1,Hot,a@acme.com',
			'L2,Fair,2024-01-02,2,Cold,b@beta.com',
			// Of two leads of one deal the first tells.
			'L3,Fair,2024-01-01,2,Warm,c@beta.com',
			...Array.from({ length: 30 }, (_, at) => `M${at},Web,2024-01-05,,Cold,m${at}@x.com`),
		]),
	]);
	const { segments } = asked.catalog;
	expect(
		segments.find(({ key }) => key === 'score_band')?.values.map(({ value, deals }) => [value, deals]),
	).toEqual([
		['Hot', 1],
		['Warm', 1],
		[null, 1],
	]);
	expect(segments.some(({ key }) => key === 'lead_email')).toBe(false);
	const filters = [{ segment: 'score_band', values: ['Hot'], exclude: false }];
	expect((await asked.ask(headline, { filters }))[0]).toMatchObject({ deals_won: 1, deals_lost: 0 });
	expect(await rowsOf("select lead_email, score_band from crm.leads where lead_id = 'L3'")).toEqual([
		['c@beta.com', 'Warm'],
	]);
});

test('columns of subscriptions and orders are segments by what all rows of the account of a deal say', async () => {
	const asked = await importFiles(engine, [
		DEALS,
		file('subscriptions.csv', [
			'Account,Plan,Start Date,End Date,MRR,Tier',
			'Acme,GTX,2024-01-01,2024-12-31,10,Gold',
			'Acme,MG,2024-02-01,,10,Gold',
			'Beta,MG,2024-01-01,,5,Basic',
			'Beta,GTX,2024-03-01,,5,Gold',
		]),
		file('orders.csv', [
			'Order ID,Customer,Product,Order Date,Total,Channel',
			'7,Acme,GTX,2024-03-01,10,Shop',
			'8,Acme,MG,2024-03-02,20,',
			'9,Gamma,MG,2024-03-02,20,Phone',
		]),
	]);
	const dealsBy = async (segment: string, value: string | null) =>
		(await asked.ask(headline, { filters: [{ segment, values: [value], exclude: false }] }))[0];
	const valuesOf = (wanted: string) =>
		asked.catalog.segments
			.find(({ key }) => key === wanted)
			?.values.map(({ value, deals }) => [value, deals]);
	expect(valuesOf('tier')).toEqual([
		['(several)', 1],
		['Gold', 1],
		[null, 1],
	]);
	// A blank is no other value.
	expect(valuesOf('channel')).toEqual([
		['Phone', 1],
		['Shop', 1],
		[null, 1],
	]);
	expect(await dealsBy('tier', 'Gold')).toMatchObject({ deals_won: 1, deals_lost: 0 });
	expect(await dealsBy('tier', '(several)')).toMatchObject({ deals_won: 0, deals_lost: 1 });
});

test('every column of every list can be asked in SQL under the name of its header', async () => {
	await importFiles(engine, [
		DEALS,
		file('accounts.csv', [
			'Account ID,Account Name,Industry,Region',
			'A1,Acme,Steel,North',
			'A2,Beta,Food,South',
		]),
		file('products.csv', ['Product,Series,List Price', 'GTX,G,550', 'MG,M,55']),
		file('people.csv', ['Sales Rep,Team,Regional Office', 'Ann,North,Oslo', 'Bob,South,Rome']),
		file('subscriptions.csv', [
			'Account,Plan,Start Date,End Date,MRR,Tier',
			'Acme,GTX,2024-01-01,2024-12-31,10,Gold',
			'Beta,MG,2024-01-01,,5,Basic',
		]),
		file('orders.csv', [
			'Order ID,Customer,Product,Order Date,Total,Channel',
			'7,Acme,GTX,2024-03-01,10,Shop',
			'8,Beta,MG,2024-03-02,20,Phone',
		]),
	]);
	expect(await rowsOf('select account_id, industry, region from crm.accounts')).toEqual([
		['A1', 'Steel', 'North'],
		['A2', 'Food', 'South'],
	]);
	expect(await rowsOf('select product_name, series, list_price from crm.products')).toEqual([
		['GTX', 'G', '550'],
		['MG', 'M', '55'],
	]);
	expect(await rowsOf('select owner_name, team_name, regional_office from crm.people')).toEqual([
		['Ann', 'North', 'Oslo'],
		['Bob', 'South', 'Rome'],
	]);
	expect(await rowsOf('select account_name, tier from crm.subscriptions')).toEqual([
		['Acme', 'Gold'],
		['Beta', 'Basic'],
	]);
	expect(await rowsOf('select order_id, channel, amount from crm.orders')).toEqual([
		['7', 'Shop', 10],
		['8', 'Phone', 20],
	]);
	for (const { name, columns } of EXPLORE_RELATIONS) {
		const { columns: actual } = await engine.query(`select * from crm.${name} limit 0`);
		expect(actual.map((column) => column.name)).toEqual(expect.arrayContaining(Object.keys(columns)));
		expect(actual.map((column) => column.name)).not.toContain('deal_key');
	}
});
