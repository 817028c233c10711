import { expect, type Page } from '@playwright/test';
import { xlsxOf } from '../support/workbook';
import { expectFocus, press, reach } from './keys';
import { drop, expectFunnel, expectOverview, openPipeline, PIPELINE, tabTo, test } from './pipeline';

const rowsOf = (csv: string) =>
	csv
		.trim()
		.split('\n')
		.map((line) => line.split(','));

async function goToData(page: Page): Promise<void> {
	await page.keyboard.press('g');
	await page.keyboard.press('a');
	await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible();
}

test('by keyboard alone it is said which sheet of a workbook counts', async ({ page }) => {
	const draft = PIPELINE.split('\n').slice(0, 5).join('\n').replaceAll(/^O/gm, 'D');
	const workbook = xlsxOf([
		{ name: 'Opportunities', rows: rowsOf(PIPELINE) },
		{ name: 'Old draft', rows: rowsOf(draft) },
	]);
	page.on('filechooser', () => undefined);
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await tabTo(page, /^Choose files$/);
	const chooser = page.waitForEvent('filechooser');
	await page.keyboard.press('Enter');
	await (await chooser).setFiles({ name: 'export.xlsx', mimeType: '', buffer: Buffer.from(workbook) });
	await expectOverview(page);
	await goToData(page);
	await expect(page.getByRole('heading', { name: '14 rows read, all kept' })).toBeVisible();
	await reach(page, page.getByRole('button', { name: 'Review mapping' }));
	await page.keyboard.press('Enter');
	await expectFocus(page);
	const sheet = page.getByRole('combobox', { name: 'What export.xlsx › Old draft holds' });
	await reach(page, sheet);
	await page.keyboard.type('Left');
	await expect(sheet).toHaveValue('ignored');
	await expect(sheet).toBeFocused();
	await press(page, /^Build$/, 'Enter', 120);
	await expect(page.getByRole('heading', { name: '14 rows read, 4 set aside' })).toBeVisible();
	await expectFocus(page);
});

test('by keyboard alone a spelling that looks alike is accepted, undone, left and offered again', async ({
	page,
}) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await drop(page, {
		'pipeline.csv': PIPELINE.replaceAll('GTX Pro,', 'GTXPro,'),
		'products.csv': 'product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,4821\nMG Special,MG,55\n',
	});
	await expectOverview(page);
	await goToData(page);
	const joins = page.locator('section#joins');
	await reach(page, joins.getByRole('button', { name: 'Accept: read GTXPro as GTX Pro' }));
	await page.keyboard.press('Enter');
	const undo = joins.getByRole('button', { name: 'No longer read GTXPro as GTX Pro' });
	await expect(undo).toBeVisible();
	// One is still where one was, though all was built anew.
	await expect(joins).toBeFocused();
	await press(page, /^No longer read GTXPro as GTX Pro$/, 'Enter', 30);
	const accept = joins.getByRole('button', { name: 'Accept: read GTXPro as GTX Pro' });
	await expect(accept).toBeVisible();
	await expect(joins).toBeFocused();
	await press(page, /^Leave GTXPro as it is$/, 'Enter', 30);
	await expect(accept).toHaveCount(0);
	await expect(joins.locator(':focus')).toHaveCount(1);
	await reach(page, joins.getByRole('button', { name: 'Offer them again' }));
	await page.keyboard.press('Enter');
	await expect(accept).toBeVisible();
	await expect(joins.locator(':focus')).toHaveCount(1);
});

test('by keyboard alone the order of the process is put right, and the funnel follows it', async ({
	page,
}) => {
	await openPipeline(page);
	const stages = page.getByRole('group', { name: /^Stages/ }).getByRole('button', { name: /^\w+ \d/ });
	await expect(stages.first()).toHaveAccessibleName(/^Prospecting/);
	await goToData(page);
	await reach(page, page.getByRole('button', { name: 'Edit the process' }));
	await page.keyboard.press('Enter');
	const names = page.getByRole('textbox', { name: /^Name of stage/ });
	await expect(names.first()).toHaveValue('Prospecting');
	await reach(page, page.getByRole('button', { name: 'Move Prospecting down' }));
	await page.keyboard.press('Enter');
	await expect(names.first()).toHaveValue('Engaging');
	// The stage is moved on by the same button, which went with it.
	await expect(page.getByRole('button', { name: 'Move Prospecting down' })).toBeFocused();
	await page.keyboard.press('Shift+Tab');
	await page.keyboard.press('Enter');
	await expect(names.first()).toHaveValue('Prospecting');
	// At its end the button that is off hands the focus on to the other.
	await expect(page.getByRole('button', { name: 'Move Prospecting down' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(names.first()).toHaveValue('Engaging');
	await press(page, /^Build with this process$/, 'Enter', 120);
	await expect(page.getByRole('button', { name: 'Edit the process' })).toBeVisible();
	await expectFocus(page);
	await page.keyboard.press('g');
	await page.keyboard.press('f');
	await expect(page).toHaveURL(/\/funnel\//);
	await expectFunnel(page);
	await expect(stages.first()).toHaveAccessibleName(/^Engaging/);
});
