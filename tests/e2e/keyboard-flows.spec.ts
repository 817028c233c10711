import { expect, type Page } from '@playwright/test';
import { expectFocus, openDialog, press } from './keys';
import { AMBIGUOUS, expectOverview, openPipeline, PIPELINE, tabTo, test } from './pipeline';

const titleOf = (page: Page) => page.getByRole('heading', { level: 1 });

// Choosers are caught from the beginning: one that opens before the browser has been told to catch it is missed.
test.beforeEach(({ page }) => void page.on('filechooser', () => undefined));

async function chooseFile(page: Page, opener: RegExp, name: string, text: string): Promise<void> {
	await tabTo(page, opener);
	const chooser = page.waitForEvent('filechooser');
	await page.keyboard.press('Enter');
	await (await chooser).setFiles([{ name, mimeType: 'text/csv', buffer: Buffer.from(text) }]);
}

async function openSample(page: Page): Promise<void> {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await press(page, /^Open the sample company/);
	await expectOverview(page);
}

test('by keyboard alone a file is chosen, its questions answered, its stages and columns set, and it is built', async ({
	page,
}) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await chooseFile(page, /^Choose files$/, 'dates.csv', AMBIGUOUS);
	await expect(page.getByRole('heading', { name: 'Before the numbers' })).toBeFocused();
	const asked = await page.getByRole('button', { name: 'Day first' }).count();
	for (let each = 0; each < asked; each++) await press(page, /^Day first$/);

	// The second stage goes up, by the keys of its row.
	const names = page.getByRole('textbox', { name: /^Name of stage/ });
	const second = await names.nth(1).inputValue();
	await tabTo(page, /^Name of stage 2$/);
	await page.keyboard.press('Alt+ArrowUp');
	await expect(names.first()).toHaveValue(second);
	await expectFocus(page);
	await press(page, new RegExp(`^What ${second} is for`));
	await press(page, new RegExp(`^Remove ${second}$`));
	await expect(page.getByRole('textbox', { name: /^Name of stage/ }).first()).not.toHaveValue(second);
	await expectFocus(page);
	const role = page.getByRole('combobox', { name: 'What owner is' });
	await tabTo(page, /^What owner is$/, 80);
	await expect(role).toBeFocused();
	await page.keyboard.press('Home');
	await expect(role).not.toHaveValue('owner');
	await page.keyboard.type('Owner');
	await expect(role).toHaveValue('owner');
	await press(page, /^Build$/, 'Enter', 80);
	await expectOverview(page);
	await expectFocus(page);
});

test('by keyboard alone the scope is set, narrowed, compared, undone and reset', async ({ page }) => {
	await openSample(page);
	await expectFocus(page);
	// A value by search, and its chip taken away again.
	await openDialog(page, /^\+ filter$/, 'Add a filter');
	await press(page, /^Opportunity Owner/);
	await tabTo(page, /^Search values of Opportunity Owner$/, 8);
	await page.keyboard.type('a');
	await tabTo(page, /^\S.* [\d,]+$/, 8);
	await page.keyboard.press('Space');
	await expect(page).toHaveURL(/where=/);
	await press(page, /^Clear$/, 'Enter', 30);
	await expect(page).not.toHaveURL(/where=/);
	await expectFocus(page);
	await page.keyboard.press('Shift+Tab');
	await page.keyboard.press('Space');
	await expect(page).toHaveURL(/where=/);
	await page.keyboard.press('Escape');
	await press(page, /^Remove the filter on Opportunity Owner/, 'Enter', 120);
	await expect(page).not.toHaveURL(/where=/);
	// What stands beside it has the focus now.
	await expect(page.getByRole('button', { name: '+ filter' })).toBeFocused();

	// Held against the deals of one value: each step of the popover has the focus in it.
	await openDialog(page, /^the 12 months before$/, 'Compare with');
	await press(page, /^The deals of one value/, 'Enter', 8);
	await expect(page.getByRole('dialog').locator(':focus')).toHaveCount(1);
	await tabTo(page, /^Search values$/, 3);
	await page.keyboard.type('partner');
	await press(page, /^Partner/, 'Enter', 4);
	await expect(page).toHaveURL(/vs=/);
	await expect(page.getByRole('button', { name: 'Partner', exact: true })).toBeFocused();

	await openDialog(page, /^all pipelines$/, 'Pipeline');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/where=pipeline/);
	await expectFocus(page);
	await openDialog(page, /^created in$/, 'Which deals count');
	await press(page, /^Happened in the window/, 'Enter', 4);
	await expect(page).toHaveURL(/basis=activity/);

	// Back undoes it, forward does it again; the focus stays where it is.
	await page.goBack();
	await expect(page).not.toHaveURL(/basis=activity/);
	await expectFocus(page);

	// Count and value are one stop, and the arrows choose.
	await tabTo(page, /^Count$/);
	await page.keyboard.press('ArrowRight');
	await expect(page).toHaveURL(/by=value/);
	await expect(page.getByRole('radio', { name: 'Value' })).toBeFocused();
	await press(page, /^Reset$/, 'Enter', 120);
	await expect(page.getByRole('button', { name: 'Reset' })).toHaveCount(0);
	await expectFocus(page);
	// Those who hear the page are told what came of it.
	await expect
		.poll(async () => {
			const title = (await titleOf(page).textContent())?.trim() ?? '';
			const told = await page.getByRole('status').allTextContents();
			return told.some((text) => text.trim() === title);
		})
		.toBe(true);
});

test('by keyboard alone a file is added and taken out, and workspaces are made, named, exchanged and purged', async ({
	page,
}) => {
	await openPipeline(page);
	await page.keyboard.press('g');
	await page.keyboard.press('a');
	await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible();

	// The switch of a check, by Space.
	await tabTo(page, /^Leave out ?the deals of “Without a start”/, 60);
	await page.keyboard.press('Space');
	await expect(page).toHaveURL(/leave-out=no-created/);
	await expectFocus(page);
	await press(page, /^Take them back in$/, 'Enter', 120);
	await expect(page).not.toHaveURL(/leave-out/);
	await expectFocus(page);

	await chooseFile(page, /^Add files$/, 'week-2.csv', PIPELINE.replaceAll(/^O/gm, 'P'));
	await expect(page.getByRole('button', { name: 'Take out week-2.csv' })).toBeVisible();
	await expectFocus(page);
	await openDialog(page, /^Take out week-2\.csv$/, 'Take out week-2.csv?');
	await press(page, /^Take out$/, 'Enter', 4);
	await expect(page.getByRole('button', { name: /^Take out/ })).toHaveCount(0);
	// It goes on where one was.
	await expect(page.locator('section#files')).toBeFocused();

	await press(page, /^Edit the process$/, 'Enter', 120);
	await expect(page.locator('#process')).toContainText('Build with this process');
	await expect(page.locator('#process :focus')).toHaveCount(1);
	await press(page, /^Cancel$/, 'Enter', 80);
	await expect(page.locator('#process :focus')).toHaveCount(1);

	await openDialog(page, /^New workspace$/, 'New workspace');
	await tabTo(page, /^Name$/, 4);
	await page.keyboard.type('North');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await expectFocus(page);
	await page.keyboard.press('Shift+Tab');
	await openDialog(page, /^Workspace: North/, 'Workspaces');
	await press(page, /^pipeline/i, 'Enter', 6);
	await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible();
	await expectFocus(page);
	const rename = async (from: string, to: string) => {
		await openDialog(page, new RegExp(`^Rename ${from}$`), 'Rename workspace');
		await tabTo(page, /^Name$/, 4);
		await page.keyboard.press('Control+a');
		await page.keyboard.type(to);
		await page.keyboard.press('Enter');
		await expect(page.getByRole('button', { name: `Rename ${to}` })).toBeFocused();
	};
	await rename('pipeline.csv', 'South');
	const written = page.waitForEvent('download');
	await press(page, /^Export /, 'Enter', 150);
	const path = await (await written).path();
	await expectFocus(page);
	await rename('South', 'West');
	await tabTo(page, /^Import a workspace$/, 150);
	const chooser = page.waitForEvent('filechooser');
	await page.keyboard.press('Enter');
	await (await chooser).setFiles(path);
	await expect(page.getByRole('button', { name: 'Rename South' })).toBeVisible();
	await expectFocus(page);
	await openDialog(page, /^Delete West$/, 'Delete “West”?');
	await press(page, /^Delete$/, 'Enter', 4);
	await expect(page.getByRole('button', { name: 'Delete West' })).toHaveCount(0);
	await expectFocus(page);

	await openDialog(page, /^Purge all$/, 'Purge all?');
	await press(page, /^Purge all$/, 'Enter', 4);
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await expectFocus(page);
});

test('by keyboard alone the deals are searched, ordered by two columns, selected, saved, and one is looked at', async ({
	page,
}) => {
	await openPipeline(page);
	await page.keyboard.press('g');
	await page.keyboard.press('d');
	await expect(page.getByRole('status').filter({ hasText: /^10 deals/ })).toBeVisible();
	// The heads are one stop, and the arrows go from one to the next.
	const arrowTo = async (name: string) => {
		const head = page.getByRole('columnheader').getByRole('button', { name, exact: true });
		for (let step = 0; step < 12 && !(await head.evaluate((one) => one === document.activeElement)); step++)
			await page.keyboard.press('ArrowRight');
		await expect(head).toBeFocused();
	};
	await tabTo(page, /^Opportunity$/, 60);
	await arrowTo('Owner');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('columnheader', { name: /^Owner/ })).toHaveAttribute('aria-sort', 'ascending');
	await expectFocus(page);
	await arrowTo('Amount');
	await page.keyboard.press('Shift+Enter');
	await expect(page).toHaveURL(/sort=owner_name,-?amount/);
	await expectFocus(page);
	const grid = page.getByRole('grid');
	await page.keyboard.press('Shift+Tab');
	while (!(await grid.evaluate((element) => element === document.activeElement)))
		await page.keyboard.press('Shift+Tab');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Space');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Shift+Space');
	await expect(page.getByText('2 selected')).toBeVisible();
	const active = () => grid.getAttribute('aria-activedescendant');
	const row = await active();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog').getByRole('heading', { level: 2 })).toBeVisible();
	await page.goBack();
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await expect(grid).toBeFocused();
	expect(await active()).toBe(row);
	const written = page.waitForEvent('download');
	await page.keyboard.press('Shift+Tab');
	await page.keyboard.press('Shift+Tab');
	for (
		let step = 0;
		step < 6 && !(await page.locator('*:focus').innerText()).startsWith('Save as CSV');
		step++
	)
		await page.keyboard.press('Shift+Tab');
	await page.keyboard.press('Enter');
	expect((await written).suggestedFilename()).toBe('deals.csv');
	await expectFocus(page);
	await press(page, /^Select none$/, 'Enter', 4);
	await expect(page.getByText('2 selected')).toHaveCount(0);
	await expectFocus(page);
	await page.keyboard.press('Shift+Tab');
	await tabTo(page, /^Search id/, 80);
	await page.keyboard.type('nobody');
	await expect(page.getByText('No deal here has “nobody”')).toBeVisible();
	await press(page, /^List all of the scope$/, 'Enter', 6);
	await expect(grid).toBeVisible();
	await expectFocus(page);
});

test('by keyboard alone SQL is completed, run, charted, saved and asked again', async ({ page }) => {
	await openPipeline(page);
	await page.keyboard.press('g');
	await page.keyboard.press('s');
	const editor = page.getByRole('textbox', { name: 'SQL' });
	await expect(editor).toBeVisible();
	await tabTo(page, /^Deals by stage and outcome$/);
	await page.keyboard.press('Enter');
	await expect(editor).toBeFocused();
	// A completion is taken by Enter; Tab always leaves.
	await page.keyboard.press('Control+a');
	await page.keyboard.type('select outcome, count(*) as n from crm.dea', { delay: 5 });
	await expect(page.getByRole('listbox')).toBeVisible();
	// The editor takes no completion for wanted within 75 ms of its appearing.
	await page.waitForTimeout(150);
	await page.keyboard.press('Enter');
	await page.keyboard.type(' group by all');
	await page.keyboard.press('Escape');
	await page.keyboard.press('Tab');
	await expect(page.getByRole('button', { name: /^Run/ })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('gridcell', { name: 'won', exact: true })).toBeVisible();
	await expect(page.getByRole('button', { name: /^Run/ })).toBeFocused();
	await tabTo(page, /^Table$/, 6);
	await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('img', { name: /^n by outcome/ })).toBeVisible();
	await expectFocus(page);
	for (const kind of ['CSV', 'Arrow', 'Parquet']) {
		const written = page.waitForEvent('download');
		await press(page, new RegExp(`^${kind}$`), 'Enter', 4);
		expect((await written).suggestedFilename()).toBe(`result.${kind.toLowerCase()}`);
		await expectFocus(page);
	}
	const history = page.getByRole('combobox', { name: 'Questions run before' });
	await page.keyboard.press('Shift+Tab');
	for (let step = 0; step < 12 && !(await history.evaluate((one) => one === document.activeElement)); step++)
		await page.keyboard.press('Shift+Tab');
	await page.keyboard.type('select');
	await expect(editor).toBeFocused();
});
