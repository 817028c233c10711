import { expect, type Page } from '@playwright/test';
import { expectOverview, openPipeline, test } from './pipeline';

// The page is left alone often, and opened twice, on machines that may be slow.

/** Counts, from the first script of the page on, the questions that it hands to its engine. */
async function watchQuestions(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const counted = { questions: 0 };
		Object.assign(globalThis, { counted });
		Worker.prototype.postMessage = new Proxy(Worker.prototype.postMessage, {
			apply(post, worker: unknown, said: unknown[]) {
				const { type, data } = (said[0] ?? {}) as { type?: string; data?: [connection: number, sql: string] };
				// What is written down of the data in a quiet moment is none; `execute` asks by a plan that is kept.
				if (type === 'START_PENDING_QUERY' && /^(with|select|execute)\b/.test(data?.[1] ?? ''))
					counted.questions += 1;
				Reflect.apply(post, worker, said);
			},
		});
	});
}

const questions = (page: Page): Promise<number> =>
	page.evaluate(() => (globalThis as unknown as { counted: { questions: number } }).counted.questions);

/** How many questions the page has asked, once it has asked some after the first `least` and no other for two seconds. */
async function settledQuestions(page: Page, least = 0): Promise<number> {
	await expect.poll(() => questions(page)).toBeGreaterThan(least);
	for (let before = -1; ;) {
		const now = await questions(page);
		if (now === before) return now;
		before = now;
		await page.waitForTimeout(2_000);
	}
}

/** Overview, the products to tick open, and the pointer on something else. */
async function openProducts(page: Page) {
	await watchQuestions(page);
	await openPipeline(page);
	await page.getByRole('link', { name: 'Overview', exact: true }).click();
	await expectOverview(page);
	await page.getByRole('button', { name: '+ filter' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: /^product/ }).click();
	const elsewhere = dialog.getByText('Deals in scope, by all other filters');
	await elsewhere.hover();
	const before = await settledQuestions(page);
	return { values: dialog.locator('label', { has: page.getByRole('checkbox') }), elsewhere, before };
}

test('a filter that the pointer has rested on is answered before it is clicked', async ({ page }) => {
	const { values, before } = await openProducts(page);
	const address = page.url();
	const overview = page.locator('.overview');
	const unfiltered = await overview.innerText();
	await values.nth(1).hover();
	const after = await settledQuestions(page, before);
	// All of Overview has been asked, and nothing is seen of it.
	expect(after - before).toBeGreaterThan(10);
	expect(page.url()).toBe(address);
	expect(await overview.innerText()).toBe(unfiltered);

	await values.nth(1).click();
	await expect(page).toHaveURL(/product/);
	await expect.poll(() => overview.innerText()).not.toBe(unfiltered);
	expect(await settledQuestions(page)).toBe(after);

	// The numbers are those of one who asks after the click.
	const told = await overview.innerText();
	await page.reload();
	await expectOverview(page);
	await expect.poll(() => overview.innerText()).toBe(told);
});

test('what the pointer leaves is asked no further; what the focus lies on is asked as well', async ({
	page,
}) => {
	const { values, elsewhere, before } = await openProducts(page);
	await values.nth(0).hover();
	await page.waitForFunction(
		(asked) => (globalThis as unknown as { counted: { questions: number } }).counted.questions > asked,
		before,
		{ polling: 1 },
	);
	await elsewhere.hover();
	const left = await settledQuestions(page);
	await values.nth(1).hover();
	const whole = await settledQuestions(page, left);
	expect(left - before).toBeLessThan(whole - left);

	// By keyboard, to where the pointer has never been.
	await elsewhere.hover();
	await values.nth(1).getByRole('checkbox').focus();
	await page.keyboard.press('Tab');
	await expect(values.nth(2).getByRole('checkbox')).toBeFocused();
	expect((await settledQuestions(page, whole)) - whole).toBeGreaterThan(10);
});
