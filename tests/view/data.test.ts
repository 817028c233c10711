import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { bytesWords } from '$lib/view/data/bytes';
import { SET_ASIDE_HEAD, setAsideLines } from '$lib/view/data/set-aside-csv';

const format = createFormat('en-GB');

it('writes rows set aside so that a reader of CSV gets back every character', () => {
	const rows = [
		{ file: 'a,b.csv', line: 12, reason: 'says "no"', text: 'x;y\nz' },
		{ file: 'c.csv', line: 3, reason: '', text: '' },
	];
	expect(Papa.parse(SET_ASIDE_HEAD + setAsideLines(rows), { skipEmptyLines: true }).data).toEqual([
		['file', 'line', 'reason', 'record'],
		['a,b.csv', '12', 'says "no"', 'x;y\nz'],
		['c.csv', '3', '', ''],
	]);
});

it.each([
	[0, '0 B'],
	[999, '999 B'],
	[1000, '1 kB'],
	[20_440_000, '20.4 MB'],
	[999_600, '1 MB'],
	[338_000_000, '338 MB'],
	[3_100_000_000, '3.1 GB'],
])('%i bytes are %s', (bytes, words) => {
	expect(bytesWords(bytes, format)).toBe(words);
});
