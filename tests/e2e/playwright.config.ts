import { defineConfig, devices } from '@playwright/test';
import { launchOptions } from '../support/chromium.mjs';

// A port of this run's own, the same in all its processes: two runs on one machine do not meet.
process.env['FUNNELSCOPE_E2E_PORT'] ??= String(20_000 + (process.pid % 20_000));
const port = Number(process.env['FUNNELSCOPE_E2E_PORT']);
const json = process.env['FUNNELSCOPE_E2E_JSON'];
const launch = launchOptions();

export default defineConfig({
	testDir: '.',
	outputDir: '../../test-results/e2e',
	fullyParallel: true,
	forbidOnly: true,
	workers: 2,
	// A machine that is busy elsewhere may be late once; the run names such a test, and never counts it twice.
	retries: 1,
	// A machine may be slow all along, and what is waited for is mostly the engine's start: no test waits less than this.
	timeout: 360_000,
	expect: { timeout: 90_000 },
	reporter: [['list'], ...(json ? [['json', { outputFile: json }] as const] : [])],
	use: {
		baseURL: `http://localhost:${port}/`,
		// The engine's code runs as it is first compiled: every test starts an engine of its own, and optimising it
		// takes longer than all that a test asks of it (sample opened until its headline on two cores: 19 -> 14 s).
		launchOptions: { ...launch, args: [...launch.args, '--js-flags=--liftoff-only'] },
		// Recording every page costs a good part of the run: only what failed once is recorded.
		trace: 'on-first-retry',
		// The language and zone of numbers and dates in the tests, whatever the machine's.
		locale: 'en-GB',
		timezoneId: 'Europe/Berlin',
	},
	projects: [
		{ name: 'desktop', use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 900 } } },
	],
	webServer: {
		command: `node src/cli/start.mjs --built --port ${port}`,
		cwd: '../..',
		url: `http://localhost:${port}/`,
		reuseExistingServer: false,
		timeout: 90_000,
	},
});
