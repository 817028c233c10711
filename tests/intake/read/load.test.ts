import { describe, expect, it } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import { EngineError, type Engine } from '$lib/engine/engine';
import { readText } from '../../support/read-text';
import { toCsvRecord } from '$lib/intake/read/write-csv';
import { engines, fileOf, openForTests } from '../../support/engines';

const lines = (count: number, line: (index: number) => string): string =>
	Array.from({ length: count }, (_, index) => line(index)).join('');

describe.each(engines)('Reading into $kind', async ({ kind, open }) => {
	const engine = await openForTests(open);
	const one = async (sql: string) => (await engine.query(sql)).rows[0];

	it('keeps the order of the file over many pieces, repaired rows among them', async () => {
		const rows = kind === 'native' ? 1_200_000 : 200_000;
		// Of native, several are loaded too.
		const name = kind === 'native' ? 'x'.repeat(50) : 'x';
		const odd = (index: number): string =>
			index % 50_000 === 7
				? `${index},5" pipe,\n`
				: index % 1_000 === 3
					? `${index},"a\nb",\n`
					: `${index},${name},y\n`;
		const blob = await fileOf(`Id,Name,Stage\n${lines(rows, odd)}`);
		const told: number[] = [];
		const raw = await readText(engine, { name: 'many.csv', blob }, 'raw_0', {
			onProgress: (done, phase) => {
				if (phase === 'Loading the rows') told.push(done);
			},
		});
		expect(told.length).toBe(kind === 'native' ? 5 : 3);
		expect(told).toEqual(told.toSorted((a, b) => a - b));
		expect([raw.rowsRead, raw.rowsKept]).toEqual([rows, rows]);
		expect(await one('select count(*) as n from raw_0 where cast(c0 as bigint) <> row_no - 1')).toEqual({
			n: 0,
		});
		expect(raw.lineOf(rows)).toBe(rows + 1 + rows / 1_000);
		expect(raw.lineOf(5)).toBe(7);
	});

	it('reads a cell of a megabyte, with quotes and line ends inside', async () => {
		const long = 'He said "no",\n'.repeat(75_000);
		const blob = new Blob([`Id,Note,Stage\n1,${toCsvRecord([long])},Won\n2,b,Lost\n`]);
		const raw = await readText(engine, { name: 'long.csv', blob }, 'raw_0');
		expect([raw.rowsKept, raw.lineOf(2)]).toEqual([2, 75_003]);
		const row = await one('select c1, c2 from raw_0 where row_no = 1');
		expect(row?.['c1'] === long).toBe(true);
		expect(row?.['c2']).toBe('Won');
	});

	it('reads a row of twelve megabytes', async () => {
		const blob = new Blob([`Id,Note,Stage\n1,"${'x'.repeat(12_000_000)}",Won\n2,b,Lost\n`]);
		const raw = await readText(engine, { name: 'long.csv', blob }, 'raw_0');
		expect(raw.rowsKept).toBe(2);
		expect(await one('select length(c1) as n from raw_0 where row_no = 1')).toEqual({ n: 12_000_000 });
	});

	it('reads 500 columns', async () => {
		const record = (index: number): string =>
			`${Array.from({ length: 500 }, (_, c) => `v${index}_${c}`).join(';')}\r\n`;
		const blob = new Blob([record(-1).replaceAll('v-1_', 'Name '), lines(2_000, record)]);
		const raw = await readText(engine, { name: 'wide.csv', blob }, 'raw_0');
		expect([raw.columns.length, raw.rowsKept]).toEqual([500, 2_000]);
		expect(await one('select c0, c499 from raw_0 where row_no = 2000')).toEqual({
			c0: 'v1999_0',
			c499: 'v1999_499',
		});
	});

	it('keeps a byte-order mark that begins a cell', async () => {
		const blob = new Blob(['Id,Stage\n\uFEFF1,Won\n']);
		await readText(engine, { name: 'mark.csv', blob }, 'raw_0');
		expect(await one('select length(c0) as n from raw_0')).toEqual({ n: 2 });
	});

	it('tells of the lines above rows that have no header', async () => {
		const blob = new Blob(['Counts of May\n\n1,2\n3,4\n5,6\n']);
		const raw = await readText(engine, { name: 'counts.csv', blob }, 'raw_0');
		expect([raw.headerLine, raw.rowsKept, raw.around]).toEqual([0, 3, ['Counts of May']]);
	});

	it('reads again into the same table, under another dialect', async () => {
		const blob = new Blob(['a;b,c\n1;2,3\n']);
		const first = await readText(engine, { name: 'x.csv', blob }, 'raw_0', {
			dialect: { delimiter: ';' },
		});
		const second = await readText(engine, { name: 'x.csv', blob }, 'raw_0', {
			dialect: { delimiter: ',' },
		});
		expect([first, second].map(({ columns }) => columns.map(({ header }) => header))).toEqual([
			['a', 'b,c'],
			['a;b', 'c'],
		]);
		expect(await one('select c0, c1 from raw_0')).toEqual({ c0: '1;2', c1: '3' });
	});

	it('lists the first thousand rows set aside and counts them all', async () => {
		const blob = new Blob([
			`Id,Stage\n1,Won\n${lines(400, () => '1,Won\n')}${lines(3_000, (index) => `${index},a,b\n`)}2,Won\n`,
		]);
		const raw = await readText(engine, { name: 'x.csv', blob }, 'raw_0');
		expect([raw.rowsRead, raw.rowsKept, raw.rowsSetAside]).toEqual([3_402, 402, 3_000]);
		expect(raw.reasons).toEqual([{ reason: '3 cells where the header has 2', rows: 3_000 }]);
		expect(raw.setAside).toHaveLength(1_000);
		expect(raw.setAside.at(-1)).toMatchObject({ line: 1_402, text: '999,a,b' });
	});

	it('cuts the text of what it sets aside to 500 characters', async () => {
		const blob = new Blob([`Id,Stage\n1,Won\n2,${'😀'.repeat(600)},x\n3,Won\n`]);
		const raw = await readText(engine, { name: 'x.csv', blob }, 'raw_0');
		expect(raw.setAside[0]?.text).toBe(`2,${'😀'.repeat(498)}`);
	});

	it('stops at once when it is cancelled, and leaves no table', async () => {
		const controller = new AbortController();
		const blob = new Blob([`Id,Stage\n${lines(1_000_000, (index) => `${index},Won\n`)}`]);
		const reading = readText(engine, { name: 'x.csv', blob }, 'cancelled', {
			signal: controller.signal,
			onProgress: (done) => {
				if (done > 0.3) controller.abort();
			},
		});
		await expect(reading).rejects.toMatchObject({ name: 'EngineError', code: 'cancelled' });
		await expect(engine.query('select * from cancelled')).rejects.toBeInstanceOf(EngineError);
	});

	it('reports progress that never falls and ends at 1', async () => {
		const told: number[] = [];
		const blob = new Blob([`Id,Stage\n${lines(700_000, (index) => `${index},Won\n`)}`]);
		await readText(engine, { name: 'x.csv', blob }, 'raw_0', { onProgress: (done) => told.push(done) });
		expect(told).toEqual([...told].sort((a, b) => a - b));
		expect([told[0], told.at(-1)]).toEqual([0, 1]);
	});

	it('stops the import if the engine holds another number of rows', async () => {
		const losing: Engine = {
			...engine,
			execute: async (sql, options) => {
				await engine.execute(sql, options);
				if (sql.startsWith('create')) await engine.execute('delete from lost where row_no = 2');
			},
			query: (sql, options) => engine.query(sql, options),
			addFile: (name, file, options) => engine.addFile(name, file, options),
			dropFile: (name) => engine.dropFile(name),
		};
		const blob = new Blob(['Id,Stage\n1,Won\n2,Won\n3,Won\n']);
		const reading = readText(losing, { name: 'x.csv', blob }, 'lost');
		await expect(reading).rejects.toMatchObject({
			problem: {
				code: 'counts-do-not-agree',
				message: 'x.csv: 3 rows were found in the file, but 2 arrived in the database.',
			},
		});
		await expect(reading).rejects.toBeInstanceOf(ProblemError);
		await expect(engine.query('select * from lost')).rejects.toBeInstanceOf(EngineError);
	});
});
