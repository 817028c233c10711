import { describe, expect, it } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import { openNativeEngine } from '$lib/engine/native';
import { openForTests } from '../../support/engines';
import { readTables } from '../../support/read-text';
import { BEST_KNOWN, scoreOf, type Table } from '../../support/table-score';
import { polluted, type Polluted } from './pollution';

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
