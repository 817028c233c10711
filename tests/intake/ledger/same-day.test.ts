import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { daysIn, secondIn } from '$lib/intake/ledger/day-in-text';
import { recognise } from '$lib/intake/recognise';
import { importFiles } from '../../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

test.each([
	['deals-20250203-0900.csv', 9 * 3600],
	['deals-20250203170000.csv', 17 * 3600],
	['Pipeline 03.02.2025 17.30.csv', 17.5 * 3600],
	['report 2025-02-03T08-05-09.csv', 8 * 3600 + 309],
	['Deals Feb 3, 2025 at 5.30 PM.csv', 17.5 * 3600],
	['Deals 2025-02-03 12:05 am.csv', 300],
	['deals-2025-02-03.csv', null],
	['deals-2025-02-03 (2).csv', null],
	['deals-20250203-9999.csv', null],
	['Export 2024-03-04 12.csv', null],
	['Export 2024-03-04 (123).csv', null],
	['Export 2024-03-04_12345.csv', null],
	['Export 2024-03-04_1_20.csv', null],
	['Export 2024-03-04 930pm.csv', 21.5 * 3600],
	['Export 2024-03-04 9.30.csv', 9.5 * 3600],
	['report 0900.csv', null],
])('the second that %s tells', (name, second) => {
	expect(secondIn(name)).toBe(second);
	// The time beside it is no other day.
	expect(daysIn(name).days.length).toBe(name === 'report 0900.csv' ? 0 : 1);
});

test('of two exports of one day the later one stands, whatever its rows hold', async () => {
	const list = (name: string, rows: readonly string[]) => ({
		name,
		blob: new Blob([['Deal ID,Stage,Amount,Created,Close Date', ...rows, ''].join('\n')]),
	});
	const full = ['1,Proposal,150,2025-01-02,2025-04-01', '2,Demo,200,2025-01-13,2025-04-01'];
	const back = ['1,Demo,,2025-01-02,2025-04-01', '2,Demo,200,2025-01-13,2025-04-01'];
	const next = ['1,Won,150,2025-01-02,2025-02-07', '2,Demo,200,2025-01-13,2025-04-01'];
	for (const [morning, evening] of [
		[full, back],
		[back, full],
	] as const) {
		await importFiles(engine, [
			list('deals 2025-02-03 1700.csv', evening),
			list('deals 2025-02-03 0900.csv', morning),
			list('deals 2025-02-10 0900.csv', next),
		]);
		const { rows } = await engine.query(
			`select s.stage_label from stg_snapshot_deals as s inner join stg_deals as d using (deal_key)
			where d.deal_id = '1' order by s.snapshot_at`,
		);
		expect(rows.map((row) => row['stage_label'])).toEqual([evening === back ? 'Demo' : 'Proposal', 'Won']);
	}
});

test('a copy under another name with its columns in another order changes nothing and asks nothing', async () => {
	const list = (name: string, lines: string) => ({ name, blob: new Blob([lines]) });
	const files = [
		list(
			'deals 2025-02-03.csv',
			'Deal ID,Stage,Amount,Created\n1,Demo,150,2025-01-02\n2,Demo,200,2025-01-13\n',
		),
		list(
			'deals 2025-02-10.csv',
			'Deal ID,Stage,Amount,Created\n1,Won,150,2025-01-02\n2,Demo,200,2025-01-13\n',
		),
		list('copy.csv', 'Created,Amount,Deal ID,Stage\n2025-01-13,200,2,Demo\n2025-01-02,150,1,Demo\n'),
	];
	const { questions } = await recognise(engine, await readFiles(engine, files));
	expect(questions).toEqual([]);
	const { report } = await importFiles(engine, files);
	expect(report.warnings.join(' ')).toMatch(/copy.csv is the same export as deals 2025-02-03.csv/);
});
