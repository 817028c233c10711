import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Locator, type Page } from 'playwright';
import { serve } from '../../src/cli/serve.mjs';
import { launchOptions } from '../support/chromium.mjs';
import { framesDuring, metricsOf, repaintAfter, watchMetrics, type Repaint } from '../support/web-metrics';
import { writeBenchFiles } from './files';

/**
 * How fast the built pages are in headless Chromium: the shell, the first answer, a filter on Overview and Funnel, and
 * scrolling through Deals, with the sample and with made-up deals and their history.
 *
 *   npm run bench:pages [-- --deals 10000,100000] [--no-sample]
 */
const { values } = parseArgs({
	args: process.argv.slice(2),
	options: { deals: { type: 'string' }, 'no-sample': { type: 'boolean' }, build: { type: 'string' } },
});
const sizes = (values.deals ?? '100000').split(',').map(Number);

/** A million deals take their time to be read. */
const PATIENCE = 20 * 60_000;
const OVERVIEW = {
	headline: '.overview .story',
	funnel: '.overview figure.frame',
	costs: '.overview section.costs',
	forecast: '.overview section.forecast',
};
const FUNNEL = {
	board: 'main figure.frame:has([role="group"][aria-label^="Stages"])',
	all: 'main figure.frame',
};

const lines: { what: string; [set: string]: string }[] = [];
function note(set: string, what: string, value: string): void {
	const line = lines.find((one) => one.what === what) ?? { what };
	if (!lines.includes(line)) lines.push(line);
	line[set] = value;
	process.stderr.write(`  ${set}: ${what}: ${value}\n`);
}
const ms = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(0)} ms` : '–');
const median = (all: readonly number[]): number =>
	[...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;

/** Nothing is being counted any more. */
const settled = async (page: Page): Promise<void> => {
	await page.waitForTimeout(500);
	await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null, null, {
		timeout: PATIENCE,
	});
};

const toPlace = (page: Page, name: string) =>
	page
		.getByRole('navigation', { name: 'Places' })
		.getByRole('link', { name: new RegExp(`^${name}`) })
		.click();

/** Seconds of processor time that the browser's pages have taken, workers and all: other programs do not lengthen them. */
async function busySeconds(page: Page): Promise<number> {
	const session = await page.context().browser()!.newBrowserCDPSession();
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	await session.detach();
	return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** `exact` is when all that was told by bins at first had been told exactly, in milliseconds after the click. */
type Filtered = Repaint & { busy: number; exact: number };

/** No question waits for its answer, or for the exact one. */
const answered = (page: Page): Promise<unknown> =>
	page.waitForFunction(() => document.querySelector('.counting') === null, null, { timeout: PATIENCE });

/** So long the pointer rests on a value before it is clicked, in milliseconds: what it asks is asked ahead meanwhile. */
const REST_MS = 300;

/**
 * Ticks three values of the owner, one after the other, each a question that was not asked before; then three others, on
 * each of which the pointer has rested.
 */
async function filterTwice(
	page: Page,
	parts: Readonly<Record<string, string>>,
): Promise<{ atOnce: Filtered[]; rested: Filtered[] }> {
	await page.getByRole('button', { name: '+ filter' }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: /^Opportunity Owner/ })
		.click();
	const boxes = page.getByRole('dialog').getByRole('checkbox');
	await boxes.first().waitFor();
	await settled(page);
	const tick = async (value: Locator, restMs: number): Promise<Filtered> => {
		const before = await busySeconds(page);
		let from = 0;
		const click = async () => {
			if (restMs > 0) await value.hover();
			await page.waitForTimeout(restMs);
			from = performance.now();
			await value.click();
		};
		const repaint = await repaintAfter(page, parts, click, PATIENCE);
		await answered(page);
		const exact = performance.now() - from;
		return { ...repaint, exact, busy: (await busySeconds(page)) - before };
	};
	// By their names, as the list is in another order once there is a window of other deals.
	const names = (await boxes.locator('..').allInnerTexts()).slice(0, 6).map((text) => text.split('\n')[0]!);
	const valueOf = (name: string) =>
		page.getByRole('dialog').getByRole('checkbox', { name: new RegExp(`^${name}\\b`) });
	const atOnce: Filtered[] = [];
	for (const name of names.slice(0, 3)) atOnce.push(await tick(valueOf(name), 0));
	await page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
	await settled(page);
	const rested: Filtered[] = [];
	for (const name of names.slice(3)) rested.push(await tick(valueOf(name), REST_MS));
	await page.keyboard.press('Escape');
	return { atOnce, rested };
}

function noteRepaints(set: string, place: string, repaints: readonly Filtered[]): void {
	note(set, `${place}: first sign of a filter`, ms(median(repaints.map(({ answered }) => answered))));
	for (const part of Object.keys(repaints[0]?.parts ?? {}))
		note(set, `${place}: ${part} repainted`, ms(median(repaints.map(({ parts }) => parts[part] ?? NaN))));
	note(set, `${place}: all exact, at the latest`, ms(median(repaints.map(({ exact }) => exact))));
	note(set, `${place}: processor time of it all`, ms(1000 * median(repaints.map(({ busy }) => busy))));
	note(set, `${place}: longest task`, ms(Math.max(...repaints.map(({ longestTask }) => longestTask))));
}

async function scrollDeals(page: Page, set: string): Promise<void> {
	await toPlace(page, 'Deals');
	const grid = page.getByRole('grid');
	await grid.waitFor({ timeout: PATIENCE });
	await settled(page);
	const box = await grid.boundingBox();
	if (!box) throw new Error('The table of deals is not on the page.');
	const session = await page.context().newCDPSession(page);
	const scroll = (speed: number, distance: number) => async () => {
		await session.send('Input.synthesizeScrollGesture', {
			x: box.x + 200,
			y: box.y + 200,
			yDistance: -distance,
			speed,
			preventFling: true,
		});
	};
	await session.send('Performance.enable', { timeDomain: 'threadTicks' });
	/** Processor time of the page's own thread so far, in milliseconds. */
	const ticks = async (): Promise<number> => {
		const { metrics } = await session.send('Performance.getMetrics');
		return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
	};
	for (const [pace, speed, distance] of [
		['a reader’s pace', 1_500, 4_000],
		['fast', 12_000, 40_000],
	] as const) {
		const before = await ticks();
		const frames = await framesDuring(page, '.body .coming', scroll(speed, distance));
		const busy = (await ticks()) - before;
		note(set, `Deals, ${pace}: frames a second`, frames.perSecond.toFixed(0));
		note(set, `Deals, ${pace}: longest frame`, ms(frames.longest));
		note(set, `Deals, ${pace}: page’s processor time a frame`, `${(busy / frames.count).toFixed(1)} ms`);
		note(set, `Deals, ${pace}: frames with all rows there`, `${(frames.complete * 100).toFixed(0)} %`);
	}
	// To a place far away, where nothing has been fetched.
	const from = performance.now();
	await grid.focus();
	await page.keyboard.press('End');
	await page.waitForFunction(() => document.querySelector('.body .coming') === null, null, {
		timeout: PATIENCE,
	});
	note(set, 'Deals: the end of the list is there', ms(performance.now() - from));
	await page.getByRole('columnheader', { name: 'Amount' }).getByRole('button').click();
	await settled(page);
	const sorted = performance.now();
	await page.getByRole('columnheader', { name: 'Amount' }).getByRole('button').click();
	await settled(page);
	note(set, 'Deals: sorted the other way', ms(performance.now() - sorted - 500));
}

/** Whether what was built of the workspace is kept beside its files. */
const isBuiltKept = (page: Page): Promise<boolean> =>
	page.evaluate(async () => {
		const all = await (await navigator.storage.getDirectory()).getDirectoryHandle('workspaces');
		for await (const folder of all.values()) {
			if (!(folder instanceof FileSystemDirectoryHandle)) continue;
			for await (const name of folder.keys()) if (name === 'built.json') return true;
		}
		return false;
	});

/** Opens the page again, once what was built is kept: the files are not read again. */
async function reload(page: Page, set: string, home: string): Promise<void> {
	const quiet = performance.now();
	while (!(await isBuiltKept(page))) {
		if (performance.now() - quiet > PATIENCE) throw new Error('What was built has not been kept.');
		await page.waitForTimeout(250);
	}
	note(set, 'Left alone: what was built is kept', ms(performance.now() - quiet));
	await page.goto('about:blank');
	const before = await busySeconds(page);
	const from = performance.now();
	await page.goto(home);
	await page
		.getByRole('heading', { level: 1, name: /Win rate|Nothing closed/ })
		.waitFor({ timeout: PATIENCE });
	note(set, 'Reloaded: the headline is read', ms(performance.now() - from));
	await settled(page);
	note(set, 'Reloaded: all of Overview is drawn', ms(performance.now() - from));
	note(set, 'Reloaded: processor time of it all', ms(1000 * ((await busySeconds(page)) - before)));
}

async function measure(set: string, home: string, files: readonly string[] | null): Promise<void> {
	const browser = await chromium.launch(launchOptions());
	try {
		const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
		page.on('pageerror', (error) => process.stderr.write(`  the page threw: ${error.message}\n`));
		await watchMetrics(page);
		await page.goto(home);
		await page.getByRole('button', { name: 'Choose files' }).waitFor();
		await page.waitForTimeout(1000);
		const shell = await metricsOf(page);
		note(set, 'Shell: first paint', ms(shell.firstPaint));
		note(set, 'Shell: first contentful paint', ms(shell.firstContentfulPaint));
		note(set, 'Shell: largest contentful paint', ms(shell.largestContentfulPaint));
		note(set, 'Shell: layout shift', shell.cumulativeLayoutShift.toFixed(3));
		note(set, 'Shell: blocked, longest task', `${ms(shell.totalBlocking)}, ${ms(shell.longestTask)}`);

		const since = await page.evaluate(() => performance.now());
		const opened = performance.now();
		if (files) {
			const choosing = page.waitForEvent('filechooser');
			await page.getByRole('button', { name: 'Choose files' }).click();
			await (await choosing).setFiles([...files]);
		} else await page.getByRole('button', { name: 'Open the sample company' }).click();
		const heading = page.getByRole('heading', { level: 1, name: /Win rate|Nothing closed/ });
		await heading.waitFor({ timeout: PATIENCE });
		note(set, 'Opened: the headline is read', ms(performance.now() - opened));
		await settled(page);
		note(set, 'Opened: all of Overview is drawn', ms(performance.now() - opened));
		const first = await metricsOf(page, since);
		note(set, 'Opened: layout shift', first.cumulativeLayoutShift.toFixed(3));
		if (first.cumulativeLayoutShift > 0.05) note(set, 'Opened: largest shift', first.largestShift);
		note(set, 'Opened: blocked, longest task', `${ms(first.totalBlocking)}, ${ms(first.longestTask)}`);

		const overview = await filterTwice(page, OVERVIEW);
		noteRepaints(set, 'Overview', overview.atOnce);
		noteRepaints(set, `Overview, the pointer rested ${REST_MS} ms before`, overview.rested);
		await page.getByRole('button', { name: 'Reset' }).click();
		await toPlace(page, 'Funnel');
		await page.getByRole('group', { name: /^Stages/ }).waitFor({ timeout: PATIENCE });
		await settled(page);
		const funnel = await filterTwice(page, FUNNEL);
		noteRepaints(set, 'Funnel', funnel.atOnce);
		noteRepaints(set, `Funnel, the pointer rested ${REST_MS} ms before`, funnel.rested);
		await page.getByRole('button', { name: 'Reset' }).click();
		await scrollDeals(page, set);
		if (files) await reload(page, set, home);
	} finally {
		await browser.close();
	}
}

const build = resolve(values.build ?? 'build');
if (!existsSync(join(build, 'index.html'))) throw new Error('There is no build: run npm run build first.');
const server = await serve(build, { port: 0, exact: false });
const folder = await mkdtemp(join(tmpdir(), 'funnelscope-bench-'));
const sets: string[] = [];
try {
	if (!values['no-sample']) {
		sets.push('sample');
		await measure('sample', server.address, null);
	}
	for (const deals of sizes) {
		const set = deals.toLocaleString('en-GB');
		sets.push(set);
		const files = writeBenchFiles(folder, deals).map(({ path }) => path);
		await measure(set, server.address, files);
	}
} finally {
	await rm(folder, { recursive: true, force: true });
	await server.stop();
	const load = loadavg()[0] ?? 0;
	process.stdout.write(`| | ${sets.join(' | ')} |\n|---|${sets.map(() => '--:|').join('')}\n`);
	for (const line of lines)
		process.stdout.write(`| ${line.what} | ${sets.map((set) => line[set] ?? '').join(' | ')} |\n`);
	process.stdout.write(`\nLoad of the machine at the end: ${load.toFixed(1)}.\n`);
}
