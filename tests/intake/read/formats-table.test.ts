import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '$lib/engine/engine';
import { TableWriter } from '$lib/intake/read/table-writer';
import { engines, openForTests } from '../../support/engines';

describe.each(engines)('a raw table written in the $kind engine', async ({ open }) => {
	const engine = await openForTests(open);

	const written = async (rows: (string | null)[][], width: number): Promise<(string | null)[][]> => {
		const writer = new TableWriter(engine, 'x', 'raw_0', undefined);
		for (const row of rows) {
			writer.add(row);
			if (writer.full) await writer.flush();
		}
		await writer.finish(width);
		const table = await engine.query('select * from raw_0 order by row_no');
		expect(table.columns.map(({ name, type }) => [name, type])).toEqual([
			['row_no', 'number'],
			...Array.from({ length: writer.width }, (_, position) => [`c${position}`, 'text']),
		]);
		expect(table.rows.map((row) => row['row_no'])).toEqual(rows.map((_, index) => index + 1));
		return table.rows.map((row) =>
			Array.from({ length: writer.width }, (_, position) => row[`c${position}`] as string | null),
		);
	};

	it('holds every text exactly, quotes, line ends, emoji and NUL among them, and blanks as null', async () => {
		const rows = [
			['"', ',', '\r\n', "'"],
			[' leading', 'trailing ', '\t', '\u00a0'],
			['Ünïcödé', '日本語', '👩‍👩‍👧', 'in\ufeffside'],
			['', null, 'NULL', 'NA'],
			['a\0b', '\0', '\\N', 'x'.repeat(40_000)],
			[null, null, null, null],
		];
		const expected = rows.map((row) => row.map((cell) => cell || null));
		expect(await written(rows, 4)).toEqual(expected);
	});

	it('holds any table exactly', { timeout: 60_000 }, async () => {
		const cell = fc.option(fc.string({ unit: 'grapheme', maxLength: 12 }), { freq: 4 });
		const table = fc
			.integer({ min: 1, max: 5 })
			.chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 30 }));
		await fc.assert(
			fc.asyncProperty(table, async (rows) => {
				const width = rows[0]?.length ?? 1;
				expect(await written(rows, width)).toEqual(rows.map((row) => row.map((text) => text || null)));
			}),
			{ numRuns: 40 },
		);
	});

	it('is made even if there are no rows', async () => {
		expect(await written([], 3)).toEqual([]);
	});

	it('gets columns as rows need them, blank in the rows before', { timeout: 60_000 }, async () => {
		const rows: string[][] = Array.from({ length: 50_003 }, (_, index) => [`a${index}`]);
		rows.push(['last', 'second'], ['x', 'y', 'z']);
		const back = await written(rows, 1);
		expect(back.length).toBe(50_005);
		expect(back[50_002]).toEqual(['a50002', null, null]);
		expect(back.slice(-2)).toEqual([
			['last', 'second', null],
			['x', 'y', 'z'],
		]);
	});

	it('takes the place of an earlier one of its name', async () => {
		await written([['old', 'old']], 2);
		expect(await written([['new']], 1)).toEqual([['new']]);
	});

	it('is taken back when reading is cancelled', async () => {
		const controller = new AbortController();
		const writer = new TableWriter(engine, 'x', 'raw_0', controller.signal);
		writer.add(['a']);
		await writer.flush();
		writer.add(['b']);
		controller.abort();
		const error = await writer.flush().catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(EngineError);
		expect((error as EngineError).code).toBe('cancelled');
		await writer.discard();
		await expect(engine.query('select * from raw_0')).rejects.toThrow();
	});
});
