import { expect, type Page } from '@playwright/test';
import { expectOverview, headline, plain, test } from './pipeline';

/** Clicks that are counted, so that the way stays as short as it is. */
class Hand {
	clicks = 0;
	constructor(readonly page: Page) {}
	async click(target: ReturnType<Page['getByRole']>): Promise<void> {
		this.clicks += 1;
		await target.click();
	}
}

test('the first five minutes: from the sample to the costliest stage, its deals, one of them and a link, in eight clicks', async ({
	page,
}) => {
	const hand = new Hand(page);
	await page.goto('./');
	await hand.click(page.getByRole('button', { name: 'Open the sample company' }));
	await expectOverview(page);
	const costs = page.getByRole('region', { name: 'What it costs' });
	await expect(costs.getByRole('link').first()).toBeVisible();
	// What the generator planted: a rival in the mid-market, in Presenting, from October 2025 on.
	await expect
		.poll(async () => headline(page))
		.toMatch(/What costs most is Presenting, most of all Mid-market, worth about [\d.]+ M of won value\./);

	const costliest = costs.getByRole('link', { name: /^Presenting, Mid-market/ });
	const said = plain(await costliest.innerText());
	expect(said).toMatch(/move on against .* elsewhere/);
	await hand.click(costliest);
	await expect(page).toHaveURL(/\/deals\/.*where=segment:Mid-market.*pick=4\.dropped/);
	await expect(page.getByRole('heading', { name: 'Dropped at Presenting' })).toBeVisible();

	const firstDeal = page.getByRole('grid').getByRole('row').nth(1);
	await expect(firstDeal).toContainText(/\w/);
	await hand.click(firstDeal);
	await expect(page.getByRole('dialog').getByText('Presenting').first()).toBeVisible();
	await page.goBack();
	await expect(page.getByRole('dialog')).toBeHidden();

	await page.goBack();
	await expectOverview(page);
	await hand.click(page.getByRole('button', { name: 'Share', exact: true }));
	await expect(page.getByRole('textbox', { name: 'Link to the report' })).toHaveValue(/#r\d\./);
	expect(hand.clicks).toBeLessThanOrEqual(8);
});

test('the stage board of Overview leads to the funnel, with the part picked', async ({ page }) => {
	await page.goto('./');
	await page.getByRole('button', { name: 'Open the sample company' }).click();
	await expectOverview(page);
	await page.getByRole('button', { name: /^Presenting: dropped/ }).click();
	await expect(page).toHaveURL(/\/funnel\/.*pick=4\.dropped/);
});

test('every number of Overview can be asked why: its query opens', async ({ page }) => {
	await page.goto('./');
	await page.getByRole('button', { name: 'Open the sample company' }).click();
	await expectOverview(page);
	await page.getByRole('link', { name: 'Why? The query behind Win rate' }).focus();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/sql\//);
	await expect(page.getByText('How are we doing, and how were we doing before?')).toBeVisible();
	await page.goBack();
	await page.getByRole('link', { name: /record of past forecasts/ }).click();
	// The month ends that the record sums up, and no list of its lines.
	await expect(page.getByText('Had we forecast on past month ends')).toBeVisible();
});

test('the palette goes to a place and filters by a value, by keyboard alone', async ({ page }) => {
	await page.goto('./');
	await page.getByRole('button', { name: 'Open the sample company' }).click();
	await expectOverview(page);
	await page.keyboard.press('Control+k');
	await page.keyboard.type('segment mid');
	await expect(page.getByRole('option', { name: /Segment is Mid-market/ })).toBeVisible();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/where=segment:Mid-market/);
	await page.keyboard.press('g');
	await page.keyboard.press('f');
	await expect(page).toHaveURL(/\/funnel\/.*where=segment:Mid-market/);
	await page.keyboard.press('?');
	await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
});

test('after the first visit the product needs no network, not even for a reload', async ({
	page,
	context,
}) => {
	await page.goto('./');
	await page.getByRole('button', { name: 'Open the sample company' }).click();
	await expectOverview(page);
	const said = await headline(page);
	await expect(page.getByText('Works offline')).toBeVisible();
	await expect
		.poll(() =>
			page.evaluate(async () => {
				const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
				const kept = (await Promise.all(stores.map((store) => store.keys()))).flat();
				return kept.some(({ url }) => url.endsWith('.wasm'));
			}),
		)
		.toBe(true);
	await context.setOffline(true);
	await page.reload();
	await expectOverview(page);
	expect(said).toContain((await headline(page)).slice(0, 20));
	await expect(page.getByText('No network: none is needed')).toBeVisible();
	expect(page.workers().some((worker) => /statistics-worker/.test(worker.url()))).toBe(true);
});
