import { expect } from '@playwright/test';
import { boardTable, drop, expectFunnel, tabTo, test, toTop } from './pipeline';

/** New business is qualified first, renewals last: three deals each prove it. */
const WENT: Record<string, [pipeline: string, ...stages: string[]]> = {
	N1: ['New business', 'Qualified', 'Demo', 'Quote', 'Won'],
	N2: ['New business', 'Qualified', 'Demo', 'Quote', 'Lost'],
	N3: ['New business', 'Qualified', 'Demo', 'Quote'],
	N4: ['New business', 'Qualified', 'Demo'],
	R1: ['Renewals', 'Demo', 'Quote', 'Qualified', 'Won'],
	R2: ['Renewals', 'Demo', 'Quote', 'Qualified', 'Lost'],
	R3: ['Renewals', 'Demo', 'Quote', 'Qualified'],
};
const day = (step: number) => `2024-01-${10 + 5 * step}`;
const FILES = {
	'deals.csv': [
		'id,name,pipeline,stage,created,closed,amount',
		...Object.entries(WENT).map(([id, [pipeline, ...went]]) => {
			const last = went.at(-1) ?? '';
			return `${id},Deal ${id},${pipeline},${last},${day(0)},${/Won|Lost/.test(last) ? day(went.length - 1) : ''},100`;
		}),
		'',
	].join('\n'),
	'history.csv': [
		'id,to_stage,changed_at',
		...Object.entries(WENT).flatMap(([id, [, ...went]]) =>
			went.map((stage, step) => `${id},${stage},${day(step)}`),
		),
		'',
	].join('\n'),
};

test('stages of one name are parted by pipeline, taken back and parted again, by keyboard', async ({
	page,
}) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await drop(page, FILES);
	await expect(page.getByRole('heading', { level: 1, name: 'How the files are read' })).toBeVisible();
	await expect(
		page.getByText(/“Qualified” comes before “Demo” in New business and after it in Renewals/),
	).toBeVisible();
	const names = page.getByRole('textbox', { name: /^Name of stage/ });
	const stages = ['Qualified', 'Demo', 'Quote', 'Qualified (Renewals)', 'Won', 'Lost'];
	const namesOf = () =>
		names.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
	const before = await namesOf();
	await toTop(page);
	await tabTo(page, /^Part them$/);
	await page.keyboard.press('Enter');
	await expect(names).toHaveCount(stages.length);
	expect(await namesOf()).toEqual(stages);
	// What was pressed is gone, and what takes it back has the focus.
	await expect(page.getByRole('button', { name: 'Make them one again' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Part them' })).toBeFocused();
	expect(await namesOf()).toEqual(before);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Make them one again' })).toBeFocused();
	await tabTo(page, /^Build$/, 200);
	await page.keyboard.press('Enter');
	await expectFunnel(page);

	const scope = page.getByRole('region', { name: 'Scope' });
	await scope.getByRole('button', { name: 'all pipelines' }).click();
	await page.getByRole('button', { name: /^Renewals/ }).click();
	await expect(page).toHaveURL(/where=pipeline:Renewals/);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 3 opportunities');
	const board = await boardTable(page);
	expect(Object.keys(board)).toEqual(expect.arrayContaining(stages.slice(0, 4)));
	expect(board['Qualified (Renewals)']).toMatchObject({ Reached: '3' });
	expect(board['Quote']).toMatchObject({ 'moved on': '3' });

	// Taken back in Data, once it is built.
	await page.getByRole('link', { name: 'Data', exact: true }).click();
	await page.getByRole('button', { name: 'Edit the process' }).click();
	await page.getByRole('button', { name: 'Make them one again' }).click();
	await expect(page.getByRole('button', { name: 'Part them' })).toBeVisible();
	await page.getByRole('button', { name: 'Build with this process' }).click();
	await expect(page.getByRole('button', { name: 'Edit the process' })).toBeVisible();
	await page.getByRole('link', { name: 'Funnel', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 3 opportunities');
	// A deal that goes back to Qualified leaves Quote no further on; parted, it had moved on to a stage of its own.
	await expect
		.poll(async () => (await boardTable(page))['Quote'])
		.toMatchObject({ 'moved on': '1', 'moved back': '3' });
	expect(Object.keys(await boardTable(page))).not.toContain('Qualified (Renewals)');
});
