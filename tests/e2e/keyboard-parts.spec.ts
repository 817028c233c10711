import { expect, type Locator, type Page } from '@playwright/test';
import { arrowTo, expectFocus, openDialog, press, reach, walkFigures } from './keys';
import { drop, expectFunnel, tabTo, test } from './pipeline';

/**
 * Eight deals with a log of their stages, of which four went from Lead to Offer and no other way: J1 and J2 came in
 * January, J3, J4 and J5 in February, J6 and J7 in March. J5 moved back from Offer to Lead. J8 says that March is over.
 */
const JOURNEYS = {
	'deals.csv': `id,name,owner,region,stage,created,closed,amount
J1,One,Ann,North,Won,2024-01-05,2024-01-25,100
J2,Two,Bob,North,Lost,2024-01-08,2024-02-10,50
J3,Three,Ann,South,Won,2024-02-03,2024-03-04,200
J4,Four,Bob,South,Lost,2024-02-06,2024-02-26,80
J5,Five,Ann,North,Lead,2024-02-10,,90
J6,Six,Bob,North,Lead,2024-03-02,,60
J7,Seven,Ann,South,Won,2024-03-03,2024-03-23,300
J8,Eight,Bob,South,Lead,2024-04-02,,40
`,
	'history.csv': `id,to_stage,changed_at
J1,Lead,2024-01-05
J1,Offer,2024-01-12
J2,Lead,2024-01-08
J2,Offer,2024-01-20
J3,Lead,2024-02-03
J3,Offer,2024-02-13
J4,Lead,2024-02-06
J5,Lead,2024-02-10
J5,Offer,2024-02-17
J5,Lead,2024-03-01
J6,Lead,2024-03-02
J7,Lead,2024-03-03
J7,Offer,2024-03-10
J8,Lead,2024-04-02
`,
};

async function openJourneys(page: Page): Promise<void> {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await drop(page, JOURNEYS);
	await expectFunnel(page);
	await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
}

/** What has the focus leads to so many deals by Enter; and back, one is at it again. */
async function expectDealsAndBack(page: Page, from: Locator, title: string, deals: number): Promise<void> {
	await expect(from).toBeFocused();
	await expectFocus(page);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/deals\//);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
	await expect(page.getByRole('status').filter({ hasText: new RegExp(`^${deals} deals? · `) })).toBeVisible();
	await expectFocus(page);
	await page.goBack();
	await expect(page).toHaveURL(/\/funnel\//);
	await expect(from).toBeFocused();
	await expectFocus(page);
}

test('by keyboard alone ways, times and moves lead to their deals and back, and a period is looked at alone', async ({
	page,
}) => {
	await openJourneys(page);
	const part = (name: string) => page.getByRole('figure', { name });

	// A way through the stages: its number is one of the figures that the arrows go through, its stages are one stop
	// of the Tab key, which the arrows go through.
	const ways = part('Ways that deals take');
	const way = ways.getByRole('link', { name: 'List the 4 deals that took this way' });
	await reach(page, ways.locator('[data-figure][tabindex="0"]'));
	for (let step = 0; step < 9 && !(await way.evaluate((one) => one === document.activeElement)); step++)
		await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('tooltip')).toContainText('3 won');
	await expectDealsAndBack(page, way, 'Went Lead → Offer', 4);
	await page.keyboard.press('Shift+Tab');
	const stages = ways.getByRole('group', { name: 'Lead → Offer', exact: true }).getByRole('button');
	await expect(stages.first()).toBeFocused();
	await page.keyboard.press('End');
	await expect(stages.last()).toBeFocused();
	await page.keyboard.press('ArrowRight');
	await expectDealsAndBack(page, stages.last(), 'Recorded in Offer', 5);
	await page.keyboard.press('ArrowLeft');
	await expect(stages.first()).toBeFocused();
	// Tab goes on to the figures, and comes back to the stage that the arrows came to.
	await page.keyboard.press('Tab');
	await expect(page.locator(':focus')).toHaveAttribute('data-figure', '');
	await page.keyboard.press('Shift+Tab');
	await expect(stages.first()).toBeFocused();

	// A bar of the times: 20, 30 and 20 days; and the place in which one was, once back, is where the arrows go on.
	const bars = part('How long it takes to win').getByRole('button', { name: /: [1-9]\d* deals?/ });
	const plot = part('How long it takes to win').getByRole('group');
	await reach(page, plot.locator('button[tabindex="0"]'));
	await page.keyboard.press('End');
	await expect(page.getByRole('tooltip')).toBeVisible();
	await expect(bars.last()).toHaveAccessibleName(/: 1 deal/);
	await expectDealsAndBack(page, bars.last(), 'Won after 30 days and more', 1);

	// How long deals stay, and the moves back: J5 is back in Lead, and had got as far as Offer.
	const stay = part('How long deals stay').getByRole('button', { name: /^Lead, / });
	await reach(page, stay);
	await expectDealsAndBack(page, stay, 'In Lead now', 3);
	const move = part('Moves back').getByRole('table').getByRole('button');
	await reach(page, move);
	await expectDealsAndBack(page, move, 'Moved back from Offer to Lead', 1);

	// A period of the trend: the arrows tell each, Enter looks at it alone, and the slider stands where it stood.
	const step = part('How each step develops').getByRole('slider', { name: 'Lead' });
	await reach(page, step);
	await expect(step).toHaveAccessibleDescription(/Enter picks one/);
	await page.keyboard.press('Home');
	await expect(step).toHaveAttribute('aria-valuetext', /^Jan 2024: 100/);
	await page.keyboard.press('ArrowRight');
	await expect(step).toHaveAttribute('aria-valuetext', /^Feb 2024: /);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/from=2024-02-01&to=2024-03-01/);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Of 3 opportunities created');
	await expect(step).toBeFocused();
	await expect(step).toHaveAttribute('aria-valuetext', /^Feb 2024: /);
	await expectFocus(page);
	await reach(page, page.getByRole('link', { name: /^Deals/ }));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('status').filter({ hasText: /^3 deals · / })).toBeVisible();
});

test('by keyboard alone a window is held against the one before, split by a column, and a part of a split is listed', async ({
	page,
}) => {
	await openJourneys(page);
	await openDialog(page, /^at any time$/, 'Time window');
	await press(page, /^Last month/, 'Enter', 12);
	await expect(page).toHaveURL(/from=2024-03-01&to=2024-04-01/);
	await openDialog(page, /^Feb 2024$/, 'Compare with');
	await press(page, /^The same a year before/, 'Enter', 8);
	await expect(page.getByRole('button', { name: 'Mar 2023', exact: true })).toBeFocused();
	await page.goBack();
	await expect(page.getByRole('button', { name: 'Feb 2024', exact: true })).toBeFocused();
	// Each rate of the board says what it was in February.
	const board = page.getByRole('group', { name: /^Stages/ });
	await expect(board.getByRole('button', { name: /^Lead 2/ })).toBeVisible();
	await arrowTo(page, board, board.getByRole('button', { name: /^Lead: moved on \(/ }));
	await expect(page.getByRole('tooltip')).toContainText('Feb 2024');

	const split = page.getByRole('combobox', { name: 'Funnels side by side, by' });
	await reach(page, split);
	await page.keyboard.type('region');
	await expect(page).toHaveURL(/split=region/);
	await expect(split).toBeFocused();
	await expectFocus(page);
	const cards = page.getByRole('figure', { name: 'Side by side' });
	await expect(cards.getByRole('list')).toHaveCount(2);
	// As the large board: each is held against its own rate in February, and told beside all deals.
	await expect(cards).toContainText('tick: Feb 2024');
	await expect(
		cards.getByRole('img', { name: /^Lead: .*, Feb 2024 [\d.]+\s%.*, all deals / }).first(),
	).toBeVisible();
	expect(await walkFigures(page, cards)).toBeGreaterThan(5);
	const listed = cards.getByRole('link', { name: 'List the 1 deal of South that reached Offer' });
	await reach(page, cards.locator('[data-figure][tabindex="0"]').nth(1));
	await page.keyboard.press('Home');
	for (let step = 0; step < 5 && !(await listed.evaluate((one) => one === document.activeElement)); step++)
		await page.keyboard.press('ArrowDown');
	await expect(page.getByRole('tooltip').locator('.definition')).toHaveText(/\S{3}/);
	await expectDealsAndBack(page, listed, 'Reached Offer', 1);

	// Its name narrows the scope to it, and the focus stays.
	const south = cards.getByRole('button', { name: 'South', exact: true });
	await reach(page, south);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/where=region:South/);
	await expect(cards.getByRole('list')).toHaveCount(1);
	await expect(south).toBeFocused();
	await expectFocus(page);
	await tabTo(page, /^Not split/, 120);
	await page.keyboard.press('Home');
	await expect(page).not.toHaveURL(/split=/);
	await expect(split).toBeFocused();
});
