import { expect, test as base, type Page } from '@playwright/test';

/**
 * Ten opportunities in the columns of a small, plain export. All numbers that tests expect of it are worked out by
 * hand: won O1, O2, O3 (600 in all, 10 + 20 + 30 days); lost O4, O5, O6; open O7, O8 in Engaging, O9, O10 in
 * Prospecting, the last two without a date. There is no history, so nothing says where the lost ones dropped.
 */
export const PIPELINE = `opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
O1,Ann Lee,GTX Basic,Acme,Won,2024-01-10,2024-01-20,100
O2,Ann Lee,GTX Pro,Betasoloin,Won,2024-01-15,2024-02-04,300
O3,Bob Ray,GTX Basic,Cancity,Won,2024-02-01,2024-03-02,200
O4,Ann Lee,GTX Pro,Acme,Lost,2024-01-05,2024-01-25,0
O5,Bob Ray,MG Special,Codehow,Lost,2024-02-10,2024-02-20,0
O6,Bob Ray,GTX Basic,Isdom,Lost,2024-02-11,2024-03-01,0
O7,Ann Lee,MG Special,Codehow,Engaging,2024-02-20,,
O8,Bob Ray,GTX Pro,Isdom,Engaging,2024-03-03,,
O9,Bob Ray,GTX Basic,Acme,Prospecting,,,
O10,Ann Lee,GTX Basic,Cancity,Prospecting,,,
`;

/** Every date fits day first and month first: only a person can tell. */
export const AMBIGUOUS = `id,owner,stage,created,closed,amount
A1,Ann,Won,03/04/2024,05/04/2024,100
A2,Ann,Lost,01/02/2024,02/03/2024,50
A3,Bob,Won,02/03/2024,04/05/2024,70
A4,Bob,Proposal,05/06/2024,,30
A5,Bob,Lead,06/07/2024,,20
`;

/** Requests of a page and what its console complained of; any of them to another origin fails the test. */
export interface Heard {
	requests: string[];
	complaints: string[];
}

/** Listens to `page` from now on. */
export function listen(page: Page): Heard {
	const heard: Heard = { requests: [], complaints: [] };
	page.on('request', (request) => heard.requests.push(request.url()));
	page.on('console', (message) => {
		// A breach of the security policy is told here, and so is anything that was thrown and not caught.
		if (message.type() === 'error') heard.complaints.push(message.text());
	});
	page.on('pageerror', (error) => heard.complaints.push(error.message));
	return heard;
}

/** Nothing asked of another origin, nothing refused by the policy, nothing thrown. */
export function expectNothingLeft(heard: Heard, origin: string): void {
	const foreign = heard.requests.filter(
		(url) => !url.startsWith(`${origin}/`) && !url.startsWith('blob:') && !url.startsWith('data:'),
	);
	expect(foreign).toEqual([]);
	expect(heard.complaints).toEqual([]);
}

/** Every test of the product listens, and fails if anything was asked of another origin. */
export const test = base.extend<{ heard: Heard }>({
	heard: [
		async ({ page, baseURL }, use) => {
			const heard = listen(page);
			await use(heard);
			expectNothingLeft(heard, new URL(baseURL ?? '').origin);
		},
		{ auto: true },
	],
});

/** Numbers with their unit stand a narrow no-break space apart; tests read them with a plain one. */
export const plain = (text: string): string =>
	text
		.replace(/[\u202f\u00a0]/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();

/** Drops files on the page as a person would, wherever the pointer is. */
export async function drop(page: Page, files: Record<string, string>): Promise<void> {
	const transfer = await page.evaluateHandle((named) => {
		const data = new DataTransfer();
		for (const [name, text] of Object.entries(named))
			data.items.add(new File([text], name, { type: 'text/csv' }));
		return data;
	}, files);
	for (const event of ['dragenter', 'dragover', 'drop'])
		await page.locator('main').dispatchEvent(event, { dataTransfer: transfer });
}

/**
 * Escape, until no dialog is open: the first one may close a tip over it, and one that has just opened does not hear it for
 * a few milliseconds – no hand is as fast as a test.
 */
export const closeDialog = (page: Page) =>
	expect(async () => {
		await page.keyboard.press('Escape');
		await expect(page.getByRole('dialog')).toBeHidden({ timeout: 1_000 });
	}).toPass({ timeout: 10_000 });

/** Waits for the first page to be awake, drops the ten opportunities and waits for their funnel. */
export async function openPipeline(page: Page): Promise<void> {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await drop(page, { 'pipeline.csv': PIPELINE });
	await expectFunnel(page);
}

/** Opens the sample company from the first page, and its funnel of all time. */
export async function openSample(page: Page): Promise<void> {
	await page.goto('./');
	await page.getByRole('button', { name: 'Open the sample company' }).click();
	await expectOverview(page);
	await page.getByRole('button', { name: 'Reset' }).click();
	await expectFunnel(page);
}

/** The Overview has told its story: where opened data are shown first. */
export async function expectOverview(page: Page): Promise<void> {
	await expect(page).toHaveURL(/\/overview\//);
	await expect(page.getByRole('heading', { level: 1, name: /Win rate|Nothing closed/ })).toBeVisible();
}

/** The funnel is drawn; from the Overview one goes there. Builds on slow machines take their time. */
export async function expectFunnel(page: Page): Promise<void> {
	await expect(page).toHaveURL(/\/(overview|funnel)\//);
	if (page.url().includes('/overview/')) {
		await expectOverview(page);
		await page.getByRole('link', { name: 'Funnel', exact: true }).click();
		await expect(page).toHaveURL(/\/funnel\//);
	}
	await expect(page.getByRole('group', { name: /^Stages/ })).toBeVisible();
}

/** What the tile with this label says, its label left out. */
export async function tile(page: Page, label: string): Promise<string> {
	const text = await page.getByRole('button', { name: new RegExp(`^${label}`) }).innerText();
	return plain(text).replace(label, '').trim();
}

/** The headline sentence. */
export const headline = async (page: Page): Promise<string> =>
	plain(await page.getByRole('heading', { level: 1 }).innerText());

/** The rows of the board's table twin: stage and the cells by column head. */
export async function boardTable(page: Page): Promise<Record<string, Record<string, string>>> {
	const toggle = page.getByRole('button', { name: /^Table of Where/ });
	await toggle.click();
	const table = page.getByRole('table').first();
	const heads = (await table.getByRole('columnheader').allInnerTexts()).map(plain);
	const rows: Record<string, Record<string, string>> = {};
	for (const row of await table.locator('tbody tr').all()) {
		const cells = (await row.locator('th, td').allInnerTexts()).map(plain);
		rows[cells[0] ?? ''] = Object.fromEntries(heads.map((head, index) => [head, cells[index] ?? '']));
	}
	await toggle.click();
	return rows;
}

/** Everything on the page that is a number of the view: what must be the same wherever it is opened. */
export async function numbersOf(page: Page): Promise<unknown> {
	const labels = ['Win rate', 'Won value', 'Average deal', 'Sales cycle', 'Velocity', 'Open pipeline'];
	const tiles = await Promise.all(labels.map(async (label) => [label, await tile(page, label)]));
	return { headline: await headline(page), tiles, board: await boardTable(page) };
}

/** The next Tab comes to the first thing of the page, as when it has just been opened. */
export const toTop = (page: Page) =>
	page.evaluate(() => {
		document.body.tabIndex = -1;
		document.body.focus();
		document.body.removeAttribute('tabindex');
	});

/** Presses Tab until the focused element has this name; fails if it is not among the next ones. */
export async function tabTo(page: Page, name: RegExp, most = 60): Promise<void> {
	const names: string[] = [];
	for (let step = 0; step < most; step++) {
		await page.keyboard.press('Tab');
		// After the last one the browser's own bar has the focus, and then the first one again.
		const named = await page.evaluate(() => {
			const focused = document.activeElement;
			if (!focused || focused === document.body) return '';
			const label = focused instanceof HTMLInputElement ? focused.labels?.[0]?.textContent : null;
			return (focused.getAttribute('aria-label') ?? label ?? focused.textContent ?? '')
				.replace(/\s+/g, ' ')
				.trim();
		});
		names.push(named);
		if (name.test(named)) return;
	}
	throw new Error(`No ${name} among ${names.join(' | ')}`);
}
