import { openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { openNodeEngine } from '$lib/engine/node';
import { importMapped, readFiles, type Progress } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { buildModel } from '$lib/model/build';
import { inChromium, type InPage } from './chromium';
import { writeBenchFiles } from './files';

/**
 * Reads and imports a million deals and five million rows of their history in the browser's engine, in Node and in
 * headless Chromium, and by the same code in native DuckDB on one thread. Prints time by phase, peak memory, how the
 * bar moves, how soon Stop is heard, and what DuckDB itself takes to read the same files as they are.
 *
 *   npm run bench:read [-- --deals N] [-- --no-chromium] [-- --no-native]
 */
const { values } = parseArgs({
	args: process.argv.slice(2),
	options: {
		deals: { type: 'string' },
		'no-chromium': { type: 'boolean' },
		'no-native': { type: 'boolean' },
	},
});
const deals = Number(values.deals ?? 1_000_000);

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

interface Took {
	seconds: number;
	/** Seconds of processor time of this process, which other programs do not lengthen. */
	busy: number;
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<{ done: T; took: Took }> {
	const [from, busy] = [performance.now(), process.cpuUsage()];
	const done = await work();
	const { user, system } = process.cpuUsage(busy);
	const took = { seconds: (performance.now() - from) / 1000, busy: (user + system) / 1e6 };
	say(`${what}: ${took.seconds.toFixed(1)} s, ${took.busy.toFixed(1)} s busy`);
	return { done, took };
}

/** The same files, every column as text, quotes and line ends told: what DuckDB itself takes for it. */
async function readByDuckDB(paths: readonly string[]): Promise<Took> {
	const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
	const connection = await instance.connect();
	const { took } = await timed('native DuckDB, one thread, reads the files as they are', async () => {
		for (const [index, path] of paths.entries()) {
			await connection.run(
				`create table t${index} as select row_number() over () as row_no, * from read_csv('${path}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')`,
			);
		}
	});
	connection.closeSync();
	instance.closeSync();
	return took;
}

interface Imported {
	phases: Map<string, Took>;
	/** The most memory that the process held, and what it held before. */
	peak: number;
	before: number;
	/** How often the bar moved, by phase, and the longest that it stood still before it did. */
	moves: Map<string, { moves: number; stillest: Took }>;
}

/** The whole import in one engine. Throws if the files are not understood as what they are. */
async function importIn(
	host: string,
	open: () => Promise<Engine>,
	paths: readonly string[],
): Promise<Imported> {
	const before = process.memoryUsage.rss();
	let peak = 0;
	const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
	const phases = new Map<string, Took>();
	const moves: Imported['moves'] = new Map();
	let still = { at: performance.now(), busy: process.cpuUsage() };
	const onProgress = ({ phase }: Progress): void => {
		const { user, system } = process.cpuUsage(still.busy);
		const stood = { seconds: (performance.now() - still.at) / 1000, busy: (user + system) / 1e6 };
		still = { at: performance.now(), busy: process.cpuUsage() };
		const known = moves.get(phase) ?? { moves: 0, stillest: stood };
		const stillest = stood.seconds > known.stillest.seconds ? stood : known.stillest;
		moves.set(phase, { moves: known.moves + 1, stillest });
	};
	const step = async <T>(phase: string, work: () => Promise<T>): Promise<T> => {
		const { done, took } = await timed(`${host}: ${phase}`, work);
		phases.set(phase, took);
		return done;
	};
	const engine = await open();
	try {
		const blobs = await Promise.all(
			paths.map(async (path) => ({ name: basename(path), blob: await openAsBlob(path) })),
		);
		const raws = await step('read', () => readFiles(engine, blobs, { onProgress }));
		const { mapping, questions } = await step('recognise', () => recognise(engine, raws, { onProgress }));
		const kinds = mapping.files.map(({ kind }) => kind).sort();
		if (questions.length > 0 || String(kinds) !== 'deals,stage_history')
			throw new Error(
				`The bench files are ${kinds.join(' and ')}; ${questions[0]?.text ?? 'nothing is asked'}`,
			);
		const report = await step('import', () => importMapped(engine, raws, mapping, { onProgress }));
		const aside = report.files.reduce((sum, file) => sum + file.rows_set_aside, 0);
		if (aside > 0) throw new Error(`${aside} rows of the bench files were set aside.`);
		await step('build', () =>
			buildModel(engine, null, {
				onProgress: (done) => onProgress({ phase: 'Building the funnel', done }),
			}),
		);
	} finally {
		clearInterval(watch);
		await engine.close();
	}
	return { phases, peak, before, moves };
}

const cells = (row: readonly string[]): string => `| ${row.join(' | ')} |\n`;
const inSeconds = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(1));
const ratio = (a: Took | undefined, b: Took | undefined): string =>
	a && b ? (a.busy / b.busy).toFixed(1) : '';

function printPhases(node: Imported, native: Imported | null, duckdb: Took): void {
	const out = (text: string): void => void process.stdout.write(text);
	out(cells(['phase', 'WASM in Node, s', 'busy, s', 'native, s', 'busy, s', 'ratio busy']));
	out(cells(['---', '--:', '--:', '--:', '--:', '--:']));
	const sum = (all: Iterable<Took>): Took =>
		[...all].reduce((a, b) => ({ seconds: a.seconds + b.seconds, busy: a.busy + b.busy }), {
			seconds: 0,
			busy: 0,
		});
	const rows: [string, Took | undefined, Took | undefined][] = [...node.phases].map(([phase, took]) => [
		phase,
		took,
		native?.phases.get(phase),
	]);
	rows.push(['all', sum(node.phases.values()), native ? sum(native.phases.values()) : undefined]);
	rows.push(['read, beside DuckDB alone', node.phases.get('read'), duckdb]);
	for (const [phase, here, there] of rows) {
		const took = [here?.seconds, here?.busy, there?.seconds, there?.busy].map(inSeconds);
		out(cells([phase, ...took, ratio(here, there)]));
	}
	out(`\npeak memory in Node: ${megabytes(node.peak)} (${megabytes(node.before)} before)\n`);
	for (const [phase, { moves, stillest }] of node.moves)
		out(
			`the bar moved ${moves} times: ${phase}, at most ${inSeconds(stillest.seconds)} s apart, ${inSeconds(stillest.busy)} s busy\n`,
		);
}

function printPage({ seconds, peak, phases, stops }: InPage): void {
	const out = (text: string): void => void process.stdout.write(text);
	out(
		`\nChromium: ${seconds.toFixed(1)} s from the files to the first answer, peak memory ${megabytes(peak)}\n`,
	);
	out(cells(['phase on the page', 's', 'moves of the bar', 'longest still, s']));
	out(cells(['---', '--:', '--:', '--:']));
	for (const { name, milliseconds, moves, stillest } of phases)
		out(cells([name, inSeconds(milliseconds / 1000), String(moves), inSeconds(stillest / 1000)]));
	out(
		`Stop is heard after ${stops.map(({ phase, milliseconds }) => `${milliseconds.toFixed(0)} ms (${phase})`).join(', ')}\n`,
	);
}

const folder = await mkdtemp(join(tmpdir(), 'funnelscope-bench-'));
try {
	const files = writeBenchFiles(folder, deals);
	const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
	const paths = files.map(({ path }) => path);
	process.stdout.write(
		`${files.map(({ path, rows }) => `${basename(path)}: ${rows.toLocaleString('en-GB')} rows`).join(', ')}, ${megabytes(bytes)}\n\n`,
	);
	const node = await importIn('WASM in Node', openNodeEngine, paths);
	const duckdb = await readByDuckDB(paths);
	const native = values['no-native'] ? null : await importIn('native', openNativeEngine, paths);
	printPhases(node, native, duckdb);
	if (!values['no-chromium']) printPage(await inChromium(paths));
} finally {
	await rm(folder, { recursive: true, force: true });
}
