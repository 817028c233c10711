import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright';
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

/** One phase of an import, as the page tells it. */
export interface PagePhase {
	name: string;
	/** Milliseconds from the first sight of it to the next phase or the end. */
	milliseconds: number;
	/** How often the bar moved, and the longest time for which it stood still. */
	moves: number;
	stillest: number;
}

export interface InPage {
	/** From giving the files to the first answer on the page. */
	seconds: number;
	peak: number;
	phases: PagePhase[];
	/** Milliseconds from a click on Stop to the page before, by the phase that was stopped. */
	stops: { phase: string; milliseconds: number }[];
}

/** Where Stop is tried: the phase, and how far it must be. */
const STOPS = ['Finding the rows', 'Loading the rows', 'Recognising columns', 'Reading values', 'Building'];

/** Notes each change of the bar, from now on; `window.seen` holds them. */
const watchBar = (page: Page): Promise<void> =>
	page.evaluate(() => {
		const seen: { phase: string; done: number; at: number }[] = [];
		Object.assign(window, { seen });
		const look = (): void => {
			const bar = document.querySelector('progress');
			const last = seen.at(-1);
			if (bar) {
				const [phase, done] = [bar.getAttribute('aria-label') ?? '', bar.value];
				if (last?.phase !== phase || last.done !== done) seen.push({ phase, done, at: performance.now() });
			}
			requestAnimationFrame(look);
		};
		look();
	});

async function phasesOf(page: Page): Promise<PagePhase[]> {
	const { seen, now } = await page.evaluate(() => ({
		seen: (window as unknown as { seen: { phase: string; done: number; at: number }[] }).seen,
		now: performance.now(),
	}));
	const phases = new Map<string, PagePhase>();
	for (const [index, { phase, at }] of seen.entries()) {
		const known = phases.get(phase) ?? { name: phase, milliseconds: 0, moves: 0, stillest: 0 };
		const lasted = (seen[index + 1]?.at ?? now) - at;
		phases.set(phase, {
			name: phase,
			milliseconds: known.milliseconds + lasted,
			moves: known.moves + 1,
			stillest: Math.max(known.stillest, lasted),
		});
	}
	return [...phases.values()];
}

async function give(page: Page, paths: readonly string[]): Promise<void> {
	const choosing = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose files' }).click();
	await (await choosing).setFiles([...paths]);
}

/** Stops in the middle of a phase; null where the phase was over before it could be stopped. */
async function stopIn(
	page: Page,
	paths: readonly string[],
	phase: string,
): Promise<{ phase: string; milliseconds: number } | null> {
	await give(page, paths);
	const stop = page.getByRole('button', { name: 'Stop', exact: true });
	const first = page.getByRole('button', { name: 'Choose files' });
	const bar = page.locator(`progress[aria-label^="${phase}"]`);
	const answer = page.getByRole('heading', { level: 1, name: /./ });
	await bar.or(answer).first().waitFor({ timeout: LONGEST });
	// In the middle of the work, and not at its very beginning.
	await page.waitForTimeout(300);
	if (!(await bar.isVisible())) return null;
	const from = performance.now();
	await stop.click();
	await first.waitFor({ timeout: LONGEST });
	return { phase, milliseconds: performance.now() - from };
}

/** Gives the files to the built product in headless Chromium, stops it in each phase, and at last lets it answer. */
export async function inChromium(paths: readonly string[]): Promise<InPage> {
	const build = resolve('build');
	if (!existsSync(join(build, 'index.html'))) throw new Error('There is no build: run npm run build first.');
	const server = await serve(build, { port: 0, exact: false });
	const launched = await chromium.launchServer(launchOptions());
	const browser = await chromium.connect(launched.wsEndpoint());
	const root = launched.process().pid ?? 0;
	let peak = 0;
	let watch: NodeJS.Timeout | undefined;
	try {
		const stops: InPage['stops'] = [];
		for (const phase of STOPS) {
			process.stderr.write(`Chromium: Stop in “${phase}”\n`);
			const context = await browser.newContext({ locale: 'en-GB' });
			const page = await context.newPage();
			await page.goto(server.address);
			const took = await stopIn(page, paths, phase);
			if (took) stops.push(took);
			await context.close();
		}
		process.stderr.write('Chromium: to the first answer\n');
		const page = await browser.newPage({ locale: 'en-GB' });
		await page.goto(server.address);
		await watchBar(page);
		watch = setInterval(() => (peak = Math.max(peak, memoryOf(root))), 250);
		const from = performance.now();
		await give(page, paths);
		await page
			.getByRole('heading', { level: 1, name: /Win rate|Nothing closed|opportunities created/ })
			.waitFor({ timeout: LONGEST });
		const seconds = (performance.now() - from) / 1000;
		return { seconds, peak, phases: await phasesOf(page), stops };
	} finally {
		clearInterval(watch);
		await browser.close();
		await launched.close();
		await server.stop();
	}
}
