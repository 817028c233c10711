import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { importFiles } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const deals = (...rows: string[]) => ({
	name: 'deals.csv',
	blob: new Blob([`${['id,stage,created,closed', ...rows].join('\n')}\n`]),
});
const starts = async () =>
	(
		await engine.query('select strftime(created_at, $$%Y-%m-%d$$) as day from stg_deals order by deal_id')
	).rows.map((row) => row['day']);

describe('years of other calendars in our digits', () => {
	test('what is said names one of them, and none of the Gregorian dates beside them', async () => {
		const rows = ['1,New,2024-03-01,', '2,Won,2567-03-04,2025-02-01', '3,Lost,2567-04-01,2025-03-01'];
		const { doubts } = await recognise(engine, await readFiles(engine, [deals(...rows)]));
		expect(doubts.filter((doubt) => doubt.includes('calendar'))).toEqual([
			expect.stringContaining('as in 2567-03-04'),
		]);
	});

	for (const [calendar, early, late] of [
		['Persian', '1403/12/10', '1404/01/05'],
		['Buddhist', '2567-03-01', '2568-11-20'],
		['Buddhist, day first', '25/03/2567', '1/12/2568'],
		['Buddhist with a time', '2567-03-01 10:30:00', '2568-11-20 08:00:00'],
	] as const) {
		test(`${calendar}: a whole column is blank, and that is said`, async () => {
			const asked = await importFiles(engine, [
				deals(`1,New,${early},`, `2,Won,${late},2025-02-01`, `3,Lost,${late},2025-03-01`),
			]);
			expect(await starts()).toEqual([null, null, null]);
			const { doubts } = await recognise(
				engine,
				await readFiles(engine, [deals(`1,New,${early},`, `2,Won,${late},2025-02-01`)]),
			);
			expect(doubts.filter((doubt) => doubt.includes('calendar'))).toEqual([
				expect.stringMatching(
					/^deals\.csv: “created” has years of another calendar, as in .*, and is blank where it has\./,
				),
			]);
			expect(asked.mapping.files[0]?.columns[2]).toMatchObject({ role: 'created' });
			expect(asked.report.warnings.join(' ')).toContain('3 values of “created” could not be read');
		});
	}

	test('a few among ours are no dates, counted in the evidence, and the others stay', async () => {
		const asked = await importFiles(engine, [
			deals(
				'1,New,2025-01-02,',
				'2,Won,2567-03-01,2025-02-01',
				'3,Lost,2025-01-04,2025-03-01',
				'4,Won,2025-01-05,9999-12-31',
			),
		]);
		expect(await starts()).toEqual(['2025-01-02', null, '2025-01-04', '2025-01-05']);
		expect(asked.mapping.files[0]?.columns[2]?.evidence).toContain(
			'1 of 4 values have a year of another calendar, as Persian or Buddhist ones have: they are not read',
		);
	});

	test('times, seconds and days of ours are none', async () => {
		await importFiles(engine, [deals('1,New,2024-05-14 14:25:26,', '2,Won,2024-03-13 13:57:58,2025-02-01')]);
		expect(await starts()).toEqual(['2024-05-14', '2024-03-13']);
		await importFiles(engine, [deals('1,New,14.05.2024 14:25,', '2,Won,13.03.2024 13:57,25.02.2025')]);
		expect(await starts()).toEqual(['2024-05-14', '2024-03-13']);
	});
});
