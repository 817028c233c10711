import { expect, type Page } from '@playwright/test';
import { closeDialog, expectOverview, openPipeline, tabTo, test } from './pipeline';
import {
	beyondWindow,
	cutOff,
	heldFast,
	lostColours,
	moved,
	obscuredBackwards,
	sideways,
	space,
	tooSmall,
	watchMotion,
} from './wcag';

/*
 * What WCAG 2.2 asks and axe does not see, over all places with the sample: reflow (1.4.10), text spacing (1.4.12),
 * target size (2.5.8), focus not obscured (2.4.11), dragging (2.5.7); and what readers ask of their system: reduced
 * motion, colours of their own.
 */

const DESK = { width: 1280, height: 900 };

async function openSample(page: Page): Promise<void> {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await page.getByRole('button', { name: 'Open the sample company' }).click();
	await expectOverview(page);
}

/** Visits all places with the sample, each once it is drawn, then the report of its funnel. */
async function visitPlaces(page: Page, look: (place: string) => Promise<void>): Promise<void> {
	await openSample(page);
	await expect(page.getByRole('link', { name: 'The query behind the forecast' })).toBeVisible();
	await look('Overview');
	const goTo = async (name: string) => {
		await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name }).click();
		await expect(page).toHaveURL(new RegExp(`/${name.toLowerCase()}/`));
	};
	await goTo('Funnel');
	await page.getByRole('combobox', { name: 'Funnels side by side, by' }).selectOption({ label: 'Region' });
	await expect(page.getByRole('figure', { name: 'Side by side' }).getByRole('list').first()).toBeVisible();
	await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
	await look('Funnel');
	await goTo('Deals');
	await expect(page.getByRole('status').filter({ hasText: /^[\d,]+ deals · / })).toBeVisible();
	await expect(page.getByRole('rowheader').first()).toBeVisible();
	await look('Deals');
	await page.getByRole('row').nth(2).click();
	await expect(
		page.getByRole('dialog').getByRole('link', { name: /The query behind these facts/ }),
	).toBeVisible();
	await look('A deal');
	await closeDialog(page);
	await goTo('Data');
	await expect(page.getByText('Requests to other origins: 0')).toBeVisible();
	for (const summary of await page.locator('main summary').all()) await summary.click();
	await look('Data');
	await page.getByRole('button', { name: 'Review mapping' }).click();
	await expect(page.getByRole('heading', { name: 'How the files are read' })).toBeVisible();
	await look('Review');
	await page.getByRole('button', { name: 'Cancel' }).click();
	await goTo('SQL');
	await page.getByRole('button', { name: 'Deals by stage and outcome' }).click();
	await page.getByRole('button', { name: /^Run/ }).click();
	await expect(page.getByRole('gridcell').first()).toBeVisible();
	await look('SQL');
	await goTo('Funnel');
	await page.getByRole('button', { name: 'Share', exact: true }).click();
	const field = page.getByRole('textbox', { name: 'Link to the report' });
	await expect(field).toHaveValue(/#r\d+\./);
	await look('Share');
	const link = await field.inputValue();
	await closeDialog(page);
	await page.goto(link);
	await expect(page.getByRole('group', { name: /^Stages/ })).toBeVisible();
	await look('Report');
}

/** Opens the first page, then the ten opportunities and one after the other what opens over their pages. */
async function visitWhatOpens(page: Page, look: (what: string) => Promise<void>): Promise<void> {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await look('First page');
	await openPipeline(page);
	await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
	const dialog = page.getByRole('dialog');
	const over = async (what: string, open: () => Promise<void>) => {
		await open();
		await expect(dialog.locator(':focus')).toHaveCount(1);
		await look(what);
		await closeDialog(page);
	};
	const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
	await over('Time window', () => button('at any time').click());
	await over('Compare with', () => button('nothing before').click());
	await over('Which deals count', () => button('created').click());
	await over('Add a filter', () => button('+ filter').click());
	await over('Values of a filter', async () => {
		await button('+ filter').click();
		await dialog.getByRole('button', { name: /^sales_agent/ }).click();
		await expect(dialog.getByRole('checkbox', { name: 'Ann Lee' })).toBeVisible();
	});
	await over('Palette', async () => {
		await page.keyboard.press('Control+k');
		await expect(dialog.getByRole('option').first()).toBeVisible();
	});
	await over('Keys', () => page.keyboard.press('?'));
	await over('Share this view', async () => {
		await button('Share').click();
		await expect(page.getByRole('textbox', { name: 'Link to the report' })).toHaveValue(/#r\d+\./);
	});
	await page.getByRole('link', { name: /^Deals/ }).click();
	await expect(page.getByRole('status').filter({ hasText: /^10 deals/ })).toBeVisible();
	await over('Columns of the list', () => button('Columns').click());
}

/** What is looked for at every place, and under which conditions. */
const CRITERIA: readonly { name: string; faults: (page: Page) => Promise<string[]> }[] = [
	{ name: 'motion', faults: moved },
	{ name: 'target size', faults: tooSmall },
	{
		name: 'focus not obscured',
		async faults(page) {
			await page.setViewportSize({ width: 1280, height: 600 });
			return obscuredBackwards(page);
		},
	},
	{
		name: 'text spacing',
		async faults(page) {
			await space(page, true);
			await page.waitForTimeout(300);
			const faults = [...(await sideways(page)), ...(await cutOff(page))];
			await space(page, false);
			return faults;
		},
	},
	{
		name: 'target size at 390 px',
		async faults(page) {
			await page.setViewportSize({ width: 390, height: 844 });
			await page.waitForTimeout(300);
			return tooSmall(page);
		},
	},
	...(
		[
			['200 %', 640, 512],
			['400 %', 320, 256],
		] as const
	).map(([zoom, width, height]) => ({
		name: `reflow at ${zoom}`,
		async faults(page: Page) {
			await page.setViewportSize({ width, height });
			await page.waitForTimeout(300);
			return [...(await sideways(page)), ...(await heldFast(page))];
		},
	})),
	{
		name: 'forced colours',
		async faults(page) {
			await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
			const faults = await lostColours(page);
			await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'none' });
			return faults;
		},
	},
];

test('every place keeps to WCAG 2.2 where axe does not look', async ({ page }) => {
	test.setTimeout(600_000);
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await watchMotion(page);
	const found: Record<string, string[]> = {};
	await visitPlaces(page, async (place) => {
		for (const { name, faults } of CRITERIA) {
			await page.setViewportSize(DESK);
			await page.waitForTimeout(300);
			const told = await faults(page);
			if (told.length > 0) found[`${place}, ${name}`] = told;
		}
		await page.setViewportSize(DESK);
	});
	// All at once, as the way through the places is long.
	expect(found).toEqual({});
});

test('the first page and whatever opens over a page keep to it too, up to 400 %', async ({ page }) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await watchMotion(page);
	const found: Record<string, string[]> = {};
	await visitWhatOpens(page, async (what) => {
		const note = (name: string, faults: string[]) => {
			if (faults.length > 0) found[`${what}, ${name}`] = faults;
		};
		note('motion', await moved(page));
		note('target size', await tooSmall(page));
		await space(page, true);
		note('text spacing', [...(await sideways(page)), ...(await cutOff(page)), ...(await beyondWindow(page))]);
		await space(page, false);
		for (const [name, width, height] of [
			['390 px', 390, 844],
			['200 %', 640, 450],
			['400 %', 320, 256],
		] as const) {
			await page.setViewportSize({ width, height });
			// What is over the page finds its place once more.
			await page.waitForTimeout(200);
			note(`reflow at ${name}`, [...(await sideways(page)), ...(await beyondWindow(page))]);
			note(`target size at ${name}`, await tooSmall(page));
		}
		note('focus not obscured at 400 %', await obscuredBackwards(page));
		await page.setViewportSize(DESK);
	});
	expect(found).toEqual({});
});

test('every story of the gallery keeps to what the places do, in every state', async ({ page }) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await page.goto('./gallery/');
	await expect(page.getByRole('heading', { name: 'Joins that do not hold', exact: false })).toBeVisible();
	await page.evaluate(() => {
		for (const details of document.querySelectorAll('details')) details.open = true;
	});
	const found: Record<string, string[]> = {};
	const note = (name: string, faults: string[]) => {
		if (faults.length > 0) found[name] = faults;
	};
	note('target size', await tooSmall(page));
	await space(page, true);
	note('text spacing', [...(await sideways(page)), ...(await cutOff(page))]);
	await space(page, false);
	for (const [name, width, height] of [
		['390 px', 390, 844],
		['200 %', 640, 512],
		['400 %', 320, 256],
	] as const) {
		await page.setViewportSize({ width, height });
		await page.waitForTimeout(300);
		note(`reflow at ${name}`, await sideways(page));
		note(`target size at ${name}`, await tooSmall(page));
	}
	expect(found).toEqual({});
});

test('what is dragged can be done by single presses: columns are moved and sized, stages ordered, files chosen', async ({
	page,
}) => {
	await openSample(page);
	await page.getByRole('link', { name: /^Deals/ }).click();
	await expect(page.getByRole('rowheader').first()).toBeVisible();
	// The list of columns has a button for each place and for its own width.
	const heads = () => page.getByRole('columnheader').allInnerTexts();
	const before = await heads();
	await page.getByRole('button', { name: 'Columns', exact: true }).click();
	const list = page.getByRole('dialog', { name: 'Columns of the list' });
	// Columns that do not stand are between: a press moves it by one of all.
	await expect(async () => {
		await list.getByRole('button', { name: 'Move Owner down' }).click();
		expect(await heads()).not.toEqual(before);
	}).toPass();
	const head = page.getByRole('columnheader', { name: /^Owner/ });
	const widthOf = async () => Math.round((await head.boundingBox())?.width ?? 0);
	const width = await widthOf();
	await list.getByRole('button', { name: 'Make Owner wider' }).click();
	await expect.poll(widthOf).toBe(width + 40);
	await list.getByRole('button', { name: 'Make Owner narrower' }).click();
	await expect.poll(widthOf).toBe(width);
	await page.keyboard.press('Escape');
	// Stages by their arrows, files by their chooser.
	await page.getByRole('link', { name: /^Data/ }).click();
	await page.getByRole('button', { name: 'Edit the process' }).click();
	const names = page.getByRole('textbox', { name: /^Name of stage/ });
	const second = await names.nth(1).inputValue();
	await page.getByRole('button', { name: `Move ${second} up` }).click();
	await expect(names.first()).toHaveValue(second);
	await tabTo(page, /^Build with this process$|^Cancel$/, 200);
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Open files' }).click();
	await chooser;
});
