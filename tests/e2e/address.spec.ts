import { expect, type Page } from '@playwright/test';
import { drop, expectFunnel, headline, openPipeline, test, tile } from './pipeline';

async function keepOnly(page: Page, column: RegExp, values: string[]): Promise<void> {
	await page.getByRole('button', { name: '+ filter' }).click();
	await page.getByRole('button', { name: column }).click();
	for (const value of values) await page.getByRole('checkbox', { name: value }).click();
	await page.keyboard.press('Escape');
}

test('a filter narrows every number, and its chip takes it away again', async ({ page }) => {
	await openPipeline(page);
	await keepOnly(page, /^sales_agent/, ['Ann Lee']);
	// Ann: won O1 and O2, lost O4, open O7 and O10.
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 5 opportunities created, 2');
	expect(await tile(page, 'Win rate')).toContain('66.7 %');
	expect(await tile(page, 'Won value')).toBe('400 2 won');
	await page.getByRole('button', { name: 'Remove the filter on sales_agent' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 10 opportunities');
});

test('a filter can leave out, and counts what a tick would bring in', async ({ page }) => {
	await openPipeline(page);
	await page.getByRole('button', { name: '+ filter' }).click();
	await page.getByRole('button', { name: /^product/ }).click();
	await expect(page.getByText('GTX Basic')).toBeVisible();
	await expect(page.getByRole('listitem').filter({ hasText: 'GTX Basic' })).toContainText('5');
	await page.getByRole('radio', { name: 'is not' }).check({ force: true });
	await page.getByRole('checkbox', { name: 'GTX Basic' }).click();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'product is not GTX Basic', exact: true })).toBeVisible();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 5 opportunities created, 1');
});

test('a window holds the deals that were created in it, to the day', async ({ page }) => {
	await openPipeline(page);
	await page.getByRole('button', { name: 'at any time' }).click();
	await page.getByLabel('First day').fill('2024-01-10');
	await page.getByLabel('First day').blur();
	await page.getByLabel('Last day').fill('2024-02-10');
	await page.getByLabel('Last day').blur();
	await page.keyboard.press('Escape');
	// O1 of 10 January up to O5 of 10 February; O4 is too early, O6 a day too late.
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 4 opportunities created, 3');
	await expect(page).toHaveURL(/from=2024-01-10&to=2024-02-11/);
});

test('back, forward, reload and a pasted address give the same view', async ({ page, context }) => {
	await openPipeline(page);
	await keepOnly(page, /^sales_agent/, ['Bob Ray']);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 5 opportunities');
	await page.getByText('Value', { exact: true }).click();
	await expect(page).toHaveURL(/by=value/);
	const address = page.url();
	const said = await headline(page);

	await page.goBack();
	await expect(page.getByRole('radio', { name: 'Count' })).toBeChecked();
	await page.goBack();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 10 opportunities');
	await page.goForward();
	await page.goForward();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(said.replace(/ /g, ' '), {
		useInnerText: true,
	});
	expect(page.url()).toBe(address);

	await page.reload();
	await expectFunnel(page);
	expect(await headline(page)).toBe(said);

	const other = await context.newPage();
	await other.goto(address);
	await expectFunnel(other);
	expect(await headline(other)).toBe(said);
});

test('a part of the board leads to its deals, and the address says which', async ({ page }) => {
	await openPipeline(page);
	await page.getByRole('button', { name: /^Engaging: still there/ }).click();
	await expect(page).toHaveURL(/pick=2\.open/);
	await page.getByRole('link', { name: 'Show these deals' }).click();
	await expect(page.getByRole('heading', { name: 'Still in Engaging' })).toBeVisible();
	await expect(page.getByRole('rowheader')).toHaveText([/O8/, /O7/]);
	await page.getByRole('button', { name: 'List all opportunities of the scope' }).click();
	await expect(page.getByText(/^10 deals/)).toBeVisible();
	await page.goBack();
	await expect(page.getByText(/^2 deals/)).toBeVisible();
});

test('what the scope is held against may be the deals of one value, in Overview and in Funnel', async ({
	page,
}) => {
	await openPipeline(page);
	await page.getByRole('link', { name: 'Overview' }).click();
	await page.getByRole('region', { name: 'Scope' }).getByRole('button', { name: 'nothing before' }).click();
	await page.getByRole('button', { name: /The deals of one value/ }).click();
	await page.getByRole('button', { name: /^Ann Lee/ }).click();
	await expect(page).toHaveURL(/vs=owner:Ann%20Lee/);
	// Of all six ended three are won, of Ann's three two.
	await expect(page.getByText(/66\.7\s%\sin Ann Lee, of 3 closed/)).toBeVisible();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('no clear difference from Ann Lee');
	await page.getByRole('link', { name: 'Funnel', exact: true }).click();
	// The scope is the same on both: the heading tells that the place is another one.
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 10 opportunities');
	await expect(
		page.getByRole('region', { name: 'Scope' }).getByRole('button', { name: 'Ann Lee' }),
	).toBeVisible();
	// A second step back before the first has been shown would be lost.
	await page.goBack();
	await expect(page).toHaveURL(/\/overview\//);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Ann Lee');
	await page.goBack();
	await expect(page.getByRole('button', { name: 'nothing before' })).toBeVisible();
});

/** Two pipelines with a log: two deals took one way. */
const PIPELINES = {
	'deals.csv': `id,name,pipeline,stage,created,closed,amount
P1,One,New business,Won,2024-01-10,2024-01-20,100
P2,Two,New business,Offer,2024-01-11,,50
P3,Three,Renewals,Won,2024-01-12,2024-01-22,70
`,
	'history.csv': `id,to_stage,changed_at
P1,Lead,2024-01-10
P1,Offer,2024-01-14
P2,Lead,2024-01-11
P2,Offer,2024-01-15
P3,Offer,2024-01-12
`,
};

test('the pipeline is chosen in the sentence of the scope, and a way through the stages lists its deals', async ({
	page,
}) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await drop(page, PIPELINES);
	await expectFunnel(page);
	const scope = page.getByRole('region', { name: 'Scope' });
	await scope.getByRole('button', { name: 'all pipelines' }).click();
	await page.getByRole('button', { name: /^Renewals/ }).click();
	await expect(page).toHaveURL(/where=pipeline:Renewals/);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 1 opportunit');
	await page.goBack();
	await expect(scope.getByRole('button', { name: 'all pipelines' })).toBeVisible();
	// Won after 10 days each; the one that is open is in no bar.
	await expect(page.getByRole('group', { name: /^Of 2 won deals half took at most 10.days/ })).toBeVisible();
	await page.getByRole('link', { name: /The query behind How long it takes to win/ }).click();
	await expect(page).toHaveURL(/\/sql\/.*sql=/);
	await page.goBack();
	await page.getByRole('link', { name: 'List the 2 deals that took this way' }).click();
	await expect(page).toHaveURL(/path=1\.2/);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Went Lead → Offer');
	await expect(page.getByRole('rowheader')).toHaveText([/Two/, /One/]);
	await page.getByRole('button', { name: 'List all opportunities of the scope' }).click();
	await expect(page.getByRole('rowheader')).toHaveCount(3);
	await expect(page).not.toHaveURL(/path=/);
});

test('deals are searched and sorted, and the address keeps both', async ({ page }) => {
	await openPipeline(page);
	await page.getByRole('link', { name: /^Deals/ }).click();
	await page.getByRole('button', { name: 'Amount' }).click();
	await expect(page.getByRole('columnheader', { name: /Amount/ })).toHaveAttribute('aria-sort', 'descending');
	await expect(page.getByRole('rowheader').first()).toContainText('O2');
	await page.getByRole('searchbox', { name: /Search id/ }).fill('acme');
	await expect(page.getByText(/^3 deals/)).toBeVisible();
	await page.reload();
	await expect(page.getByText(/^3 deals/)).toBeVisible();
	await expect(page.getByRole('searchbox', { name: /Search id/ })).toHaveValue('acme');
	await expect(page.getByRole('rowheader').first()).toContainText('O1');
});

test('what an address says wrongly is told, and the rest of it holds', async ({ page }) => {
	await openPipeline(page);
	const address = new URL(page.url());
	await page.goto(`${address.origin}${address.pathname}#from=2024-13-01&where=owner:Ann%20Lee&by=value`);
	await page.reload();
	await expectFunnel(page);
	await expect(page.getByText('2024-13-01')).toBeVisible();
	await expect(page.getByRole('radio', { name: 'Value' })).toBeChecked();
	await page.getByRole('button', { name: 'Dismiss' }).first().click();
	await expect(page.getByText('2024-13-01')).toBeHidden();
});

test('an empty scope says so and offers the way back', async ({ page }) => {
	await openPipeline(page);
	const address = new URL(page.url());
	await page.goto(`${address.origin}${address.pathname}#from=2030-01-01&to=2031-01-01`);
	await expect(page.getByText('There are no opportunities created in 2030, in all segments.')).toBeVisible();
	await page.getByRole('button', { name: 'Show all opportunities' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 10 opportunities');
});
