import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { xlsxOf } from '../support/workbook';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'funnelscope-read-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, content: string | Uint8Array): Promise<string> => {
	const path = join(folder, name);
	await writeFile(path, content);
	return path;
};

const run = (...words: string[]): Promise<{ status: number | null; out: string; err: string }> =>
	new Promise((resolve, reject) => {
		const child = spawn(process.execPath, ['src/cli/funnelscope.mjs', ...words]);
		let [out, err] = ['', ''];
		child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
		child.on('error', reject);
		child.on('close', (status) => resolve({ status, out, err }));
	});

describe('funnelscope read', () => {
	test('leaves names of columns blank where the file does, and prints none where it has no header', async () => {
		const blank = await run('read', await file('blank.csv', 'Id,,Stage\n1,x,Won\n'), '--csv');
		expect(blank).toEqual({ status: 0, out: 'Id,,Stage\n1,x,Won\n', err: '' });
		const none = await run('read', await file('none.csv', '1;2024-01-01\n2;2024-01-02\n'), '--csv');
		expect(none.out).toBe('1,2024-01-01\n2,2024-01-02\n');
		expect(none.err).toBe('note: none.csv has no header: its rows alone are printed.\n');
	});

	test('prints names and cells with the white space that they have', async () => {
		const { out } = await run(
			'read',
			await file('spaced.csv', 'Id,Amount ,Stage\n1, 5 ,Won\n2,6, Lost\n'),
			'--csv',
		);
		expect(out).toBe('Id,"Amount ",Stage\n1," 5 ",Won\n2,6," Lost"\n');
	});

	test('tells of every row set aside, beyond the thousandth', async () => {
		const good = 'x,y\n'.repeat(20_000);
		const torn = '1,2,3\n'.repeat(1_200);
		const { out, err } = await run('read', await file('torn.csv', `a,b\n${good}${torn}`), '--csv');
		expect(out).toBe(`a,b\n${good}`);
		const lines = err.trimEnd().split('\n');
		expect(lines).toHaveLength(1_200);
		expect(lines.at(-1)).toBe('torn.csv:21201: set aside: 3 cells where the header has 2: 1,2,3');
	});

	test('prints an empty table of an empty file, and says so', async () => {
		const { status, out, err } = await run('read', await file('empty.csv', ''), '--csv');
		expect([status, out]).toEqual([0, '']);
		expect(err).toMatch(/^warning: .*empty\.csv is empty/);
	});

	test('reads the sheet that is named', async () => {
		const deals = [
			['id', 'stage'],
			['D1', 'Won'],
			['D2', 'Lost'],
		];
		const targets = [
			['team', 'sum'],
			['North', 5],
		];
		const path = await file(
			'book.xlsx',
			xlsxOf([
				{ name: 'Deals', rows: deals },
				{ name: 'Targets', rows: targets },
			]),
		);
		expect((await run('read', path, '--csv')).out).toBe('id,stage\nD1,Won\nD2,Lost\n');
		const named = await run('read', path, '--csv', '--sheet', 'targets');
		expect(named).toEqual({ status: 0, out: 'team,sum\nNorth,5\n', err: '' });
		const wrong = await run('read', path, '--csv', '--sheet', 'Quotas');
		expect(wrong.status).toBe(1);
		expect(wrong.err).toContain('has no sheet “Quotas”');
		expect(wrong.err).toContain('“Deals”, “Targets”');
	});
});

describe('funnelscope read, of a text with several tables', () => {
	const deals = 'Id,Name,Amount,Closed\n1,a,5,2024-01-01\n2,b,6,2024-01-02\n';
	const text = `${deals}\nOwners\nOwner,Quota\nAnna,5\nBen,6\n`;

	test('prints the first table and tells of every line of the other', async () => {
		const { out, err } = await run('read', await file('two-tables.csv', text), '--csv');
		expect(out).toBe(deals);
		expect(err.trimEnd().split('\n')).toEqual([
			'two-tables.csv:6: set aside: of another table, two-tables.csv › Owners: Owner,Quota',
			'two-tables.csv:7: set aside: of another table, two-tables.csv › Owners: Anna,5',
			'two-tables.csv:8: set aside: of another table, two-tables.csv › Owners: Ben,6',
			'not printed: two-tables.csv › Owners, 2 rows: another table of the same file',
		]);
	});

	test('prints the other by its name, and none by a name that no table has', async () => {
		const path = await file('two-tables.csv', text);
		expect((await run('read', path, '--csv', '--sheet', 'Owners')).out).toBe('Owner,Quota\nAnna,5\nBen,6\n');
		const wrong = await run('read', path, '--csv', '--sheet', 'Quotas');
		expect([wrong.status, wrong.out]).toEqual([1, '']);
		expect(wrong.err).toContain('“Owners”');
	});
});

describe('funnelscope aside', () => {
	test('prints every row set aside of several files as CSV, whole', async () => {
		const long = 'x'.repeat(2_000);
		const one = await file('one.csv', `a,b\n1,2\n5,6\n7,8\n3,4,"${long}"\n`);
		const two = await file('two.csv', 'a;b;c\n1;2;3\n\nTotal;;3\n');
		const { status, out } = await run('aside', one, two);
		expect(status).toBe(0);
		const quoted = `"3,4,""${long}"""`;
		expect(out.split('\n')).toEqual([
			'file,line,reason,record',
			`one.csv,5,3 cells where the header has 2,${quoted}`,
			'two.csv,4,report footer,Total;;3',
			'',
		]);
	});
});
