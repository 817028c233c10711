import { readFileSync } from 'node:fs';
import { xlsxOf } from '../support/workbook';
import {
	AMBIGUOUS,
	boardTable,
	drop,
	expectFunnel,
	headline,
	openPipeline,
	openSample,
	PIPELINE,
	plain,
	test,
	tile,
} from './pipeline';
import { expect } from '@playwright/test';

const truths = JSON.parse(
	readFileSync(new URL('../../sample-data/truths.json', import.meta.url), 'utf8'),
) as { facts: { salesforce: { all: { created: { deals: number; won: number } } } } };

test('the sample company is one click away, and its funnel says what its generator planted', async ({
	page,
}) => {
	await openSample(page);
	const { deals, won } = truths.facts.salesforce.all.created;
	expect(await headline(page)).toContain(
		`Of ${deals.toLocaleString('en-GB')} opportunities created, ${won.toLocaleString('en-GB')} (`,
	);
	await expect(page).toHaveTitle('Funnel – Funnelscope');
});

test('a dropped export shows the numbers that one works out by hand', async ({ page }) => {
	await openPipeline(page);
	expect(await headline(page)).toBe('Of 10 opportunities created, 3 (30.0 %) are won so far.');
	expect(await tile(page, 'Win rate')).toBe('50.0 % 18.8–81.2 %');
	expect(await tile(page, 'Won value')).toBe('600 3 won');
	expect(await tile(page, 'Average deal')).toBe('200 median 200');
	expect(await tile(page, 'Sales cycle')).toBe('20 days median 20 days');
	// 10 opportunities × 1/2 × 200 ÷ 20 days
	expect(await tile(page, 'Velocity')).toBe('50/day classic');
	expect(await tile(page, 'Open pipeline')).toBe('0 4 open deals');
});

test('lost deals without history are counted as unknown, in no stage’s drop-off', async ({ page }) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	// Twenty times the ten: enough for what is unknown to outweigh chance.
	const [header = '', ...rows] = PIPELINE.trim().split('\n');
	const many = Array.from({ length: 20 }, (_, copy) => rows.map((row) => `${copy}-${row}`)).flat();
	await drop(page, { 'pipeline.csv': [header, ...many].join('\n') });
	await expectFunnel(page);
	const board = await boardTable(page);
	expect(board['Prospecting']).toMatchObject({
		Reached: '200',
		'moved on': '100',
		'still there': '40',
		dropped: '0',
		'lost, stage unknown': '60',
		// 100 ÷ (100 + 0 + 60): the least it can be
		'at least': '62.5 %',
	});
	expect(board['Engaging']).toMatchObject({
		Reached: '100',
		'still there': '40',
		dropped: '0',
		// 60 ÷ (60 + 0 + 60)
		'at least': '50.0 %',
	});
	expect(board['Won']).toMatchObject({ Reached: '60' });
	await expect(
		page.getByText('Where 60 lost opportunities (all there are) dropped is not in the data'),
	).toBeVisible();
});

test('files can be chosen as well as dropped', async ({ page }) => {
	await page.goto('./');
	const choosing = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose files' }).click();
	await (
		await choosing
	).setFiles({ name: 'pipeline.csv', mimeType: 'text/csv', buffer: Buffer.from(PIPELINE) });
	await expectFunnel(page);
	expect(await tile(page, 'Won value')).toBe('600 3 won');
});

test('a table can be pasted', async ({ page }) => {
	await page.goto('./');
	await page.getByRole('button', { name: 'Paste a table' }).click();
	await page.getByRole('textbox', { name: 'Table' }).fill(PIPELINE);
	await page.getByRole('button', { name: 'Read it' }).click();
	await expectFunnel(page);
	expect(await tile(page, 'Win rate')).toContain('50.0 %');
});

test('a reload brings back what was opened, without another drop', async ({ page }) => {
	await openPipeline(page);
	await page.getByRole('link', { name: /^Data/ }).click();
	await expect(page.getByText('so that a reload needs no new drop')).toBeVisible();
	await page.reload();
	await page.getByRole('link', { name: 'Funnel', exact: true }).click();
	await expectFunnel(page);
	expect(await tile(page, 'Won value')).toBe('600 3 won');
});

test('dates that fit two orders are asked for before there is any number', async ({ page }) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await drop(page, { 'dates.csv': AMBIGUOUS });
	await expect(page.getByRole('heading', { name: 'Before the numbers' })).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Before the numbers' })).toBeFocused();
	const build = page.getByRole('button', { name: 'Build' });
	await expect(build).toBeDisabled();
	for (const answer of await page.getByRole('button', { name: 'Day first' }).all()) await answer.click();
	await expect(build).toBeEnabled();
	await build.click();
	await expectFunnel(page);
	// Day first: A1 took 3 to 5 April (2 days), A3 2 March to 4 May (63 days); their mean is 32.5.
	expect(await tile(page, 'Sales cycle')).toMatch(/^3[23] days/);
});

test('a file that is no list of opportunities is told so, with its name and a way out', async ({ page }) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await drop(page, { 'poem.csv': 'roses,are\nred,violets\nare,blue\n' });
	await expect(page.getByRole('heading', { name: 'No opportunities were recognised' })).toBeVisible();
	await expect(page.getByText(/^poem\.csv looks like neither a list of opportunities/)).toBeVisible();
	await expect(page.getByRole('button', { name: 'Build' })).toBeDisabled();
	await page.getByRole('button', { name: 'Cancel' }).click();
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
});

test('a review that is cancelled loses nothing', async ({ page }) => {
	await openPipeline(page);
	await page.getByRole('link', { name: /^Data/ }).click();
	await page.getByRole('button', { name: 'Review mapping' }).click();
	await page.getByRole('button', { name: 'Move Prospecting down' }).click();
	await expect(page.getByText('Prospecting is now 2 of 4.')).toBeAttached();
	await page.getByRole('button', { name: 'Cancel' }).click();
	await expect(page.getByRole('heading', { name: '10 rows read, all kept' })).toBeVisible();
	await page.getByRole('link', { name: 'Funnel', exact: true }).click();
	await expectFunnel(page);
	expect(Object.keys(await boardTable(page))).toEqual(['Prospecting', 'Engaging', 'Won']);
});

test('stages put in another order in the review are in that order on the board', async ({ page }) => {
	await openPipeline(page);
	await page.getByRole('link', { name: /^Data/ }).click();
	await page.getByRole('button', { name: 'Review mapping' }).click();
	await page.getByRole('textbox', { name: 'Name of stage 1' }).press('Alt+ArrowDown');
	await page.getByRole('button', { name: 'Build' }).click();
	await page.getByRole('link', { name: 'Funnel', exact: true }).click();
	await expectFunnel(page);
	expect(Object.keys(await boardTable(page))).toEqual(['Engaging', 'Prospecting', 'Won']);
});

test('of a workbook one chooses the sheets that count', async ({ page }) => {
	const rowsOf = (text: string) =>
		text
			.trim()
			.split('\n')
			.map((line) => line.split(','));
	const [header = '', ...rows] = PIPELINE.trim().split('\n');
	const draft = [header, ...rows.slice(0, 4).map((row) => `draft-${row}`)].join('\n');
	const workbook = xlsxOf([
		{ name: 'Opportunities', rows: rowsOf(PIPELINE) },
		{ name: 'Old draft', rows: rowsOf(draft) },
	]);
	await page.goto('./');
	const chosen = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose files' }).click();
	await (await chosen).setFiles({ name: 'export.xlsx', mimeType: '', buffer: Buffer.from(workbook) });
	await expectFunnel(page);
	expect(await headline(page)).toContain('Of 14 opportunities created');
	await page.getByRole('link', { name: /^Data/ }).click();
	await page.getByRole('button', { name: 'Review mapping' }).click();
	await page.getByRole('combobox', { name: 'What export.xlsx › Old draft holds' }).selectOption('ignored');
	await page.getByRole('button', { name: 'Build' }).click();
	await expect(page.getByRole('heading', { name: '14 rows read, 4 set aside' })).toBeVisible();
	await page.getByRole('link', { name: 'Funnel', exact: true }).click();
	await expectFunnel(page);
	expect(await headline(page)).toContain('Of 10 opportunities created');
});

test('Data accounts for every row and shows the proof that nothing left', async ({ page }) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	const twice = `${PIPELINE}O1,Ann Lee,GTX Basic,Acme,Won,2024-01-10,2024-01-20,100\n`;
	await drop(page, { 'pipeline.csv': twice });
	await expectFunnel(page);
	await page.getByRole('link', { name: /^Data/ }).click();
	await expect(page.getByRole('heading', { name: '11 rows read, 1 set aside' })).toBeVisible();
	expect(plain(await page.getByRole('region', { name: 'Rows set aside' }).innerText())).toContain(
		'pipeline.csv:12',
	);
	const downloading = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Download as CSV' }).click();
	const stream = await (await downloading).createReadStream();
	let text = '';
	for await (const chunk of stream) text += String(chunk);
	expect(text).toContain('"pipeline.csv","12"');
	await expect(page.getByText('Requests to other origins: 0')).toBeVisible();
	await page.getByText('The security policy of this page').click();
	await expect(page.getByText("connect-src 'self'")).toBeVisible();
});

test('purge takes everything away for good', async ({ page }) => {
	await openPipeline(page);
	await page.getByRole('link', { name: /^Data/ }).click();
	await page.getByRole('button', { name: 'Purge all' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Purge all' }).click();
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await page.reload();
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
});

test('files of another layout dropped on open ones are added or put in their place, as one says', async ({
	page,
}) => {
	// Wide enough for the column of file and line.
	await page.setViewportSize({ width: 1700, height: 900 });
	await openPipeline(page);
	const other = PIPELINE.replaceAll(/^O/gm, 'P').replace(/^.*$/m, (header) => `${header},region`);
	await drop(page, { 'more.csv': other.replaceAll(/^P.*$/gm, (row) => `${row},North`) });
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByText('more.csv')).toBeVisible();
	await dialog.getByRole('button', { name: 'Replace', exact: true }).click();
	await expectFunnel(page);
	await page.getByRole('link', { name: /^Deals/ }).click();
	await expect(page.getByRole('gridcell', { name: /^more\.csv ?:2$/ })).toBeVisible();
	await expect(page.getByText(/^10 deals/)).toBeVisible();
});
