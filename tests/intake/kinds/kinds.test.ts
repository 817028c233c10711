import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { headline } from '$lib/model/marts/headline';
import { importFiles, type Asked } from '../../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, lines: string) => ({
	name,
	blob: new Blob([`${lines.trim().replace(/\n\s+/g, '\n')}\n`]),
});
const rowsOf = async (sql: string) => (await engine.query(sql)).rows.map((row) => Object.values(row));
const asideOf = (asked: Asked, name: string) =>
	asked.report.set_aside.filter((row) => row.file === name).map(({ line, reason }) => [line, reason]);
const filesAddUp = (asked: Asked) => {
	for (const { file: name, rows_read, rows_kept, rows_set_aside, reasons } of asked.report.files) {
		expect(rows_kept + rows_set_aside, name).toBe(rows_read);
		expect(
			reasons.reduce((sum, { rows }) => sum + rows, 0),
			name,
		).toBe(rows_set_aside);
	}
};
const segment = (asked: Asked, key: string) =>
	asked.catalog.segments
		.find((candidate) => candidate.key === key)
		?.values.map(({ value, deals }) => [value, deals]);

const DEALS = file(
	'deals.csv',
	`Deal ID,Account,Owner,Product,Lead Source,Stage,Amount,Created,Close Date
	1,Acme,Ann,GTX,Web,Won,100,2024-01-10,2024-02-10
	2,Acme,Ann,GTX,Web,Lost,50,2024-01-11,2024-05-11
	3,Beta,Bob,MG,Fair,Proposal,70,2024-03-01,2024-09-01
	4,Gamma,Cid,MG,Fair,Lead,30,2024-03-02,2024-09-01`,
);

describe('accounts and products', () => {
	test('are joined by name; their columns are segments; joins tell what did not match, both ways', async () => {
		const asked = await importFiles(engine, [
			DEALS,
			file('accounts.csv', 'Account Name,Industry,Employees\nAcme,Steel,120\nBeta,Food,9\nDelta,Food,10'),
			file('products.csv', 'Product,Series,List Price\nGTX,G,550\nMG,M,55'),
		]);
		expect(segment(asked, 'industry')).toEqual([
			['Steel', 2],
			['Food', 1],
			[null, 1],
		]);
		expect(segment(asked, 'series')).toEqual([
			['G', 2],
			['M', 2],
		]);
		expect(segment(asked, 'list_price')).toEqual([
			['55', 2],
			['550', 2],
		]);
		expect(asked.report.joins.find(({ to }) => to === 'accounts')).toEqual({
			from: 'deals',
			to: 'accounts',
			column: 'account',
			rows: 4,
			rows_blank: 0,
			rows_matched: 3,
			rows_unmatched: 1,
			unmatched: [{ value: 'Gamma', rows: 1 }],
			values_unmatched: 1,
			unused: ['Delta'],
			values_unused: 1,
		});
		expect(asked.report.warnings).toContain(
			'1 of 4 rows of deals name account “Gamma”, which accounts do not have.',
		);
		expect(asked.catalog.also).toEqual({ accounts: 3, products: 2 });
		expect(
			(
				await asked.ask(headline, { filters: [{ segment: 'industry', values: ['Steel'], exclude: false }] })
			)[0],
		).toMatchObject({ deals_won: 1, deals_lost: 1, won_amount: 100 });
		filesAddUp(asked);
	});

	test('are joined by id, at 15 characters where a CRM writes 18, and deals then bear the name', async () => {
		const asked = await importFiles(engine, [
			file(
				'opportunities.csv',
				`Id,AccountId,StageName,Amount,CreatedDate,CloseDate,IsWon,IsClosed
				006Hs00000LAuegIAD,0015000000Gv7qUAAR,Closed Won,10,2024-01-01,2024-02-01,true,true
				006Hs00000LAueoIAD,0015000000Gv7qV,Closed Lost,10,2024-01-01,2024-02-01,false,true`,
			),
			file(
				'Account.csv',
				`Id,Name,Industry,OwnerId,CreatedDate,IsDeleted
				0015000000Gv7qU,Acme,Steel,005x,2023-01-01,false
				0015000000Gv7qVAAR,Beta,Food,005x,2023-01-01,false
				0015000000Gv7qWAAR,Gone,Food,005x,2023-01-01,true`,
			),
		]);
		expect(await rowsOf('select account_name from stg_deals order by deal_id')).toEqual([['Acme'], ['Beta']]);
		expect(segment(asked, 'industry')).toEqual([
			['Food', 1],
			['Steel', 1],
		]);
		expect(asideOf(asked, 'Account.csv')).toEqual([[4, 'deleted in the CRM']]);
		filesAddUp(asked);
	});

	test('of several rows of one account the fuller stands; a row without a name is set aside', async () => {
		const asked = await importFiles(engine, [
			DEALS,
			file(
				'accounts.csv',
				'Account,Industry,Region\nAcme,,North\nAcme,Steel,North\n,Food,South\nAcme,Steel,North\nBeta,Food,South\nDelta,Food,South',
			),
		]);
		expect(await rowsOf('select account_name, industry, source_line from stg_accounts')).toEqual([
			['Acme', 'Steel', 3],
			['Beta', 'Food', 6],
			['Delta', 'Food', 7],
		]);
		expect(asideOf(asked, 'accounts.csv')).toEqual([
			[2, 'another row of the same account is kept (line 3)'],
			[4, 'no account'],
			[5, 'an exact copy of another row (line 3)'],
		]);
		filesAddUp(asked);
	});

	test('a column that deals have themselves is not offered twice, unless the list says something else', async () => {
		const deals = file(
			'deals.csv',
			'Deal ID,Account,Region,Industry,Stage,Created\n1,Acme,North,Steel,Lead,2024-01-01\n2,Beta,South,Food,Lead,2024-01-02',
		);
		const accounts = file('accounts.csv', 'Account,Region,Industry\nAcme,North,Steel\nBeta,East,Food');
		const asked = await importFiles(engine, [deals, accounts]);
		expect(asked.catalog.segments.map(({ key, label }) => [key, label])).toEqual([
			['account', 'Account'],
			['region', 'Region'],
			['industry', 'Industry'],
			['account_region', 'Region (account)'],
		]);
		expect(segment(asked, 'region')).toEqual([
			['North', 1],
			['South', 1],
		]);
		expect(segment(asked, 'account_region')).toEqual([
			['East', 1],
			['North', 1],
		]);
	});
});

describe('owners and teams', () => {
	const TEAMS = `Owner,Team,Manager,Start Date,End Date
		Ann,North,Mia,,2024-03-31
		Ann,South,Max,2024-04-01,
		Bob,South,Max,2024-03-01,
		Cid,South,Max,2024-03-03,`;

	test('a deal is of the team that its owner was in at its close, else at its creation', async () => {
		const asked = await importFiles(engine, [DEALS, file('teams.csv', TEAMS)]);
		// 1 closed in February, 2 in May; 3 is open and began on Bob's first day, 4 a day before Cid's.
		const column = `segment_${asked.catalog.segments.findIndex(({ key }) => key === 'team') + 1}`;
		expect(await rowsOf(`select deal_id, ${column} as team from stg_deals order by deal_id`)).toEqual([
			['1', 'North'],
			['2', 'South'],
			['3', 'South'],
			['4', null],
		]);
		expect(asked.report.warnings.join(' ')).toContain(
			'1 deal has no team, manager or role: the owner was in no team on the day',
		);
		expect(segment(asked, 'manager')).toEqual([
			['Max', 2],
			['Mia', 1],
			[null, 1],
		]);
	});

	test('a team column of the deals themselves wins', async () => {
		const asked = await importFiles(engine, [
			file(
				'deals.csv',
				'Deal ID,Owner,Team,Stage,Created\n1,Ann,West,Lead,2024-01-01\n2,Bob,,Lead,2024-03-02\n3,Bob,West,Won,2024-03-02',
			),
			file('teams.csv', TEAMS),
		]);
		expect(segment(asked, 'team')).toEqual([
			['West', 2],
			[null, 1],
		]);
		expect(asked.catalog.segments.filter(({ label }) => label.startsWith('Team'))).toHaveLength(1);
	});

	test('rows that cannot be used are set aside with their reason', async () => {
		const asked = await importFiles(engine, [
			DEALS,
			file(
				'teams.csv',
				`Owner,Team,Start Date,End Date
				Ann,North,2024-01-01,2024-03-31
				,North,2024-01-01,
				Bob,South,soon,
				Cid,South,2024-05-01,2024-04-01
				Ann,North,2024-01-01,2024-03-31
				Dan,South,2024-05-01,2024-05-01`,
			),
		]);
		expect(asideOf(asked, 'teams.csv')).toEqual([
			[3, 'no owner'],
			[4, 'unreadable start'],
			[5, 'end before start'],
			[6, 'an exact copy of another row (line 2)'],
		]);
		// The last day is a day in the team.
		expect(await rowsOf(`select starts_on, ends_before from stg_people where owner_name = 'Dan'`)).toEqual([
			['2024-05-01', '2024-05-02'],
		]);
		filesAddUp(asked);
	});
});

describe('subscriptions and orders', () => {
	test('an end is the last day of service, an amount is brought to a month, and all rows are accounted for', async () => {
		const asked = await importFiles(engine, [
			DEALS,
			file(
				'subscriptions.csv',
				`Account,Plan,Start Date,End Date,Amount,Billing Period
				Acme,Gold,2024-01-01,2024-12-31,1200,Annual
				Acme,Gold,2025-01-01,,110,monthly
				Beta,Gold,2024-01-01,2024-03-31,300,quarterly
				,Gold,2024-01-01,,10,monthly
				Beta,Gold,,,10,monthly
				Beta,Gold,later,,10,monthly
				Beta,Gold,2024-02-01,2024-01-01,10,monthly
				Beta,Gold,2024-02-01,,free,monthly
				Beta,Gold,2024-02-01,,10,every 6 months
				Acme,Gold,2025-01-01,,110,monthly
				Zeta,Gold,2024-02-01,,5,monthly`,
			),
		]);
		expect(
			await rowsOf('select account_name, starts_on, ends_before, monthly_amount from stg_subscriptions'),
		).toEqual([
			['Acme', '2024-01-01', '2025-01-01', 100],
			['Acme', '2025-01-01', null, 110],
			['Beta', '2024-01-01', '2024-04-01', 100],
			['Zeta', '2024-02-01', null, 5],
		]);
		expect(asideOf(asked, 'subscriptions.csv')).toEqual([
			[5, 'no account'],
			[6, 'no start'],
			[7, 'unreadable start'],
			[8, 'end before start'],
			[9, 'no readable amount'],
			[10, 'unreadable billing period'],
			[11, 'an exact copy of another row (line 3)'],
		]);
		expect(asked.report.joins.find(({ from }) => from === 'subscriptions')).toMatchObject({
			to: 'deals',
			rows: 4,
			rows_matched: 3,
			unmatched: [{ value: 'Zeta', rows: 1 }],
			unused: ['Gamma'],
		});
		filesAddUp(asked);
	});

	test('headers tell the month or year of an amount, and an end that is excluded', async () => {
		await importFiles(engine, [
			DEALS,
			file('a.csv', 'Customer,Start,Ends Before,ARR\nAcme,2024-01-01,2025-01-01,1200'),
			file('b.csv', 'Customer,Start,End,MRR\nBeta,2024-01-01,2024-12-31,10'),
		]);
		expect(
			await rowsOf('select account_name, ends_before, monthly_amount from stg_subscriptions order by 1'),
		).toEqual([
			['Acme', '2025-01-01', 100],
			['Beta', '2025-01-01', 10],
		]);
	});

	test('an amount of which nothing tells the time it is paid for is read as a month’s, and that is said', async () => {
		const bare = file('subs.csv', 'Customer,Start,End,Plan,Amount\nAcme,2024-01-01,2024-12-31,Gold,1200');
		const told = file('told.csv', 'Customer,Start,End,Plan,MRR\nBeta,2024-01-01,2024-12-31,Gold,10');
		const { doubts, mapping } = await recognise(engine, await readFiles(engine, [DEALS, bare, told]));
		expect(doubts.filter((doubt) => doubt.includes('for how long'))).toEqual([
			expect.stringMatching(/^subs\.csv: nothing says for how long “Amount” is paid/),
		]);
		expect(
			mapping.files
				.find(({ file: name }) => name === 'subs.csv')
				?.columns.find(({ role }) => role === 'amount')?.evidence,
		).toContain('read as a month');
		await importFiles(engine, [DEALS, bare]);
		expect(await rowsOf('select monthly_amount from stg_subscriptions')).toEqual([[1200]]);
	});

	test('orders keep their lines, but for exact copies', async () => {
		const asked = await importFiles(engine, [
			DEALS,
			file(
				'orders.csv',
				`Order ID,Customer,Product,Order Date,Total
				7,Acme,GTX,2024-03-01,10
				7,Acme,MG,2024-03-01,20
				7,Acme,MG,2024-03-01,20
				8,Acme,MG,,20`,
			),
		]);
		expect(await rowsOf('select order_id, product_name, ordered_on, amount from stg_orders')).toEqual([
			['7', 'GTX', '2024-03-01', 10],
			['7', 'MG', '2024-03-01', 20],
		]);
		expect(asideOf(asked, 'orders.csv')).toEqual([
			[4, 'an exact copy of another row (line 3)'],
			[5, 'no date of the order'],
		]);
		filesAddUp(asked);
	});
});

describe('leads', () => {
	test('find the deal that they became, by their own word or by that of the deal', async () => {
		const asked = await importFiles(engine, [
			file(
				'deals.csv',
				'Deal ID,Lead ID,Owner,Stage,Created\nD1,L1,Ann,Won,2024-02-01\nD2,,Ann,Lead,2024-02-02\nD3,,Bob,Lead,2024-02-03',
			),
			file(
				'leads.csv',
				`Lead ID,Company,Lead Source,Lead Owner,Created Date,Converted,Opportunity ID
				L1,Acme,Web,Ann,2024-01-01,false,
				L2,Beta,Fair,Ann,2024-01-02,true,D2
				L3,Gamma,Fair,Bob,2024-01-03,false,
				L4,Delta,Fair,Bob,2024-01-04,true,D9
				L3,Gamma,Fair,Bob,2024-01-03,false,
				,Zeta,Fair,Bob,2024-01-03,false,`,
			),
		]);
		expect(
			await rowsOf(
				`select l.lead_id, d.deal_id, l.source_name, l.is_converted, cast(l.created_at as date) as day
				from stg_leads as l left join stg_deals as d on d.deal_key = l.deal_key order by 1`,
			),
		).toEqual([
			['L1', 'D1', 'Web', true, '2024-01-01'],
			['L2', 'D2', 'Fair', true, '2024-01-02'],
			['L3', null, 'Fair', false, '2024-01-03'],
			['L4', null, 'Fair', true, '2024-01-04'],
		]);
		expect(asideOf(asked, 'leads.csv')).toEqual([
			[6, 'an exact copy of another row (line 4)'],
			[7, 'no id'],
		]);
		expect(asked.report.joins.find(({ from }) => from === 'leads')).toMatchObject({
			to: 'deals',
			rows: 4,
			rows_matched: 2,
			unused: ['D3'],
		});
		filesAddUp(asked);
	});

	test('a list of leads with a status is no list of opportunities, where there is one beside it', async () => {
		const raws = await readFiles(engine, [
			DEALS,
			file(
				'leads.csv',
				'Lead ID,Name,Lead Status,Lead Source,Created\n1,A,New,Web,2024-01-01\n2,B,Converted,Web,2024-01-02',
			),
		]);
		const { mapping } = await recognise(engine, raws);
		expect(mapping.files.map(({ kind }) => kind)).toEqual(['deals', 'leads']);
	});
});

describe('targets and spend', () => {
	const TARGETS =
		'select starts_on, ends_before, segment_key, segment_value, measure, target from stg_targets';

	test('targets are for a team, an owner or the company, by start and end', async () => {
		const asked = await importFiles(engine, [
			DEALS,
			file(
				'targets.csv',
				`Period Start,Period End,Team,Owner,Won Amount Target,Won Deals Target
				2024-01-01,2024-03-31,North,Ann,100,2
				2024-01-01,2024-03-31,North,,300,
				2024-01-01,2024-03-31,All,,900,9
				2024-01-01,2023-12-31,North,,300,1
				someday,2024-03-31,North,,300,1
				2024-01-01,2024-03-31,South,,none,`,
			),
		]);
		expect(await rowsOf(TARGETS)).toEqual([
			['2024-01-01', '2024-04-01', null, null, 'won_amount', 900],
			['2024-01-01', '2024-04-01', null, null, 'won_deals', 9],
			['2024-01-01', '2024-04-01', 'owner', 'Ann', 'won_amount', 100],
			['2024-01-01', '2024-04-01', 'owner', 'Ann', 'won_deals', 2],
			['2024-01-01', '2024-04-01', 'team', 'North', 'won_amount', 300],
		]);
		expect(asideOf(asked, 'targets.csv')).toEqual([
			[5, 'end before start'],
			[6, 'no readable period'],
			[7, 'no readable target'],
		]);
		filesAddUp(asked);
	});

	test.each([
		['Quarter,Owner,Quota\n2025-Q1,Ann,10', '2025-01-01', '2025-04-01'],
		['Period,Owner,Quota\n2025-02,Ann,10', '2025-02-01', '2025-03-01'],
		['Year,Month,Owner,Quota\n2025,Mar,Ann,10', '2025-03-01', '2025-04-01'],
		['Year,Owner,Quota\n2025,Ann,10', '2025-01-01', '2026-01-01'],
		['Month,Owner,Quota\n2025-04-01,Ann,10', '2025-04-01', '2025-05-01'],
		['Quarter Start,Owner,Quota\n2025-04-01,Ann,10', '2025-04-01', '2025-07-01'],
		['Owner,Target type,Jan 2025\nAnn,Revenue,10', '2025-01-01', '2025-02-01'],
	])('the period of “%s”', async (lines, starts, ends) => {
		await importFiles(engine, [DEALS, file('quota.csv', lines)]);
		expect(await rowsOf(TARGETS)).toEqual([[starts, ends, 'owner', 'Ann', 'won_amount', 10]]);
	});

	test('a plan with a column for each month is read cell by cell', async () => {
		const asked = await importFiles(engine, [
			DEALS,
			file(
				'plan.csv',
				'Team,Metric,2025-01,2025-02\nNorth,New deals,4,5\nNorth,Revenue,40,\nSouth,Wins,1,x\n,,,',
			),
		]);
		expect(await rowsOf(TARGETS)).toEqual([
			['2025-01-01', '2025-02-01', 'team', 'North', 'created_deals', 4],
			['2025-01-01', '2025-02-01', 'team', 'North', 'won_amount', 40],
			['2025-01-01', '2025-02-01', 'team', 'South', 'won_deals', 1],
			['2025-02-01', '2025-03-01', 'team', 'North', 'created_deals', 5],
		]);
		filesAddUp(asked);
	});

	test('spend is of a source and month, long or wide, and joins the sources of deals', async () => {
		const asked = await importFiles(engine, [
			DEALS,
			file(
				'spend.csv',
				'Month,Channel,Spend (EUR)\n2024-01,Web,10.50\n2024-01,Radio,5\n2024-02,,7\nlater,Web,1\n2024-02,Web,tbd',
			),
			file('wide-spend.csv', 'Lead Source,Cost type,Jan 2024,Feb 2024\nFair,booth,1,2'),
		]);
		expect(
			await rowsOf('select source_name, starts_on, ends_before, spend_amount, currency from stg_spend'),
		).toEqual([
			['Fair', '2024-01-01', '2024-02-01', 1, null],
			['Radio', '2024-01-01', '2024-02-01', 5, 'EUR'],
			['Web', '2024-01-01', '2024-02-01', 10.5, 'EUR'],
			['Fair', '2024-02-01', '2024-03-01', 2, null],
		]);
		expect(asideOf(asked, 'spend.csv')).toEqual([
			[4, 'no lead source'],
			[5, 'no readable period'],
			[6, 'no readable amount'],
		]);
		expect(asked.report.joins.find(({ from }) => from === 'spend')).toMatchObject({
			rows_matched: 3,
			unmatched: [{ value: 'Radio', rows: 1 }],
			unused: [],
		});
		filesAddUp(asked);
	});
});
