import { describe, expect, it } from 'vitest';
import { detectDialect, type DialectChoice } from '$lib/intake/read/dialect';

const of = (content: string, choice?: DialectChoice) => detectDialect(new Blob([content]), 'x.csv', choice);

describe('The dialect of a file', () => {
	it('is told with its evidence', async () => {
		const { evidence } = await of('Open deals\n\nId;Amount\n1;1,5\n2;2,5\n');
		expect(evidence).toEqual([
			'Separated by semicolon: 2 of the first 2 rows have 2 cells.',
			'The header is on line 3, below 1 line of text: “Open deals”.',
		]);
	});

	it('names what sep= says', async () => {
		expect((await of('sep=;\nId;Name\n1;a\n')).evidence[0]).toBe(
			'Separated by semicolon: line 1 says sep=;.',
		);
	});

	it('has no header where the first row holds values like those below', async () => {
		const { evidence, headers, headerLine, plan } = await of('1,2024-01-02,5.00\n2,2024-01-03,6.00\n');
		expect(evidence).toContain(
			'The file has no header: its first row holds values of the same kind as those below (“1”). Columns are called by their number.',
		);
		expect([headers, headerLine, plan.dataLine]).toEqual([['Column 1', 'Column 2', 'Column 3'], 0, 1]);
	});

	it('leaves names whole that hold commas, in one column without quotes', async () => {
		const { delimiter, headers } = await of('Owner\nSmith, Anna\nJones, Ben\nMiller, Eve\n');
		expect([delimiter, headers]).toEqual(['\t', ['Owner']]);
	});

	it.each([
		['\x1f', 'Id\x1fName\n1\x1fa,b\n2\x1fc\n'],
		['^', 'Id^Name^At\n1^a,b^10:00\n2^c^11:00\n'],
		['~', 'Id~Name~At\n1~a,b~10:00\n2~c~11:00\n'],
		['\t', 'Id\tName\n1\ta, b\n2\tc; d\n'],
	])('may have the delimiter %j', async (delimiter, content) => {
		expect((await of(content)).delimiter).toBe(delimiter);
	});

	it('is not led astray by a header that is wider than its rows', async () => {
		const { headers, headerLine } = await of('Id,Name,Stage,Note\n1,2024-01-01,Won\n2,2024-01-02,Lost\n');
		expect([headers, headerLine]).toEqual([['Id', 'Name', 'Stage', 'Note'], 1]);
	});

	it('is found in a long file from its beginning, though the last record seen is cut', async () => {
		const rows = Array.from({ length: 5_000 }, (_, index) => `${index};"a\nb; ""c""";${index / 2}\n`).join(
			'',
		);
		const { delimiter, plan } = await of(`Id;Note;Amount\n${rows}`);
		expect([delimiter, plan.width, plan.dataStart, plan.dataLine]).toEqual([';', 3, 15, 2]);
	});

	it('is found where the header alone is longer than the first look', async () => {
		const names = Array.from({ length: 3_000 }, (_, index) => `A rather long name of column ${index}`);
		const row = names.map((_, index) => index).join(',');
		const { headers } = await of(`${names.join(',')}\n${row}\n${row}\n`);
		expect(headers).toEqual(names);
	});

	it('is found where hardly a cell holds anything', async () => {
		const { headers, plan } = await of('Id,,,,,\n1,,,,,\n2,,,,,\n');
		expect([headers[0], headers[5], plan.width, plan.dataLine]).toEqual(['Id', 'Column 6', 6, 2]);
	});

	it('does not take many rows for titles, though more rows below them are wider', async () => {
		const content = `Id,Stage\n${'1,Won\n'.repeat(100)}${'2,Won,x\n'.repeat(900)}`;
		expect((await of(content)).headerLine).toBe(1);
	});

	it('cannot be found where there are only blank lines', async () => {
		await expect(of('\n \n\t\n')).rejects.toMatchObject({ problem: { code: 'no-records' } });
	});

	it('cannot have its header on a line where no record begins', async () => {
		await expect(of('a,b\n1,2\n', { headerLine: 9 })).rejects.toMatchObject({
			problem: { code: 'no-such-line', line: 9 },
		});
	});
});
