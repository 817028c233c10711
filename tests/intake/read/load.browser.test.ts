import { afterAll, expect, it } from 'vitest';
import { openBrowserEngine } from '$lib/engine/browser';
import { readText } from '../../support/read-text';

it('reads a file in the browser from slices of it and repaired rows, in order', async () => {
	const engine = await openBrowserEngine();
	afterAll(() => engine.close());
	const rows = 200_000;
	const line = (index: number): string =>
		index % 10_000 === 7 ? `${index},5" pipe,\r\n` : `${index},"x ""y"", z",some more words here\r\n`;
	const content = `Id,Name,Stage\r\n${Array.from({ length: rows }, (_, index) => line(index)).join('')}`;
	const file = new File([content], 'deals.csv', { lastModified: 1_700_000_000_000 });
	const raw = await readText(engine, { name: file.name, blob: file }, 'raw_0');
	expect([raw.rowsRead, raw.rowsKept, raw.lastModified]).toEqual([rows, rows, 1_700_000_000_000]);
	const { rows: found } = await engine.query(
		`select count(*) filter (where cast(c0 as bigint) <> row_no - 1) as out_of_order,
			count(*) filter (where c1 = 'x "y", z') as whole, count(*) filter (where c1 = '5" pipe') as repaired
		from raw_0`,
	);
	expect(found).toEqual([{ out_of_order: 0, whole: rows - 20, repaired: 20 }]);
});
