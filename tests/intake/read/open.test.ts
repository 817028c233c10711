import { describe, expect, it } from 'vitest';
import { ProblemError, type Problem } from '$lib/base/problem';
import { openText } from '$lib/intake/read/open';

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

	it('names the line of a NUL byte', async () => {
		expect(await problemOf('Id,Stage\r\n1,Won\r\n2,Lo\0st\r\n')).toMatchObject({
			code: 'nul-bytes',
			line: 3,
		});
	});

	it('names the line of a NUL character in UTF-16', async () => {
		const text = '\uFEFFId,Stage\n1,Won\n2,Lo\0st\n';
		expect(
			await problemOf(new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer)),
		).toMatchObject({ code: 'nul-bytes', line: 3 });
	});

	it('decodes every byte of Windows-1252 that has a meaning', async () => {
		const all = Uint8Array.from({ length: 224 }, (_, index) => index + 32);
		const { text, encoding } = await openText('deals.csv', new Blob([all]));
		expect(encoding).toBe('Windows-1252');
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

	it('says why a file is taken for Windows-1252', async () => {
		const { evidence } = await openText('deals.csv', new Blob([bytes('Id,Name\n1,Caf', 0xe9, '\n')]));
		expect(evidence).toEqual(['Windows-1252: 1 byte cannot be UTF-8, the first 0xE9 on line 2.']);
	});
});
