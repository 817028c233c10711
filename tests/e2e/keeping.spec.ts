import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import {
	AMBIGUOUS,
	boardTable,
	drop,
	expectFunnel,
	expectOverview,
	headline,
	numbersOf,
	openPipeline,
	openSample,
	PIPELINE,
	test,
	tile,
} from './pipeline';

// Several imports a test, on machines that may be slow.

const MORE = PIPELINE.replaceAll(/^O/gm, 'P');

const toData = (page: Page) => page.getByRole('link', { name: /^Data/ }).click();
const toFunnel = async (page: Page) => {
	await page.getByRole('link', { name: 'Funnel', exact: true }).click();
	await expectFunnel(page);
};
/** The funnel of all time, however the Overview has narrowed it. */
async function showAll(page: Page): Promise<void> {
	await expect(page).toHaveURL(/\/(overview|funnel)\//);
	if (page.url().includes('/overview/')) await expectOverview(page);
	const reset = page.getByRole('button', { name: 'Reset' });
	if ((await reset.count()) > 0) await reset.click();
	await expectFunnel(page);
}
/** What is shown has been written: only then may a page be closed. */
const expectKept = (page: Page) => expect(page.getByText('so that a reload needs no new drop')).toBeVisible();

test('next week’s export of the same layout drops in without a question, and can be taken out again', async ({
	page,
}) => {
	await openPipeline(page);
	await drop(page, { 'week-2.csv': MORE });
	await expect(page.getByText(/week-2\.csv: read as the exports with the same columns before/)).toBeVisible();
	await expectFunnel(page);
	expect(await headline(page)).toContain('Of 20 opportunities created, 6');
	await toData(page);
	await page.getByRole('button', { name: 'Take out pipeline.csv' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Take out' }).click();
	await expect(page.getByRole('heading', { name: '10 rows read, all kept' })).toBeVisible();
	await expectKept(page);
	await page.reload();
	await expect(page.getByRole('heading', { name: '10 rows read, all kept' })).toBeVisible();
	await expect(page.getByRole('button', { name: /^Take out/ })).toHaveCount(0);
	await toFunnel(page);
	expect(await tile(page, 'Won value')).toBe('600 3 won');
});

test('an answer is not asked for again, and a renamed column is announced by both names', async ({
	page,
}) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await drop(page, { 'week-1.csv': AMBIGUOUS });
	await expect(page.getByRole('heading', { name: 'Before the numbers' })).toBeVisible();
	for (const answer of await page.getByRole('button', { name: 'Day first' }).all()) await answer.click();
	await page.getByRole('button', { name: 'Build' }).click();
	await showAll(page);

	await drop(page, { 'week-2.csv': AMBIGUOUS.replaceAll(/^A/gm, 'B') });
	await expect(page.getByText(/week-2\.csv: read as the exports/)).toBeVisible();
	expect(await tile(page, 'Sales cycle')).toMatch(/^3[23] days/);

	await drop(page, { 'week-3.csv': AMBIGUOUS.replaceAll(/^A/gm, 'C').replace('closed', 'close date') });
	await page.getByRole('dialog').getByRole('button', { name: 'Add to what is open' }).click();
	await expect(
		page.getByText(/The column “closed” of earlier exports is not in this one; “close date” is new/),
	).toBeVisible();
	await expect(page.getByRole('heading', { name: 'How the files are read' })).toBeVisible();
	await page.getByRole('button', { name: 'Build' }).click();
	await showAll(page);
	expect(await headline(page)).toContain('Of 15 opportunities');
});

test('workspaces are made, switched between, renamed and deleted', async ({ page }) => {
	await openPipeline(page);
	await page.getByRole('button', { name: /^Workspace:/ }).click();
	await page.getByRole('button', { name: 'New workspace …' }).click();
	await page.getByRole('textbox', { name: 'Name' }).fill('South');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	// Left with no file in it, it is come back to.
	const switchTo = async (name: RegExp) => {
		await page.getByRole('button', { name: /^Workspace:/ }).click();
		await page.getByRole('dialog').getByRole('button', { name }).click();
	};
	await switchTo(/^pipeline\.csv/);
	await showAll(page);
	await switchTo(/^South no file yet/);
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await page.reload();
	await expect(page.getByRole('button', { name: 'Workspace: South' })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await drop(page, { 'south.csv': MORE.split('\n').toSpliced(1, 3).join('\n') });
	await showAll(page);
	expect(await headline(page)).toContain('Of 7 opportunities');

	await switchTo(/^pipeline\.csv/);
	await showAll(page);
	await expect.poll(() => headline(page)).toContain('Of 10 opportunities');

	await toData(page);
	const list = page.getByRole('region', { name: 'Kept workspaces' });
	await expect(list.getByRole('row')).toHaveCount(3);
	await page.getByRole('button', { name: 'Rename pipeline.csv' }).click();
	await page.getByRole('textbox', { name: 'Name' }).fill('North');
	await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
	await expect(list.getByRole('rowheader', { name: /^North/ })).toBeVisible();
	await page.reload();
	await expect(list.getByRole('rowheader', { name: /^North/ })).toBeVisible();
	await page.getByRole('button', { name: 'Delete North' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
	// The one that is left is shown.
	await expect(page.getByRole('heading', { name: '7 rows read, all kept' })).toBeVisible();
	await expect(list.getByRole('row')).toHaveCount(2);
});

/** From now on nothing more is written to what is kept, as on a machine too slow to write before a reload. */
const writeNoMore = (page: Page) =>
	page.evaluate(() => {
		const request = LockManager.prototype.request as (...given: unknown[]) => Promise<unknown>;
		LockManager.prototype.request = function (this: LockManager, ...given: unknown[]) {
			const isToRead = given.some((one) => (one as LockOptions | null)?.mode === 'shared');
			return isToRead ? request.apply(this, given) : new Promise(() => undefined);
		} as LockManager['request'];
	});

test('what was chosen just before a reload is there after it: columns, a name, the workspace, an empty one', async ({
	page,
}) => {
	await openPipeline(page);
	await page.getByRole('button', { name: /^Workspace:/ }).click();
	await page.getByRole('button', { name: 'New workspace …' }).click();
	await page.getByRole('textbox', { name: 'Name' }).fill('South');
	await page.keyboard.press('Enter');
	await drop(page, { 'south.csv': MORE });
	await showAll(page);
	await toData(page);
	await expectKept(page);

	await writeNoMore(page);
	await page.getByRole('button', { name: /^Workspace:/ }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: /^pipeline\.csv/ })
		.click();
	await expect(page.getByRole('heading', { name: 'pipeline.csv' })).toBeVisible();
	await page.getByRole('link', { name: /^Deals/ }).click();
	await page.getByRole('button', { name: 'Columns' }).click();
	await page.getByRole('checkbox', { name: 'product' }).check();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('columnheader', { name: 'product' })).toBeVisible();
	await page.reload();
	await expect(page.getByRole('button', { name: 'Workspace: pipeline.csv' })).toBeVisible();
	await expect(page.getByRole('columnheader', { name: 'product' })).toBeVisible();

	await writeNoMore(page);
	await toData(page);
	await page.getByRole('button', { name: 'Rename pipeline.csv' }).click();
	await page.getByRole('textbox', { name: 'Name' }).fill('North');
	await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
	await page.reload();
	await expect(page.getByRole('button', { name: 'Workspace: North' })).toBeVisible();

	await writeNoMore(page);
	await page.getByRole('button', { name: /^Workspace:/ }).click();
	await page.getByRole('button', { name: 'New workspace …' }).click();
	await page.getByRole('textbox', { name: 'Name' }).fill('East');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Workspace: East' })).toBeVisible();
	await page.reload();
	await expect(page.getByRole('button', { name: 'Workspace: East' })).toBeVisible();
});

test('a workspace exported as one file and dropped in another browser has the same numbers', async ({
	page,
	browser,
	baseURL,
}) => {
	await openSample(page);
	const before = await numbersOf(page);
	await toData(page);
	const downloading = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Export “Sample company”' }).click();
	const download = await downloading;
	expect(download.suggestedFilename()).toBe('Sample company.funnelscope');
	const bytes = await readFile(await download.path());

	const other = await browser.newContext({ baseURL: baseURL ?? '' });
	const there = await other.newPage();
	await there.goto('./');
	const choosing = there.waitForEvent('filechooser');
	await there.getByRole('button', { name: 'Choose files' }).click();
	await (await choosing).setFiles({ name: 'sample.funnelscope', mimeType: 'application/zip', buffer: bytes });
	await showAll(there);
	expect(await numbersOf(there)).toEqual(before);
	await toData(there);
	await expectKept(there);

	// A torn one is told by its name, and leaves what is open.
	const again = there.waitForEvent('filechooser');
	await there.getByRole('button', { name: 'Import a workspace' }).click();
	await (
		await again
	).setFiles({
		name: 'torn.funnelscope',
		mimeType: 'application/zip',
		buffer: bytes.subarray(0, Math.floor(bytes.length / 2)),
	});
	await expect(there.getByRole('alert').filter({ hasText: 'torn.funnelscope' })).toBeVisible();
	await toFunnel(there);
	expect(await numbersOf(there)).toEqual(before);
	await other.close();
});

test('a page that is closed in the middle of an import loses nothing that was imported before', async ({
	page,
	context,
}) => {
	await openPipeline(page);
	await toData(page);
	await expectKept(page);
	// Writing takes for ever from now on: the page dies in the middle of it.
	await page.evaluate(() => {
		const write = FileSystemWritableFileStream.prototype.write;
		FileSystemWritableFileStream.prototype.write = async function (chunk) {
			await write.call(this, chunk);
			return new Promise(() => undefined);
		};
	});
	await drop(page, { 'week-2.csv': MORE });
	await expect(page.getByRole('heading', { name: '20 rows read, all kept' })).toBeVisible();
	await expect(page.getByText('Being written just now')).toBeVisible();
	await page.close({ runBeforeUnload: false });

	const after = await context.newPage();
	await after.goto('./data/');
	await expect(after.getByRole('heading', { name: '10 rows read, all kept' })).toBeVisible();
	await drop(after, { 'week-2.csv': MORE });
	await expect(after.getByRole('heading', { name: '20 rows read, all kept' })).toBeVisible();
	await expectKept(after);
	await after.reload();
	await expect(after.getByRole('heading', { name: '20 rows read, all kept' })).toBeVisible();
});

test('what was built opens after a reload without reading a file, and still answers everything', async ({
	page,
}) => {
	await page.goto('./');
	// A row without an id is set aside.
	await drop(page, { 'pipeline.csv': `${PIPELINE},Ann Lee,GTX Pro,Acme,Won,2024-01-10,2024-01-20,5\n` });
	await showAll(page);
	const before = await numbersOf(page);
	// Marked where it is kept, so that it is seen to be what is shown.
	await expect
		.poll(() =>
			page.evaluate(async () => {
				const root = await navigator.storage.getDirectory();
				const all = await root.getDirectoryHandle('workspaces');
				for await (const folder of all.values()) {
					if (!(folder instanceof FileSystemDirectoryHandle)) continue;
					const list = await folder.getFileHandle('built.json').catch(() => null);
					if (list === null) continue;
					const text = await (await list.getFile()).text();
					// It is there before anything is in it.
					if (text === '') continue;
					const built = JSON.parse(text);
					built.state.report.warnings.push('Opened as it was built.');
					const sink = await list.createWritable();
					await sink.write(JSON.stringify(built));
					await sink.close();
					return true;
				}
				return false;
			}),
		)
		.toBe(true);
	await page.reload();
	await showAll(page);
	expect(await numbersOf(page)).toEqual(before);

	await toData(page);
	await expect(page.getByText('Opened as it was built.')).toBeVisible();
	await expect(page.getByRole('heading', { name: '11 rows read, 1 set aside' })).toBeVisible();
	const downloading = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Download as CSV' }).click();
	expect(await readFile(await (await downloading).path(), 'utf8')).toContain('"pipeline.csv","12"');

	// As of another day all is built anew from what was opened, and a change of the tables is possible as well.
	await toFunnel(page);
	await page.goto('./funnel/#as-of=2024-02-15');
	await expect.poll(() => tile(page, 'Won value')).toContain('400');
	await page.getByRole('link', { name: 'SQL', exact: true }).click();
	await page.getByRole('checkbox', { name: 'Read only' }).uncheck();
	await page.getByRole('textbox', { name: 'SQL' }).click();
	await page.keyboard.press('ControlOrMeta+a');
	await page.keyboard.insertText(
		'update stg_deals set amount = 1; select sum(amount) as total from stg_deals',
	);
	await page.keyboard.press('Escape');
	await page.keyboard.press('ControlOrMeta+Enter');
	await expect(page.getByRole('grid').getByRole('gridcell')).toHaveText(['10']);
});

test('a second tab is told of what the first one keeps, and neither mixes with the other', async ({
	page,
	context,
}) => {
	await openPipeline(page);
	await toData(page);
	await expectKept(page);
	const second = await context.newPage();
	await second.goto('./data/');
	await expect(second.getByRole('heading', { name: '10 rows read, all kept' })).toBeVisible();
	await drop(page, { 'week-2.csv': MORE });
	await expect(page.getByRole('heading', { name: '20 rows read, all kept' })).toBeVisible();
	await expect(second.getByText('Another tab has changed this workspace and kept it.')).toBeVisible();
	// What it shows is still what it had.
	await expect(second.getByRole('heading', { name: '10 rows read, all kept' })).toBeVisible();
	await drop(second, { 'week-3.csv': PIPELINE.replaceAll(/^O/gm, 'Q').split('\n').slice(0, 6).join('\n') });
	await expect(second.getByRole('heading', { name: '15 rows read, all kept' })).toBeVisible();
	await expectKept(second);
	await page.reload();
	await expect(page.getByRole('heading', { name: '15 rows read, all kept' })).toBeVisible();
});

test('a browser without room says so, and all works until the page is closed', async ({ page }) => {
	await page.addInitScript(() => {
		FileSystemWritableFileStream.prototype.write = () =>
			Promise.reject(new DOMException('full', 'QuotaExceededError'));
	});
	await openPipeline(page);
	await expect(page.getByText('The browser has no room left to keep these files.')).toBeVisible();
	expect(await tile(page, 'Won value')).toBe('600 3 won');
	await toData(page);
	await expect(page.getByText('the files are held until this page is closed')).toBeVisible();
});

test('a private window without storage says so, and all works until the page is closed', async ({ page }) => {
	await page.addInitScript(() => {
		navigator.storage.getDirectory = () => Promise.reject(new DOMException('no', 'SecurityError'));
	});
	await openPipeline(page);
	await expect(page.getByText('This browser keeps no files for this page')).toBeVisible();
	expect(await tile(page, 'Won value')).toBe('600 3 won');
});

test('the process is edited from Data, by keyboard, with the seven steps laid on it', async ({ page }) => {
	await openPipeline(page);
	await toData(page);
	await page.getByRole('button', { name: 'Edit the process' }).click();
	// An arrow in the list of stages chooses one and merges nothing yet; the focus goes where the stage went.
	const merge = page.getByRole('combobox', { name: 'Merge Engaging into another stage' });
	await merge.press('ArrowDown');
	await expect(merge).toHaveValue('0');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('textbox', { name: 'Name of stage 1' })).toBeFocused();
	await page.getByRole('button', { name: 'Make Engaging a stage of its own' }).press('Enter');
	await expect(page.getByRole('textbox', { name: 'Name of stage 2' })).toBeFocused();
	await expect(page.getByRole('textbox', { name: 'Name of stage 2' })).toHaveValue('Engaging');
	await page.getByRole('button', { name: /^Lay the seven steps/ }).press('Enter');
	await expect(page.getByText('The seven steps were laid on the stages')).toBeAttached();
	await page.getByRole('button', { name: 'Add Closing' }).press('Enter');
	await page.getByRole('button', { name: /^What Closing is for/ }).press('Enter');
	await page.getByRole('textbox', { name: 'Who answers for it' }).fill('Ann');
	await page.getByRole('textbox', { name: 'Target, %' }).fill('140');
	await page.getByRole('textbox', { name: 'Target, %' }).press('Tab');
	await expect(page.getByText('A number from 0 to 100, in per cent.')).toBeVisible();
	await page.getByRole('textbox', { name: 'Target, %' }).fill('40');
	await page.getByRole('textbox', { name: 'Target, %' }).press('Tab');
	await page.getByRole('button', { name: 'Build with this process' }).click();
	await expect(page.getByRole('heading', { name: '10 rows read, all kept' })).toBeVisible();
	await expect(page.getByText('Win rate, target 40 %')).toBeVisible();
	await expect(page.getByText('Open · Ann')).toBeVisible();
	await toFunnel(page);
	expect(Object.keys(await boardTable(page))).toContain('Closing');
});

test.describe('in a browser in New York', () => {
	test.use({ timezoneId: 'America/New_York' });

	test('days are those of UTC until another zone is chosen in Data, which tells what it would change', async ({
		page,
	}) => {
		await page.goto('./');
		await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
		// A and B were created in the last hours of March in New York, when it was April in UTC.
		await drop(page, {
			'instants.csv': `opportunity_id,deal_stage,created,close_date,amount
A,Won,2024-04-01T01:30:00Z,2024-05-02,100
B,Lost,2024-04-01T03:30:00Z,2024-05-03,100
C,Won,2024-04-01T04:30:00Z,2024-05-04,100
D,Won,2024-04-20T12:00:00Z,2024-05-04,100
`,
		});
		await expectFunnel(page);
		await toData(page);
		await expect(page.getByText('4 deals, 1 Apr – 4 May 2024, as of 4 May 2024')).toBeVisible();
		const zone = page.locator('#time-zone');
		await expect(zone.getByRole('status')).toHaveText(
			/In America\/New_York, the zone of this browser,\s+2 of 4 dates of “created” fall on another day\./,
		);
		await zone.getByRole('combobox').selectOption('Asia/Tokyo');
		await expect(zone.getByRole('status')).toHaveText(/In Asia\/Tokyo\s+no date falls on another day\./);
		await zone.getByRole('combobox').selectOption('America/New_York');
		await zone.getByRole('button', { name: 'Use America/New_York' }).press('Enter');
		const said = page.getByText('4 deals, 31 Mar – 4 May 2024, as of 4 May 2024, days of America/New_York');
		await expect(said).toBeVisible();
		await expectKept(page);
		await page.reload();
		await expect(said).toBeVisible();
	});
});
