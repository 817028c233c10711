import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { xlsxOf, zipOf } from '../support/workbook';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'funnelscope-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, bytes: Uint8Array): Promise<string> => {
	const path = join(folder, name);
	await writeFile(path, bytes);
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

const HEADERS = ['id', 'stage', 'amount', 'note'];
const ROWS = [
	['D1', 'Won', 10.5, 'said "yes",\nthen signed'],
	['D2', 'Lost', 20, null],
] as const;
const PRINTED = 'id,stage,amount,note\nD1,Won,10.5,"said ""yes"",\nthen signed"\nD2,Lost,20,\n';
const column = <K extends 0 | 1 | 2 | 3>(at: K) => ROWS.map((row) => row[at]);

const sheet = { name: 'Deals', rows: [HEADERS, ...ROWS] };
const parquet = () =>
	new Uint8Array(
		parquetWriteBuffer({
			columnData: HEADERS.map((name, at) => ({
				name,
				data: column(at as 0 | 1 | 2 | 3),
				type: at === 2 ? ('DOUBLE' as const) : ('STRING' as const),
			})),
		}),
	);
const arrow = (format: 'file' | 'stream') =>
	tableToIPC(
		tableFromArrays({
			id: column(0),
			stage: column(1),
			amount: Float64Array.from(column(2)),
			note: column(3),
		}),
		format,
	);

describe('funnelscope read', () => {
	test.each([
		['Excel', 'deals.xlsx', () => xlsxOf([sheet])],
		['Parquet', 'deals.parquet', parquet],
		['an Arrow file', 'deals.arrow', () => arrow('file')],
		['an Arrow stream', 'deals.arrows', () => arrow('stream')],
		['a ZIP archive', 'deals.zip', () => zipOf({ 'deals.parquet': parquet() })],
		['Excel under a wrong name', 'deals.csv', () => xlsxOf([sheet])],
	])('prints the table of %s as CSV', async (_, name, bytes) => {
		const { status, out } = await run('read', await file(name, bytes()), '--csv');
		expect([status, out]).toEqual([0, PRINTED]);
	});

	test('prints the largest sheet and names what it does not print', async () => {
		const path = await file(
			'book.xlsx',
			xlsxOf([
				{
					name: 'Teams',
					rows: [
						['team', 'owner'],
						['North', { type: 'e', value: '#REF!' }],
						['South', 'Bo'],
					],
				},
				sheet,
			]),
		);
		const { status, out, err } = await run('read', path, '--csv');
		expect([status, out]).toEqual([0, PRINTED]);
		expect(err).toContain('not printed: book.xlsx › Teams, 2 rows: another table of the same file\n');
	});

	test('ends with the problem and its way out where a file is damaged', async () => {
		const whole = xlsxOf([sheet]);
		const { status, out, err } = await run(
			'read',
			await file('cut.xlsx', whole.slice(0, whole.length - 10)),
			'--csv',
		);
		expect([status, out]).toEqual([1, '']);
		expect(err).toContain(
			'cut.xlsx is damaged: its list of contents, which stands at the end, is missing or cut off.',
		);
		expect(err).toContain('export or download the file again');
	});
});

test('funnelscope query counts the deals of a workbook and tells of its error cells', async () => {
	const deals = {
		name: 'Deals',
		rows: [
			['opportunity_id', 'sales_agent', 'deal_stage', 'engage_date', 'close_date', 'close_value'],
			['A1', 'Ann', 'Won', { value: '42736', style: 1 }, { value: '42746', style: 1 }, 100],
			['A2', 'Ann', 'Lost', { value: '42737', style: 1 }, { value: '42767', style: 1 }, 0],
			[
				'A3',
				'Bob',
				'Won',
				{ value: '42767', style: 1 },
				{ value: '42797', style: 1 },
				{ type: 'e', value: '#N/A' },
			],
		],
	};
	const path = await file('pipeline.xlsx', xlsxOf([deals]));
	const { status, out } = await run('query', path, '--mart', 'headline', '--json');
	expect(status).toBe(0);
	const { intake, marts } = JSON.parse(out) as {
		intake: { files: Record<string, unknown>[]; warnings: string[] };
		marts: { headline: Record<string, unknown>[] };
	};
	expect(intake.files[0]).toMatchObject({
		encoding: 'Excel workbook',
		rows_read: 3,
		rows_kept: 3,
		rows_set_aside: 0,
	});
	expect(intake.warnings).toContain('pipeline.xlsx: 1 cell with an error (1 × #N/A): blank.');
	expect(marts.headline[0]).toMatchObject({ deals_won: 2, deals_lost: 1, won_amount: 100 });
});
