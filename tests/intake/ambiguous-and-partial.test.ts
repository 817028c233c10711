import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { evidence } from '$lib/model/marts/evidence';
import { funnel } from '$lib/model/marts/funnel';
import { importFiles } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, ...rows: string[]) => ({ name, blob: new Blob([`${rows.join('\n')}\n`]) });

describe('dates of which every day is 12 or less', () => {
	const asked = async (rows: readonly (readonly [created: string, closed: string])[]) => {
		const list = file(
			'deals.csv',
			'Deal ID,Stage,Amount,Created,Close Date',
			...rows.map(
				([created, closed], at) => `${at},${closed === '' ? 'Demo' : 'Won'},100,${created},${closed}`,
			),
		);
		const { questions, mapping } = await recognise(engine, await readFiles(engine, [list]));
		const column = mapping.files[0]?.columns[4];
		return {
			questions: questions.map(({ column: header, text }) => `${header}: ${text}`),
			formats: column?.reading.as === 'date' ? column.reading.formats : [],
		};
	};

	test('are asked about, each column with its own evidence', async () => {
		const { questions } = await asked([
			['03/04/2025', '05/06/2025'],
			['01/02/2025', ''],
		]);
		expect(questions).toEqual([
			'Created: Is 01/02/2025 in “Created” day first or month first? All 2 values fit both; none proves either.',
			'Close Date: Is 05/06/2025 in “Close Date” day first or month first? The only value fits both.',
		]);
	});

	test('are decided by deals that one order closes before their creation, and not by one or two of them', async () => {
		const contrary = [
			['03/04/2025', '05/03/2025'],
			['01/02/2025', '02/01/2025'],
			['06/07/2025', '07/06/2025'],
		] as const;
		expect((await asked(contrary)).questions).toEqual([]);
		expect((await asked(contrary)).formats).toEqual(['%m/%d/%Y']);
		expect((await asked(contrary.slice(0, 2))).questions).toHaveLength(2);
	});

	test('are asked about where the other dates prove one order and closes the other', async () => {
		// Created is month first, as its 25ths prove; read so, three closes come before it.
		const { questions } = await asked([
			['02/25/2025', '04/05/2025'],
			['05/04/2025', '04/06/2025'],
			['06/05/2025', '03/07/2025'],
			['07/06/2025', '02/08/2025'],
		]);
		expect(questions).toEqual([expect.stringContaining('Close Date: Is ')]);
		// Where closes do not speak against it, the other dates decide.
		const { formats } = await asked([
			['02/25/2025', '04/05/2025'],
			['05/04/2025', '06/05/2025'],
		]);
		expect(formats).toEqual(['%m/%d/%Y']);
	});
});

describe('a history that lacks deals of the list, and has others', () => {
	const LIST = file(
		'deals.csv',
		'Deal ID,Stage,Amount,Created,Close Date',
		'1,Won,10,2025-01-01,2025-02-10',
		'2,Lost,10,2025-01-02,2025-02-12',
		'3,Demo,10,2025-01-03,',
		'4,Won,10,2025-01-04,2025-02-14',
		'5,Lost,10,2025-01-05,2025-02-15',
		'6,Demo,10,2025-01-06,',
	);
	const LOG = [
		...[
			'1,Lead,2025-01-01',
			'1,Demo,2025-01-20',
			'1,Won,2025-02-10',
			'2,Lead,2025-01-02',
			'2,Demo,2025-01-09',
		],
		...[
			'2,Lost,2025-02-12',
			'3,Lead,2025-01-03',
			'3,Demo,2025-01-13',
			'77,Lead,2025-01-03',
			'77,Demo,2025-03-20',
		],
	];
	const logOf = (rows: readonly string[]) => file('log.csv', 'Deal ID,To Stage,Changed At', ...rows);

	test('says of no lost deal that its reach is not known where the list leaves it in its last stage', async () => {
		const list = file(
			'deals.csv',
			'Deal ID,Stage,Status,Amount,Created,Close Date',
			'1,Demo,won,10,2025-01-01,2025-02-10',
			'2,Demo,lost,10,2025-01-02,2025-02-12',
			'3,Demo,open,10,2025-01-03,',
			'4,Demo,lost,10,2025-01-04,2025-02-14',
			'5,Lead,lost,10,2025-01-05,2025-02-15',
		);
		const asked = await importFiles(engine, [
			list,
			logOf(LOG.filter((row) => /^[123],(?!Won|Lost)/.test(row))),
		]);
		expect(await asked.ask(evidence)).toMatchObject([
			{ evidence: 'history', deals: 3, deals_unknown: 0 },
			{ evidence: 'current_stage', deals: 2, deals_unknown: 0 },
		]);
		expect(asked.report.warnings).toEqual([
			'2 of 5 deals have no row in the stage history: what they reached is told by the stage in which they stand.',
		]);
	});

	test('counts the deals of the list by what is known of each, and those of the history nowhere; both are told', async () => {
		const asked = await importFiles(engine, [LIST, logOf(LOG)]);
		const { report, catalog } = asked;
		expect(report.warnings).toEqual([
			'2 rows of the stage history are of an id that no deal has: they count nowhere.',
			'3 of 6 deals have no row in the stage history: what they reached is told by the stage in which they stand, and of 1 that was lost it is not known.',
		]);
		expect(
			report.files.map(({ rows_read, rows_kept, rows_set_aside }) => [rows_read, rows_kept, rows_set_aside]),
		).toEqual([
			[6, 6, 0],
			[10, 10, 0],
		]);
		expect(await asked.ask(evidence)).toMatchObject([
			{ evidence: 'history', deals: 3, deals_unknown: 0 },
			{ evidence: 'current_stage', deals: 3, deals_unknown: 1 },
		]);
		// Metrics §3: reached = reached next + dropped + open, and unknown in the first stage.
		expect(await asked.ask(funnel)).toMatchObject([
			{
				stage: 'Lead',
				deals_reached: 6,
				deals_entered: 3,
				deals_dropped: 0,
				deals_open: 0,
				deals_unknown: 1,
			},
			{
				stage: 'Demo',
				deals_reached: 5,
				deals_entered: 3,
				deals_dropped: 1,
				deals_open: 2,
				deals_moved_on: 2,
			},
		]);
		// Now is no day of a deal that the list does not have.
		expect(catalog.asOfDay).toBe('2025-02-15');
	});

	test('says nothing of deals where each has its history', async () => {
		const rows = [...LOG.slice(0, 8), '4,Won,2025-02-14', '5,Lead,2025-01-05', '6,Demo,2025-01-06'];
		const { report } = await importFiles(engine, [LIST, logOf(rows)]);
		expect(report.warnings).toEqual([]);
	});
});
