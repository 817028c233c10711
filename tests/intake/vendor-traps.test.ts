import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { importFiles } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, lines: readonly string[]) => ({
	name,
	blob: new Blob([`${lines.join('\n')}\n`]),
});
const recognised = async (...files: { name: string; blob: Blob }[]) =>
	recognise(engine, await readFiles(engine, files));
const rowsOf = async (sql: string) => (await engine.query(sql)).rows.map((row) => Object.values(row));

describe('Dynamics', () => {
	const VIEW = file('opportunities.csv', [
		'(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,Est. Revenue,Currency,Pipeline Phase,Status,Status Reason,Created On,Actual Close Date',
		'a,x1,2024-03-01,A,1000,US Dollar,4-Close,Won,Won,2024-01-01,2024-02-01',
		'b,x2,2024-03-01,B,500,US Dollar,2-Develop,Open,In Progress,2024-01-02,',
		'c,x3,2024-03-01,C,700,US Dollar,1-Qualify,Lost,Canceled,2024-01-03,2024-02-03',
		'd,x4,2024-03-01,D,800,US Dollar,3-Propose,Lost,Out-Sold,2024-01-04,2024-02-04',
	]);

	test('phases keep the order of their numbers, and cancelled and out-sold are lost in the phase they stood in', async () => {
		const asked = await importFiles(engine, [VIEW]);
		expect(
			(await asked.ask(funnel)).map((row) => [
				row.stage,
				row.deals_reached,
				row.deals_dropped,
				row.deals_open,
			]),
		).toEqual([
			['1-Qualify', 4, 1, 0],
			['2-Develop', 3, 0, 1],
			['3-Propose', 2, 1, 0],
			['4-Close', 1, 0, 0],
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_lost: 2 });
	});

	test('the business process flow is a stage history: when the active stage was started', async () => {
		const flow = file('opportunity sales process.csv', [
			'Opportunity,Active Stage,Active Stage Started On,Traversed Path,Completed On',
			'a,4-Close,2024-01-20 10:00,"q1,d2,p3,c4",2024-02-01 09:00',
			'b,2-Develop,2024-01-15 10:00,"q1,d2",',
			'c,1-Qualify,2024-01-03 10:00,q1,',
			'd,3-Propose,2024-01-18 10:00,"q1,d2,p3",',
		]);
		const { mapping } = await recognised(VIEW, flow);
		const own = mapping.files.find(({ file: name }) => name === flow.name);
		expect(own?.kind).toBe('stage_history');
		expect(own?.columns.map(({ role }) => role)).toEqual(['id', 'stage', 'changed_at', 'ignored', 'ignored']);
		await importFiles(engine, [VIEW, flow]);
		expect(
			await rowsOf(
				'select deal_id, to_label, cast(changed_at as date) as day from stg_stage_events order by deal_id',
			),
		).toEqual([
			['a', '4-Close', '2024-01-20'],
			['b', '2-Develop', '2024-01-15'],
			['c', '1-Qualify', '2024-01-03'],
			['d', '3-Propose', '2024-01-18'],
		]);
	});

	test('amounts in the currency of the organisation stand before those in several currencies', async () => {
		const asked = await importFiles(engine, [
			file('opportunities.csv', [
				'(Do Not Modify) Opportunity,Topic,Est. Revenue,Est. Revenue (Base),Currency,Pipeline Phase,Status,Created On,Actual Close Date',
				'a,A,1000,1100,Euro,4-Close,Won,2024-01-01,2024-02-01',
				'b,B,500,500,US Dollar,4-Close,Won,2024-01-02,2024-02-01',
			]),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ won_amount: 1600, deals_in_other_currencies: 0 });
	});

	test('a view of exactly 100,000 rows was cut off by the export, and that is said', async () => {
		const [header = ''] = (await VIEW.blob.text()).split('\n');
		const rows = Array.from(
			{ length: 100_000 },
			(_, at) => `id-${at},x,2024-03-01,T,10,US Dollar,1-Qualify,Open,In Progress,2024-01-02,`,
		);
		const { doubts } = await recognised(file('view.csv', [header, ...rows]));
		expect(doubts.filter((doubt) => doubt.includes('100,000'))).toHaveLength(1);
		expect((await recognised(file('view.csv', [header, ...rows.slice(1)]))).doubts.join()).not.toContain(
			'100,000',
		);
	}, 60_000);
});

describe('Salesforce', () => {
	test('converted amounts stand before those in the currency of each record', async () => {
		const asked = await importFiles(engine, [
			file('report.csv', [
				'"Opportunity ID","Opportunity Name","Stage","Amount Currency","Amount","Amount (converted) Currency","Amount (converted)","Created Date","Close Date"',
				'"0065g00000XyZab","A","Closed Won","EUR","1000.00","USD","1100.00","1/15/2024","2/15/2024"',
				'"0065g00000XyZac","B","Closed Won","USD","500.00","USD","500.00","1/16/2024","2/16/2024"',
			]),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({
			won_amount: 1600,
			currency: 'USD',
			deals_in_other_currencies: 0,
		});
	});
});

describe('Columns added to those of a CRM', () => {
	test.each([
		['Date Entered Qualification', 'Date Entered Proposal/Price Quote', 'Date Entered Negotiation'],
		['Date_Entered_Qualification__c', 'Date_Entered_Proposal_Price_Quote__c', 'Date_Entered_Negotiation__c'],
		['Entered Qualification', 'Entered Proposal/Price Quote', 'Entered Negotiation'],
	])('dates of entry into stages are its history: %s', async (...entered) => {
		await importFiles(engine, [
			file('opportunities.csv', [
				`"Id","Name","StageName","Amount","CreatedDate","CloseDate","IsClosed","IsWon","${entered.join('","')}"`,
				'"0065g00000XyZab","A","Proposal/Price Quote","10","2024-01-05","2024-09-01","false","false","2024-01-06","2024-01-20",""',
				'"0065g00000XyZac","B","Closed Won","20","2024-01-05","2024-03-01","true","true","2024-01-07","2024-01-21","2024-02-02"',
				'"0065g00000XyZad","C","Qualification","30","2024-01-08","2024-09-01","false","false","2024-01-09","",""',
			]),
		]);
		expect(
			await rowsOf(
				"select to_label, string_agg(cast(cast(changed_at as date) as varchar), ' ' order by changed_at) as days from stg_stage_events where to_label not like 'Nego%' group by to_label order by to_label",
			),
		).toEqual([
			['Proposal/Price Quote', '2024-01-20 2024-01-21'],
			['Qualification', '2024-01-06 2024-01-07 2024-01-09'],
		]);
		expect(await rowsOf("select count(*) from stg_stage_events where to_label = 'Negotiation'")).toEqual([
			[1],
		]);
	});

	test('a date that merely sounds like an entry into a stage is none', async () => {
		await importFiles(engine, [
			file('opportunities.csv', [
				'"Id","Name","StageName","Amount","CreatedDate","CloseDate","IsClosed","IsWon","Data Entry Date"',
				'"0065g00000XyZab","A","Qualification","10","2024-01-05","2024-09-01","false","false","2024-01-06"',
				'"0065g00000XyZac","B","Closed Won","20","2024-01-05","2024-03-01","true","true","2024-01-07"',
			]),
		]);
		expect(await rowsOf('select count(*) from stg_stage_events')).toEqual([[0]]);
	});
});

describe('HubSpot', () => {
	test('stages of one name in several pipelines, in headers with quotes doubled and doubled again, are dated each by its own', async () => {
		await importFiles(engine, [
			file('deals.csv', [
				'Record ID,Deal Name,Pipeline,Deal Stage,Amount,Create Date,Close Date,"Date entered ""Demo (Sales Pipeline)""","""Date entered ""Demo (Renewals)"""""',
				'1,A,Sales Pipeline,Demo,10,2024-01-05 09:00,,2024-01-06 10:00,',
				'2,B,Renewals,Demo,10,2024-01-05 09:00,,,2024-01-07 10:00',
			]),
		]);
		expect(
			await rowsOf(
				'select deal_id, to_label, cast(changed_at as date) as day from stg_stage_events order by deal_id',
			),
		).toEqual([
			['1', 'Demo', '2024-01-06'],
			['2', 'Demo', '2024-01-07'],
		]);
	});

	test.each([
		'Date entered ""Proposal (50%)""',
		'Date entered Proposal (50%)',
		'Date entered Proposal (written)',
	])('a stage that has brackets of its own is dated by the header %s', async (header) => {
		const label = header.includes('50%') ? 'Proposal (50%)' : 'Proposal (written)';
		await importFiles(engine, [
			file('deals.csv', [
				`Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,"${header}"`,
				`1,A,${label},10,2024-01-05 09:00,,2024-01-06 10:00`,
			]),
		]);
		expect(await rowsOf('select to_label from stg_stage_events')).toEqual([[label]]);
		expect(await rowsOf('select stage from stg_stages')).toEqual([[label]]);
	});

	test('a start some seconds after the first entry, and epoch milliseconds, are what they are', async () => {
		await importFiles(engine, [
			file('deals.csv', [
				'hs_object_id,dealname,pipeline,dealstage,amount,createdate,closedate,hs_v2_date_entered_appointmentscheduled',
				`1,A,default,appointmentscheduled,10,${Date.UTC(2024, 0, 5, 9, 0, 30)},,${Date.UTC(2024, 0, 5, 9, 0, 10)}`,
				`2,B,default,closedwon,20,${Date.UTC(2024, 0, 6, 9)},${Date.UTC(2024, 1, 6, 9)},${Date.UTC(2024, 0, 6, 8, 59, 59)}`,
			]),
		]);
		expect(
			await rowsOf(
				'select deal_id, cast(created_at as varchar), cast(closed_at as date) as day from stg_deals order by deal_id',
			),
		).toEqual([
			['1', '2024-01-05 09:00:30', null],
			['2', '2024-01-06 09:00:00', '2024-02-06'],
		]);
		expect(await rowsOf('select count(*) from visits where duration_us < 0')).toEqual([[0]]);
	});
});

describe('Odoo', () => {
	test('rows that head a group are no deals', async () => {
		const asked = await importFiles(engine, [
			file('crm.lead.csv', [
				'"External ID","Opportunity","Expected Revenue","Stage","Active","Created on","Closed Date"',
				'"New (2)","","30.00","","","",""',
				'"__export__.crm_lead_1_ab12cd34","A","10.00","New","True","2024-01-01 10:00:00",""',
				'"__export__.crm_lead_2_ab12cd34","B","20.00","New","False","2024-01-02 10:00:00","2024-02-02 10:00:00"',
				'"Won (1)","","50.00","","","",""',
				'"__export__.crm_lead_3_ab12cd34","C","50.00","Won","True","2024-01-03 10:00:00","2024-02-03 10:00:00"',
			]),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({
			deals_created: 3,
			deals_won: 1,
			deals_lost: 1,
			won_amount: 50,
		});
		expect(asked.report.files[0]).toMatchObject({ rows_read: 5, rows_kept: 3, rows_set_aside: 2 });
	});
});

describe('Zoho', () => {
	test('both of its lost stages are lost, and neither is a step', async () => {
		const asked = await importFiles(engine, [
			file('Deals_2024_06_01.csv', [
				'Record Id,Deal Name,Amount,Stage,Closing Date,Created Time,Modified Time',
				'zcrm_1001,A,10,Closed Lost to Competition,2024-02-01,2024-01-01 10:00:00,2024-02-01 10:00:00',
				'zcrm_1002,B,20,Closed Lost,2024-02-02,2024-01-01 10:00:00,2024-02-02 10:00:00',
				'zcrm_1003,C,30,Closed Won,2024-02-03,2024-01-01 10:00:00,2024-02-03 10:00:00',
				'zcrm_1004,D,40,Qualification,2024-09-03,2024-01-01 10:00:00,2024-02-03 10:00:00',
			]),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_lost: 2, deals_open: 1 });
		expect((await asked.ask(funnel)).map(({ stage }) => stage)).toEqual(['Qualification']);
	});
});

describe('Pipedrive', () => {
	test('a deal that was won once and taken up again is open, whatever its won time says', async () => {
		const asked = await importFiles(engine, [
			file('deals.csv', [
				'Deal - ID,Deal - Title,Deal - Value,Deal - Stage,Deal - Status,Deal - Deal created,Deal - Won time,Deal - Lost time',
				'1,A,10,Demo,Open,2024-01-01 10:00:00,2024-02-01 10:00:00,',
				'2,B,20,Demo,won,2024-01-02 10:00:00,2024-02-02 10:00:00,2024-01-20 10:00:00',
				'3,C,30,Demo,Lost,2024-01-03 10:00:00,,2024-02-03 10:00:00',
				'4,D,40,Demo,Deleted,2024-01-03 10:00:00,,',
			]),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_lost: 1, deals_open: 1 });
		expect(
			await rowsOf('select deal_id, cast(closed_at as date) as day from stg_deals order by deal_id'),
		).toEqual([
			['1', null],
			['2', '2024-02-02'],
			['3', '2024-02-03'],
		]);
	});
});

describe('Close', () => {
	test('values of a month, of a year and paid once are not added up without a word', async () => {
		const { doubts } = await recognised(
			file('opportunities.csv', [
				'id,lead_name,status_label,status_type,value,value_period,value_currency,date_created,date_won',
				'oppo_1,Acme,Won,won,1200,annual,USD,2024-01-01,2024-02-01',
				'oppo_2,Beta,Won,won,100,monthly,USD,2024-01-02,2024-02-02',
				'oppo_3,Gamma,Demo,active,50,one_time,USD,2024-01-03,',
			]),
		);
		expect(doubts.join(' ')).toMatch(/value_period/);
	});
});
