import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNodeEngine } from '$lib/engine/node';
import { importMapped, readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { joinedIdSql, mappedFiles } from '$lib/intake/project-sql';
import { numberSql } from '$lib/intake/number-text';

let engine: Engine;
beforeAll(async () => {
	engine = await openNodeEngine();
});
afterAll(() => engine.close());

const HEAD = 'Opportunity ID,Opportunity Name,Stage,Amount,Created Date,Close Date';
const rowOf = (id: string, amount: string) => `${id},Deal,Proposal,${amount},2024-03-13,2024-06-17`;

async function imported(rows: readonly string[]) {
	const blob = new Blob([[HEAD, ...rows].join('\n')]);
	const raws = await readFiles(engine, [{ name: 'deals.csv', blob }]);
	const { mapping } = await recognise(engine, raws);
	await importMapped(engine, raws, mapping);
	const { rows: deals } = await engine.query(
		'select deal_id, external_id, amount from stg_deals order by external_id',
	);
	const [file] = mappedFiles(raws, mapping.files);
	const amount = file?.raw.columns[3]?.cells;
	return { deals, file: file!, amount };
}

test('of a column of plain numbers and plain ids nothing more than that is looked for', async () => {
	const { deals, file, amount } = await imported([rowOf('D-1', '1200.5'), rowOf('D-2', '800')]);
	expect(deals.map(({ deal_id: id, amount }) => [id, amount])).toEqual([
		['D-1', 1200.5],
		['D-2', 800],
	]);
	expect(amount?.isCast).toBe(true);
	expect(numberSql({ name: 'c3', ...(amount ? { cells: amount } : {}) }, '.')).toBe(
		'try_cast("c3" as decimal(18, 4))',
	);
	expect(joinedIdSql(file)).not.toContain('lambda');
});

test('ids that all have their checksum are joined by what stands before it', async () => {
	const { deals, file } = await imported([
		rowOf('0065g00000AbCdEAAV', '7'),
		rowOf('0065g00000AbCdFAAV', '8'),
	]);
	expect(joinedIdSql(file)).toBe(`left(nullif("c0", 'Opportunity ID'), 15)`);
	expect(deals.map(({ deal_id: id }) => id)).toEqual(['0065g00000AbCdE', '0065g00000AbCdF']);
	// One without a checksum that holds is another id.
	const { deals: mixed } = await imported([
		rowOf('0065g00000AbCdEAAV', '7'),
		rowOf('0065g00000AbCdFAAA', '8'),
	]);
	expect(mixed.map(({ deal_id: id }) => id)).toEqual(['0065g00000AbCdE', '0065g00000AbCdFAAA']);
});

test('one value in many that is written otherwise is read as ever', async () => {
	const plain = Array.from({ length: 50 }, (_, index) => rowOf(`D-${10 + index}`, `${100 + index}`));
	const { deals, amount } = await imported([...plain, rowOf('0065g00000XyZab', '€ 1.5k')]);
	expect(amount?.isCast).toBe(false);
	expect(deals.find(({ external_id: id }) => id === '0065g00000XyZab')?.['amount']).toBe(1500);
	const { deals: withGuid } = await imported([
		...plain,
		rowOf('{AB12CD34-0000-4000-8000-00000000000F}', '7'),
	]);
	expect(withGuid.find(({ amount }) => amount === 7)?.['deal_id']).toBe(
		'ab12cd34-0000-4000-8000-00000000000f',
	);
});
