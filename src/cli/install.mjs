import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage
 * @param {string} path
 * @returns {Record<string, LockedPackage>}
 */
const lockedPackages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/** Whether node_modules holds every package of package-lock.json in its version. */
export function isInstalled() {
	/** @type {Record<string, LockedPackage>} */
	let present;
	try {
		// What npm has installed, written by npm itself when it was done.
		present = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
	} catch {
		// Never installed, or not to the end.
		return false;
	}
	return Object.entries(lockedPackages(join(root, 'package-lock.json'))).every(
		([path, { version, optional, devOptional }]) =>
			path === '' || optional || devOptional || present[path]?.version === version,
	);
}

/**
 * Installs the packages of package-lock.json where they are missing or out of date, telling of it on stderr.
 * Throws with the way out if npm fails.
 */
export function ensureInstalled() {
	if (isInstalled()) return;
	process.stderr.write('Installing the packages of package-lock.json …\n');
	const { status, error } = spawnSync('npm', ['ci', '--include=dev'], {
		cwd: root,
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32',
	});
	if (status !== 0) {
		throw new Error(
			`npm ci failed${error ? `: ${error.message}` : ''}. Run it in ${root} to see why; it needs npm and its registry.`,
		);
	}
}
