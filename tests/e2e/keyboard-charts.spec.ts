import { expect, type Page } from '@playwright/test';
import { arrowTo, expectFocus, reach, walkFigures } from './keys';
import { expectFunnel, expectOverview, openPipeline, tabTo, test } from './pipeline';

/** The sample company as it opens, by keyboard. */
async function openSample(page: Page): Promise<void> {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await tabTo(page, /^Open the sample company/);
	await page.keyboard.press('Enter');
	await expectOverview(page);
}

async function openFunnel(page: Page): Promise<void> {
	await openSample(page);
	await page.keyboard.press('g');
	await page.keyboard.press('f');
	await expect(page).toHaveURL(/\/funnel\//);
	await expectFunnel(page);
	await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
}

const board = (page: Page) => page.getByRole('group', { name: /^Stages/ });
const listed = (page: Page) => page.getByRole('status').filter({ hasText: /^[\d,]+ deals? · / });
const countOf = (text: string | null) => Number(/[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', ''));

/** The deals that a press led to, as many as were promised; and back, where one was. */
async function expectDealsAndBack(page: Page, deals: number): Promise<void> {
	await expect(page).toHaveURL(/\/deals\//);
	await expect(listed(page)).toBeVisible();
	expect(countOf(await listed(page).textContent())).toBe(deals);
	await expectFocus(page);
	await page.goBack();
	await expectFocus(page);
}

test('by keyboard alone a cost of Overview is read, its deals are listed, and one is back at it', async ({
	page,
}) => {
	await openSample(page);
	const cost = page.getByRole('region', { name: 'What it costs' }).getByRole('link').nth(1);
	await reach(page, cost);
	const tip = page.getByRole('tooltip');
	await expect(tip.locator('.definition')).toHaveText(/\S{3}/);
	await expectFocus(page);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/deals\/.*pick=/);
	await expect(listed(page)).toBeVisible();
	await expectFocus(page);
	await tabTo(page, /^Opportunity$/, 60);
	await page.goBack();
	await expectOverview(page);
	await expect(cost).toBeFocused();
	await expectFocus(page);
	// Whoever moves on meanwhile is not called back.
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/deals\//);
	await page.goBack();
	await expect(page).toHaveURL(/\/overview\//);
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'The query behind what it costs' })).toBeVisible();
	await expect(cost).not.toBeFocused();

	// The forecast: each of its figures, and its query.
	const coming = page.getByRole('region', { name: 'What will come' });
	const query = coming.getByRole('link', { name: 'The query behind the forecast' });
	await expect(query).toBeVisible();
	await reach(page, coming.locator('[data-figure][tabindex="0"]').first());
	await expect(tip.locator('.definition')).toHaveText(/\S{3}/);
	await expect(coming.getByText('being worked out')).toHaveCount(0);
	expect(await walkFigures(page, coming)).toBeGreaterThan(5);
	await reach(page, query);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/sql\//);
	await expectFocus(page);
	await page.goBack();
	await expect(query).toBeFocused();
});

test('by keyboard alone each flow of the funnel is picked, leads to its deals, and one is back at it', async ({
	page,
}) => {
	await openFunnel(page);
	for (const [words, bucket] of [
		['moved on', 'moved_on'],
		['still there', 'open'],
		['dropped', 'dropped'],
		['moved back', 'moved_back'],
	] as const) {
		const part = board(page)
			.getByRole('button', { name: new RegExp(`: ${words} [1-9]`) })
			.first();
		await arrowTo(page, board(page), part);
		await expect(page.getByRole('tooltip')).toBeVisible();
		await page.keyboard.press('Enter');
		await expect(page).toHaveURL(new RegExp(`pick=\\d+\\.${bucket}(&|$)`));
		await expect(part).toBeFocused();
		const picked = page.getByRole('status').filter({ hasText: 'Show these deals' });
		const deals = countOf(await picked.locator('span').first().textContent());
		await tabTo(page, /^Show these deals$/, 4);
		await page.keyboard.press('Enter');
		await expectDealsAndBack(page, deals);
		await expect(page.getByRole('link', { name: 'Show these deals' })).toBeFocused();
		await tabTo(page, /^Clear$/, 2);
		await page.keyboard.press('Enter');
		await expect(page).not.toHaveURL(/pick=/);
		await expectFocus(page);
	}
	// More ways than stand at once are asked for, and still stand when one is back from the deals of one of them.
	const way = page.getByRole('link', { name: /^List the .* that took this way$/ }).nth(9);
	await reach(page, page.getByRole('button', { name: 'Show more, up to 40' }), 400);
	await page.keyboard.press('Enter');
	await expect(way).toBeVisible();
	await expectFocus(page);
	await way.focus();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/deals\/.*path=/);
	await expect(listed(page)).toBeVisible();
	await page.goBack();
	await expect(way).toBeFocused();
});

test('by keyboard alone the deals are listed that were lost nobody knows where', async ({ page }) => {
	await openPipeline(page);
	const part = board(page).getByRole('button', { name: /: lost, stage unknown 3/ });
	await arrowTo(page, board(page), part);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/pick=\d+\.unknown/);
	await tabTo(page, /^Show these deals$/, 4);
	await page.keyboard.press('Enter');
	await expectDealsAndBack(page, 3);
});

test('by keyboard alone the funnel is counted by each kind, each way of skips, each basis and by value', async ({
	page,
}) => {
	await openFunnel(page);
	const radio = (name: string) => page.getByRole('radio', { name, exact: true });
	const choose = async (from: string, key: string, to: string, address: RegExp) => {
		const words = page.locator('.switches section p');
		const before = (await words.allInnerTexts()).join();
		await reach(page, radio(from));
		await page.keyboard.press(key);
		await expect(radio(to)).toBeFocused();
		await expect(radio(to)).toBeChecked();
		await expect(page).toHaveURL(address);
		// What it does is said in deals.
		await expect.poll(async () => (await words.allInnerTexts()).join()).not.toBe(before);
		await expectFocus(page);
	};
	await choose('Resolved', 'ArrowRight', 'So far', /conversion=so_far/);
	await choose('So far', 'ArrowRight', 'Matured', /conversion=matured/);
	await page.keyboard.press('Tab');
	await expect(page.getByRole('spinbutton', { name: 'within days' })).toBeFocused();
	await page.keyboard.type('30');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/horizon=30/);
	await expect(page.getByText(/have had 30.days/)).toBeVisible();
	await choose('Matured', 'ArrowRight', 'Eventual', /conversion=eventual/);
	await choose('Imputed', 'ArrowRight', 'Observed', /skips=observed/);
	await choose('Observed', 'ArrowRight', 'In order', /skips=in_order/);
	const optional = page
		.getByRole('group', { name: /^Optional/ })
		.getByRole('checkbox')
		.first();
	await reach(page, optional);
	await page.keyboard.press('Space');
	await expect(page).toHaveURL(/optional=1/);
	await expect(optional).toBeFocused();
	await choose('Created then', 'ArrowRight', 'Happened then', /basis=activity/);
	const bridge = page.locator('summary', { hasText: 'The bridge between the two' });
	await reach(page, bridge);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('table').first()).toBeVisible();
	await reach(page, radio('Count'));
	await page.keyboard.press('ArrowRight');
	await expect(page).toHaveURL(/by=value/);
	await expect(radio('Value')).toBeFocused();
	await expect(page.getByRole('figure', { name: 'Where opportunities go' })).toContainText(/by value/);
});
