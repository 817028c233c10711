import { expect } from '@playwright/test';
import { metricsOf, watchMetrics, type WebMetrics } from '../support/web-metrics';
import { drop, expectFunnel, expectOverview, PIPELINE, test } from './pipeline';

/** What pages are held to: generous, as the machine may be busy. The bench of the pages has the numbers themselves. */
const MOST_SHIFT = 0.1;
const LATEST_PAINT_MS = 5_000;

function tell(what: string, metrics: WebMetrics): void {
	const ms = (value: number) => `${value.toFixed(0)} ms`;
	const line = [
		`first paint ${ms(metrics.firstPaint)}`,
		`contentful ${ms(metrics.firstContentfulPaint)}`,
		`largest ${ms(metrics.largestContentfulPaint)}`,
		`shift ${metrics.cumulativeLayoutShift.toFixed(3)}`,
		`longest task ${ms(metrics.longestTask)}`,
	].join(', ');
	console.log(`${what}: ${line}`);
	test.info().annotations.push({ type: 'web metrics', description: `${what}: ${line}` });
}

test.beforeEach(({ page }) => watchMetrics(page));

test('the first page is painted soon, and nothing on it moves afterwards', async ({ page }) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await page.waitForLoadState('networkidle');
	const metrics = await metricsOf(page);
	tell('First page', metrics);
	expect(metrics.firstContentfulPaint).toBeGreaterThan(0);
	expect(metrics.firstContentfulPaint).toBeLessThan(LATEST_PAINT_MS);
	expect(metrics.cumulativeLayoutShift).toBeLessThan(MOST_SHIFT);
});

for (const [width, height] of [
	[1440, 900],
	[390, 844],
] as const) {
	test(`nothing moves under the reader while Overview is answered, ${width} px wide`, async ({ page }) => {
		await page.setViewportSize({ width, height });
		await page.goto('./');
		await page.getByRole('button', { name: 'Open the sample company' }).click();
		await expectOverview(page);
		await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
		await page.waitForTimeout(300);
		const metrics = await metricsOf(page);
		tell(`Overview of the sample, ${width} px`, metrics);
		expect(metrics.cumulativeLayoutShift, metrics.largestShift).toBeLessThan(MOST_SHIFT);
	});
}

/** Deals with dates of entry that pass every stage alike: nothing does worse than its benchmark. */
function evenDeals(): string {
	const day = (month: number, of: number) => new Date(Date.UTC(2024, month, of)).toISOString().slice(0, 10);
	const rows = Array.from({ length: 160 }, (_, index) => {
		const month = Math.floor(index / 8);
		const isWon = index % 2 === 0;
		const offered = index % 4 === 1 ? '' : day(month, 12);
		const cells = [
			`E${index}`,
			isWon ? 'Won' : 'Lost',
			day(month, 1),
			day(month, 5),
			offered,
			day(month, 20),
		];
		return [...cells, 100].join(',');
	});
	return ['id,stage,created,entered demo,entered offer,closed,amount', ...rows, ''].join('\n');
}

/** A shift of one line is more. */
const MOST_OF_A_SENTENCE = 0.02;

for (const [width, height] of [
	[1440, 900],
	[390, 844],
] as const) {
	for (const [what, text, sentence] of [
		['few deals', PIPELINE, /^Win rate is 50\.0.%, of 6 deals only\.$/],
		['nothing found', evenDeals(), /^Win rate is 50\.0.%\. No stage does clearly worse/],
	] as const)
		test(`a short sentence of Overview leaves no gap and nothing jumps below it: ${what}, ${width} px wide`, async ({
			page,
		}) => {
			await page.setViewportSize({ width, height });
			await page.goto('./');
			await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
			await drop(page, { 'pipeline.csv': text });
			const story = page.locator('.overview .story');
			await expect(story).toBeVisible();
			const since = await page.evaluate(() => performance.now());
			await expect(page.getByRole('heading', { level: 1, name: sentence })).toBeVisible();
			await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
			await page.waitForTimeout(300);
			const room = await story.evaluate((head) => head.getBoundingClientRect().bottom);
			const told = await story.locator('.sub').evaluate((sub) => sub.getBoundingClientRect().bottom);
			expect(room - told).toBeLessThan(1);
			const metrics = await metricsOf(page, since);
			tell(`Overview, ${what}, ${width} px`, metrics);
			expect(metrics.cumulativeLayoutShift, metrics.largestShift).toBeLessThan(MOST_OF_A_SENTENCE);
		});
}

test('nothing moves under the reader while Funnel is answered, nor when the first filter comes', async ({
	page,
}) => {
	await page.goto('./');
	await drop(page, { 'pipeline.csv': PIPELINE });
	await expectFunnel(page);
	await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
	const metrics = await metricsOf(page);
	tell('Funnel', metrics);
	expect(metrics.cumulativeLayoutShift, metrics.largestShift).toBeLessThan(MOST_SHIFT);

	const headline = page.getByRole('heading', { level: 1 });
	const top = async () => (await headline.boundingBox())?.y ?? NaN;
	for (const width of [1440, 1024, 390]) {
		await page.setViewportSize({ width, height: 900 });
		const before = await top();
		await page.keyboard.press('Control+k');
		await page.keyboard.type('bob');
		await page.getByRole('option', { name: /sales_agent is Bob Ray/ }).click();
		await expect(headline).toContainText('Of 5 opportunities');
		expect(Math.abs((await top()) - before)).toBeLessThan(1);
		await page.goBack();
		await expect(headline).toContainText('Of 10 opportunities');
	}
});
