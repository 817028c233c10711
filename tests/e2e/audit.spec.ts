import { expect } from '@playwright/test';
import { openPipeline, test } from './pipeline';

test('leaving out what the audit suspects shows on every page and in the address, and is taken back', async ({
	page,
}) => {
	await openPipeline(page);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 10 opportunities');
	await page.getByRole('link', { name: /^Data/ }).click();
	await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible();
	// O9 and O10 have no date at all.
	const undated = page
		.getByRole('listitem')
		.filter({ has: page.getByRole('heading', { name: 'Without a start' }) });
	await expect(undated).toContainText('2 deals');
	await undated.getByRole('switch').check();
	await expect(page).toHaveURL(/leave-out=no-created/);
	await expect(page.getByText('Every number on every page is leaving out')).toBeVisible();

	await page.getByRole('link', { name: 'Funnel', exact: true }).click();
	const scope = page.getByRole('region', { name: 'Scope' });
	await expect(scope).toContainText('leaving out what the audit calls “without a start”');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 8 opportunities');

	await scope.getByRole('button', { name: 'Take them back in' }).click();
	await expect(page).not.toHaveURL(/leave-out/);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 10 opportunities');
	await expect(scope).not.toContainText('leaving out');
});

test('a check shows its rows with file and line when asked, and says what it could not look for', async ({
	page,
}) => {
	await openPipeline(page);
	await page.getByRole('link', { name: /^Data/ }).click();
	const undated = page
		.getByRole('listitem')
		.filter({ has: page.getByRole('heading', { name: 'Without a start' }) });
	await undated.getByRole('button', { name: /^Show rows/ }).click();
	await expect(undated.getByRole('row')).toHaveCount(3);
	await expect(undated).toContainText('pipeline.csv:10');
	await expect(undated).toContainText('pipeline.csv:11');
	await page.getByText('could not be made').click();
	await expect(page.getByText('The files tell nothing of what it needs: a stage history.')).toBeVisible();
});
