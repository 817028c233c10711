import { openAsBlob } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { addDays } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { importMapped, readFiles } from '$lib/intake/import';
import type { Mapping } from '$lib/intake/mapping';
import type { RawFile } from '$lib/intake/read/raw-file';
import { recognise } from '$lib/intake/recognise';
import { buildModel } from '$lib/model/build';
import { rangesOf } from '$lib/model/deal-ranges';
import { engines, openForTests } from '../support/engines';
import { asFiles, deal, importFiles, mappingOf } from '../support/journeys';
import { RANDOM_STAGES, RANDOM_START, randomJourneys } from '../support/random-journeys';
import { differences, keepTables } from '../support/same-tables';
import { companyOf, fullHistory, weeklyExports, EXPORT_DAYS } from '../support/weekly-sample';
import { SAMPLE_FILES } from '../support/sample-files';

const openSample = () =>
	Promise.all(
		SAMPLE_FILES.map(async (name) => ({ name, blob: await openAsBlob(`sample-data/files/${name}`) })),
	);

describe('ranges of deals', () => {
	it('hold every deal once and in order, and about as many rows each', () => {
		expect(rangesOf(10, 60, 25)).toEqual([
			{ from: 1, before: 4 },
			{ from: 4, before: 7 },
			{ from: 7, before: 11 },
		]);
	});

	it('are one where there are few rows or none, and never more than there are deals', () => {
		expect(rangesOf(10, 60, 60)).toEqual([{ from: 1, before: 11 }]);
		expect(rangesOf(0, 0)).toHaveLength(1);
		expect(rangesOf(2, 1_000, 1)).toHaveLength(2);
		expect(rangesOf(10_000, 60_000)).toHaveLength(1);
	});
});

/** The order of these says nothing: two stays of a deal may begin on one day, and changes of one log are ordered by name. */
const UNORDERED = ['stays', 'stg_stage_events'];

/** What differs between a model built at once and by ranges of so many rows. */
async function differencesOf(engine: Engine, rowsAtOnce: number, asOf: Day | null = null): Promise<string[]> {
	await buildModel(engine, asOf);
	await keepTables(engine);
	await inRanges(engine, (watched) => buildModel(watched, asOf, { rowsAtOnce }), 'visits');
	return differences(engine, UNORDERED);
}

/** Does what makes `tables` by ranges, and fails where one was made at once: then nothing would be compared. */
async function inRanges(engine: Engine, work: (engine: Engine) => Promise<unknown>, ...tables: string[]) {
	const inserts = new Map(tables.map((table) => [table, 0]));
	const execute: Engine['execute'] = async (sql, options) => {
		const table = /^insert into (\w+)/.exec(sql)?.[1] ?? '';
		inserts.set(table, (inserts.get(table) ?? 0) + 1);
		await engine.execute(sql, options);
	};
	await work({ ...engine, execute });
	// A first range makes some of the tables, and is inserted into others.
	for (const table of tables) expect(inserts.get(table), `ranges of ${table}`).toBeGreaterThan(1);
}

describe('a model that is built by ranges of deals', async () => {
	const engine = await openForTests(openNativeEngine);

	test('is the one that is built at once: the sample company', async () => {
		const raws = await readFiles(engine, await openSample());
		const { mapping } = await recognise(engine, raws);
		await importMapped(engine, raws, mapping);
		await buildModel(engine, null);
		await keepTables(engine);
		const importing = (watched: Engine) => importMapped(watched, raws, mapping, { cellsAtOnce: 20_000 });
		await inRanges(
			engine,
			importing,
			'event_rows',
			'deal_rows',
			'standing_rows',
			'stg_deals',
			'stg_stage_events',
		);
		await inRanges(engine, (watched) => buildModel(watched, null, { rowsAtOnce: 4_000 }), 'visits');
		expect(await differences(engine, UNORDERED)).toEqual([]);
	});

	test('also of exports of many days, as of an earlier day', async () => {
		await importFiles(engine, weeklyExports(companyOf(200)));
		expect(await differencesOf(engine, 150, EXPORT_DAYS[5]!)).toEqual([]);
	});

	test('also of a log that tells amounts and closes', async () => {
		await importFiles(engine, fullHistory(companyOf(200)));
		expect(await differencesOf(engine, 150)).toEqual([]);
	});

	test('also of random journeys, as of any day', async () => {
		await fc.assert(
			fc.asyncProperty(
				randomJourneys({ timed: true, currencies: true, maxLength: 12 }),
				fc.option(fc.integer({ min: 5, max: 110 })),
				async (list, offset) => {
					const raws = await readFiles(engine, asFiles(list));
					const mapping = mappingFor(raws);
					const asOf = offset === null ? null : addDays(RANDOM_START, offset);
					await importMapped(engine, raws, mapping);
					await buildModel(engine, asOf);
					await keepTables(engine);
					await importMapped(engine, raws, mapping, { cellsAtOnce: 16 });
					await buildModel(engine, asOf, { rowsAtOnce: 12 });
					expect(await differences(engine, UNORDERED)).toEqual([]);
				},
			),
			{ numRuns: 4, seed: 20261128 },
		);
	});
});

/** The mapping of journeys, of the files that there are. */
function mappingFor(raws: readonly RawFile[]): Mapping {
	const mapping = mappingOf(RANDOM_STAGES);
	return { ...mapping, files: mapping.files.filter(({ file }) => raws.some((raw) => raw.file === file)) };
}

describe.each(engines)('Stop between ranges, in $kind', async ({ open }) => {
	const engine = await openForTests(open);

	it('is heard before the next one, and what is built after it is whole', async () => {
		const journeys = Array.from(
			{ length: 30 },
			(_, index) =>
				deal(`D${index}`)
					.in('S1', '2024-01-01')
					.in('S2', `2024-01-${String(2 + (index % 20)).padStart(2, '0')}`).journey,
		);
		const raws = await readFiles(engine, asFiles(journeys));
		const mapping = mappingFor(raws);
		await importMapped(engine, raws, mapping);
		await buildModel(engine, null);
		await keepTables(engine);

		/** Stops `work` once `statement` has been run twice; the statements that were asked after it. */
		const stopAfter = async (
			statement: string,
			work: (engine: Engine, signal: AbortSignal) => Promise<unknown>,
		): Promise<string[]> => {
			const controller = new AbortController();
			const after: string[] = [];
			let times = 0;
			const watched: Engine = {
				...engine,
				async execute(sql, options) {
					if (controller.signal.aborted) after.push(sql);
					await engine.execute(sql, options);
					if (sql.includes(statement) && ++times === 2) controller.abort();
				},
			};
			await expect(work(watched, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
			return after;
		};
		const building = (watched: Engine, signal: AbortSignal) =>
			buildModel(watched, null, { rowsAtOnce: 10, signal });
		const importing = (watched: Engine, signal: AbortSignal) =>
			importMapped(watched, raws, mapping, { cellsAtOnce: 20, signal });
		for (const table of ['visits', 'deal_facts']) {
			expect((await stopAfter(`insert into ${table}\n`, building)).length).toBeLessThanOrEqual(1);
			// A part of the deals is there: what is asked next builds anew.
			await buildModel(engine, null);
			expect(await differences(engine, UNORDERED)).toEqual([]);
		}
		for (const table of ['event_rows', 'standing_rows', 'stg_deals']) {
			expect((await stopAfter(`insert into ${table}`, importing)).length).toBeLessThanOrEqual(1);
			await importMapped(engine, raws, mapping);
			await buildModel(engine, null);
			expect(await differences(engine, UNORDERED)).toEqual([]);
		}
	});
});
