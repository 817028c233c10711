import { describe, expect, it } from 'vitest';
import { EngineError, type RunOptions } from '$lib/engine/engine';
import { importMapped, readFiles, type Progress } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { engines, openForTests } from '../support/engines';

/** What a person takes for at once; a machine that many tests share is slower by this factor at most. */
const AT_ONCE_MS = 200;
const SHARED = 5;

const STAGES = ['Lead', 'Qualified', 'Proposal', 'Won', 'Lost'];

/** A list of deals large enough for every phase to take a while. */
const deals = (rows: number): Blob =>
	new Blob([
		'Deal Id,Name,Stage,Amount,Created,Closed,Owner\n',
		...Array.from(
			{ length: rows },
			(_, row) =>
				`D-${row},"Deal ${row}, of Acme",${STAGES[row % 5]!},${row % 977}.50,2024-01-${String(1 + (row % 28)).padStart(2, '0')},2024-03-${String(1 + (row % 28)).padStart(2, '0')},Owner ${row % 17}\n`,
		),
	]);

describe.each(engines)('Stop, in $kind', async ({ open, kind }) => {
	const engine = await openForTests(open);
	const blob = deals(kind === 'native' ? 400_000 : 120_000);
	const files = [{ name: 'deals.csv', blob }];

	/** Milliseconds from the abort to the end of `work`, which must be the end of one that was cancelled. */
	async function stopped(
		work: (options: RunOptions & { onProgress: (progress: Progress) => void }) => Promise<unknown>,
		when: { progress: number } | { after: number },
	): Promise<number | null> {
		const controller = new AbortController();
		let from = 0;
		const abort = (): void => {
			if (from > 0) return;
			from = performance.now();
			controller.abort();
		};
		const timer = 'after' in when ? setTimeout(abort, when.after) : undefined;
		const onProgress = ({ done }: Progress): void => {
			if ('progress' in when && done >= when.progress) abort();
		};
		const error: unknown = await work({ signal: controller.signal, onProgress }).then(
			() => null,
			(thrown: unknown) => thrown,
		);
		clearTimeout(timer);
		// It was done before: that is no stop to judge.
		if (error === null) return null;
		expect(error).toBeInstanceOf(EngineError);
		expect((error as EngineError).code).toBe('cancelled');
		return performance.now() - from;
	}

	const tables = async (): Promise<number> => {
		const { rows } = await engine.query(
			"select count(*) as n from duckdb_tables() where table_name like 'raw_%'",
		);
		return Number(rows[0]?.['n']);
	};

	// A wall clock is judged: a machine that was busy elsewhere is asked once more.
	it.each([0, 0.1, 0.3, 0.5, 0.55])('works at once when reading is at %f', { retry: 2 }, async (progress) => {
		const took = await stopped((options) => readFiles(engine, files, options), { progress });
		expect(took).not.toBeNull();
		expect(took).toBeLessThan(AT_ONCE_MS * SHARED);
		expect(await tables()).toBe(0);
	});

	it(
		'works at once in the middle of recognition and of the import, and both can be done again',
		{ retry: 2, timeout: 120_000 },
		async () => {
			const raws = await readFiles(engine, files);
			for (const after of [1, 20, 60, 150]) {
				const took = await stopped((options) => recognise(engine, raws, options), { after });
				if (took !== null) expect(took).toBeLessThan(AT_ONCE_MS * SHARED);
			}
			const { mapping } = await recognise(engine, raws);
			for (const after of [1, 20, 80, 200]) {
				const took = await stopped((options) => importMapped(engine, raws, mapping, options), { after });
				if (took !== null) expect(took).toBeLessThan(AT_ONCE_MS * SHARED);
			}
			const report = await importMapped(engine, raws, mapping);
			expect(report.files[0]).toMatchObject({ rows_set_aside: 0 });
			for (const { table } of raws) await engine.execute(`drop table ${table}`);
		},
	);

	it('tells how far it is in steps that only grow', async () => {
		const seen: number[] = [];
		await readFiles(engine, files, { onProgress: ({ done }) => seen.push(done) });
		expect(seen).toEqual([...seen].sort((a, b) => a - b));
		expect(seen.length).toBeGreaterThan(5);
		expect(seen.at(-1)).toBe(1);
		await engine.execute('drop table raw_0');
	});
});
