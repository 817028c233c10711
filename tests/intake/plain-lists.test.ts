import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { headline } from '$lib/model/marts/headline';
import { importFiles } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, ...rows: string[]) => ({ name, blob: new Blob([`${rows.join('\n')}\n`]) });
const recognised = async (...files: { name: string; blob: Blob }[]) =>
	recognise(engine, await readFiles(engine, files));
const known = async (name: string, ...rows: string[]) => {
	const { mapping, doubts } = await recognised(file(name, ...rows));
	const [{ kind, evidence, columns } = { kind: undefined, evidence: [], columns: [] }] = mapping.files;
	return {
		kind,
		evidence,
		doubts,
		stages: mapping.process.stages.map(({ label, kind: own }) => `${label} ${own}`),
		roles: Object.fromEntries(
			columns.flatMap(({ header, role }) =>
				role === 'ignored' || role === 'segment' ? [] : [[role, header]],
			),
		),
	};
};

describe('headers of no CRM', () => {
	test('are the same with or without spaces, joints and the name of the object', async () => {
		const { roles } = await known(
			'x.csv',
			'DealID,DealAmount,deal-stage,opp_created_date,DealCloseDate,RepName,Deal Lead',
			'D1,100,Proposal,2025-01-02,2025-03-01,Mia Lund,Olaf Berg',
			'D2,250,Closed Won,2025-01-03,2025-02-07,Jon Vik,Olaf Berg',
		);
		expect(roles).toEqual({
			id: 'DealID',
			amount: 'DealAmount',
			stage: 'deal-stage',
			created: 'opp_created_date',
			closed: 'DealCloseDate',
			owner: 'RepName',
		});
	});

	test('make a status the stage where it names steps of a sale and no stage stands beside it', async () => {
		const rows = (...labels: string[]) =>
			labels.map((label, index) => `D${index},2025-01-0${index + 1},${label}`);
		const steps = await known(
			'x.csv',
			'deal_id,created,status',
			...rows('Contacted', 'Proposal', 'Won', 'Lost'),
		);
		expect([steps.kind, steps.roles]).toEqual([
			'deals',
			{ id: 'deal_id', created: 'created', stage: 'status' },
		]);
		expect(steps.stages).toEqual(['Contacted open', 'Proposal open', 'Won won', 'Lost lost']);
		const ends = await known('x.csv', 'deal_id,created,status', ...rows('Open', 'Pending', 'Won', 'Lost'));
		expect(ends.roles).toEqual({ id: 'deal_id', created: 'created', status: 'status' });
	});

	test('make the status of leads that come alone the stage, and leave it to leads beside deals', async () => {
		const leads = file(
			'leads.csv',
			'lead_id,created,status',
			...['New', 'Qualified', 'Unqualified', 'Converted', 'New'].map(
				(label, index) => `L${index},2025-01-0${index + 1},${label}`,
			),
		);
		const { mapping } = await recognised(leads);
		expect(mapping.process.stages.map(({ label, kind }) => `${label} ${kind}`)).toEqual([
			'New open',
			'Qualified open',
			'Converted won',
			'Unqualified lost',
		]);
		const deals = file('deals.csv', 'deal_id,lead_id,stage,amount', 'D1,L3,Proposal,10', 'D2,L1,Won,20');
		const other = await known('x.csv', 'deal_id,won,amount,status', 'D1,yes,10,Active', 'D2,no,20,Archived');
		expect(other.roles['stage']).toBeUndefined();
		const both = await recognised(leads, deals);
		expect(both.mapping.files.map(({ kind }) => kind).sort()).toEqual(['deals', 'leads']);
	});

	test('are known in Spanish, German and French', async () => {
		expect(
			(
				await known(
					'x.csv',
					'id,empresa,etapa,monto,responsable,cierre_previsto',
					'1,Faro SA,Propuesta,4000,Inés,2026-08-11',
					'2,Rueda SL,Ganado,6500,Inés,2026-07-01',
				)
			).roles,
		).toEqual({
			id: 'id',
			account: 'empresa',
			stage: 'etapa',
			amount: 'monto',
			owner: 'responsable',
			expected_close: 'cierre_previsto',
		});
		expect(
			(
				await known(
					'x.csv',
					'ID;Firma;Vertriebsphase;Auftragswert;Verantwortlich;Angelegt am',
					'1;Kessel GmbH;Angebot;4000;Ute;11.08.2026',
					'2;Bach AG;Gewonnen;6500;Ute;13.07.2026',
				)
			).roles,
		).toEqual({
			id: 'ID',
			account: 'Firma',
			stage: 'Vertriebsphase',
			amount: 'Auftragswert',
			owner: 'Verantwortlich',
			created: 'Angelegt am',
		});
	});

	test('of Salesforce may name a field of another object', async () => {
		const { roles } = await known(
			'x.csv',
			'Id,Name,Account.Name,Owner.Name,StageName,Amount,CloseDate',
			'006A,Quay,Port Ltd,Mia Lund,Proposal,10,2025-06-01',
			'006B,Pier,Sea AS,Jon Vik,Closed Won,20,2025-04-01',
		);
		expect(roles).toMatchObject({ id: 'Id', name: 'Name', account: 'Account.Name', owner: 'Owner.Name' });
	});

	test('the last stage is the one that a closed deal was in before its end', async () => {
		const { roles } = await known(
			'x.csv',
			'opportunity_id,stage,status,last_stage,close_date',
			'O1,Closed Lost,Lost,Demo,2025-02-01',
			'O2,Proposal,Open,Proposal,2025-09-01',
		);
		expect(roles).toMatchObject({ stage: 'stage', stage_before_end: 'last_stage' });
	});

	test('numbers of stages are stages', async () => {
		const { roles, stages } = await known(
			'x.csv',
			'opportunity_id,stage_id,status,created_date,close_date',
			'1,1,open,2025-01-01,',
			'2,2,open,2025-01-02,',
			'3,3,won,2025-01-02,2025-01-09',
			'4,4,lost,2025-01-03,2025-01-07',
		);
		expect(roles).toMatchObject({ stage: 'stage_id', status: 'status' });
		expect(stages).toEqual(['1 open', '2 open', '3 won', '4 lost']);
	});
});

const REPORT = ['Opportunity Name,Account Name,Stage,Amount,Close Date,Created Date'];

describe('a list of deals without ids', () => {
	test('tells its deals apart by their names where no two have the same, and says so', async () => {
		const asked = await importFiles(engine, [
			file(
				'report.csv',
				...REPORT,
				'Harbour lights,Port Ltd,Proposal,1200,2025-05-01,2025-01-02',
				'Dock gates,Port Ltd,Closed Won,800,2025-03-01,2025-01-05',
				'Buoys,Sea AS,Closed Lost,300,2025-02-01,2025-01-07',
			),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_lost: 1, won_amount: 800 });
		expect(
			(await known('report.csv', ...REPORT, 'A,Port Ltd,Proposal,1,2025-05-01,2025-01-02')).doubts,
		).toEqual([
			'report.csv has no column of ids: its deals are told apart by “Opportunity Name”, which no two rows share. Two deals of one name would be taken for one: an export with their ids is safer.',
		]);
	});

	test('is left out where names repeat, with the reason', async () => {
		const repeated = file(
			'report.csv',
			...REPORT,
			'Renewal,Port Ltd,Proposal,1200,2025-05-01,2025-01-02',
			'Renewal,Sea AS,Closed Won,800,2025-03-01,2025-01-05',
			'Buoys,Sea AS,Closed Lost,300,2025-02-01,2025-01-07',
		);
		const { kind, evidence } = (await recognised(repeated)).mapping.files[0]!;
		expect(kind).toBe('ignored');
		expect(evidence[0]).toContain('“Opportunity Name” does not tell apart: 2 share theirs with another');
		await expect(importFiles(engine, [repeated])).rejects.toThrow(/2 share theirs with another/);
	});

	test('is none where nothing but a stage is told of what is named', async () => {
		const { kind } = await known('x.csv', 'Name,Stage,Room', 'Paint walls,New,Hall', 'Fix lamp,Done,Attic');
		expect(kind).toBe('ignored');
	});
});

describe('rows that are no deals', () => {
	test('payments of deals do not take the place of the deals', async () => {
		const asked = await importFiles(engine, [
			file(
				'deals.csv',
				'deal_id,stage,amount,created_at,closed_at',
				'K1,Offer,900,2026-05-01,',
				'K2,Won,400,2026-05-02,2026-05-20',
			),
			file(
				'payments.csv',
				'payment_id,deal_id,payment_date,amount,status',
				'P1,K1,2026-05-11,450,pending',
				'P2,K2,2026-05-21,400,success',
			),
		]);
		expect(asked.mapping.files.map(({ kind }) => kind)).toEqual(['deals', 'ignored']);
		expect(asked.mapping.files[1]?.evidence).toEqual([
			'its rows have ids of their own in “payment_id”: they are no deals but of deals',
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, won_amount: 400 });
	});

	test('payments whose status names several steps are no deals either', async () => {
		const { kind } = await known(
			'x.csv',
			'payment_id,deal_id,payment_date,amount,status',
			'P1,K1,2026-05-11,450,pending',
			'P2,K2,2026-05-21,400,success',
			'P3,K3,2026-05-22,300,processing',
			'P4,K4,2026-05-23,200,authorized',
		);
		expect(kind).toBe('ignored');
	});

	test('deals with a quote each stay deals where their status tells which were won', async () => {
		const { kind, roles } = await known(
			'x.csv',
			'Deal ID,Quote No,Status,Amount,Created,Close Date',
			'D-1,Q-1,Won,100,2026-01-01,2026-02-01',
			'D-2,Q-2,Lost,200,2026-01-02,2026-02-02',
			'D-3,Q-3,Open,300,2026-01-03,',
		);
		expect(kind).toBe('deals');
		expect(roles).toMatchObject({ id: 'Deal ID', status: 'Status' });
	});

	test('leads stay leads where no deals are given, though some name the deal that they became', async () => {
		const { kind } = await known(
			'x.csv',
			'lead_id,created_date,source,status,opportunity_id',
			'L1,2026-01-03,Search,Converted,O1',
			'L2,2026-01-04,Search,New,',
			'L3,2026-01-05,Fair,New,',
		);
		expect(kind).toBe('leads');
	});

	test('a list with names and ids that do not repeat is no log, whatever its headers', async () => {
		const { kind, roles } = await known(
			'x.csv',
			'OpportunityId,OpportunityName,StageName,Amount,CloseDate,CreatedDate',
			'o1,Quay,Proposal,10,2025-06-01,2025-01-02',
			'o2,Pier,Closed Won,20,2025-04-01,2025-01-04',
		);
		expect(kind).toBe('deals');
		expect(roles).toMatchObject({ created: 'CreatedDate', closed: 'CloseDate', name: 'OpportunityName' });
	});

	test('a stage for each day of a deal is a log', async () => {
		const { kind, roles } = await known(
			'x.csv',
			'STAGE_ID,ID,date',
			...[
				'NEW,1,2025-01-01',
				'NEW,1,2025-01-02',
				'OFFER,1,2025-01-03',
				'NEW,2,2025-01-02',
				'OFFER,2,2025-01-03',
			],
		);
		expect(kind).toBe('stage_history');
		expect(roles).toEqual({ stage: 'STAGE_ID', id: 'ID', changed_at: 'date' });
	});

	test('leads with a date of their own and spend with one are known for what they are', async () => {
		expect(
			(
				await known(
					'x.csv',
					'user_id,lead_id,lead_created_at,company_name,company_size,lifecycle_stage',
					'7,9,2026-01-20,Elm & Co,Small,MQL',
					'8,10,2026-01-21,Oak & Co,Large,SQL',
				)
			).kind,
		).toBe('leads');
		const spend = await recognised(
			file('deals.csv', 'id,stage,source,created', '1,New,google,2026-01-01', '2,Won,google,2026-01-02'),
			file('ads.csv', 'spend_date,channel,campaign,spend,clicks', '2026-01-01,google,spring,802,245'),
			file('costs.csv', 'cost_date,source,cost_amount,currency', '2026-01-01,google,40,EUR'),
		);
		expect(spend.mapping.files.map(({ kind }) => kind)).toEqual(['deals', 'spend', 'spend']);
	});
});

test('amounts under a header that nothing knows are told, not lost', async () => {
	const { roles, doubts } = await known(
		'x.csv',
		'id,stage,created,Masked sum in value terms',
		'1,New,2025-01-01,400.5',
		'2,Won,2025-01-02,731.2',
	);
	expect(roles['amount']).toBeUndefined();
	expect(doubts).toEqual([
		'x.csv: no column is known to hold what a deal is worth, so amounts are blank. If “Masked sum in value terms” does, give it the role “amount”.',
	]);
});

describe('exports of other services', () => {
	test('subscriptions of Stripe are subscriptions, also alone: canceled is no lost deal', async () => {
		const { kind, roles } = await known(
			'x.csv',
			'id,Customer ID,Plan,Product,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start (UTC),Canceled At (UTC),Ended At (UTC)',
			'sub_1,cus_1,p1,Basic,1,usd,month,49.00,active,2025-01-03 10:00,2025-01-03 10:00,,',
			'sub_2,cus_2,p1,Basic,1,usd,year,980.00,canceled,2024-01-03 10:00,2024-01-03 10:00,2024-11-02 10:00,2025-01-03 10:00',
		);
		expect(kind).toBe('subscriptions');
		expect(roles).toMatchObject({
			account: 'Customer ID',
			starts: 'Start (UTC)',
			ends: 'Ended At (UTC)',
			billing_period: 'Interval',
			amount: 'Amount',
		});
	});

	test('a plan whose headers name the quota beside each quarter is read cell by cell', async () => {
		const { mapping } = await recognised(
			file('deals.csv', 'id,stage,owner,created', '1,New,Ann,2025-01-01', '2,Won,Bob,2025-01-02'),
			file('plan.csv', 'Rep,Q1 2025 Quota,Q2 2025 Quota', 'Ann,100,120', 'Bob,90,95'),
		);
		expect(mapping.files[1]?.kind).toBe('targets');
		expect(mapping.files[1]?.columns.map(({ role, period }) => [role, period])).toEqual([
			['owner', undefined],
			['target', 'Q1 2025'],
			['target', 'Q2 2025'],
		]);
	});

	test('GoHighLevel, SugarCRM, amoCRM and RD Station', async () => {
		expect(
			(
				await known(
					'x.csv',
					'Opportunity Name,stage,Lead Value,assigned,Created on,Updated on,lost reason name,status,Opportunity ID',
					'Roof,Quote Sent,2500,Lee,2025-06-01T10:00:00.000Z,2025-06-05T10:00:00.000Z,,won,oA1',
					'Gate,New Lead,900,Kim,2025-06-02T10:00:00.000Z,2025-06-07T10:00:00.000Z,Price,lost,oA2',
				)
			).roles,
		).toMatchObject({
			amount: 'Lead Value',
			owner: 'assigned',
			modified: 'Updated on',
			lost_reason: 'lost reason name',
		});
		expect(
			(
				await known(
					'x.csv',
					'ID,Opportunity Name,Sales Stage,Likely,Best,Worst,Expected Close Date,Assigned to,Date Created',
					'a1,Vault,Prospecting,5000.00,6000.00,4000.00,2025-09-30,Lee,2025-06-01 10:00',
					'a2,Safe,Closed Won,900.00,900.00,900.00,2025-07-20,Lee,2025-06-03 10:00',
				)
			).roles,
		).toMatchObject({ amount: 'Likely', closed: 'Expected Close Date' });
		const amo = await known(
			'x.csv',
			'ID;Название сделки;Бюджет ₽;Ответственный;Дата создания сделки;Дата закрытия;Этап сделки',
			'5001;Окна;120000;Петрова;12.06.2025 10:15:00;;Переговоры',
			'5002;Двери;80000;Петрова;13.06.2025 10:15:00;25.06.2025 09:00:00;Успешно реализовано',
			'5003;Крыша;45000;Орлов;14.06.2025 10:15:00;27.06.2025 09:00:00;Закрыто и не реализовано',
		);
		expect(amo.roles).toMatchObject({ amount: 'Бюджет ₽', created: 'Дата создания сделки' });
		expect(amo.stages).toEqual([
			'Переговоры open',
			'Успешно реализовано won',
			'Закрыто и не реализовано lost',
		]);
		const rd = await known(
			'x.csv',
			'Nome;Empresa;Etapa;Estado;Valor Único;Data de criação;Data de fechamento;Responsável',
			'Telhado;Casa Ltda;Proposta enviada;Em andamento;R$ 12.500,00;12/06/2025;;Ana',
			'Portão;Lar SA;Negociação;Vendida;R$ 3.200,00;13/06/2025;25/06/2025;Ana',
			'Janela;Sol ME;Proposta enviada;Perdida;R$ 900,00;14/06/2025;27/06/2025;Rui',
		);
		expect(rd.roles).toMatchObject({ id: 'Nome', status: 'Estado', amount: 'Valor Único' });
	});
});

test('stages that name no end are told, as all deals would count as open', async () => {
	const rows = [
		'1,0,100,2025-01-01,2025-03-01',
		'2,1,100,2025-01-01,2025-02-01',
		'3,2,100,2025-01-01,2025-02-01',
	];
	const told = 'No stage is known to be won or lost';
	const { doubts } = await known('x.csv', 'OpportunityID,Stage,Amount,CreatedDate,CloseDate', ...rows);
	expect(doubts.join(' ')).toContain(told);
	const named = rows.map((row, n) => `${row},${n === 2 ? 'won' : 'open'}`);
	expect(
		(await known('x.csv', 'OpportunityID,Stage,Amount,CreatedDate,CloseDate,Status', ...named)).doubts,
	).toEqual([]);
});

describe('days written as midnights of UTC in a zone east of it', () => {
	const CLOSES = [
		'ID,STAGE_ID,DATE_CREATE,CLOSEDATE,CLOSED',
		'1,WON,2025-03-04T17:30:04+03:00,2025-03-04T03:00:00+03:00,Y',
		'2,LOSE,2025-03-05T09:12:00+03:00,2025-03-09T03:00:00+03:00,Y',
	];
	test('are days, and a close on the day of the creation is none before it', async () => {
		const asked = await importFiles(engine, [file('deals.csv', ...CLOSES)]);
		const closed = asked.mapping.files[0]?.columns.find(({ role }) => role === 'closed');
		expect(closed).toMatchObject({
			reading: { formats: ['^%Y-%m-%d'], dateOnly: true },
			evidence: 'all at midnight: calendar days',
		});
		expect(asked.report.warnings.join(' ')).not.toContain('before created');
		expect((await asked.ask(headline))[0]).toMatchObject({ average_won_cycle_days: 0 });
	});

	test('one close with another time makes all of them instants', async () => {
		const asked = await importFiles(engine, [
			file('deals.csv', ...CLOSES, '3,WON,2025-03-05T09:12:00+03:00,2025-03-05T08:00:00+03:00,Y'),
		]);
		expect(asked.report.warnings).toContain(
			'2 deals closed before created: their sales cycle is negative as the file has it.',
		);
	});
});

test('an amount of tens of billions is counted with', async () => {
	const asked = await importFiles(engine, [
		file(
			'deals.csv',
			'id,stage,amount,created,closed',
			...Array.from({ length: 40 }, (_, n) => {
				const day = (from: number) => new Date(Date.UTC(2025, 0, 1 + n + from)).toISOString().slice(0, 10);
				return n % 2 ? `${n},Won,31000000000,${day(0)},${day(20)}` : `${n},Offer,31000000000,${day(0)},`;
			}),
		),
	]);
	expect(await asked.ask(headline)).toMatchObject([{ won_amount: 20 * 31e9 }]);
	expect(
		await engine.query('select cast(square_of(31000000000::decimal(18, 4)) as double) / 1e8 as n'),
	).toMatchObject({
		rows: [{ n: 31e9 ** 2 }],
	});
});
