import { expect, type Page } from '@playwright/test';
import { test } from './pipeline';

/** All stories with everything in them unfolded. */
async function openGallery(page: Page): Promise<void> {
	await page.goto('./gallery/');
	await expect(page.getByRole('heading', { name: 'Joins that do not hold', exact: false })).toBeVisible();
	await page.evaluate(() => {
		for (const details of document.querySelectorAll('details')) details.open = true;
	});
}

test('every table is one to those who hear it, its columns named, however narrow it is', async ({ page }) => {
	await openGallery(page);
	const session = await page.context().newCDPSession(page);
	const { nodes } = await session.send('Accessibility.getFullAXTree');
	const known = new Map(nodes.map((node) => [node.nodeId, node]));
	const rolesIn = (id: string): string[] => {
		const node = known.get(id);
		if (!node) return [];
		return [...(node.ignored ? [] : [String(node.role?.value)]), ...(node.childIds ?? []).flatMap(rolesIn)];
	};
	const tables = nodes.filter((node) => !node.ignored && node.role?.value === 'table');
	expect(tables.length).toBeGreaterThan(10);
	const lost = tables
		.map((table) => ({ name: String(table.name?.value ?? ''), roles: rolesIn(table.nodeId) }))
		.filter(({ roles }) => !roles.includes('columnheader') || !roles.includes('row'));
	expect(lost.map(({ name, roles }) => `${name}: ${[...new Set(roles)].join(', ')}`)).toEqual([]);
});

test('what is chosen and what is drawn is seen in the colours of the reader', async ({ page }) => {
	await page.emulateMedia({ forcedColors: 'active' });
	await openGallery(page);
	const groundOf = (selector: string) =>
		page
			.locator(selector)
			.first()
			.evaluate((element) => getComputedStyle(element).backgroundColor);
	const page0 = await groundOf('body');
	const chosen = '.segmented input:checked + span';
	expect(await groundOf(chosen)).not.toBe(await groundOf('.segmented input:not(:checked) + span'));
	for (const drawn of ['.histogram span.bar', '[data-story] ol span.bar'])
		expect(await groundOf(drawn)).not.toBe(page0);
});

test('what is told of a forecast’s past, of an audit and of exports leads to its query', async ({ page }) => {
	await openGallery(page);
	for (const what of [
		'the record of past forecasts',
		'the forecast with them',
		'the forecast without them',
		'these rows',
		'the exports by day',
	])
		await expect(page.getByRole('link', { name: `The query behind ${what}` }).first()).toBeVisible();
	// A number of a file, of a join and of an export says what it counts, and of how many.
	for (const [region, number] of [
		['Columns of', '12'],
		['Joins between files', '30'],
		['Exports by day', '4,000'],
	] as const) {
		await page
			.getByRole('region', { name: region })
			.first()
			.getByRole('button', { name: number, exact: true })
			.first()
			.focus();
		await expect(page.getByRole('tooltip').locator('.definition')).toHaveText(/\S{3}/);
		await expect(page.getByRole('tooltip').locator('.line').first()).toHaveText(/\d/);
	}
});
