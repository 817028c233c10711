import { describe, expect, it } from 'vitest';
import { engines, openForTests } from '../../support/engines';
import { readTables } from '../../support/read-text';
import { CORPUS } from './corpus';
import { DIALECTS } from './corpus-dialects';
import { DIVISION } from './corpus-division';
import { HEADS } from './corpus-headers';
import { DOUBT } from './corpus-doubt';
import { LOST } from './corpus-lost';
import { MOVED } from './corpus-moved';
import { ROWS } from './corpus-rows';
import { TABLES } from './corpus-tables';
import { TEXTS } from './corpus-texts';
import { PLAIN } from './specimen';

const ALL = [
	...CORPUS,
	...DIALECTS,
	...DIVISION,
	...HEADS,
	...ROWS,
	...DOUBT,
	...LOST,
	...MOVED,
	...TABLES,
	...TEXTS,
];

describe('The corpus', () => {
	it('has 120 files at least, one trap each', () => {
		expect(new Set(ALL.map(({ trap }) => trap)).size).toBe(ALL.length);
		expect(ALL.length).toBeGreaterThanOrEqual(120);
	});
});

describe.each(engines)('The corpus of nasty files, read into $kind', async ({ open }) => {
	const engine = await openForTests(open);

	it.each(ALL)('reads $trap', async ({ content, dialect, expected }) => {
		const blob = new Blob([content as BlobPart]);
		const raws = await readTables(engine, { name: 'deals.csv', blob }, { dialect });
		const { others = [], ...first } = expected;
		expect(raws.map(({ file }) => file)).toEqual(['deals.csv', ...others.map(({ file }) => file)]);
		for (const [index, raw] of raws.entries()) {
			const { file: _, ...own } = index === 0 ? { file: '', ...first } : others[index - 1]!;
			const { rows } = await engine.query(`select * from raw_${index} order by row_no`);
			expect({
				encoding: raw.encoding,
				delimiter: raw.delimiter,
				quote: raw.quote,
				headerLine: raw.headerLine,
				headers: raw.columns.map(({ header }) => header),
				rows: rows.map((row) => raw.columns.map(({ name }) => row[name])),
				lines: rows.map((row) => raw.lineOf(Number(row['row_no']))),
				setAside: raw.setAside.map(({ line, reason, text }) => [line, reason, text]),
				padded: raw.padded,
				blankLines: raw.blankLines,
			}).toEqual({ ...PLAIN, ...own });
			const whole = [];
			for await (const page of raw.allSetAside()) whole.push(...page);
			expect(whole.map(({ file, line }) => [file, line]).sort()).toEqual(
				raw.setAside.map(({ file, line }) => [file, line]).sort(),
			);
			expect(raw.rowsKept).toBe(own.rows.length);
			expect(raw.rowsSetAside).toBe(own.setAside?.length ?? 0);
			expect(raw.rowsRead).toBe(raw.rowsKept + raw.rowsSetAside);
			expect(raw.reasons.reduce((sum, { rows }) => sum + rows, 0)).toBe(raw.rowsSetAside);
		}
	});
});
