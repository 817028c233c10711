import { describe, expect, it } from 'vitest';
import { readDelimited } from '$lib/intake/read/load';
import { engines, openForTests } from '../../support/engines';
import { CORPUS } from './corpus';
import { DIALECTS } from './corpus-dialects';
import { HEADS } from './corpus-headers';
import { ROWS } from './corpus-rows';
import { TEXTS } from './corpus-texts';
import { PLAIN } from './specimen';

const ALL = [...CORPUS, ...DIALECTS, ...HEADS, ...ROWS, ...TEXTS];

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
		const raw = await readDelimited(engine, { name: 'deals.csv', blob }, 'raw_0', { dialect });
		const { rows } = await engine.query('select * from raw_0 order by row_no');
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
		}).toEqual({ ...PLAIN, ...expected });
		expect(raw.rowsKept).toBe(expected.rows.length);
		expect(raw.rowsSetAside).toBe(expected.setAside?.length ?? 0);
		expect(raw.rowsRead).toBe(raw.rowsKept + raw.rowsSetAside);
		expect(raw.reasons.reduce((sum, { rows }) => sum + rows, 0)).toBe(raw.rowsSetAside);
	});
});
