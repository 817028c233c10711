import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { launchOptions } from '../support/chromium.mjs';
import { serve } from '../../src/cli/serve.mjs';

const LONGEST = 15 * 60_000;

/** Bytes in memory of process `root` and all that it started, as Linux counts them; 0 elsewhere. */
function memoryOf(root: number): number {
	const parents = new Map<number, number>();
	const sizes = new Map<number, number>();
	for (const name of existsSync('/proc') ? readdirSync('/proc') : []) {
		if (!/^\d+$/.test(name)) continue;
		try {
			const status = readFileSync(join('/proc', name, 'status'), 'utf8');
			parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
			sizes.set(Number(name), Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
		} catch {
			// It ended between the two looks.
		}
	}
	let total = 0;
	for (const [process, size] of sizes) {
		let at: number | undefined = process;
		while (at !== undefined && at !== root && at > 1) at = parents.get(at);
		if (at === root) total += size;
	}
	return total;
}

/** Gives the files to the built product in headless Chromium, and waits for its first answer. */
export async function inChromium(paths: readonly string[]): Promise<{ seconds: number; peak: number }> {
	const build = resolve('build');
	if (!existsSync(join(build, 'index.html'))) throw new Error('There is no build: run npm run build first.');
	const server = await serve(build, { port: 0, exact: false });
	const launched = await chromium.launchServer(launchOptions());
	const browser = await chromium.connect(launched.wsEndpoint());
	let peak = 0;
	const root = launched.process().pid ?? 0;
	const watch = setInterval(() => (peak = Math.max(peak, memoryOf(root))), 250);
	try {
		const page = await browser.newPage({ locale: 'en-GB' });
		await page.goto(server.address);
		const choosing = page.waitForEvent('filechooser');
		await page.getByRole('button', { name: 'Choose files' }).click();
		const chooser = await choosing;
		const from = performance.now();
		await chooser.setFiles([...paths]);
		await page
			.getByText(/opportunities created/)
			.first()
			.waitFor({ timeout: LONGEST });
		return { seconds: (performance.now() - from) / 1000, peak };
	} finally {
		clearInterval(watch);
		await browser.close();
		await launched.close();
		await server.stop();
	}
}
