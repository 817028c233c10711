import { readFile } from 'node:fs/promises';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { launchOptions } from './tests/support/chromium.mjs';

/** DuckDB's worker names a source map of sources that are not in the package: a warning for each of them. */
const withoutSourceMap: Plugin = {
	name: 'duckdb-worker-without-source-map',
	enforce: 'pre',
	async load(id) {
		const [path = '', query = ''] = id.split('?');
		if (!path.endsWith('duckdb-browser-eh.worker.js') || /\burl\b/.test(query)) return null;
		return (await readFile(path, 'utf8')).replace(/^\/\/# sourceMappingURL=.*$/m, '');
	},
};

export default defineConfig({
	plugins: [sveltekit(), withoutSourceMap],
	build: { target: 'es2022' },
	worker: { format: 'es' },
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: 'node',
					environment: 'node',
					include: ['tests/**/*.test.ts'],
					exclude: ['tests/**/*.browser.test.ts', 'tests/e2e/**'],
					testTimeout: 180_000,
					hookTimeout: 180_000,
				},
			},
			{
				extends: true,
				test: {
					name: 'browser',
					include: ['tests/**/*.browser.test.ts'],
					testTimeout: 180_000,
					hookTimeout: 60_000,
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({ launchOptions: launchOptions() }),
						instances: [{ browser: 'chromium' }],
					},
				},
			},
		],
	},
});
