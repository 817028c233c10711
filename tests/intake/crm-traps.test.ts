import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { caseSafeSuffix } from '../../sample-data/faults';
import { importFiles } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });
const recognised = async (...files: { name: string; blob: Blob }[]) =>
	recognise(engine, await readFiles(engine, files));
const column = async (sql: string) => (await engine.query(sql)).rows.map((row) => Object.values(row)[0]);

describe('ids', () => {
	test('of 15 and 18 characters of any object are one, case counts, and only with a checksum that holds', async () => {
		const ids = ['a0B5g00000XyZab', 'a0B5g00000XyZaB'];
		const rows = ids.map((id, index) => `${id}${caseSafeSuffix(id)},Demo,${100 + index}`).join('\n');
		const asked = await importFiles(engine, [
			file('deals.csv', `Opportunity ID,Stage,Amount\n${rows}\na0B5g00000XyZacAAB,Demo,7\n`),
			file(
				'log.csv',
				`opportunity_id,to_stage,changed_at\n${ids[0]},Lead,2024-01-01\n${ids[0]},Demo,2024-01-05\n${ids[1]},Demo,2024-01-07\n`,
			),
		]);
		expect(asked.report.warnings.join(' ')).not.toContain('ids that no deal has');
		expect(await column('select deal_id from stg_deals order by deal_id')).toEqual([
			'a0B5g00000XyZaB',
			'a0B5g00000XyZab',
			// Whatever these three characters are, they are no checksum: the id stays whole.
			'a0B5g00000XyZacAAB',
		]);
	});

	test('GUIDs join in any case, Zoho’s prefix and a spreadsheet’s .0 are no part of an id', async () => {
		await importFiles(engine, [
			file(
				'deals.csv',
				'id,stage\n{7A1B2C3D-0000-4E5F-8A9B-000000000001},Demo\nzcrm_5725767000000123456,Demo\n1234.0,Demo\n',
			),
			file(
				'log.csv',
				'deal_id,to_stage,changed_at\n7a1b2c3d-0000-4e5f-8a9b-000000000001,Lead,2024-01-01\n5725767000000123456,Lead,2024-01-01\n1234,Lead,2024-01-01\n1234,Demo,2024-01-02\n',
			),
		]);
		expect(await column('select count(*) from stg_stage_events where deal_key is null')).toEqual([0]);
	});
});

describe('money', () => {
	test('a currency that only the amounts name keeps them apart', async () => {
		const asked = await importFiles(engine, [
			file(
				'deals.csv',
				'id,stage,amount,close date\n1,Won,"€1,000.00",2024-01-01\n2,Won,"€2,000.00",2024-01-01\n3,Won,"£500.00",2024-01-01\n4,Lost,,2024-01-02\n',
			),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ won_amount: 3000, currency: 'EUR' });
	});

	test('what a closed deal came to stands before its estimate', async () => {
		const asked = await importFiles(engine, [
			file(
				'opps.csv',
				'(Do Not Modify) Opportunity,Topic,Est. Revenue,Actual Revenue,Pipeline Phase,Status,Created On,Actual Close Date\na,A,1000,900,4-Close,Won,2024-01-01,2024-02-01\nb,B,500,,1-Qualify,Open,2024-01-01,\nc,C,700,0,1-Qualify,Lost,2024-01-01,2024-02-01\n',
			),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ won_amount: 900 });
		expect(await column('select cast(amount as double) from stg_deals order by deal_id')).toEqual([
			900, 500, 700,
		]);
	});
});

describe('blanks', () => {
	const withRegions = (values: readonly string[], header: string) =>
		`id,stage,created,${header}\n${values.map((value, index) => `${index + 1},Demo,2024-01-01,${value}`).join('\n')}\n`;

	test('NA beside other regions is a region, and said', async () => {
		const { mapping } = await recognised(file('x.csv', withRegions(['NA', 'EMEA', 'APAC', 'NA'], 'Area')));
		const area = mapping.files[0]?.columns[3];
		expect(area?.reading).toEqual({ as: 'text' });
		expect(area?.evidence).toContain('“NA” (2 rows) kept as a value');
	});

	test('NA, Select and None beside words are blank, and said', async () => {
		const asked = await importFiles(engine, [
			file('x.csv', withRegions(['NA', 'Select', 'None', 'Online', 'Partner', 'N/A'], 'Channel type')),
		]);
		const channel = asked.mapping.files[0]?.columns[3];
		expect(channel?.evidence).toContain('“NA” (1 row)');
		const segment = asked.catalog.segments.find(({ label }) => label === 'Channel type');
		expect(segment?.values.map(({ value, deals }) => [value, deals]).sort()).toEqual(
			[
				['Online', 1],
				['Partner', 1],
				[null, 4],
			].sort(),
		);
	});
});

describe('outcomes', () => {
	test('without any lost stage the win rate is 100 % and no error', async () => {
		const asked = await importFiles(engine, [
			file(
				'demo.csv',
				'Opportunity ID,Stage,Amount,Created Date,Close Date\n1,Closed Won,10,2024-01-01,2024-02-01\n2,Prospecting,10,2024-01-01,2024-08-01\n',
			),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_lost: 0, win_ratio: 1 });
	});

	test.each([
		['no open deal at all', 'Stage', ['Closed Won', 'Closed Lost', 'Closed Won']],
		['a status and no stage', 'Status', ['Won', 'Lost', 'Open']],
	])('%s: one stage stands for all before the end, so that there is a funnel', async (_, header, values) => {
		const files = [
			file(
				'x.csv',
				`Deal ID,${header},Amount,Created,Close Date\n${values.map((value, at) => `${at + 1},${value},10,2024-01-01,${value === 'Open' ? '' : '2024-02-01'}`).join('\n')}\n`,
			),
		];
		const { mapping } = await recognised(...files);
		expect(mapping.process.evidence.join()).toContain('no stage before the end is named');
		const asked = await importFiles(engine, files);
		const count = (word: string) => values.filter((value) => value.includes(word)).length;
		expect(await asked.ask(funnel)).toMatchObject([
			{
				stage: 'Open',
				deals_reached: 3,
				deals_moved_on: count('Won'),
				deals_open: count('Open'),
				// What a lost deal came to before, its own columns do not prove.
				deals_unknown: 1,
				deals_dropped: 0,
			},
		]);
	});

	test('abandoned is neither won nor lost', async () => {
		const asked = await importFiles(engine, [
			file(
				'copper.csv',
				'Copper ID,Opportunity,Value,Stage,Status,Created At,Completed Date\n1,A,10,Demo,Won,2024-01-01,2024-02-01\n2,B,10,Demo,Abandoned,2024-01-01,2024-02-01\n3,C,10,Demo,Lost,2024-01-01,2024-02-01\n',
			),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_lost: 1, win_ratio: 0.5 });
	});

	test.each([
		['Offen', 'Gewonnen', 'Verloren'],
		['Ouvert', 'Gagné', 'Perdu'],
		['Abierto', 'Ganado', 'Perdido'],
		['Aberto', 'Ganho', 'Perdido'],
		['Otevřeno', 'Vyhráno', 'Prohráno'],
	])('%s, %s and %s are understood', async (open, won, lost) => {
		const asked = await importFiles(engine, [
			file(
				'x.csv',
				`ID,Stage,Status,Created,Closed on\n1,Demo,${won},2024-01-01,2024-02-01\n2,Demo,${lost},2024-01-01,2024-02-01\n3,Demo,${open},2024-01-01,\n`,
			),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_lost: 1, deals_open: 1 });
	});
});

describe('pipelines', () => {
	const ROWS: [id: string, pipeline: string, moves: [string, string][]][] = [
		[
			'1',
			'Sales',
			[
				['Lead', '01'],
				['Demo', '02'],
				['Offer', '03'],
				['Won', '04'],
			],
		],
		[
			'2',
			'Sales',
			[
				['Lead', '01'],
				['Demo', '03'],
				['Lost', '05'],
			],
		],
		['3', 'Sales', [['Lead', '01']]],
		[
			'4',
			'Renewal',
			[
				['Notice', '01'],
				['Talks', '02'],
				['Won', '03'],
			],
		],
		[
			'5',
			'Renewal',
			[
				['Notice', '01'],
				['Lost', '06'],
			],
		],
		[
			'6',
			'Renewal',
			[
				['Notice', '02'],
				['Talks', '04'],
			],
		],
	];
	const FILES = [
		file(
			'deals.csv',
			`Deal ID,Pipeline,Stage,Created\n${ROWS.map(([id, pipeline, moves]) => `${id},${pipeline},${moves.at(-1)?.[0]},2024-01-${moves[0]?.[1]}`).join('\n')}\n`,
		),
		file(
			'log.csv',
			`deal_id,to_stage,changed_at\n${ROWS.flatMap(([id, , moves]) => moves.map(([stage, day]) => `${id},${stage},2024-01-${day}`)).join('\n')}\n`,
		),
	];

	test('of weekly exports are told with each deal once', async () => {
		const weeks = ['08', '15', '22'].map((day, at) =>
			file(
				`deals-2024-01-${day}.csv`,
				`Deal ID,Pipeline,Stage,Created\n${ROWS.map(([id, pipeline, moves]) => `${id},${pipeline},${(moves[at] ?? moves.at(-1))?.[0]},2024-01-01`).join('\n')}\n`,
			),
		);
		expect((await recognised(...weeks)).doubts.join(' ')).toMatch(
			/2 pipelines have stages of their own: Renewal \(3 deals, \d stages\), Sales \(3 deals, \d stages\)\./,
		);
	});

	test('with stages of their own each have their own funnel right, and it is said', async () => {
		const { doubts } = await recognised(...FILES);
		expect(doubts.filter((doubt) => doubt.startsWith('2 pipelines have stages of their own'))).toHaveLength(
			1,
		);
		const asked = await importFiles(engine, FILES);
		const of = async (pipeline: string, stages: readonly string[]) =>
			(await asked.ask(funnel, { filters: [{ segment: 'pipeline', values: [pipeline], exclude: false }] }))
				.filter(({ stage }) => stages.includes(stage))
				.map((row) => [row.stage, row.deals_reached, row.deals_moved_on, row.deals_dropped, row.deals_open]);
		expect(await of('Sales', ['Lead', 'Demo', 'Offer'])).toEqual([
			['Lead', 3, 2, 0, 1],
			['Demo', 2, 1, 1, 0],
			['Offer', 1, 1, 0, 0],
		]);
		expect(await of('Renewal', ['Notice', 'Talks'])).toEqual([
			['Notice', 3, 2, 1, 0],
			['Talks', 2, 1, 0, 1],
		]);
	});
});

test('every file and column tells how sure its reading is', async () => {
	const { mapping } = await recognised(
		file(
			'x.csv',
			'Opportunity ID,Stage,Created Date,Amount,Colour\n1,Won,2024-01-13,10,red\n2,Lost,2024-01-14,TBD,blue\n3,Won,2024-01-15,30,red\n',
		),
	);
	const [x] = mapping.files;
	expect(x?.confidence).toBeGreaterThan(0.5);
	const sure = Object.fromEntries(x?.columns.map(({ header, confidence }) => [header, confidence]) ?? []);
	expect(sure['Opportunity ID']).toBeGreaterThan(sure['Amount'] ?? 1);
	expect(sure['Amount']).toBeGreaterThan(sure['Colour'] ?? 1);
	expect(x?.columns.every(({ evidence }) => evidence !== '')).toBe(true);
});
