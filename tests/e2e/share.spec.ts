import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { expectNothingLeft, listen, numbersOf, openPipeline, plain, test } from './pipeline';

test('a shared link shows the same numbers elsewhere, without the engine and without another origin', async ({
	page,
	browser,
	baseURL,
}) => {
	await openPipeline(page);
	await page.getByRole('button', { name: '+ filter' }).click();
	await page.getByRole('button', { name: /^sales_agent/ }).click();
	await page.getByRole('checkbox', { name: 'Ann Lee' }).click();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 5 opportunities');
	const here = await numbersOf(page);

	await page.getByRole('button', { name: 'Share', exact: true }).click();
	const dialog = page.getByRole('dialog');
	const field = dialog.getByRole('textbox', { name: 'Link to the report' });
	await dialog.getByRole('textbox', { name: 'Title' }).fill('Ann’s quarter');
	await expect(field).toHaveValue(/#r1\./);
	const said = plain(await dialog.innerText());
	expect(said).toContain('Filters, by name sales_agent is Ann Lee');
	expect(said).toContain('Stays here: every single deal');
	// The link is made anew for the title: it is taken once it no longer changes.
	await expect(dialog.getByText(/characters/)).toBeVisible();
	await page.waitForTimeout(800);
	const link = await field.inputValue();

	const context = await browser.newContext({ locale: 'en-GB' });
	const reader = await context.newPage();
	const heard = listen(reader);
	await reader.goto(link);
	await expect(reader.getByText('Ann’s quarter')).toBeVisible();
	await expect(reader.getByText('where sales_agent is Ann Lee · as of 3 Mar 2024')).toBeVisible();
	expect(await numbersOf(reader)).toEqual(here);
	expectNothingLeft(heard, new URL(baseURL ?? '').origin);
	expect(heard.requests.filter((url) => /\.wasm|duckdb|worker/i.test(url))).toEqual([]);
	// No deal is in the page: neither its id nor an account.
	// Names of built files are made of letters by chance.
	const text = (await reader.content()).replaceAll(/_app\/immutable\/[\w./-]+/g, '');
	for (const secret of ['O7', 'Codehow', 'Bob Ray', 'pipeline.csv']) expect(text).not.toContain(secret);
	await context.close();
});

test('a shared Overview shows its sentence, its tiles and its funnel as they were, and leads nowhere', async ({
	page,
	browser,
}) => {
	await openPipeline(page);
	await page.getByRole('link', { name: 'Overview' }).click();
	const tiles = page.locator('.tile .value');
	await expect(tiles).toHaveCount(8);
	await expect(page.getByText(/^50\.0\s%$/)).toBeVisible();
	const sentence = page.getByRole('heading', { level: 1 });
	// The sentence is told in two steps: what changed, then what costs most, which ten deals do not tell.
	await expect(page.getByText(/^Too few deals have left their stages/)).toBeVisible();
	await expect(sentence).toContainText('Win rate is');
	const here = { sentence: await sentence.innerText(), tiles: await tiles.allInnerTexts() };
	await page.getByRole('button', { name: 'Share', exact: true }).click();
	const field = page.getByRole('textbox', { name: 'Link to the report' });
	await expect(field).toHaveValue(/#r6\./);
	const link = await field.inputValue();
	const context = await browser.newContext({ locale: 'en-GB' });
	const reader = await context.newPage();
	const heard = listen(reader);
	await reader.goto(link);
	await expect(reader.getByRole('heading', { level: 1 })).toHaveText(here.sentence);
	expect(await reader.locator('.tile .value').allInnerTexts()).toEqual(here.tiles);
	await expect(reader.getByText(/^Too few deals have left their stages/)).toBeVisible();
	await expect(reader.getByRole('figure', { name: /Where opportunities go/ })).toBeVisible();
	await expect(reader.getByRole('alert')).toHaveCount(0);
	expect(heard.complaints).toEqual([]);
	expect(heard.requests.filter((url) => /\.wasm|duckdb|worker/i.test(url))).toEqual([]);
	// The only links of a report are the way to the first page.
	const leads = await reader.getByRole('main').getByRole('link').count();
	expect(leads).toBe(0);
	const found = await new AxeBuilder({ page: reader }).analyze();
	expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
	await context.close();
});

test('the built report page reaches no part of the engine by static imports', () => {
	const build = fileURLToPath(new URL('../../build/', import.meta.url));
	const page = readFileSync(join(build, 'report/index.html'), 'utf8');
	const waiting = [...page.matchAll(/_app\/immutable\/[\w/.-]+\.js/g)].map(([path]) => join(build, path));
	const reached = new Map<string, string>();
	for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
		if (reached.has(path)) continue;
		const text = readFileSync(path, 'utf8');
		reached.set(path, text);
		for (const [, imported = ''] of text.matchAll(/(?:from|import)\s*"(\.{1,2}\/[^"]+\.js)"/g))
			waiting.push(join(dirname(path), imported));
	}
	expect(reached.size).toBeGreaterThan(5);
	expect([...reached].filter(([, text]) => /duckdb|\.wasm/i.test(text)).map(([path]) => path)).toEqual([]);
});

test('the reader of a report may look by value and at the other conversion, and the report stays as it was sent', async ({
	page,
}) => {
	await openPipeline(page);
	await page.getByRole('button', { name: 'Share', exact: true }).click();
	const field = page.getByRole('textbox', { name: 'Link to the report' });
	await expect(field).toHaveValue(/#r1\./);
	const link = await field.inputValue();
	await page.goto(link);
	await expect(page.getByText('Report · read-only')).toBeVisible();
	await page.getByText('Value', { exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 600 of opportunities created');
	await page.reload();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 10 opportunities created');
	expect(page.url()).toBe(link);
	await expect(page.getByRole('button', { name: '+ filter' })).toHaveCount(0);
});

test('a damaged link says what is wrong with it', async ({ page }) => {
	await openPipeline(page);
	await page.getByRole('button', { name: 'Share', exact: true }).click();
	const field = page.getByRole('textbox', { name: 'Link to the report' });
	await expect(field).toHaveValue(/#r1\./);
	const link = await field.inputValue();
	await page.goto(link.slice(0, -40));
	await expect(page.getByRole('heading', { name: 'This report cannot be opened' })).toBeVisible();
	await expect(page.getByRole('alert')).toContainText(/cut off|missing|altered/);
	await page.goto(link.replace(/#.*/, ''));
	await expect(page.getByRole('heading', { name: 'There is no report in this address' })).toBeVisible();
});
