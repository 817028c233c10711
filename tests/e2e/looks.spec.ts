import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { compareLooks, lookOf } from '../support/look';

/** Kept looks, one file a story: `npm run e2e -- looks.spec --update-snapshots=all` takes them anew. */
const KEPT = join(import.meta.dirname, 'looks');

/** What share of the ink may stand otherwise: another version of the browser, another fallback for a script. */
const MOST_APART = 0.03;

async function storiesOf(page: Page): Promise<string[]> {
	await page.goto('./gallery/');
	await expect(page.getByRole('heading', { name: 'Gallery', exact: true })).toBeVisible();
	await page.evaluate(() => document.fonts.ready);
	return page.locator('[data-story]').evaluateAll((all) => all.map((one) => one.id));
}

/** A story where it stands on its long page, which is not laid out and painted again for each of them. */
async function pictureOf(page: Page, camera: CDPSession, id: string): Promise<Buffer> {
	const clip = await page.evaluate(async (shown) => {
		for (const story of document.querySelectorAll<HTMLElement>('[data-story]'))
			story.style.contentVisibility = story.id === shown ? 'visible' : 'hidden';
		await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
		const story = document.getElementById(shown)!;
		const { x, y, width, height } = story.getBoundingClientRect();
		return { x: x + scrollX, y: y + scrollY, width, height, scale: 1 };
	}, id);
	const { data } = await camera.send('Page.captureScreenshot', { clip, captureBeyondViewport: true });
	return Buffer.from(data, 'base64');
}

test.use({ viewport: { width: 1280, height: 900 }, contextOptions: { reducedMotion: 'reduce' } });

for (const colorScheme of ['light', 'dark'] as const) {
	test.describe(`in ${colorScheme}`, () => {
		test.use({ colorScheme });

		test('every story of the gallery looks as it did', async ({ page, context }, info) => {
			const isTaking = ['all', 'changed'].includes(info.config.updateSnapshots);
			const stories = await storiesOf(page);
			const decoder = await context.newPage();
			const camera = await context.newCDPSession(page);
			const folder = join(KEPT, colorScheme);
			if (isTaking) {
				rmSync(folder, { recursive: true, force: true });
				mkdirSync(folder, { recursive: true });
			}
			const changed: string[] = [];
			for (const id of stories) {
				const png = await pictureOf(page, camera, id);
				const now = await lookOf(decoder, png);
				const file = join(folder, `${id}.txt`);
				if (isTaking) writeFileSync(file, `${now.join('\n')}\n`);
				if (!existsSync(file)) {
					changed.push(`${id}: no look of it is kept`);
					continue;
				}
				const before = readFileSync(file, 'utf8').replace(/\n$/, '').split('\n');
				const { apart, picture } = compareLooks(before, now);
				if (apart <= MOST_APART) continue;
				await info.attach(id, { body: png, contentType: 'image/png' });
				changed.push(`${id}: ${(100 * apart).toFixed(1)} % of it stands otherwise\n${picture}`);
			}
			expect(changed.join('\n\n')).toBe('');
			expect(
				readdirSync(folder)
					.map((name) => name.replace(/\.txt$/, ''))
					.sort(),
				'a look is kept of each story, and of nothing else',
			).toEqual([...stories].sort());
		});
	});
}
