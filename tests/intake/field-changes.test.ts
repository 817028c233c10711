import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { funnel } from '$lib/model/marts/funnel';
import { pipelineMoves } from '$lib/model/marts/pipeline-moves';
import { usualParams } from '../support/every-mart';
import { importFiles } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });
const told = async (table: string, column: string) =>
	(
		await engine.query(
			`select deal_id, strftime(changed_at, '%Y-%m-%d %H:%M') as at, cast(${column} as varchar) as told
			from ${table} order by deal_id, changed_at, source_order`,
		)
	).rows.map(({ deal_id, at, told: value }) => [deal_id, at, value]);
const amounts = () => told('stg_amount_changes', 'cast(amount as double)');
const closes = () => told('stg_expected_close_changes', 'expected_close_on');
const owners = () => told('stg_owner_changes', 'owner_name');

const OPPORTUNITIES = `Opportunity ID,Opportunity Name,Amount,Stage,Opportunity Owner,Created Date,Close Date
006Hs00000LAuegIAD,One,1500.00,Closed Won,Ann,1/2/2024,3/15/2024
006Hs00000LAuehIAD,Two,700.00,Proposal,Bob,1/20/2024,6/28/2024
`;

const HISTORY = `Opportunity ID,From Stage,To Stage,Amount,Probability (%),Close Date,Last Modified Date
006Hs00000LAuegIAD,,Prospecting,1000.00,10,2/29/2024,1/2/2024 9:00 AM
006Hs00000LAuegIAD,Prospecting,Proposal,1000.00,60,2/29/2024,1/20/2024 9:00 AM
006Hs00000LAuegIAD,Proposal,Proposal,1500.00,60,2/29/2024,2/5/2024 4:30 PM
006Hs00000LAuegIAD,Proposal,Proposal,1500.00,60,3/29/2024,2/27/2024 9:00 AM
006Hs00000LAuegIAD,Proposal,Closed Won,1500.00,100,3/15/2024,3/15/2024 5:00 PM
006Hs00000LAuehIAD,,Prospecting,,10,5/31/2024,1/20/2024 9:00 AM
006Hs00000LAuehIAD,Prospecting,Proposal,700.00,60,6/28/2024,2/20/2024 9:00 AM
`;

describe('a log that tells amount and close date beside the stage', () => {
	test('gives every value that differs from the one before; a close date at the closing is no expectation', async () => {
		const { report } = await importFiles(engine, [
			file('opps.csv', OPPORTUNITIES),
			file('history.csv', HISTORY),
		]);
		expect(report.files.find(({ file: name }) => name === 'history.csv')).toMatchObject({
			rows_read: 7,
			rows_kept: 7,
		});
		expect(await amounts()).toEqual([
			['006Hs00000LAueg', '2024-01-02 09:00', '1000.0'],
			['006Hs00000LAueg', '2024-02-05 16:30', '1500.0'],
			['006Hs00000LAueh', '2024-01-20 09:00', null],
			['006Hs00000LAueh', '2024-02-20 09:00', '700.0'],
		]);
		expect(await closes()).toEqual([
			['006Hs00000LAueg', '2024-01-02 09:00', '2024-02-29'],
			['006Hs00000LAueg', '2024-02-27 09:00', '2024-03-29'],
			['006Hs00000LAueh', '2024-01-20 09:00', '2024-05-31'],
			['006Hs00000LAueh', '2024-02-20 09:00', '2024-06-28'],
		]);
		// The owner beside a change would be today's.
		expect(await owners()).toEqual([]);
	});

	test('as of an earlier day the amounts are those known then', async () => {
		const reached = async (asOf: Day | null) => {
			const asked = await importFiles(
				engine,
				[file('opps.csv', OPPORTUNITIES), file('history.csv', HISTORY)],
				{
					asOf,
				},
			);
			return (await asked.ask(funnel))[0]?.reached_amount;
		};
		expect(await reached('2024-01-31' as Day)).toBe(1000);
		expect(await reached('2024-02-04' as Day)).toBe(1000);
		expect(await reached('2024-02-05' as Day)).toBe(1500);
		expect(await reached('2024-02-19' as Day)).toBe(1500);
		expect(await reached('2024-02-20' as Day)).toBe(2200);
		expect(await reached(null)).toBe(2200);
	});

	test('an export with another amount than the log ends with has changed since, and the past stays as logged', async () => {
		const later = OPPORTUNITIES.replace('700.00', '900.00').replace('1500.00', '1600.00');
		await importFiles(engine, [file('opps.csv', later), file('history.csv', HISTORY)]);
		const { rows } = await engine.query(
			`select d.deal_id, strftime(a.from_at, '%Y-%m-%d') as from_on, strftime(a.to_at, '%Y-%m-%d') as to_on, a.amount
			from deal_amounts as a inner join stg_deals as d on d.deal_key = a.deal_key order by 1, a.stretch_number`,
		);
		expect(rows.map((row) => [row['deal_id'], row['from_on'], row['to_on'], Number(row['amount'])])).toEqual([
			['006Hs00000LAueg', null, '2024-02-05', 1000],
			['006Hs00000LAueg', '2024-02-05', '2024-03-15', 1500],
			// Closed with another amount: changed at the closing.
			['006Hs00000LAueg', '2024-03-15', null, 1600],
			['006Hs00000LAueh', null, '2024-02-20', 0],
			// The newest fact of the data is the closing of the other deal.
			['006Hs00000LAueh', '2024-02-20', '2024-03-15', 700],
			['006Hs00000LAueh', '2024-03-15', null, 900],
		]);
	});
});

const FIELD_HISTORY = `Opportunity ID,Field / Event,Old Value,New Value,Edit Date
006Hs00000LAuegIAD,Created.,,,1/2/2024 9:00 AM
006Hs00000LAuegIAD,Stage,Prospecting,Proposal,1/20/2024 9:00 AM
006Hs00000LAuegIAD,Amount,"$1,000.00","$1,250.00",2/5/2024 4:30 PM
006Hs00000LAuegIAD,Amount,"$1,250.00","$1,500.00",2/6/2024 4:30 PM
006Hs00000LAuegIAD,Close Date,2/3/2024,5/4/2024,2/1/2024 9:00 AM
006Hs00000LAuegIAD,Close Date,5/4/2024,3/15/2024,3/15/2024 5:00 PM
006Hs00000LAuegIAD,Stage,Proposal,Closed Won,3/15/2024 5:00 PM
006Hs00000LAuegIAD,Opportunity Owner,Bob,Ann,3/1/2024 8:00 AM
006Hs00000LAuegIAD,Next Step,call,meet,3/1/2024 8:00 AM
006Hs00000LAuegIAD,Amount,,TBD,3/14/2024 8:00 AM
006Hs00000LAuehIAD,Stage,Prospecting,Proposal,2/20/2024 9:00 AM
`;

describe('a log of several fields', () => {
	test('tells amounts, close dates and owners with their values before, and sets aside what nothing uses', async () => {
		const { report } = await importFiles(engine, [
			file('opps.csv', OPPORTUNITIES),
			file('fields.csv', FIELD_HISTORY),
		]);
		const fields = report.files.find(({ file: name }) => name === 'fields.csv');
		expect(fields).toMatchObject({ layout: 'salesforce.opportunity_field_history_report', rows_kept: 9 });
		expect(fields?.reasons).toEqual([{ reason: 'a change of another field than the stage', rows: 2 }]);
		expect(report.warnings).toEqual([
			'fields.csv: 1 of the amounts changed to could not be read, such as “TBD”, and count as blank.',
		]);
		// The values before the first change hold from the creation on.
		expect(await amounts()).toEqual([
			['006Hs00000LAueg', '2024-01-02 00:00', '1000.0'],
			['006Hs00000LAueg', '2024-02-05 16:30', '1250.0'],
			['006Hs00000LAueg', '2024-02-06 16:30', '1500.0'],
			['006Hs00000LAueg', '2024-03-14 08:00', null],
		]);
		// The dates are month first as those of the log itself, of which 1/20 is proof.
		expect(await closes()).toEqual([
			['006Hs00000LAueg', '2024-01-02 00:00', '2024-02-03'],
			['006Hs00000LAueg', '2024-02-01 09:00', '2024-05-04'],
		]);
		expect(await owners()).toEqual([
			['006Hs00000LAueg', '2024-01-02 00:00', 'Bob'],
			['006Hs00000LAueg', '2024-03-01 08:00', 'Ann'],
		]);
	});

	test('HubSpot’s property history has no values before: what was set later was not there from the beginning', async () => {
		const deals = `Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date
1,A,Proposal,500,2024-01-01 09:00,2024-05-01 09:00
`;
		const history = `Record ID,Property name,Property Value,Timestamp
1,dealstage,Discovery,2024-01-01 09:00
1,closedate,2024-04-01,2024-01-01 09:00
1,amount,300,2024-01-10 10:00
1,dealstage,Proposal,2024-01-15 09:00
1,amount,500,2024-02-10 10:00
1,closedate,2024-05-01,2024-03-10 10:00
1,hs_priority,high,2024-03-10 10:00
`;
		const { report } = await importFiles(engine, [file('deals.csv', deals), file('props.csv', history)]);
		expect(report.files.find(({ file: name }) => name === 'props.csv')?.rows_kept).toBe(6);
		expect(await amounts()).toEqual([
			['1', '2024-01-01 09:00', null],
			['1', '2024-01-10 10:00', '300.0'],
			['1', '2024-02-10 10:00', '500.0'],
		]);
		expect(await closes()).toEqual([
			['1', '2024-01-01 09:00', '2024-04-01'],
			['1', '2024-03-10 10:00', '2024-05-01'],
		]);
	});

	test('close dates whose order of day and month nothing proves are asked', async () => {
		const history = `Deal ID;Field;Old Value;New Value;Changed At
1;Stage;New;Proposal;2024-01-15
1;Close Date;03/04/2024;05/06/2024;2024-02-15
`;
		const raws = await readFiles(engine, [
			file('deals.csv', 'Deal ID,Stage,Created,Amount\n1,Proposal,2024-01-01,5\n'),
			file('log.csv', history),
		]);
		const { questions, mapping } = await recognise(engine, raws);
		expect(questions.map(({ code, file: name }) => [code, name])).toEqual([['ambiguous-dates', 'log.csv']]);
		const answered = questions[0]?.choices.find(({ label }) => label === 'Day first')?.patch(mapping);
		expect(
			answered?.files[1]?.columns.find(({ role }) => role === 'stage')?.fields?.expected_close,
		).toMatchObject({
			formats: ['%d/%m/%Y'],
		});
	});

	test('changes of one instant follow one another by their values, whatever the order of rows', async () => {
		const rows = [
			'1,Stage,New,Proposal,2024-01-15',
			'1,Amount,200,300,2024-02-15',
			'1,Amount,100,200,2024-02-15',
		];
		for (const order of [rows, [...rows].reverse()]) {
			await importFiles(engine, [
				file('deals.csv', 'Deal ID,Stage,Created,Amount\n1,Proposal,2024-01-01,300\n'),
				file('log.csv', `Deal ID,Field,Old Value,New Value,Changed At\n${order.join('\n')}\n`),
			]);
			expect((await amounts()).map(([, , value]) => value)).toEqual(['100.0', '200.0', '300.0']);
		}
	});

	test('deals that only a log knows stand as it last says', async () => {
		const asked = await importFiles(engine, [file('history.csv', HISTORY)]);
		expect((await asked.ask(funnel))[0]?.reached_amount).toBe(2200);
	});
});

describe('edits of the expected close', () => {
	/** Pushes up to a day before now and what is expected then, by deal, of rows of a log of fields. */
	async function expectedOn(now: string, day: string, deals: string, log: string) {
		const rows = (text: string) => text.trim().replaceAll(/\n\s+/g, '\n');
		const asked = await importFiles(engine, [
			file(
				'deals.csv',
				`Deal ID,Stage,Created,Closed On,Expected Close\n${rows(deals)}\nnow,Lead,${now},,\n`,
			),
			file('log.csv', `Deal ID,Field,Old Value,New Value,Changed At\n${rows(log)}\n`),
		]);
		const moves = await asked.ask(pipelineMoves, {}, {
			...usualParams(pipelineMoves),
			end_on: day,
			bucket: 'end',
		} as never);
		return moves
			.filter(({ deal_id }) => deal_id !== 'now')
			.map(({ deal_id, end_due_on, pushes }) => [deal_id, end_due_on, pushes])
			.sort();
	}

	test('the first one counts of a deal that was created that day, or on an unknown one', async () => {
		const deals = `A,Lead,2024-01-10,,2024-05-01
			B,Lead,,,2024-05-01
			C,Lead,,,2024-05-01`;
		const log = `A,Close Date,2024-03-01,2024-05-01,2024-01-10
			B,Stage,,Lead,2024-01-10
			B,Close Date,2024-03-01,2024-05-01,2024-02-05
			C,Stage,,Lead,2024-01-10
			C,Close Date,,2024-05-01,2024-02-05`;
		expect(await expectedOn('2024-02-08', '2024-02-04', deals, log)).toEqual([
			['A', '2024-05-01', 1],
			['B', '2024-03-01', 0],
			['C', null, 0],
		]);
		expect(await expectedOn('2024-02-08', '2024-02-05', deals, log)).toEqual([
			['A', '2024-05-01', 1],
			['B', '2024-05-01', 1],
			['C', '2024-05-01', 0],
		]);
	});

	test('of a closed deal are no expectation before it is taken up, then the last one is', async () => {
		const deals = `A,Lead,2024-01-01,,2024-06-01
			B,Lost,2024-01-01,2024-03-20,`;
		const log = `A,Stage,,Lead,2024-01-01
			A,Stage,Lead,Lost,2024-02-10
			A,Close Date,2024-03-01,2024-05-01,2024-02-15
			A,Close Date,2024-05-01,2024-04-01,2024-02-16
			A,Stage,Lost,Lead,2024-03-10
			A,Close Date,2024-04-01,2024-06-01,2024-03-20
			B,Stage,,Lead,2024-01-01
			B,Stage,Lead,Lost,2024-03-20
			B,Close Date,2024-03-01,2024-04-01,2024-03-25`;
		expect(await expectedOn('2024-03-28', '2024-02-09', deals, log)).toEqual([
			['A', '2024-03-01', 0],
			['B', '2024-03-01', 0],
		]);
		expect(await expectedOn('2024-03-28', '2024-03-19', deals, log)).toEqual([
			['A', '2024-04-01', 1],
			['B', '2024-03-01', 0],
		]);
		expect(await expectedOn('2024-03-28', '2024-03-20', deals, log)).toEqual([['A', '2024-06-01', 2]]);
	});

	test('on the day of a close are part of closing, unless the deal is taken up that very day', async () => {
		const deals = `A,Lead,2024-01-01T09:00:00Z,,2024-05-01
			B,Lead,2024-01-01T09:00:00Z,,2024-05-01`;
		const log = `A,Close Date,2024-03-01,2024-05-01,2024-02-10T09:00:00Z
			A,Stage,Lead,Lost,2024-02-10T17:00:00Z
			A,Stage,Lost,Lead,2024-02-12T09:00:00Z
			B,Stage,Lead,Lost,2024-02-10T09:00:00Z
			B,Stage,Lost,Lead,2024-02-10T09:00:00Z
			B,Close Date,2024-03-01,2024-05-01,2024-02-10T09:00:00Z`;
		expect(await expectedOn('2024-02-14', '2024-02-12', deals, log)).toEqual([
			['A', '2024-05-01', 0],
			['B', '2024-05-01', 1],
		]);
	});
});
