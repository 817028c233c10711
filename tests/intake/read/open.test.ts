import { describe, expect, it } from 'vitest';
import { ProblemError, type Problem } from '$lib/base/problem';
import { openText } from '$lib/intake/read/open';
import { toUtf8 } from '$lib/intake/read/to-utf8';

const bytes = (...parts: (string | number)[]): Uint8Array<ArrayBuffer> =>
	Uint8Array.from(
		parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part].map((c) => c.charCodeAt(0)))),
	);

async function problemOf(content: string | Uint8Array<ArrayBuffer>): Promise<Problem> {
	const error: unknown = await openText('deals.csv', new Blob([content])).then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (!(error instanceof ProblemError)) throw new Error(`No problem was seen: ${String(error)}`);
	return error.problem;
}

describe('Opening a file', () => {
	it('refuses an empty one', async () => {
		expect(await problemOf('')).toMatchObject({ code: 'empty-file', file: 'deals.csv' });
	});

	it('refuses a drawn table with a line that does not end', async () => {
		const table = '| Id | Stage |\n|----|-------|\n' + '| D1 | Won   |\n'.repeat(8);
		expect(await problemOf(`${table}| ${'-'.repeat(21 * 2 ** 20)}`)).toMatchObject({
			code: 'line-too-long',
			file: 'deals.csv',
			line: 11,
		});
	});

	it.each([
		['UTF-8', bytes('Id,Stage\n1,Won\n'), 'Id,Stage\n1,Won\n'],
		['UTF-16 LE', bytes(0xff, 0xfe, 'I', 0, '\n', 0), 'I\n'],
	])('leaves out the NUL bytes behind a text of %s, and says so', async (encoding, content, text) => {
		const opened = await openText('deals.csv', new Blob([content, new Uint8Array(70_000)]));
		expect(opened.encoding).toBe(encoding);
		expect(await opened.text.text()).toBe(text);
		expect(opened.notices).toEqual([expect.stringMatching(/^deals\.csv ends with 70,000 NUL bytes/)]);
	});

	it('reads what a mail quotes without the mark before each line, where all have it', async () => {
		const quoted = '> Id,Note\r\n> 1,"two\r\n> lines"\r\n>\r\n> 2,> 5\r\n';
		const opened = await openText('deals.csv', new Blob([quoted]));
		expect(await opened.text.text()).toBe('Id,Note\r\n1,"two\r\nlines"\r\n\r\n2,> 5\r\n');
		expect(opened.evidence).toContainEqual(expect.stringContaining('as a mail quotes'));
		const others = '> Id,Note\n> 1,a\n2,b\n';
		expect(await (await openText('deals.csv', new Blob([others]))).text.text()).toBe(others);
	});

	it.each([
		['an Excel workbook (xlsx)', bytes('PK', 3, 4, 0, 0, '[Content_Types].xml')],
		['a zip archive', bytes('PK', 3, 4, 0, 0, 'deals.csv')],
		['an old Excel workbook (xls)', bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0)],
		['a Parquet file', bytes('PAR1', 0, 1)],
		['an Arrow file', bytes('ARROW1', 0, 0)],
		['a PDF document', bytes('%PDF-1.7')],
		['a gzip archive', bytes(0x1f, 0x8b, 8, 0)],
		['a Zstandard archive', bytes(0x28, 0xb5, 0x2f, 0xfd)],
		['a 7-Zip archive', bytes('7z', 0xbc, 0xaf, 0x27, 0x1c)],
		['a SQLite database', bytes('SQLite format 3', 0)],
		['a picture', bytes(0x89, 'PNG')],
		['an RTF document', bytes('{\\rtf1')],
		['a web page (HTML)', bytes('\n<html><table>')],
		['a web page (HTML)', bytes(0xef, 0xbb, 0xbf, '<!DOCTYPE html>')],
		['an XML document', bytes('<?xml version="1.0"?><a/>')],
		['JSON', bytes('{"deals": []}')],
		['JSON', bytes('[ {"id": 1} ]')],
	])('says that a file is %s and what to do', async (is, content) => {
		const problem = await problemOf(content);
		expect(problem.code).toBe('not-delimited-text');
		expect(problem.message).toContain(is);
		expect(problem.wayOut).toMatch(/CSV/);
	});

	it.each(['[Id],[Name]\n1,a\n', '{x},{y}\n1,2\n', '<5,>6\n1,2\n', '%PD,F\n1,2\n'])(
		'takes %j for text',
		async (content) => {
			expect(await (await openText('deals.csv', new Blob([content]))).text.text()).toBe(content);
		},
	);

	it('refuses what is no text, though it has no name', async () => {
		const noise = Uint8Array.from({ length: 5_000 }, (_, index) => ((index * 7919) % 97) % 32);
		expect(await problemOf(noise)).toMatchObject({ code: 'nul-bytes', file: 'deals.csv' });
	});

	it('leaves a single NUL byte to the scanner', async () => {
		const content = 'Id,Stage\r\n1,Won\r\n2,Lo\0st\r\n';
		expect(await (await openText('deals.csv', new Blob([content]))).text.text()).toBe(content);
	});

	it('says that a file ends within a character', async () => {
		const opened = await openText(
			'deals.csv',
			new Blob([bytes('Id,Name\n1,Caf', 0xc3, 0xa9, '\n2,Z', 0xc3)]),
		);
		expect([opened.encoding, opened.isCut, await opened.text.text()]).toEqual([
			'UTF-8',
			true,
			'Id,Name\n1,Café\n2,Z',
		]);
		expect(opened.notices).toEqual([
			'deals.csv ends within a character: it was cut off. Its last row is set aside.',
		]);
	});

	// Each text as the encoding has it, worked out from its code chart.
	it.each([
		[
			'Windows-1252',
			'Müller & Söhne, garçon, 5 €, “so”',
			bytes('M', 0xfc, 'ller & S', 0xf6, 'hne, gar', 0xe7, 'on, 5 ', 0x80, ', ', 0x93, 'so', 0x94),
		],
		['ISO-8859-15', 'Café, 5 €', bytes('Caf', 0xe9, ', 5 ', 0xa4)],
		['Mac Roman', 'Müller, Café, naïve', bytes('M', 0x9f, 'ller, Caf', 0x8e, ', na', 0x95, 've')],
		[
			'Windows-1250',
			'Łódź, Wałęsa, świętą',
			bytes(0xa3, 0xf3, 'd', 0x9f, ', Wa', 0xb3, 0xea, 'sa, ', 0x9c, 'wi', 0xea, 't', 0xb9),
		],
		[
			'ISO-8859-2',
			'Łódź, Wałęsa, świętą',
			bytes(0xa3, 0xf3, 'd', 0xbc, ', Wa', 0xb3, 0xea, 'sa, ', 0xb6, 'wi', 0xea, 't', 0xb1),
		],
		['Windows-1251', 'Привет, мир', bytes(0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, ', ', 0xec, 0xe8, 0xf0)],
		['KOI8-R', 'Привет, мир', bytes(0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4, ', ', 0xcd, 0xc9, 0xd2)],
		['IBM866', 'Привет, мир', bytes(0x8f, 0xe0, 0xa8, 0xa2, 0xa5, 0xe2, ', ', 0xac, 0xa8, 0xe0)],
		['Windows-1253', 'Αθήνα', bytes(0xc1, 0xe8, 0xde, 0xed, 0xe1)],
		[
			'Windows-1254',
			'Işık, Doğan, Şişli',
			bytes('I', 0xfe, 0xfd, 'k, Do', 0xf0, 'an, ', 0xde, 'i', 0xfe, 'li'),
		],
		[
			'IBM850',
			'Müller, Café, £5, £7, naïve',
			bytes('M', 0x81, 'ller, Caf', 0x82, ', ', 0x9c, '5, ', 0x9c, '7, na', 0x8b, 've'),
		],
		[
			'IBM852',
			'Łódź, Wałęsa, świętą',
			bytes(0x9d, 0xa2, 'd', 0xab, ', Wa', 0x88, 0xa9, 'sa, ', 0x98, 'wi', 0xa9, 't', 0xa5),
		],
		[
			'Shift-JIS',
			'アクメ株式会社',
			bytes(0x83, 0x41, 0x83, 0x4e, 0x83, 0x81, 0x8a, 0x94, 0x8e, 0xae, 0x89, 0xef, 0x8e, 0xd0),
		],
		['GB18030', '中国公司', bytes(0xd6, 0xd0, 0xb9, 0xfa, 0xb9, 0xab, 0xcb, 0xbe)],
		['EUC-KR', '한국 회사', bytes(0xc7, 0xd1, 0xb1, 0xb9, ' ', 0xc8, 0xb8, 0xbb, 0xe7)],
		['Big5', '公司客戶', bytes(0xa4, 0xbd, 0xa5, 0x71, 0xab, 0xc8, 0xa4, 0xe1)],
	] as const)('knows %s by its words', async (encoding, words, encoded) => {
		const opened = await openText('deals.csv', new Blob([bytes('Id;Name\n1;'), encoded, '\n']));
		expect([opened.encoding, await opened.text.text()]).toEqual([encoding, `Id;Name\n1;${words}\n`]);
	});

	it('decodes every byte of Windows-1252 that has a meaning', async () => {
		const all = Uint8Array.from({ length: 224 }, (_, index) => index + 32);
		const { text } = await toUtf8(
			new Blob([all]),
			{ encoding: 'Windows-1252', mark: 0, evidence: '' },
			'x.csv',
		);
		// Asked for all at once, Node 20 decodes the bytes 0x80 to 0x9F as Latin-1.
		expect(await text.text()).toBe(new TextDecoder('windows-1252').decode(all, { stream: true }));
	});

	it('keeps characters whole that lie across two pieces of a large file', async () => {
		const line = 'é€😀,ü\n';
		const text = `x${line.repeat(800_000)}`;
		const opened = await openText('deals.csv', new Blob([text]));
		expect(opened.encoding).toBe('UTF-8');
		const damaged = await openText('deals.csv', new Blob([text, bytes(0xe9, 0x80, '\n')]));
		expect(damaged.encoding).toBe('UTF-8 with Windows-1252 bytes');
		expect(await damaged.text.text()).toBe(`${text}é€\n`);
	});

	it('reads control characters as the signs of Windows-1252 that they were', async () => {
		const opened = await openText(
			'deals.csv',
			new Blob(['Id,Name,Note\n1,Château d\u0092Angludet,2014\u009615\u0085\n2,Łódź,\u0093so\u0094\n']),
		);
		expect(await opened.text.text()).toBe('Id,Name,Note\n1,Château d’Angludet,2014–15…\n2,Łódź,“so”\n');
		expect([opened.encoding, ...opened.evidence]).toEqual([
			'UTF-8 with Windows-1252 controls',
			'UTF-8, but with 4 control characters that no text has: signs of Windows-1252 that were taken for Latin-1, and are read as what they are (“d’Angludet”).',
		]);
	});

	it('says why a file is taken for Windows-1252', async () => {
		const { evidence } = await openText('deals.csv', new Blob([bytes('Id,Name\n1,Caf', 0xe9, '\n')]));
		expect(evidence).toEqual(['Windows-1252: 1 byte cannot be UTF-8, the first 0xE9 on line 2.']);
	});
});
