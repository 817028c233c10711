import { existsSync, openAsBlob, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import { ProblemError } from '$lib/base/problem';
import { quoteName } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { BEST_KNOWN, scoreOf, type Table } from '../support/table-score';

/**
 * Reads the files of the Pollock benchmark as they are, without the settings that come with them, and prints the score of
 * each set, of 10, and the files that were read worst.
 *
 *   git clone https://github.com/HPI-Information-Systems/Pollock
 *   npm run bench:pollock -- Pollock [--worst 20]
 */
const { values, positionals } = parseArgs({
	args: process.argv.slice(2),
	options: { worst: { type: 'string' } },
	allowPositionals: true,
});
const [folder] = positionals;
const worst = Number(values.worst ?? 20);

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const BLANK: Table = { header: [], rows: [] };

/** The table of a clean file: its first record and the others. */
function cleanTable(path: string): Table {
	const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
	const { data } = Papa.parse<string[]>(text, { delimiter: ',', skipEmptyLines: true });
	const [header = [], ...rows] = data;
	return { header, rows };
}

/** The first table that our reader finds; null where it finds none in a file that holds something. */
async function loaded(name: string, path: string): Promise<Table | null> {
	const engine = await openNativeEngine();
	try {
		const [raw] = await readFiles(engine, [{ name, blob: await openAsBlob(path) }]);
		if (!raw) return null;
		const { rows } = await engine.query(`select * from ${quoteName(raw.table)} order by row_no`);
		const names = raw.columns.map(({ header, isUnnamed, written = header }) => (isUnnamed ? '' : written));
		const cells = rows.map((row) =>
			raw.columns.map(({ name: column }) => (row[column] as string | null) ?? ''),
		);
		// As the terminal prints it; the benchmark takes the first record for the header, also where there is none.
		const isHeaded = raw.headerLine > 0 || names.some((text) => text !== '');
		const [header = [], ...others] = isHeaded ? [names, ...cells] : cells;
		return { header, rows: others };
	} catch (error) {
		if (!(error instanceof ProblemError)) throw error;
		return ['empty-file', 'no-records'].includes(error.problem.code) ? BLANK : null;
	} finally {
		await engine.close();
	}
}

async function bench(root: string, set: string): Promise<void> {
	const [csv, clean] = [join(root, set, 'csv'), join(root, set, 'clean')];
	const names = readdirSync(csv).filter((name) => existsSync(join(clean, name)));
	const scores: { name: string; score: number }[] = [];
	for (const name of names) {
		const score = scoreOf(cleanTable(join(clean, name)), await loaded(name, join(csv, name)));
		scores.push({ name, score });
	}
	const mean = scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
	say(`\n${set}: ${mean.toFixed(3)} of 10, ${scores.length} files`);
	const weights = join(root, 'pollock_weights.json');
	if (set === 'polluted_files' && existsSync(weights)) {
		const weightOf = JSON.parse(readFileSync(weights, 'utf8')) as Record<string, number>;
		const weighed = scores.filter(({ name }) => weightOf[name] !== undefined);
		const all = weighed.reduce((sum, { name }) => sum + weightOf[name]!, 0);
		const sum = weighed.reduce((total, { name, score }) => total + score * weightOf[name]!, 0);
		say(`${set}, weighted by how often each kind is met: ${(sum / all).toFixed(3)} of 10`);
		say(`The best reader without settings scores ${BEST_KNOWN} (not weighted).`);
	}
	for (const { name, score } of scores.sort((a, b) => a.score - b.score).slice(0, worst))
		say(`${score.toFixed(3).padStart(8)}  ${name}`);
}

if (!folder || !existsSync(folder)) {
	process.stderr.write('Usage: npm run bench:pollock -- FOLDER of the Pollock repository [--worst N]\n');
	process.exit(2);
}
for (const set of ['polluted_files', 'survey_sample'])
	if (existsSync(join(folder, set))) await bench(folder, set);
