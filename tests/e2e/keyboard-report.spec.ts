import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { arrowTo, expectFocus, press, reach, walkFigures, walkStops } from './keys';
import { test, toTop } from './pipeline';

/** A link that was published: a report needs no data but what is in it. */
function publishedLink(name: string): string {
	const file = join(import.meta.dirname, '../share/published', `${name}.json`);
	return (JSON.parse(readFileSync(file, 'utf8')) as { link: string }).link;
}

test('by keyboard alone a report is read: its figures, its parts, its tables, by count and by value', async ({
	page,
}) => {
	await page.goto(`./report/${publishedLink('v5-days-of-a-time-zone')}`);
	const board = page.getByRole('group', { name: /^Stages/ });
	await expect(board).toBeVisible();
	const title = page.getByRole('heading', { level: 1 });

	// Every stop is named and shown, and nothing leads to deals, to a query or to a switch that a report has not.
	const stops = await walkStops(page);
	expect(stops[0]).toBe('link "Funnelscope, first page"');
	expect(stops[1]).toMatch(/^radio "Value" \[checked\]/);
	expect(stops.filter((heard) => heard.startsWith('link')).length).toBe(1);
	expect(stops.filter((heard) => /^button "Table of/.test(heard)).length).toBeGreaterThan(0);
	expect(stops.filter((heard) => /^button "(Win rate|Won value|Sales cycle)/.test(heard)).length).toBe(3);

	// By count: the sentence is told.
	const radio = (name: string) => page.getByRole('radio', { name, exact: true });
	const before = (await title.textContent())?.trim() ?? '';
	await reach(page, radio('Value'));
	await page.keyboard.press('ArrowLeft');
	await expect(radio('Count')).toBeChecked();
	await expect(radio('Count')).toBeFocused();
	await expectFocus(page);
	await expect(title).not.toHaveText(before);
	const now = (await title.textContent())?.trim() ?? '';
	await expect(page.getByRole('status').filter({ hasText: now })).toHaveCount(1);

	// A part of the board is picked and let go of.
	const part = board.getByRole('button', { name: /: dropped [1-9]/ }).first();
	await arrowTo(page, board, part);
	await expect(page.getByRole('tooltip')).toBeVisible();
	await page.keyboard.press('Enter');
	await expect(part).toHaveAttribute('aria-pressed', 'true');
	await expect(part).toBeFocused();
	await expect(page.getByRole('status').filter({ hasText: /^Dropped at/ })).toBeVisible();
	await press(page, /^Clear$/, 'Enter', 4);
	await expect(part).toHaveAttribute('aria-pressed', 'false');

	// Its table twin, which scrolls by the keys where it is narrow.
	const twin = page.getByRole('button', { name: /^Table of Where/ });
	await reach(page, twin);
	await page.keyboard.press('Enter');
	await expect(twin).toHaveAttribute('aria-pressed', 'true');
	await expect(twin).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(page.getByRole('region', { name: /^Where opportunities go/ })).toBeFocused();
	await expectFocus(page);
	await expect(page.getByRole('table').getByRole('columnheader').first()).toBeVisible();

	// The link of an Overview in its place.
	await page.goto(`./report/${publishedLink('v3-overview-beside-the-quarter-before')}`);
	await expect(page.getByRole('region', { name: 'What it costs' })).toBeVisible();
	const all = await walkStops(page);
	expect(all.filter((heard) => heard.startsWith('link')).length).toBe(1);
	expect(all.filter((heard) => /^button "(Win rate|Won value|Open pipeline)/.test(heard)).length).toBe(3);
	expect(await walkFigures(page)).toBeGreaterThan(3);
});

test('by keyboard alone the gallery is seen in each theme, a part is picked, a table and a dialog are opened', async ({
	page,
}) => {
	// A key that is pressed before the page has come alive is forgotten.
	await page.goto('./gallery/', { waitUntil: 'networkidle' });
	await expect(page.getByRole('heading', { name: 'Joins that do not hold', exact: false })).toBeVisible();
	await toTop(page);
	await page.keyboard.press('Tab');
	await expect(page.getByRole('radio', { name: 'system' })).toBeFocused();
	await expectFocus(page);
	for (const theme of ['light', 'dark']) {
		await page.keyboard.press('ArrowRight');
		await expect(page.getByRole('radio', { name: theme })).toBeFocused();
		await expect(page.locator('main')).toHaveAttribute('data-theme', theme);
		await expectFocus(page);
	}
	await page.keyboard.press('ArrowRight');
	await expect(page.locator('main')).not.toHaveAttribute('data-theme');

	const story = page.locator('#board');
	const part = story.getByRole('button', { name: /: dropped [1-9]/ }).first();
	await arrowTo(page, story.getByRole('group').first(), part);
	await page.keyboard.press('Enter');
	await expect(part).toHaveAttribute('aria-pressed', 'true');
	await page.keyboard.press('Enter');
	await expect(part).toHaveAttribute('aria-pressed', 'false');
	await page.keyboard.press('Shift+Tab');
	await expect(story.getByRole('button', { name: /^Table of/ })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(story.getByRole('table')).toBeVisible();
	await expectFocus(page);
	for (const opener of await page.locator('#dialogs').getByRole('button').all()) {
		await opener.focus();
		await page.keyboard.press('Enter');
		await expect(page.getByRole('dialog').locator(':focus')).toHaveCount(1);
		await page.keyboard.press('Escape');
		await expect(page.getByRole('dialog')).toHaveCount(0);
		await expect(opener).toBeFocused();
	}
});
