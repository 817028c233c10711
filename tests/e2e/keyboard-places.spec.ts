import { expect, type Page } from '@playwright/test';
import { walkFigures } from './keys';
import { drop, openPipeline, PIPELINE, tabTo, test, toTop } from './pipeline';

const scopeOf = (page: Page) => page.getByRole('region', { name: 'Scope' });

/** A popover takes the focus when it opens; Tab pressed before would leave from its button. */
async function openByKey(page: Page, dialog: string): Promise<void> {
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog', { name: dialog })).toBeVisible();
	await expect(page.getByRole('dialog', { name: dialog }).locator(':focus')).toHaveCount(1);
}

test('by keyboard alone a value is filtered by in the palette, and its chip takes it away', async ({
	page,
}) => {
	await openPipeline(page);
	await page.keyboard.press('Control+k');
	await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
	await page.keyboard.type('bob');
	await expect(page.getByRole('option', { name: /sales_agent is Bob Ray/ })).toBeVisible();
	await page.keyboard.press('Enter');
	await expect(scopeOf(page)).toContainText('sales_agent is Bob Ray');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 5 opportunities created');
	await tabTo(page, /^Remove the filter on sales_agent/);
	await page.keyboard.press('Enter');
	await expect(scopeOf(page)).not.toContainText('Bob Ray');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 10 opportunities');
});

test('by keyboard alone a window is chosen in the calendar, and what it is compared with', async ({
	page,
}) => {
	await openPipeline(page);
	await tabTo(page, /^at any time$/);
	await openByKey(page, 'Time window');
	const days = page.getByRole('grid').getByRole('button');
	// The calendar opens on the month of the newest day, March 2024; Tab comes to one day of it.
	for (let step = 0; step < 30; step++) {
		if ((await days.and(page.locator(':focus')).count()) > 0) break;
		await page.keyboard.press('Tab');
	}
	const focused = () => page.locator('*:focus').getAttribute('data-value');
	expect(await focused()).toMatch(/^2024-03-/);
	while ((await focused())?.startsWith('2024-03') ?? false) await page.keyboard.press('ArrowUp');
	while ((await focused()) !== '2024-02-01') await page.keyboard.press('ArrowLeft');
	await page.keyboard.press('Enter');
	while ((await focused()) !== '2024-02-29') await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/from=2024-02-01&to=2024-03-01/);
	// O3, O5, O6 and O7 began in February.
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 4 opportunities created');
	await expect(scopeOf(page)).toContainText('compared with Jan 2024');

	await page.keyboard.press('Escape');
	await tabTo(page, /^Jan 2024$/);
	await openByKey(page, 'Compare with');
	await tabTo(page, /^Nothing$/, 8);
	await page.keyboard.press('Enter');
	await expect(scopeOf(page)).toContainText('compared with nothing');
	await expect(page).toHaveURL(/vs=none/);
});

test('by keyboard alone a column is added to the deals and taken away again', async ({ page }) => {
	await openPipeline(page);
	await page.keyboard.press('g');
	await page.keyboard.press('d');
	await expect(page.getByRole('status').filter({ hasText: /^10 deals/ })).toBeVisible();
	await tabTo(page, /^Columns$/);
	await openByKey(page, 'Columns of the list');
	const choice = page.getByRole('dialog').getByRole('checkbox', { name: 'Id', exact: true });
	for (let step = 0; step < 30; step++) {
		if ((await choice.and(page.locator(':focus')).count()) > 0) break;
		await page.keyboard.press('Tab');
	}
	const head = page.getByRole('columnheader', { name: 'Id', exact: true });
	await expect(head).toHaveCount(0);
	await page.keyboard.press('Space');
	await expect(head).toBeVisible();
	await page.keyboard.press('Space');
	await expect(head).toHaveCount(0);
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'Columns', exact: true })).toBeFocused();
});

test('by keyboard alone a question is asked in SQL, a long one stopped, and the editor left', async ({
	page,
}) => {
	await openPipeline(page);
	await page.keyboard.press('g');
	await page.keyboard.press('s');
	const editor = page.getByRole('textbox', { name: 'SQL' });
	await expect(editor).toBeVisible();
	for (let step = 0; step < 30; step++) {
		if (await editor.evaluate((element) => element.matches(':focus'))) break;
		await page.keyboard.press('Tab');
	}
	await expect(editor).toBeFocused();
	await page.keyboard.insertText('select 6 * 7 as answer');
	await page.keyboard.press('Control+Enter');
	await expect(page.getByRole('gridcell', { name: '42', exact: true })).toBeVisible();

	await page.keyboard.press('Control+a');
	await page.keyboard.insertText(
		'select count(*) as n from range(100000) a, range(1000000) b where a.range * b.range % 7 = 3',
	);
	await page.keyboard.press('Control+Enter');
	const stop = page.getByRole('button', { name: 'Stop' });
	await expect(stop).toBeEnabled();
	await tabTo(page, /^Stop/, 4);
	await page.keyboard.press('Enter');
	await expect(stop).toBeDisabled();
	await expect(page.getByRole('button', { name: /^Run/ })).toBeFocused();
});

test('by keyboard alone a view is named, shared and left again', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await openPipeline(page);
	await tabTo(page, /^Share$/);
	await openByKey(page, 'Share this view');
	const title = page.getByRole('textbox', { name: 'Title' });
	for (let step = 0; step < 6; step++) {
		if (await title.evaluate((element) => element.matches(':focus'))) break;
		await page.keyboard.press('Tab');
	}
	await page.keyboard.type('For Ann');
	const field = page.getByRole('textbox', { name: 'Link to the report' });
	await expect(field).toHaveValue(/#r\d+\./);
	await tabTo(page, /^Copy link$/, 6);
	// The link follows the title, once typing pauses.
	const before = await field.inputValue();
	await expect.poll(async () => (await field.inputValue()).length).toBeGreaterThan(before.length - 1);
	await page.keyboard.press('Enter');
	await expect(page.getByText('Copied.')).toBeVisible();
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	expect(copied).toMatch(/\/report\/#r\d+\./);
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeFocused();
	const report = await context.newPage();
	await report.goto(copied);
	await expect(report.getByText('For Ann')).toBeVisible();
});

test('by keyboard alone every figure of Funnel, of a deal and of Data is reached and says what it means', async ({
	page,
}) => {
	await openPipeline(page);
	await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
	expect(await walkFigures(page)).toBeGreaterThan(5);
	await page.keyboard.press('g');
	await page.keyboard.press('d');
	await page.getByRole('grid').focus();
	await page.keyboard.press('Enter');
	const deal = page.getByRole('dialog');
	await expect(deal.getByRole('heading', { level: 2 })).toHaveText('O8');
	await expect(deal.getByRole('link', { name: /The query behind these facts/ })).toBeVisible();
	expect(await walkFigures(page, deal)).toBeGreaterThan(4);
	// The first Escape closes what a figure says, the next one the deal.
	await page.keyboard.press('Escape');
	await expect(page.getByRole('tooltip')).toHaveCount(0);
	await page.keyboard.press('Escape');
	await expect(deal).toHaveCount(0);
	await page.getByRole('link', { name: /^Data/ }).click();
	await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible();
	await expect(page.getByText(/suspect something|Nothing is suspected/)).toBeVisible();
	expect(await walkFigures(page)).toBeGreaterThan(5);
});

test('by keyboard alone every number tells its definition and n, and leads to its query', async ({
	page,
}) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await drop(page, { 'pipeline.csv': PIPELINE });
	await expect(page.getByRole('heading', { level: 1, name: /Win rate/ })).toBeVisible();
	await toTop(page);
	// A tile: its tip says what is divided by what, of how many, with the interval.
	await tabTo(page, /^Win rate 50\.0/);
	const tip = page.getByRole('tooltip');
	await expect(tip).toContainText('won ÷ (won + lost)');
	await expect(tip).toContainText('6 deals closed');
	await expect(tip).toContainText('95 % interval');
	await page.keyboard.press('Tab');
	await expect(page.locator('*:focus')).toContainText('The query behind Win rate');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/sql\//);
	await expect(page.getByRole('textbox', { name: 'SQL' })).toContainText('select');
});
