import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { importMapped, readFiles } from '$lib/intake/import';
import type { SetAsideRow } from '$lib/intake/mapping';
import { recognise } from '$lib/intake/recognise';
import { allSetAside } from '$lib/intake/set-aside';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

test('every row set aside is listed once, with its line, its reason and the whole of it', async () => {
	// Deal A, then 2,500 rows of it again, one record that is torn, and deal B.
	const row = `A,Won,2024-01-01,2024-02-01,${'x'.repeat(600)}`;
	const again = Array.from({ length: 2_500 }, () => row);
	const text = [
		'id,stage,created,closed,note',
		row,
		...again,
		'torn,Won,too,many,cells,here',
		'B,Lost,2024-01-02,2024-01-09,',
	].join('\n');
	const raws = await readFiles(engine, [{ name: 'deals.csv', blob: new Blob([text]) }]);
	const { mapping } = await recognise(engine, raws);
	const report = await importMapped(engine, raws, mapping);
	const rows: SetAsideRow[] = [];
	for await (const page of allSetAside(engine, raws)) rows.push(...page);
	expect(report.files[0]).toMatchObject({ rows_read: 2_503, rows_set_aside: 2_501 });
	expect(rows).toHaveLength(2_501);
	expect(rows[0]).toMatchObject({ line: 2_503, text: expect.stringContaining('torn') as unknown });
	const repeated = rows.slice(1);
	expect(new Set(repeated.map(({ line }) => line)).size).toBe(2_500);
	// Which of the equal rows is kept is not promised; that it is one of them, and named, is.
	expect(repeated.every(({ line }) => line >= 2 && line <= 2_502)).toBe(true);
	expect(repeated.every(({ reason }) => / \(line \d+\)$/.test(reason))).toBe(true);
	expect(repeated[0]?.text).toContain('x'.repeat(600));
});

test('rows that reading set aside are listed beyond the thousandth, and uncut', async () => {
	const torn = Array.from(
		{ length: 1_500 },
		(_, row) => `T-${row},Won,2024-01-01,x,${'y'.repeat(600)},too many`,
	);
	const good = Array.from({ length: 3_000 }, (_, row) => `A-${row},Won,2024-01-01,2024-02-01,`);
	const text = ['id,stage,created,closed,note', ...good, ...torn].join('\n');
	const [raw] = await readFiles(engine, [{ name: 'deals.csv', blob: new Blob([text]) }]);
	expect([raw?.rowsSetAside, raw?.setAside.length]).toEqual([1_500, 1_000]);
	const rows: SetAsideRow[] = [];
	for await (const page of raw?.allSetAside() ?? []) rows.push(...page);
	expect(rows).toEqual(
		torn.map((line, row) => ({
			file: 'deals.csv',
			line: row + 3_002,
			reason: '6 cells where the header has 5',
			text: line,
		})),
	);
});

test('files without a row below their header say so, and not that an id is missing', async () => {
	const blob = new Blob(['Id,Deal Name,Stage,Amount,Created Date,Close Date\n']);
	const raws = await readFiles(engine, [{ name: 'none.csv', blob }]);
	const { mapping } = await recognise(engine, raws);
	await expect(importMapped(engine, raws, mapping)).rejects.toThrow(
		'none.csv holds a header and no row below.',
	);
});
