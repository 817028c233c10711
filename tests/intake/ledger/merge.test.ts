import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { evidence } from '$lib/model/marts/evidence';
import { headline } from '$lib/model/marts/headline';
import { pipelineWaterfall } from '$lib/model/marts/pipeline-waterfall';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { usualParams } from '../../support/every-mart';
import { exportOf } from '../../support/exports';
import { importFiles } from '../../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });
const told = async (table: string, column: string) =>
	(
		await engine.query(
			`select deal_id, strftime(changed_at, '%Y-%m-%d') as day, cast(${column} as varchar) as told, evidence_code
			from ${table} order by deal_id, changed_at, ${table === 'stg_stage_events' ? 'place_in_instant, ' : ''}source_order`,
		)
	).rows.map((row) => [row['deal_id'], row['day'], row['told'], Number(row['evidence_code'])]);

const EXPORTS = [
	exportOf('2025-09-01', [
		{ id: 'A', stage: 'Lead', created: '2025-08-01', amount: 100, close: '2025-10-31' },
		{ id: 'B', stage: 'Lead', created: '2025-08-02', amount: 10, close: '2025-10-31' },
	]),
	exportOf('2025-09-08', [
		{ id: 'A', stage: 'Proposal', created: '2025-08-01', amount: 120, close: '2025-11-30' },
		{ id: 'B', stage: 'Demo', created: '2025-08-02', amount: 10, close: '2025-10-31' },
	]),
	exportOf('2025-09-15', [
		{ id: 'A', stage: 'Won', created: '2025-08-01', amount: 130, close: '2025-09-11' },
		{ id: 'B', stage: 'Proposal', created: '2025-08-02', amount: 15, close: '2025-12-31' },
	]),
];

describe('a log beside exports', () => {
	test('wins where it covers a deal; after its end the exports go on', async () => {
		// The log of A ends on 4 September; B has none.
		const log = file(
			'log.csv',
			`deal_id,to_stage,changed_at,amount,close_date
A,Lead,2025-08-01 10:00,100,2025-10-31
A,Demo,2025-08-20 10:00,100,2025-10-31
A,Proposal,2025-09-04 10:00,110,2025-10-31
`,
		);
		const asked = await importFiles(engine, [...EXPORTS, log]);
		expect(await told('stg_stage_events', 'to_label')).toEqual([
			// The export of 1 September shows A as a Lead: the log knows better.
			['A', '2025-08-01', 'Lead', 1],
			['A', '2025-08-20', 'Demo', 1],
			['A', '2025-09-04', 'Proposal', 1],
			['A', '2025-09-11', 'Won', 3],
			['B', '2025-08-02', 'Lead', 3],
			['B', '2025-09-08', 'Demo', 3],
			['B', '2025-09-15', 'Proposal', 3],
		]);
		expect(await told('stg_amount_changes', 'cast(amount as double)')).toEqual([
			['A', '2025-08-01', '100.0', 1],
			['A', '2025-09-04', '110.0', 1],
			['A', '2025-09-08', '120.0', 3],
			['A', '2025-09-15', '130.0', 3],
			['B', '2025-09-01', '10.0', 3],
			['B', '2025-09-15', '15.0', 3],
		]);
		expect(await told('stg_expected_close_changes', 'expected_close_on')).toEqual([
			['A', '2025-08-01', '2025-10-31', 1],
			['A', '2025-09-08', '2025-11-30', 3],
			['B', '2025-09-01', '2025-10-31', 3],
			['B', '2025-09-15', '2025-12-31', 3],
		]);
		expect(await asked.ask(evidence)).toEqual([
			{ evidence: 'history', deals: 1, deals_unknown: 0 },
			{ evidence: 'snapshots', deals: 1, deals_unknown: 0 },
		]);
	});

	test('that covers everything leaves the exports nothing to add', async () => {
		const rows = [
			'A,Lead,2025-08-01',
			'A,Proposal,2025-09-05',
			'A,Won,2025-09-11',
			'B,Lead,2025-08-02',
			'B,Demo,2025-09-03',
			'B,Proposal,2025-09-15',
		];
		const log = file('log.csv', `deal_id,to_stage,changed_at\n${rows.join('\n')}\n`);
		const withExports = await importFiles(engine, [...EXPORTS, log]);
		const stays = await withExports.ask(timeInStage);
		expect((await told('stg_stage_events', 'to_label')).every(([, , , code]) => code === 1)).toBe(true);
		const alone = await importFiles(engine, [...EXPORTS.slice(2), log]);
		expect(stays).toEqual(await alone.ask(timeInStage));
	});
});

describe('a log that goes on after the newest export', () => {
	test('tells how its deals stand since: closed ones are closed, taken up ones are open', async () => {
		const rows = [
			'A,Won,2025-09-11',
			'A,Proposal,2025-09-20',
			'B,Proposal,2025-09-15',
			'B,Lost,2025-09-22',
			// A typing error moves nothing.
			'C,Lead,2025-09-02',
			'C,Lost,2052-09-02',
		];
		const log = file('log.csv', `deal_id,to_stage,changed_at\n${rows.join('\n')}\n`);
		const last = EXPORTS[2];
		if (!last) throw new Error('There is no third export.');
		const third = file(last.name, `${await last.blob.text()}C,,1,Lead,2025-09-02,\n`);
		const exports = [...EXPORTS.slice(0, 2), third];
		const standing = async (asOf: Day | null) => {
			const asked = await importFiles(engine, [...exports, log], { asOf });
			const [row] = await asked.ask(headline);
			const [moved] = await asked.ask(pipelineWaterfall, {}, usualParams(pipelineWaterfall) as never);
			return [row?.deals_won, row?.deals_lost, row?.deals_open, row?.lost_amount, moved?.deals_end];
		};
		expect(await standing(null)).toEqual([0, 1, 2, 15, 2]);
		expect(await standing('2025-09-21' as Day)).toEqual([0, 0, 3, 0, 3]);
		expect(await standing('2025-09-19' as Day)).toEqual([1, 0, 2, 0, 2]);
	});
});

describe('what exports show of a deal', () => {
	test('a deal that vanishes and comes back is one deal, vanished and appeared', async () => {
		const lead = { id: 'A', stage: 'Lead', created: '2025-08-01', amount: 100 };
		const other = { id: 'B', stage: 'Demo', created: '2025-08-01', amount: 100 };
		const asked = await importFiles(engine, [
			exportOf('2025-09-01', [lead, other]),
			exportOf('2025-09-08', [other]),
			exportOf('2025-09-15', [{ ...lead, stage: 'Demo' }, other]),
		]);
		expect(asked.report.warnings.filter((warning) => warning.includes('missing'))).toEqual([]);
		expect(asked.report.snapshots.map(({ changes }) => [changes?.appeared, changes?.vanished])).toEqual([
			[undefined, undefined],
			[0, 1],
			[1, 0],
		]);
		expect((await told('stg_stage_events', 'to_label')).filter(([id]) => id === 'A')).toEqual([
			['A', '2025-08-01', 'Lead', 3],
			['A', '2025-09-15', 'Demo', 3],
		]);
	});

	test('a reopened deal was closed while it was, and is open now', async () => {
		const deal = { id: 'A', created: '2025-08-01', amount: 100 };
		const other = { id: 'B', stage: 'Demo', created: '2025-08-01', amount: 100 };
		const exports = [
			exportOf('2025-09-01', [{ ...deal, stage: 'Demo', close: '2025-10-31' }, other]),
			exportOf('2025-09-08', [{ ...deal, stage: 'Lost', close: '2025-09-05' }, other]),
			exportOf('2025-09-15', [{ ...deal, stage: 'Demo', close: '2025-12-31' }, other]),
		];
		const then = await importFiles(engine, exports, { asOf: '2025-09-08' as Day });
		expect((await then.ask(headline))[0]).toMatchObject({ deals_lost: 1, deals_open: 1 });
		const now = await importFiles(engine, exports);
		expect((await now.ask(headline))[0]).toMatchObject({ deals_lost: 0, deals_open: 2 });
	});

	test('a close that no column dates happened by the export that first shows it', async () => {
		const rows = (a: string, b: string) =>
			`id,stage,status,created\n1,Demo,${a},2025-08-01\n2,Demo,${b},2025-08-02\n`;
		const asked = await importFiles(engine, [
			file('deals-2025-09-01.csv', rows('open', 'won')),
			file('deals-2025-09-08.csv', rows('won', 'won')),
		]);
		const { rows: closes } = await engine.query(
			`select deal_id, strftime(closed_at, '%Y-%m-%d') as day from stg_deals order by deal_id`,
		);
		// The second was won before anything is known.
		expect(closes.map((row) => [row['deal_id'], row['day']])).toEqual([
			['1', '2025-09-08'],
			['2', null],
		]);
		expect(asked.report.snapshots[1]?.changes).toMatchObject({ stage: 1 });
	});

	test('a list without any column of starts dates those of deals that appear', async () => {
		const rows = (...ids: string[]) => `id,stage\n${ids.map((id) => `${id},Demo\n`).join('')}`;
		await importFiles(engine, [
			file('deals-2025-09-01.csv', rows('1', '2')),
			file('deals-2025-09-08.csv', rows('1', '2', '3')),
		]);
		const { rows: starts } = await engine.query(
			`select deal_id, strftime(created_at, '%Y-%m-%d') as day from stg_deals order by deal_id`,
		);
		expect(starts.map((row) => [row['deal_id'], row['day']])).toEqual([
			['1', null],
			['2', null],
			['3', '2025-09-08'],
		]);
	});

	test('repeated rows of a deal within one export are set aside, those of other exports are kept', async () => {
		const asked = await importFiles(engine, [
			exportOf('2025-09-01', [
				{ id: 'A', stage: 'Lead', created: '2025-08-01' },
				{ id: 'A', stage: 'Lead', created: '2025-08-01' },
				{ id: 'B', stage: 'Lead', created: '2025-08-01' },
			]),
			exportOf('2025-09-08', [
				{ id: 'A', stage: 'Demo', created: '2025-08-01' },
				{ id: 'B', stage: 'Lead', created: '2025-08-01' },
			]),
		]);
		expect(asked.report.files.map(({ rows_kept, reasons }) => [rows_kept, reasons])).toEqual([
			[2, [{ reason: 'an exact copy of another row', rows: 1 }]],
			[2, []],
		]);
	});
});
