import { openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { openNodeEngine } from '$lib/engine/node';
import { importMapped, readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { buildModel } from '$lib/model/build';
import { inChromium } from './chromium';
import { writeBenchFiles } from './files';

/**
 * Reads and imports a million deals and their history in the browser's engine, in Node and in headless Chromium, and
 * prints time, peak memory and the ratio to native DuckDB on one thread, which reads the same files as they are.
 *
 *   npm run bench:read [-- --deals N] [-- --no-chromium]
 */
const { values } = parseArgs({
	args: process.argv.slice(2),
	options: { deals: { type: 'string' }, 'no-chromium': { type: 'boolean' } },
});
const deals = Number(values.deals ?? 1_000_000);

const seconds = (from: number): number => (performance.now() - from) / 1000;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

interface Line {
	what: string;
	seconds: number;
	/** Seconds of processor time of this process, which other programs do not lengthen. */
	busy?: number;
}
const lines: Line[] = [];

const busySeconds = (): number => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6;
};

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
	const [from, busy] = [performance.now(), busySeconds()];
	const done = await work();
	lines.push({ what, seconds: seconds(from), busy: busySeconds() - busy });
	process.stderr.write(`${what}: ${seconds(from).toFixed(1)} s\n`);
	return done;
}

const folder = await mkdtemp(join(tmpdir(), 'funnelscope-bench-'));
try {
	const files = writeBenchFiles(folder, deals);
	const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
	process.stderr.write(
		`${files.map(({ path, rows }) => `${basename(path)}: ${rows.toLocaleString('en-GB')} rows`).join(', ')}, ${megabytes(bytes)}\n`,
	);

	// The same files, every column as text, quotes and line ends told: what DuckDB itself takes for it.
	const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
	const connection = await instance.connect();
	await timed('native DuckDB, one thread: read', async () => {
		for (const [index, { path }] of files.entries()) {
			await connection.run(
				`create table t${index} as select row_number() over () as row_no, * from read_csv('${path}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')`,
			);
		}
	});
	const native = lines.at(-1)!;
	connection.closeSync();
	instance.closeSync();

	let peak = 0;
	const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
	const before = process.memoryUsage.rss();
	const engine = await openNodeEngine();
	const blobs = await Promise.all(
		files.map(async ({ path }) => ({ name: basename(path), blob: await openAsBlob(path) })),
	);
	let moves = 0;
	let last = -1;
	const onProgress = ({ done }: { done: number }): void => {
		if (done > last) moves++;
		last = done;
	};
	const raws = await timed('Node: read', () => readFiles(engine, blobs, { onProgress }));
	const read = lines.at(-1)!;
	const { mapping, questions } = await timed('Node: recognise', () => recognise(engine, raws));
	if (questions.length > 0) throw new Error(`The bench files raise questions: ${questions[0]!.text}`);
	await timed('Node: project', () => importMapped(engine, raws, mapping));
	await timed('Node: build', () => buildModel(engine, null));
	clearInterval(watch);
	await engine.close();

	const chromium = values['no-chromium'] ? null : await inChromium(files.map(({ path }) => path));
	if (chromium) lines.push({ what: 'Chromium: drop to first answer', seconds: chromium.seconds });

	const width = Math.max(...lines.map(({ what }) => what.length));
	for (const line of lines) {
		const busy = line.busy === undefined ? '' : `  ${line.busy.toFixed(1).padStart(6)} s busy`;
		process.stdout.write(`${line.what.padEnd(width)}  ${line.seconds.toFixed(1).padStart(6)} s${busy}\n`);
	}
	const rows = files.reduce((sum, file) => sum + file.rows, 0);
	process.stdout.write(
		[
			'',
			`reading, ratio to native: ${(read.seconds / native.seconds).toFixed(2)} by the clock, ${((read.busy ?? 0) / (native.busy ?? 1)).toFixed(2)} by processor time`,
			`rows read: ${rows.toLocaleString('en-GB')} of ${megabytes(bytes)}; progress moved ${moves} times while reading`,
			`peak memory in Node: ${megabytes(peak)} (${megabytes(before)} before)`,
			...(chromium ? [`peak memory of the page in Chromium: ${megabytes(chromium.peak)}`] : []),
			'',
		].join('\n'),
	);
} finally {
	await rm(folder, { recursive: true, force: true });
}
