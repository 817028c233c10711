import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openNativeEngine } from '$lib/engine/native';
import { openForTests } from '../../support/engines';
import { readTables } from '../../support/read-text';
import { oneOrTwo, rough, silentlyWrong, writeRough, type ReadTable, type RoughFile } from './rough-files';

/** Which files are made, and how many of each kind: others where the environment says so. */
const seed = Number(process.env['ROUGH_SEED'] ?? 20_240_503);
const numRuns = Number(process.env['ROUGH_RUNS'] ?? 150);

/**
 * Share of files in which something may be read silently wrong. What is known to be: texts that ran together beside
 * columns of texts alone, a line cut from a text whose quotes are gone, and several defects at once.
 */
const MOST_OF_SOME = 0.015;
const MOST_OF_ALL = 0.05;

describe('Files of a known table, roughly put together', async () => {
	const engine = await openForTests(openNativeEngine);

	async function read({ bytes }: RoughFile): Promise<ReadTable[]> {
		const raws = await readTables(engine, { name: 'deals.csv', blob: new Blob([bytes]) });
		const tables: ReadTable[] = [];
		for (const raw of raws) {
			const { rows } = await engine.query(`select * from ${raw.table} order by row_no`);
			const aside: string[] = [];
			for await (const page of raw.allSetAside()) aside.push(...page.map(({ text }) => text));
			expect([raw.rowsKept, raw.rowsSetAside]).toEqual([rows.length, aside.length]);
			expect(raw.rowsRead).toBe(raw.rowsKept + raw.rowsSetAside);
			tables.push({
				headers: raw.columns.map(({ header, isUnnamed }) => (isUnnamed ? '' : header)),
				kept: rows.map((row) => raw.columns.map(({ name }) => String(row[name] ?? ''))),
				aside,
				rowsRead: raw.rowsRead,
			});
		}
		return tables;
	}

	it.each([
		['in one or two ways', oneOrTwo, MOST_OF_SOME, 0.97],
		['in many ways at once', rough, MOST_OF_ALL, 0.9],
	] as const)(
		'%s, are read with every row accounted for, and hardly ever silently wrong',
		async (_, files, most, leastKept) => {
			const wrong: string[] = [];
			let sound = 0;
			let kept = 0;
			for (const [index, how] of fc.sample(files, { seed, numRuns }).entries()) {
				const file = writeRough(how);
				const tables = await read(file);
				const found = silentlyWrong(file, tables);
				if (found.length > 0) wrong.push(`${index}: ${found[0]!} ${JSON.stringify({ ...how, rows: '…' })}`);
				const keys = new Set(tables.flatMap((table) => table.kept.map(([key]) => key)));
				const rows = file.tables[0]!.rows.filter(({ damage }) => damage === null);
				sound += rows.length;
				kept += rows.filter(({ cells }) => keys.has(cells[0])).length;
			}
			console.info([`${wrong.length} of ${numRuns} silently wrong`, ...wrong].join('\n'));
			expect(wrong.length).toBeLessThanOrEqual(numRuns * most);
			// What sets all aside is never wrong, and of no use.
			expect(kept).toBeGreaterThanOrEqual(sound * leastKept);
		},
	);
});
