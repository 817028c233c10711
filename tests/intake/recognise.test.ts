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

const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });
const recognised = async (...files: { name: string; blob: Blob }[]) =>
	recognise(engine, await readFiles(engine, files));
const rolesOf = async (name: string, text: string) => {
	const { mapping } = await recognised(file(name, text));
	return Object.fromEntries(mapping.files[0]?.columns.map(({ header, role }) => [header, role]) ?? []);
};

const PIPEDRIVE = `ID,Title,Value,Currency,Organization,Owner,Stage,Status,Pipeline,Deal created,Won time,Lost time,Lost reason,Expected close date
1,A,1000,EUR,Acme,Ann,Lead In,Open,Pipeline,2024-01-01 09:00:00,,,,2024-06-01
2,B,2000,EUR,Beta,Ann,Proposal Made,Won,Pipeline,2024-01-02 09:00:00,2024-02-02 10:00:00,,,2024-02-01
3,C,3000,EUR,Beta,Bob,Demo Scheduled,Lost,Pipeline,2024-01-03 09:00:00,,2024-02-12 10:00:00,Price,2024-02-01
4,D,4000,EUR,Acme,Bob,Negotiations Started,Won,Pipeline,2024-01-04 09:00:00,2024-02-14 10:00:00,,,2024-02-01
5,E,,EUR,Acme,Bob,Contact Made,Deleted,Pipeline,2024-01-05 09:00:00,,,,2024-02-01
6,F,700,EUR,Acme,Bob,Contact Made,Lost,Pipeline,2024-01-06 09:00:00,,2024-02-20 10:00:00,No budget,2024-02-01
`;

const CLOSE = `id,lead_id,lead_name,status_type,status_label,value,value_formatted,value_currency,confidence,date_created,date_won,date_lost,user_name,pipeline_name
oppo_1,lead_1,Acme,won,Won,1000,"$1,000",USD,100,2024-01-01T10:00:00+00:00,2024-02-01,,Ann,Sales
oppo_2,lead_2,Beta,lost,Lost,2000,"$2,000",USD,0,2024-01-02T10:00:00+00:00,,2024-02-03,Ann,Sales
oppo_3,lead_3,Ceta,active,Proposal Sent,3000,"$3,000",USD,50,2024-01-03T10:00:00+00:00,,,Bob,Sales
`;

describe('recognition', () => {
	test('a deal that Pipedrive closed in its stage has reached that stage, and its status is its outcome', async () => {
		const asked = await importFiles(engine, [file('deals.csv', PIPEDRIVE)]);
		expect(asked.mapping.files[0]?.layout).toBe('pipedrive.deals_list');
		const rows = await asked.ask(funnel);
		expect(
			rows.map(({ stage, deals_reached, deals_dropped, deals_unknown }) => [
				stage,
				deals_reached,
				deals_dropped,
				deals_unknown,
			]),
		).toEqual([
			['Lead In', 5, 0, 0],
			['Contact Made', 4, 1, 0],
			['Demo Scheduled', 3, 1, 0],
			['Proposal Made', 2, 0, 0],
			['Negotiations Started', 2, 0, 0],
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({
			deals_won: 2,
			deals_lost: 2,
			deals_open: 1,
			won_amount: 6000,
			currency: 'EUR',
		});
		expect(asked.report.set_aside).toMatchObject([{ line: 6, reason: 'deleted in the CRM' }]);
	});

	test('two dates of an end are the closes of won and of lost deals', async () => {
		const asked = await importFiles(engine, [file('opportunities.csv', CLOSE)]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_lost: 1, deals_open: 1 });
		expect(
			(await engine.query('select closed_at from stg_deals order by deal_id')).rows.map(
				(row) => row['closed_at'],
			),
		).toEqual(['2024-02-01T00:00:00.000Z', '2024-02-03T00:00:00.000Z', null]);
	});

	test('an event log alone is enough', async () => {
		const asked = await importFiles(engine, [
			file(
				'log.csv',
				'case:concept:name,concept:name,time:timestamp\nA,Lead,2024-01-01 10:00:00\nA,Demo,2024-01-05 10:00:00\nA,Won,2024-01-09 10:00:00\nB,Lead,2024-01-02 10:00:00\nB,Lost,2024-01-03 10:00:00\n',
			),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({
			deals_won: 1,
			deals_lost: 1,
			average_won_cycle_days: 8,
		});
	});

	test('a header with a mark, a colon, spaces and other case is the same header', async () => {
		const roles = await rolesOf(
			'x.csv',
			'\uFEFF OPPORTUNITY ID :,stage *,  Created   Date\n1,New,2024-01-01\n2,Won,2024-01-02\n',
		);
		expect(Object.values(roles)).toEqual(['id', 'stage', 'created']);
	});

	test('a header is not believed against its values', async () => {
		const roles = await rolesOf(
			'x.csv',
			'id,stage,created,closed,amount\n1,New,2024-01-01,yes,10\n2,Won,2024-01-02,no,20\n3,Won,2024-01-02,no,TBD\n',
		);
		expect(roles).toMatchObject({ created: 'created', amount: 'amount' });
		expect(roles['closed']).not.toBe('closed');
	});

	test('a file of no known kind is not used, and says so', async () => {
		const asked = await importFiles(engine, [
			file('opportunities.csv', CLOSE),
			file('rooms.csv', 'room,storey\nBlue,1\nRed,2\n'),
		]);
		const rooms = asked.report.files.find((entry) => entry.file === 'rooms.csv');
		expect(rooms).toMatchObject({ kind: 'ignored', rows_read: 2, rows_kept: 0, rows_set_aside: 2 });
		expect(asked.report.warnings.join(' ')).toContain('rooms.csv is not used: neither opportunities');
	});

	test('a column whose order nothing proves takes the order that its siblings prove', async () => {
		const { mapping, questions } = await recognised(
			file(
				'x.csv',
				'id,stage,created,closed\n1,Won,03/04/2024,25/04/2024\n2,Lost,05/04/2024,28/04/2024\n3,Won,06/04/2024,07/05/2024\n',
			),
		);
		expect(questions).toEqual([]);
		expect(mapping.files[0]?.columns[2]?.reading).toMatchObject({ formats: ['%d/%m/%Y'] });
	});

	test('dates that could close a deal before it was created decide the order where one order has none', async () => {
		const { mapping, questions } = await recognised(
			// Month first, 2/11 would be before 10/1; day first, 2 November is after 10 January.
			file(
				'x.csv',
				'id,stage,created,closed\n1,Won,10/01/2024,02/11/2024\n2,Lost,09/02/2024,03/12/2024\n3,Won,08/03/2024,04/10/2024\n',
			),
		);
		expect(questions).toEqual([]);
		expect(mapping.files[0]?.columns[3]?.reading).toMatchObject({ formats: ['%d/%m/%Y'] });
	});

	test('what is ambiguous is asked with its evidence, and each answer reads the column so', async () => {
		const { mapping, questions } = await recognised(
			file('x.csv', 'id,stage,created\n1,Won,03/04/2024\n2,Lost,05/06/2024\n'),
		);
		expect(questions).toHaveLength(1);
		expect(questions[0]?.text).toContain('All 2 values fit both');
		const answered = questions[0]?.choices[0]?.patch(mapping);
		expect(answered?.files[0]?.columns[2]?.reading).toMatchObject({ formats: ['%d/%m/%Y'] });
	});

	test('order of files and rows does not change what is recognised', async () => {
		const log = file(
			'log.csv',
			'deal_id,to_stage,changed_at\n1,Lead In,2024-01-01\n1,Contact Made,2024-01-02\n2,Lead In,2024-01-03\n',
		);
		const [header = '', ...rows] = PIPEDRIVE.trimEnd().split('\n');
		const straight = await recognised(file('deals.csv', PIPEDRIVE), log);
		const other = await recognised(log, file('deals.csv', [header, ...rows.reverse()].join('\n') + '\n'));
		expect(other.mapping.process).toEqual(straight.mapping.process);
		expect([...other.mapping.files].reverse()).toEqual(straight.mapping.files);
	});

	test('a plain log may call its time an edit date, as Salesforce does', async () => {
		const log = file(
			'log.csv',
			'Deal Id,From Stage,To Stage,Edit Date\n1,,Lead In,2024-01-01\n1,Lead In,Contact Made,2024-01-02\n2,,Lead In,2024-01-03\n',
		);
		const { mapping } = await recognised(file('deals.csv', PIPEDRIVE), log);
		expect(mapping.files[1]?.kind).toBe('stage_history');
		expect(mapping.files[1]?.columns.map(({ role }) => role)).toEqual([
			'id',
			'from_stage',
			'stage',
			'changed_at',
		]);
	});
});
