import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { AMBIGUOUS, closeDialog, drop, expectFunnel, expectOverview, openPipeline, test } from './pipeline';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What axe finds that depends on the colours: all else was looked at in light. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** Every rule of axe in light, those of colour in dark; `unless` are rules that do not hold of this page. */
async function expectAccessible(page: Page, unless: readonly string[] = []): Promise<void> {
	// Nothing may be judged half faded in.
	await page.waitForTimeout(350);
	const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
	const axe = new AxeBuilder({ page });
	const { violations } = await (
		isDark ? axe.withRules(OF_COLOUR) : axe.withTags(TAGS).disableRules([...unless])
	).analyze();
	expect(
		violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
	).toEqual([]);
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
	const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	expect(over).toBeLessThanOrEqual(0);
}

/** Visits every page and dialog, and calls `look` at each. */
async function visitAll(page: Page, look: (page: Page) => Promise<void>): Promise<void> {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await look(page);
	await drop(page, { 'dates.csv': AMBIGUOUS });
	await expect(page.getByRole('heading', { name: 'Before the numbers' })).toBeVisible();
	await look(page);
	await page.getByRole('button', { name: 'Cancel' }).click();

	await page.goto('./');
	await page.getByRole('button', { name: 'Open the sample company' }).click();
	await expectOverview(page);
	await expect(page.getByRole('link', { name: 'The query behind the forecast' })).toBeVisible();
	await look(page);
	await page.getByRole('button', { name: /^Oct 2025/ }).click();
	await look(page);
	await closeDialog(page);
	await page.getByRole('button', { name: 'the 12 months before' }).click();
	await look(page);
	await closeDialog(page);
	await page.keyboard.press('Control+k');
	await expect(page.getByRole('option').first()).toBeVisible();
	await look(page);
	await closeDialog(page);
	await page.getByRole('button', { name: 'Reset' }).click();
	await expectFunnel(page);
	await look(page);
	await page.getByRole('button', { name: '+ filter' }).click();
	await page.getByRole('button', { name: /^Region/ }).click();
	await look(page);
	await closeDialog(page);
	await page.getByRole('button', { name: 'Share', exact: true }).click();
	const field = page.getByRole('textbox', { name: 'Link to the report' });
	await expect(field).toHaveValue(/#r1\./);
	const link = await field.inputValue();
	await look(page);
	await closeDialog(page);
	await page.getByRole('button', { name: /^Table of Where/ }).click();
	await look(page);

	await page.getByRole('link', { name: /^Deals/ }).click();
	await expect(page.getByRole('status').filter({ hasText: /^[\d,]+ deals · [\d.]+/ })).toBeVisible();
	await look(page);
	await page.getByRole('link', { name: /^Data/ }).click();
	await expect(page.getByText('Requests to other origins: 0')).toBeVisible();
	for (const summary of await page.locator('summary').all()) await summary.click();
	await look(page);
	await page.goto(link);
	await expect(page.getByText('Report · read-only')).toBeVisible();
	await expect(page.getByRole('group', { name: /^Stages/ })).toBeVisible();
	await look(page);
	await page.goto(link.replace(/#.*/, ''));
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await look(page);
}

for (const colorScheme of ['light', 'dark'] as const) {
	test.describe(`in ${colorScheme}`, () => {
		test.use({ colorScheme });

		test('every page and dialog passes axe', async ({ page }) => {
			await visitAll(page, (one) => expectAccessible(one));
		});

		test('every story of the gallery passes axe', async ({ page }) => {
			await page.goto('./gallery/');
			await expect(page.getByRole('heading', { name: 'Joins that do not hold', exact: false })).toBeVisible();
			// A page of the product has one scope bar and one list; here stand several, told apart by their stories.
			await expectAccessible(page, ['landmark-unique', 'landmark-banner-is-top-level']);
		});
	});
}

test.describe('on a narrow screen', () => {
	test.use({ viewport: { width: 390, height: 844 } });

	test('no page or dialog scrolls sideways', async ({ page }) => {
		await visitAll(page, expectNoSidewaysScroll);
	});

	test('no page scrolls sideways at 320 px either', async ({ page }) => {
		await page.setViewportSize({ width: 320, height: 700 });
		await openPipeline(page);
		await expectNoSidewaysScroll(page);
		await page.getByRole('link', { name: /^Deals/ }).click();
		await expect(page.getByRole('status').filter({ hasText: /^10 deals · 600/ })).toBeVisible();
		await expectNoSidewaysScroll(page);
	});
});
