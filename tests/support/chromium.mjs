import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

const NAMES = [
	'chromium',
	'chromium-browser',
	'google-chrome',
	'google-chrome-stable',
	'chrome',
	'chrome.exe',
];

const USUAL_PLACES = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/snap/bin/chromium',
	...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
		const folder = process.env[name];
		return folder ? [join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')] : [];
	}),
];

/** @param {string} path */
function isExecutable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		// Absent or not ours to run: either way not a browser to use.
		return false;
	}
}

/**
 * The path of a Chromium on this machine, or undefined: FUNNELSCOPE_CHROMIUM, then an installed Chrome or
 * Chromium, then the one Playwright has downloaded. Throws if FUNNELSCOPE_CHROMIUM names no program.
 * @returns {string | undefined}
 */
export function findChromium() {
	const wanted = process.env.FUNNELSCOPE_CHROMIUM;
	if (wanted) {
		if (isExecutable(wanted)) return wanted;
		throw new Error(`FUNNELSCOPE_CHROMIUM is "${wanted}", which is no program that can be run.`);
	}
	const onPath = (process.env.PATH ?? '')
		.split(delimiter)
		.filter(Boolean)
		.flatMap((folder) => NAMES.map((name) => join(folder, name)));
	const installed = [...onPath, ...USUAL_PLACES].find((path) => existsSync(path) && isExecutable(path));
	if (installed) return installed;
	const downloaded = chromium.executablePath();
	return existsSync(downloaded) ? downloaded : undefined;
}

/**
 * The path of a Chromium, downloaded by Playwright if there is none. Throws with the way out if that fails.
 * @returns {string}
 */
export function provideChromium() {
	const found = findChromium();
	if (found) return found;
	try {
		execFileSync('npx', ['playwright', 'install', 'chromium'], { stdio: ['ignore', 2, 2] });
	} catch (cause) {
		throw new Error(
			'No Chromium was found and none could be downloaded. Install Chrome or Chromium, or set FUNNELSCOPE_CHROMIUM to the path of one.',
			{ cause },
		);
	}
	return chromium.executablePath();
}

/**
 * How every test launches Chromium: without a sandbox, as containers have none, and without any traffic of the
 * browser's own, so that a request to another origin is always the product's.
 */
export function launchOptions() {
	const executablePath = findChromium();
	return {
		...(executablePath ? { executablePath } : {}),
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			'--no-first-run',
		],
	};
}
