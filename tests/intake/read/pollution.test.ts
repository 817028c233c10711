import { describe, expect, it } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import { openNativeEngine } from '$lib/engine/native';
import { openForTests } from '../../support/engines';
import { readTables } from '../../support/read-text';
import { polluted, type Polluted, type Table } from './pollution';

/** What the best reader without settings scores in the benchmark whose measure this is, of 10. */
const BEST_KNOWN = 9.08;

/** Precision, recall and F1 of what was loaded, each thing as often as it is there. */
function measures(source: readonly string[], loaded: readonly string[]): number[] {
	if (source.length === 0) return [1, 1, 1];
	const left = new Map<string, number>();
	for (const text of source) left.set(text, (left.get(text) ?? 0) + 1);
	let common = 0;
	for (const text of loaded) {
		const times = left.get(text) ?? 0;
		if (times === 0) continue;
		left.set(text, times - 1);
		common++;
	}
	if (common === 0) return [0, 0, 0];
	const [recall, precision] = [common / source.length, common / loaded.length];
	return [precision, recall, (2 * precision * recall) / (precision + recall)];
}

/** 10 for a table that was read as it is: success, and three measures each of its header, its records and its cells. */
function scoreOf(clean: Table, loaded: Table | null): number {
	if (!loaded) return 0;
	const records = ({ rows }: Table): string[] => rows.map((cells) => cells.join('\u0000'));
	const cells = ({ header, rows }: Table): string[] => [header, ...rows].flat();
	return [
		1,
		...measures(clean.header, loaded.header),
		...measures(records(clean), records(loaded)),
		...measures(cells(clean), cells(loaded)),
	].reduce((sum, part) => sum + part, 0);
}

describe('Files polluted as in the wild', async () => {
	const engine = await openForTests(openNativeEngine);

	/** What was read of a file, and whether every row of it is accounted for. */
	async function load({ content }: Polluted): Promise<Table | null> {
		try {
			const raws = await readTables(engine, { name: 'deals.csv', blob: new Blob([content]) });
			for (const raw of raws) expect(raw.rowsRead).toBe(raw.rowsKept + raw.rowsSetAside);
			const [raw] = raws;
			if (!raw) throw new Error('No table was read.');
			const { rows } = await engine.query('select * from raw_0 order by row_no');
			return {
				header: raw.columns.map(({ header }) => header),
				rows: rows.map((row) => raw.columns.map(({ name }) => (row[name] as string | null) ?? '')),
			};
		} catch (error) {
			// A file without a byte has an empty table, and is called so.
			if (error instanceof ProblemError && error.problem.code === 'empty-file')
				return { header: [], rows: [] };
			if (error instanceof ProblemError) return null;
			throw error;
		}
	}

	it('are read better than by the best reader known, kind by kind and all in all', async () => {
		const kinds = new Map<string, number[]>();
		for (const file of polluted()) {
			kinds.set(file.kind, [...(kinds.get(file.kind) ?? []), scoreOf(file.clean, await load(file))]);
		}
		const mean = (scores: readonly number[]): number =>
			scores.reduce((sum, score) => sum + score, 0) / scores.length;
		const table = [...kinds].map(([kind, scores]) => ({ kind, files: scores.length, score: mean(scores) }));
		const simple = mean([...kinds.values()].flat());
		const byKind = mean(table.map(({ score }) => score));
		console.info(
			[
				...table
					.sort((a, b) => a.score - b.score)
					.map(({ kind, files, score }) => `${score.toFixed(3).padStart(7)}  ${kind} (${files})`),
				`${simple.toFixed(3).padStart(7)}  all files`,
				`${byKind.toFixed(3).padStart(7)}  all kinds`,
			].join('\n'),
		);
		expect(table.filter(({ score }) => score <= BEST_KNOWN)).toEqual([]);
		expect(simple).toBeGreaterThan(9.9);
		expect(byKind).toBeGreaterThan(9.9);
	}, 180_000);
});
