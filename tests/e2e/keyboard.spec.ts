import { expect } from '@playwright/test';
import { expectFunnel, expectOverview, openPipeline, tabTo, test, toTop } from './pipeline';

test('from the first page to the deals behind a drop-off by keyboard alone', async ({ page }) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await tabTo(page, /^Open the sample company/);
	await page.keyboard.press('Enter');
	await expectOverview(page);
	await toTop(page);
	await tabTo(page, /^Funnel$/);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/funnel\//);
	await expectFunnel(page);

	await tabTo(page, /^Oct 2025 – Sept 2026$/);
	await page.keyboard.press('Enter');
	await tabTo(page, /^Last quarter/, 12);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Q2 2026', exact: true })).toBeFocused();

	await tabTo(page, /^Prospecting \d/);
	await page.keyboard.press('ArrowDown');
	while (!/^Prospecting: dropped/.test((await page.locator('*:focus').getAttribute('aria-label')) ?? ''))
		await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/pick=1\.dropped/);
	await tabTo(page, /^Show these deals/, 6);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Dropped at Prospecting' })).toBeVisible();
});

test('the skip link leads past the rail', async ({ page }) => {
	await openPipeline(page);
	await toTop(page);
	await page.keyboard.press('Tab');
	const skip = page.getByRole('button', { name: 'Skip to the content' });
	await expect(skip).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('main')).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(page.getByRole('button', { name: 'created', exact: true })).toBeFocused();
});

test('Escape closes a popover or dialog and gives the focus back', async ({ page }) => {
	await openPipeline(page);
	const filter = page.getByRole('button', { name: '+ filter' });
	await filter.focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog', { name: 'Add a filter' })).toBeVisible();
	// From column to values and back the focus stays in the popover.
	await page.getByRole('button', { name: /^sales_agent/ }).press('Enter');
	await expect(page.getByRole('button', { name: 'All columns' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog').getByRole('button').first()).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await expect(filter).toBeFocused();
	const share = page.getByRole('button', { name: 'Share', exact: true });
	await share.focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog', { name: 'Share this view' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(share).toBeFocused();
});
