import { expect, type Page } from '@playwright/test';
import { openPipeline, openSample, test } from './pipeline';

async function openFunnel(page: Page): Promise<void> {
	await openPipeline(page);
	await page.getByRole('link', { name: 'Funnel', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'Where opportunities go' })).toBeVisible();
}

test('the switches say what they do in deals, and stand in the address', async ({ page }) => {
	await openFunnel(page);
	await page.getByText('So far', { exact: true }).click();
	await expect(page).toHaveURL(/conversion=so_far/);
	await expect(page.getByText(/^Open deals, most in .* count as not moved on\.$/)).toBeVisible();

	await page.getByText('Observed', { exact: true }).click();
	await expect(page).toHaveURL(/skips=observed/);
	await page.reload();
	await expect(page.getByRole('radio', { name: 'Observed' })).toBeChecked();
	await expect(page.getByRole('radio', { name: 'So far' })).toBeChecked();

	await page.getByText('Matured', { exact: true }).click();
	await page.getByRole('spinbutton', { name: 'within days' }).fill('20');
	await page.getByRole('spinbutton', { name: 'within days' }).press('Enter');
	await expect(page).toHaveURL(/horizon=20/);
	await expect(page.getByText(/have had 20.days; younger ones are in no rate/)).toBeVisible();
});

test('a funnel for each value narrows the scope to that value by a click', async ({ page }) => {
	await openFunnel(page);
	await page.getByRole('combobox', { name: 'Funnels side by side, by' }).selectOption({ index: 1 });
	await expect(page).toHaveURL(/split=/);
	// Ann Lee has O1, O2, O4, O7 and O10, Bob Ray the other five; as many each, so they go by name.
	await page.getByRole('combobox', { name: 'Funnels side by side, by' }).selectOption('sales_agent');
	const values = page.getByRole('heading', { level: 3, name: /Ann Lee|Bob Ray/ });
	await expect(values).toHaveText([/Ann Lee\s*5/, /Bob Ray\s*5/]);
	await page.getByRole('button', { name: 'Ann Lee', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 5 opportunities created, 2');
});

test('a period of the trend is looked at alone, by keyboard', async ({ page }) => {
	await openSample(page);
	const plot = page.getByRole('slider').first();
	await plot.focus();
	await page.keyboard.press('Home');
	// The sample company begins in October 2023.
	await expect(plot).toHaveAttribute('aria-valuetext', /^Oct 2023: /);
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/from=2023-11-01&to=2023-12-01/);

	// A bar of the times to convert leads to its deals, and back.
	const bars = page.getByRole('group', { name: /^Of \d+ won deals half took/ }).getByRole('button');
	const [, deals] = /: (\d+) deals?,/.exec((await bars.last().getAttribute('aria-label')) ?? '') ?? [];
	await bars.first().focus();
	await page.keyboard.press('End');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/took=\d+\.\./);
	await expect(page.getByRole('heading', { level: 1, name: /^Won after \d+ days and more$/ })).toBeVisible();
	await expect(page.getByRole('status').filter({ hasText: new RegExp(`^${deals} deals? · `) })).toBeVisible();
	await page.goBack();
	await expect(bars.last()).toBeVisible();
});

test('where nothing dates an entry, the trend says so and draws nothing', async ({ page }) => {
	await openFunnel(page);
	await expect(page.getByText('No deal in this scope has a dated entry into a stage.')).toBeVisible();
	await expect(page.getByRole('slider')).toHaveCount(0);
});
