import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SAMPLE_DEALS, SAMPLE_SEED, makeSample, truthsText } from './sample';

/**
 * Rewrites the committed files; with `--out` writes them elsewhere, with `--deals` in another size and with `--seed`
 * another company.
 */
const [, script = '', ...words] = process.argv;

function usage(message: string): never {
	process.stderr.write(`${message}\nUsage: npm run sample [-- --deals N --seed TEXT --out FOLDER]\n`);
	process.exit(2);
}

function readWords() {
	try {
		const { values } = parseArgs({
			args: words,
			options: { deals: { type: 'string' }, out: { type: 'string' }, seed: { type: 'string' } },
		});
		return values;
	} catch (error) {
		return usage(error instanceof Error ? error.message : String(error));
	}
}

const values = readWords();
const deals = Number(values.deals ?? SAMPLE_DEALS);
if (!Number.isInteger(deals) || deals < 100) {
	usage(`--deals must be a whole number of at least 100, and is ${values.deals}.`);
}
if (values.out === undefined && (values.deals !== undefined || values.seed !== undefined)) {
	usage('The committed files have one size and one seed: name another folder with --out.');
}

// The script's own path, not the module's address: what runs may be a build of it elsewhere.
const here = dirname(resolve(script));
const folder = values.out === undefined ? join(here, 'files') : resolve(values.out);
mkdirSync(folder, { recursive: true });

const PIECE = 1 << 20;
const files = new Map<string, { handle: number; held: string[]; size: number }>();

function flush(file: { handle: number; held: string[]; size: number }): void {
	writeSync(file.handle, file.held.join(''));
	file.held = [];
	file.size = 0;
}

const truths = makeSample(values.seed ?? SAMPLE_SEED, deals, (name, text) => {
	let file = files.get(name);
	if (!file) {
		file = { handle: openSync(join(folder, name), 'w'), held: [], size: 0 };
		files.set(name, file);
	}
	file.held.push(text);
	file.size += text.length;
	if (file.size >= PIECE) flush(file);
});
for (const file of files.values()) {
	flush(file);
	closeSync(file.handle);
}
writeFileSync(join(values.out === undefined ? here : folder, 'truths.json'), truthsText(truths));
console.log(`${truths.facts.salesforce.all.created.deals} deals in ${folder}`);
