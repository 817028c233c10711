import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { drop, expectFunnel, openPipeline, test } from './pipeline';

/** The stage changes of two of the ten opportunities, on lines 2 to 5. */
const HISTORY = `opportunity_id,to_stage,changed_at
O1,Prospecting,2024-01-10
O1,Engaging,2024-01-14
O7,Prospecting,2024-02-20
O7,Engaging,2024-02-26
`;

const panel = (page: Page) => page.getByRole('dialog');
const names = (page: Page) => page.getByRole('rowheader');

async function goToDeals(page: Page): Promise<void> {
	await page.getByRole('link', { name: /^Deals/ }).click();
	await expect(page.getByRole('status').filter({ hasText: /^10 deals · 600/ })).toBeVisible();
}

test('all deals, put in order by a head, one opened with its rows, and back again', async ({ page }) => {
	await openPipeline(page);
	await goToDeals(page);
	// 100 + 300 + 200 of the won ones; the lost have 0 and the open none.
	await expect(page.getByRole('status').filter({ hasText: /^10 deals · 600/ })).toBeVisible();
	await page.getByRole('button', { name: 'Amount' }).click();
	await expect(names(page).first()).toContainText('O2');
	await names(page).first().click();
	await expect(page).toHaveURL(/deal=O2/);
	await expect(panel(page).getByRole('heading', { level: 2 })).toHaveText('O2');
	await expect(panel(page).getByText('20 days')).toBeVisible();
	await expect(panel(page).getByText(/tell no visit of this deal/)).toBeVisible();
	await expect(panel(page).getByRole('cell', { name: 'pipeline.csv:3' })).toBeVisible();
	await page.goBack();
	await expect(panel(page)).toHaveCount(0);
	await expect(page).not.toHaveURL(/deal=/);
	await page.goForward();
	await expect(panel(page).getByRole('heading', { level: 2 })).toHaveText('O2');
});

test('Enter opens the deal under the cursor, Escape closes it and gives the focus back', async ({ page }) => {
	await openPipeline(page);
	await goToDeals(page);
	const grid = page.getByRole('grid');
	await grid.focus();
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	// Open ones first, and without amounts those begun last: O8 of 3 March, then O7.
	await expect(panel(page).getByRole('heading', { level: 2 })).toHaveText('O7');
	await page.keyboard.press('Escape');
	await expect(panel(page)).toHaveCount(0);
	await expect(grid).toBeFocused();
});

test('an id that no deal has is told so', async ({ page }) => {
	await openPipeline(page);
	await goToDeals(page);
	await page.goto(page.url().replace(/#?$/, page.url().includes('#') ? '&deal=O77' : '#deal=O77'));
	await expect(panel(page).getByText(/No deal with the id O77/)).toBeVisible();
});

test('deals are in order of several columns by key, and a column of these data stays after a reload', async ({
	page,
}) => {
	await openPipeline(page);
	await goToDeals(page);
	await page.getByRole('button', { name: 'Columns' }).click();
	await page.getByRole('checkbox', { name: 'product' }).check();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('columnheader', { name: 'product' })).toBeVisible();
	await page.getByRole('button', { name: 'Owner' }).focus();
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'product' }).focus();
	await page.keyboard.press('Shift+Enter');
	await expect(page).toHaveURL(/sort=owner_name,segment\.product/);
	await expect(page.getByText('Ordered by Owner ↑, then product ↑')).toBeVisible();
	// Ann's: Basic O1 and, without a start, O10; Pro O4 before O2; MG O7. Bob's: Basic O3, O6, O9; Pro O8; MG O5.
	const order = ['O1', 'O10', 'O4', 'O2', 'O7', 'O3', 'O6', 'O9', 'O8', 'O5'];
	await expect(names(page)).toHaveText(order.map((id) => new RegExp(`^${id}\\s*$`)));
	await page.reload();
	await expect(
		page.getByRole('columnheader', { name: /^product\s*, number 2 in order, ascending/ }),
	).toBeVisible();
	await expect(names(page).nth(4)).toContainText('O7');
	await page.getByRole('button', { name: 'Open deals first' }).click();
	await expect(page).not.toHaveURL(/sort=/);
});

test('columns are sized and moved, stay so after a reload, and are let go of again', async ({ page }) => {
	await openPipeline(page);
	await goToDeals(page);
	const heads = page.getByRole('columnheader');
	const before = await heads.allTextContents();
	const edge = page.getByRole('separator', { name: 'Width of Stage' });
	const width = Number(await edge.getAttribute('aria-valuenow'));
	await edge.hover();
	const place = await edge.boundingBox();
	if (!place) throw new Error('no edge');
	await page.mouse.down();
	await page.mouse.move(place.x + place.width / 2 + 40, place.y + 8, { steps: 3 });
	await page.mouse.up();
	await expect(edge).toHaveAttribute('aria-valuenow', String(width + 40));
	await page.getByRole('button', { name: 'Amount' }).focus();
	await page.keyboard.press('Alt+ArrowLeft');
	await expect(page.getByRole('button', { name: 'Amount' })).toBeFocused();
	await page.getByRole('button', { name: 'Columns' }).click();
	await page.getByRole('button', { name: 'Move Amount up' }).click();
	await expect(page.getByRole('checkbox', { name: 'Amount' })).toBeFocused();
	await page.keyboard.press('Escape');
	const after = await heads.allTextContents();
	expect(after).not.toEqual(before);
	await page.reload();
	await expect(edge).toHaveAttribute('aria-valuenow', String(width + 40));
	expect(await heads.allTextContents()).toEqual(after);
	await page.getByRole('button', { name: 'Columns' }).click();
	await page.getByRole('button', { name: 'As the width allows' }).click();
	await expect(edge).toHaveAttribute('aria-valuenow', String(width));
	expect(await heads.allTextContents()).toEqual(before);
});

test('rows are picked one by one, in spans and all, and saved as CSV with every column', async ({ page }) => {
	await openPipeline(page);
	await goToDeals(page);
	await page.getByRole('checkbox', { name: 'Select row 2', exact: true }).click();
	await page.getByRole('checkbox', { name: 'Select row 4', exact: true }).click({ modifiers: ['Shift'] });
	await expect(page.getByText('3 selected')).toBeVisible();
	const saved = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save as CSV' }).click();
	const stream = await (await saved).createReadStream();
	let text = '';
	for await (const part of stream) text += String(part);
	const [head, ...rows] = text.trimEnd().split('\n');
	expect(head).toMatch(/^deal_id,deal_name,/);
	// After O8 of 3 March: O7 of 20 February, and two without a day.
	expect(rows.map((row) => row.split(',')[0])).toEqual(['O7', 'O10', 'O9']);
	await page.getByRole('checkbox', { name: 'Select all rows' }).click();
	await expect(page.getByText('10 selected')).toBeVisible();
	await page.getByRole('button', { name: 'Select none' }).click();
	await expect(page.getByText(/selected$/)).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
	test.describe(`in ${colorScheme}`, () => {
		test.use({ colorScheme });

		test('a deal with a history shows its visits as lanes, and its panel passes axe', async ({ page }) => {
			await openPipeline(page);
			await drop(page, { 'history.csv': HISTORY });
			await panel(page).getByRole('button', { name: /^Add/ }).click();
			await expectFunnel(page);
			await goToDeals(page);
			await page.getByRole('rowheader', { name: 'O1', exact: true }).click();
			const lanes = panel(page)
				.getByRole('list', { name: /^2 visits/ })
				.getByRole('listitem');
			// Engaging from 14 January to the close on the 20th. The other visit to Prospecting took 6 days.
			await expect(lanes).toHaveText([
				/^Prospecting\s*4\sdays, moved on usual 5\sd/,
				/^Engaging\s*6\sdays, won/,
			]);
			await expect(panel(page).getByRole('cell', { name: 'history.csv:3' })).toBeVisible();
			// Nothing may be judged half faded in.
			await page.waitForTimeout(350);
			const found = await new AxeBuilder({ page }).analyze();
			expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
		});
	});
}

test('on a narrow screen a selection leaves the rows where they are', async ({ page }) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await openPipeline(page);
	await page.getByRole('link', { name: /^Deals/ }).click();
	const grid = page.getByRole('grid');
	await expect(grid.getByRole('row').nth(3)).toBeVisible();
	await expect(page.getByText('Open deals by amount', { exact: false })).toBeVisible();
	const before = await grid.boundingBox();
	await grid.getByRole('checkbox', { name: 'Select row 1', exact: true }).click();
	await expect(page.getByText('1 selected')).toBeVisible();
	await expect(page.getByText('Open deals by amount', { exact: false })).toBeHidden();
	expect(await grid.boundingBox()).toEqual(before);
	await page.getByRole('button', { name: 'Select none' }).click();
	await expect(page.getByText('Open deals by amount', { exact: false })).toBeVisible();
	expect(await grid.boundingBox()).toEqual(before);
});
