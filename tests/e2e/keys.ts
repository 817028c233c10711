import { expect, type Locator, type Page } from '@playwright/test';
import { tabTo, toTop } from './pipeline';

/** Something has the focus, and shows it: what a press took away or turned off has handed it on. */
export async function expectFocus(page: Page): Promise<void> {
	const told = () =>
		page.evaluate(() => {
			const focused = document.activeElement;
			if (!focused || focused === document.body) return 'lost';
			if (focused.matches(':disabled')) return 'turned off';
			// The content itself may have it, and a heading: where one begins to read.
			if (focused.matches('main, section, h1, [role="dialog"]')) return 'kept';
			const ring = [focused, focused.nextElementSibling].some(
				(part) => part && Number.parseFloat(getComputedStyle(part).outlineWidth) >= 2,
			);
			return ring ? 'kept' : `without a ring: ${focused.outerHTML.slice(0, 120)}`;
		});
	await expect.poll(told).toBe('kept');
}

/** Tab until an element of this name has the focus, then the key; and the focus is not lost. */
export async function press(page: Page, name: RegExp, key = 'Enter', most = 60): Promise<void> {
	await tabTo(page, name, most);
	await page.keyboard.press(key);
	await expectFocus(page);
}

/** Tab within an open popover or dialog, which takes the focus first. */
export async function openDialog(page: Page, opener: RegExp, name: string): Promise<void> {
	await tabTo(page, opener, 120);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog', { name }).locator(':focus')).toHaveCount(1);
}

const hasFocus = (one: Locator) => one.evaluate((element) => element === document.activeElement);

/** Presses Tab from the top of the page until this very element has the focus; fails if it never has. */
export async function reach(page: Page, wanted: Locator, most = 200): Promise<void> {
	await expect(wanted).toBeVisible();
	await toTop(page);
	for (let step = 0; step < most; step++) {
		await page.keyboard.press('Tab');
		if (await hasFocus(wanted)) return;
	}
	await expect(wanted, `not reached by ${most} presses of Tab`).toBeFocused();
}

/**
 * Presses Tab from the top of the page until it leaves it: each stop shows the focus and is named to those who hear it.
 * Gives what is heard of each, its role and its name.
 */
export async function walkStops(page: Page, most = 200): Promise<string[]> {
	await toTop(page);
	const heard: string[] = [];
	for (let step = 0; step < most; step++) {
		await page.keyboard.press('Tab');
		if ((await page.locator('*:focus').count()) === 0) return heard;
		await expectFocus(page);
		const [line = ''] = (await page.locator('*:focus').ariaSnapshot()).split('\n');
		expect(line, await page.locator('*:focus').evaluate((one) => one.outerHTML.slice(0, 160))).toMatch(
			/^- '?[a-z]+ "\S/,
		);
		heard.push(line.replace(/^- |:$/g, ''));
	}
	throw new Error(`More than ${most} stops, the last ${heard.at(-1)}`);
}

/** Walks a board by its arrows, step by step and part by part, until this part has the focus. */
export async function arrowTo(page: Page, board: Locator, part: Locator): Promise<void> {
	await reach(page, board.locator('button[tabindex="0"]'));
	const focused = () => page.locator('*:focus').getAttribute('aria-label');
	for (let column = 0; column < 20; column++) {
		await page.keyboard.press('Home');
		for (let step = 0; step < column; step++) await page.keyboard.press('ArrowRight');
		for (let before = ''; ;) {
			if (await hasFocus(part)) return;
			await page.keyboard.press('ArrowDown');
			const now = (await focused()) ?? '';
			if (now === before) break;
			before = now;
		}
	}
	await expect(part, 'not reached by the arrows').toBeFocused();
}

/** Goes by the arrows through every group of figures in a part of the page: each tells what it means. Gives how many there were. */
export async function walkFigures(page: Page, part: Locator = page.getByRole('main')): Promise<number> {
	const groups = part.locator('.figures:has([data-figure])');
	let told = 0;
	for (const group of await groups.all()) {
		const figures = group.locator('[data-figure]:visible');
		const count = await figures.count();
		if (count === 0) continue;
		// One of them is where Tab comes to.
		await expect(group.locator('[data-figure][tabindex="0"]')).toHaveCount(1);
		await group.locator('[data-figure][tabindex="0"]').focus();
		await page.keyboard.press('Home');
		for (let place = 0; place < count; place++) {
			await expect(figures.nth(place)).toBeFocused();
			await expect(page.getByRole('tooltip').locator('.definition')).toHaveText(/\S{3}/);
			await page.keyboard.press('ArrowRight');
		}
		told += count;
	}
	return told;
}
