import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IntakeReport, Mapping } from '$lib/intake/mapping';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'funnelscope-kinds-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, text: string): Promise<string> => {
	const path = join(folder, name);
	await writeFile(path, text);
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

test('a correction offered by map is accepted by an edit of the mapping, and then joins', async () => {
	const paths = [
		await file(
			'pipeline.csv',
			'opportunity_id,sales_agent,product,deal_stage,engage_date,close_date,close_value\nA1,Ann,GTXPro,Won,2017-01-01,2017-01-11,100\nA2,Bob,MG,Lost,2017-01-02,2017-02-01,0\nA3,Bob,GTX Pro,Won,2017-01-02,2017-02-01,50\n',
		),
		await file('products.csv', 'product,series\nGTX Pro,GTX\nMG,MG\n'),
	];
	const mapped = await run('map', ...paths);
	expect(mapped.status).toBe(0);
	const line = mapped.err.split('\n').find((text) => text.startsWith('correction: '));
	expect(line).toMatch(/1 rows of pipeline\.csv: .*“GTX Pro” and no “GTXPro”/);
	const offered = /\{.*?\}/.exec(line ?? '')?.[0] ?? '';
	expect(JSON.parse(offered)).toEqual({ column: 'product', from: 'GTXPro', to: 'GTX Pro' });

	const wonOf = async (...options: string[]) => {
		const { status, out, err } = await run(
			...['query', ...paths, '--mart', 'headline', '--where', 'series=GTX', '--json', ...options],
		);
		if (status !== 0) throw new Error(err);
		const { intake, marts } = JSON.parse(out) as {
			intake: IntakeReport;
			marts: { headline: { won_amount: number }[] };
		};
		return { won: marts.headline[0]?.won_amount, joins: intake.joins, corrections: intake.corrections };
	};
	const before = await wonOf();
	expect(before.won).toBe(50);
	expect(before.joins[0]).toMatchObject({ to: 'products', rows_matched: 2, rows_unmatched: 1 });
	expect(before.corrections.map(({ from, to }) => [from, to])).toEqual([['GTXPro', 'GTX Pro']]);

	const mapping = JSON.parse(mapped.out) as Mapping;
	const accepted = await file(
		'accepted.json',
		JSON.stringify({ ...mapping, corrections: [JSON.parse(offered)] }),
	);
	const after = await wonOf('--map', accepted);
	expect(after.won).toBe(150);
	expect(after.joins[0]).toMatchObject({ rows_matched: 3, rows_unmatched: 0 });
	expect(after.corrections).toEqual([]);
	expect(await readFile(paths[0] ?? '', 'utf8')).toContain('GTXPro');
});
