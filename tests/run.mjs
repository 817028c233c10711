import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root } from '../src/cli/install.mjs';
import { countPlaywright, countVitest } from './support/reports.mjs';

/**
 * @typedef {import('./support/reports.mjs').Count} Count
 * @typedef {{ name: string, args: string[], env?: Record<string, string>, count?: () => Count }} Step
 */

const results = join(root, 'test-results');

/** @param {string} file */
const report = (file) => JSON.parse(readFileSync(join(results, file), 'utf8'));

/** @param {string} path */
const tool = (path) => join(root, 'node_modules', path);

/** @param {string} project @param {string} file @param {string[]} more */
const vitest = (project, file, ...more) => [
	tool('vitest/vitest.mjs'),
	'run',
	// As end to end: what fails is tried once more, and told even if it passes then.
	...['--project', project, '--retry=1', '--reporter=default', '--reporter=json'],
	`--outputFile.json=${join(results, file)}`,
	...more,
];

/** @type {Step[]} */
const steps = [
	{ name: 'check', args: ['npm', 'run', '--silent', 'check'] },
	{ name: 'lint', args: ['npm', 'run', '--silent', 'lint'] },
	{
		name: 'unit',
		// Vitest leaves a core free for its watcher, which does not run here: half of a machine of two.
		args: vitest('node', 'unit.json', `--maxWorkers=${availableParallelism()}`),
		count: () => countVitest(report('unit.json')),
	},
	{
		name: 'browser',
		args: vitest('browser', 'browser.json'),
		count: () => countVitest(report('browser.json')),
	},
	{ name: 'build', args: ['npm', 'run', '--silent', 'build'] },
	{
		name: 'end-to-end',
		args: [
			tool('@playwright/test/cli.js'),
			'test',
			'--config',
			join(root, 'tests', 'e2e', 'playwright.config.ts'),
		],
		env: { FUNNELSCOPE_E2E_JSON: join(results, 'e2e.json') },
		count: () => countPlaywright(report('e2e.json')),
	},
];

/**
 * Runs one step and counts it: its tests where it has any, else itself as one.
 * @param {Step} step
 * @returns {Count}
 */
function run({ name, args, env, count }) {
	process.stdout.write(`\n── ${name}\n`);
	const [command, rest] = args[0] === 'npm' ? ['npm', args.slice(1)] : [process.execPath, args];
	const { status } = spawnSync(command, rest, {
		cwd: root,
		stdio: ['ignore', 'inherit', 'inherit'],
		env: { ...process.env, ...env },
		shell: command === 'npm' && process.platform === 'win32',
	});
	const good = status === 0;
	if (!count) return { passed: good ? 1 : 0, failed: good ? 0 : 1 };
	try {
		const counted = count();
		// An error outside of every test fails the step too.
		return good || counted.failed > 0 ? counted : { ...counted, failed: 1 };
	} catch (error) {
		process.stdout.write(`${name} left no report: ${error instanceof Error ? error.message : error}\n`);
		return { passed: 0, failed: 1 };
	}
}

ensureInstalled();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
// A page that could not be built must not be tested as it was built before.
rmSync(join(root, 'build'), { recursive: true, force: true });

// Loaded only now, as Playwright may have just been installed.
const { provideChromium } = await import('./support/chromium.mjs');
process.env.FUNNELSCOPE_CHROMIUM = provideChromium();

const outcomes = steps.map((step) => ({ name: step.name, ...run(step) }));

for (const { name, failures = [], unsteady = [] } of outcomes) {
	for (const told of unsteady) process.stdout.write(`\n${name} needed a second try: ${told}\n`);
	for (const told of failures) process.stdout.write(`\n✗ ${name}: ${told}\n`);
}
process.stdout.write('\n');
for (const { name, passed, failed } of outcomes) {
	process.stdout.write(`${failed ? '✗' : '✓'} ${name.padEnd(10)} ${passed} passed, ${failed} failed\n`);
}
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
