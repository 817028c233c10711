import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root } from './install.mjs';

const CACHE = join(root, 'node_modules', '.cache', 'funnelscope');
const MS_PER_DAY = 86_400_000;

/**
 * Everything a build may depend on, as one short name: path, size and time stamp of each file.
 * @param {string} entry
 */
function fingerprint(entry) {
	const hash = createHash('sha256').update(`${relative(root, entry)}\n${process.version}\n`);
	/** @param {string} path */
	const add = (path) => {
		const { size, mtimeMs } = statSync(path);
		hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`);
	};
	/** @type {(folder: string, wanted: (name: string) => boolean) => void} */
	const walk = (folder, wanted) => {
		const entries = readdirSync(folder, { withFileTypes: true });
		for (const file of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
			const path = join(folder, file.name);
			if (file.isDirectory()) walk(path, wanted);
			else if (wanted(file.name)) add(path);
		}
	};
	walk(join(root, 'src'), () => true);
	walk(join(root, 'sample-data'), (name) => name.endsWith('.ts'));
	walk(dirname(entry), (name) => name.endsWith('.ts'));
	add(join(root, 'package-lock.json'));
	return hash.digest('hex').slice(0, 16);
}

/**
 * Builds `entry` into `folder`. Several may do so at once: each builds aside and the first one to be done wins.
 * @param {string} entry
 * @param {string} folder
 */
async function build(entry, folder) {
	// tsconfig.json extends a file that SvelteKit writes; a fresh clone does not have it yet.
	if (!existsSync(join(root, '.svelte-kit', 'tsconfig.json'))) {
		const kit = join(root, 'node_modules', '@sveltejs', 'kit', 'svelte-kit.js');
		const { status } = spawnSync(process.execPath, [kit, 'sync'], { cwd: root, stdio: ['ignore', 2, 2] });
		if (status !== 0) throw new Error('svelte-kit sync failed.');
	}
	const vite = await import('vite');
	const aside = join(CACHE, `building-${randomUUID()}`);
	try {
		await vite.build({
			configFile: false,
			root,
			logLevel: 'error',
			publicDir: false,
			resolve: { alias: { $lib: join(root, 'src', 'lib') } },
			build: {
				ssr: entry,
				outDir: aside,
				target: 'node20',
				minify: false,
				sourcemap: true,
				rollupOptions: { output: { entryFileNames: 'entry.mjs', chunkFileNames: '[name]-[hash].mjs' } },
			},
		});
		await rename(aside, folder).catch((error) => {
			// Another process was first with the very same build.
			if (!existsSync(join(folder, 'entry.mjs'))) throw error;
		});
	} finally {
		rmSync(aside, { recursive: true, force: true });
	}
}

/**
 * Removes builds that nobody has made anew for a day; a running process may still load parts of a younger one.
 * @param {string} keep
 */
function sweep(keep) {
	for (const name of readdirSync(CACHE)) {
		const path = join(CACHE, name);
		const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
		if (path !== keep && age > MS_PER_DAY) rmSync(path, { recursive: true, force: true });
	}
}

/**
 * Runs a TypeScript entry of this project as a program: built by Vite on its first run and after each change
 * of the sources, from a cache otherwise. `process.argv` is as if Node had been started on it.
 * @param {string} entry path, relative to the working directory
 * @param {string[]} args
 */
export async function runTypeScript(entry, args) {
	const path = resolve(entry);
	const folder = join(CACHE, `${basename(path).replace(/\.[^.]+$/, '')}-${fingerprint(path)}`);
	const built = join(folder, 'entry.mjs');
	if (!existsSync(built)) {
		await build(path, folder);
		sweep(folder);
	}
	process.setSourceMapsEnabled(true);
	process.argv = [process.argv[0] ?? 'node', path, ...args];
	// An interrupted process leaves by exit() too, so that private files in the temporary folder are removed.
	process.once('SIGINT', () => process.exit(130));
	process.once('SIGTERM', () => process.exit(143));
	await import(pathToFileURL(built).href);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
	const [entry, ...args] = process.argv.slice(2);
	if (!entry) {
		process.stderr.write('Usage: node src/cli/run-ts.mjs ENTRY.ts [arguments]\n');
		process.exit(2);
	}
	await runTypeScript(entry, args);
}
