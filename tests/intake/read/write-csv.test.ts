import { expect, test } from 'vitest';
import { csvLines } from '$lib/intake/read/write-csv';

test('cells are quoted where a reader would else read another thing, and nowhere else', () => {
	expect(
		csvLines([
			[
				'1',
				'Acme, Inc.',
				'said "yes"',
				'two\nlines',
				' led',
				'tab\t',
				'\u00a0hard',
				'\uFEFFmark',
				'=1+1',
				"O'Hara",
				'',
			],
		]),
	).toBe(
		'1,"Acme, Inc.","said ""yes""","two\nlines"," led","tab\t","\u00a0hard","\uFEFFmark",=1+1,O\'Hara,\n',
	);
});

test('records end as they are told to, and may be quoted whole', () => {
	expect(
		csvLines(
			[
				['a', 'b;c'],
				['', 'd'],
			],
			{ delimiter: ';', lineEnd: '\r\n' },
		),
	).toBe('a;"b;c"\r\n;d\r\n');
	expect(
		csvLines(
			[
				['a', ''],
				['b"', 'c'],
			],
			{ quoteAll: true },
		),
	).toBe('"a",""\n"b""","c"\n');
});

test('an empty cell of a table of one column is a record, and no record is nothing', () => {
	expect(csvLines([['a'], [''], ['b']])).toBe('a\n""\nb\n');
	expect(csvLines([])).toBe('');
});
