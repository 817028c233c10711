import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { openPipeline, test } from './pipeline';

const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL' });

async function openSql(page: Page): Promise<void> {
	await openPipeline(page);
	await page.getByRole('link', { name: 'SQL', exact: true }).click();
	await expect(editor(page)).toBeVisible();
}

/** Writes over what stands in the editor, closing whatever it offers, and runs it. */
async function ask(page: Page, sql: string): Promise<void> {
	await editor(page).click();
	await page.keyboard.press('ControlOrMeta+a');
	await page.keyboard.insertText(sql);
	await page.keyboard.press('Escape');
	await page.keyboard.press('ControlOrMeta+Enter');
}

test('a question is answered as a table, a chart and a file, and stands in the address', async ({ page }) => {
	await openSql(page);
	await ask(
		page,
		'select outcome, count(*) as deals, sum(amount) as amount from crm.deals group by outcome order by outcome',
	);
	const table = page.getByRole('grid');
	await expect(table.getByRole('row')).toHaveText([/outcome/, /lost\s*3\s*0/, /open\s*4/, /won\s*3\s*600/]);
	await expect(page).toHaveURL(/sql=select/);

	const saving = page.waitForEvent('download');
	await page.getByRole('button', { name: 'CSV', exact: true }).click();
	const file = await (await saving).path();
	expect(readFileSync(file, 'utf8').split('\n')[3]).toBe('won,3,600');

	await page.getByText('Chart', { exact: true }).click();
	await expect(page.getByRole('img', { name: /^deals by outcome/ })).toBeVisible();

	await page.reload();
	await expect(editor(page)).toContainText('from crm.deals');
	await expect(page.getByRole('combobox', { name: 'Questions run before' })).toBeVisible();
});

test('an error points at its place, and a change of the data is refused until it is allowed', async ({
	page,
}) => {
	await openSql(page);
	await ask(page, 'select deal_id, wrong_one from crm.deals');
	await expect(page.getByRole('alert')).toContainText('wrong_one');
	await expect(page.locator('.cm-wrong')).toHaveText('wrong_one');

	await ask(page, 'create table mine as select 1 as n');
	await expect(page.getByRole('alert')).toContainText('“CREATE” would change the data.');
	await page.getByRole('checkbox', { name: 'Read only' }).uncheck();
	await ask(page, 'create table mine as select 1 as n; from mine');
	await expect(page.getByRole('grid').getByRole('gridcell')).toHaveText(['1']);
});

test('a long question can be stopped, and the page answers again', async ({ page }) => {
	await openSql(page);
	await ask(
		page,
		'select count(*) as n from range(100000) a, range(1000000) b where a.range * b.range % 7 = 3',
	);
	const stop = page.getByRole('button', { name: 'Stop' });
	await stop.click();
	await expect(stop).toBeDisabled();
	await ask(page, 'select 42 as answer');
	await expect(page.getByRole('grid').getByRole('gridcell')).toHaveText(['42']);
});

test('a double click on Run runs the question, and does not stop it', async ({ page }) => {
	await openSql(page);
	await editor(page).click();
	await page.keyboard.insertText(
		'select count(*) as n from range(3000) a, range(100000) b where a.range * b.range % 7 = 3',
	);
	await page.getByRole('button', { name: 'Run' }).dblclick();
	await expect(page.getByRole('button', { name: 'Stop' })).toBeEnabled();
	await expect(page.getByRole('grid').getByRole('gridcell')).toHaveText([/^\d+$/]);
});

test('tables and columns are completed with what they mean, by keyboard', async ({ page }) => {
	await openSql(page);
	await editor(page).click();
	await page.keyboard.type('select * from crm.vis');
	await expect(page.getByRole('option', { name: /^visits/ })).toBeVisible();
	// The editor takes no key for an answer to a list that has only just opened.
	await page.waitForTimeout(200);
	await page.keyboard.press('Enter');
	await expect(editor(page)).toContainText('crm.visits');
});

for (const scheme of ['light', 'dark'] as const) {
	test(`the place is accessible, ${scheme}`, async ({ page }) => {
		await page.emulateMedia({ colorScheme: scheme });
		await openSql(page);
		await ask(page, 'from crm.deals');
		await expect(page.getByRole('grid')).toBeVisible();
		await page.waitForTimeout(350);
		const { violations } = await new AxeBuilder({ page })
			.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
			.analyze();
		expect(
			violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
		).toEqual([]);
	});
}
