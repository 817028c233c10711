import { expect, type Page } from '@playwright/test';
import { test } from './pipeline';

/** Unfolds everything in all stories. */
const unfold = (page: Page): Promise<void> =>
	page.evaluate(() => {
		for (const details of document.querySelectorAll('details')) details.open = true;
	});

async function openGallery(page: Page): Promise<void> {
	await page.goto('./gallery/');
	await expect(page.getByRole('heading', { name: 'Joins that do not hold', exact: false })).toBeVisible();
	await unfold(page);
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
		['Exports by day', '4,000,000,000'],
	] as const) {
		const button = page
			.getByRole('region', { name: region })
			.first()
			.getByRole('button', { name: number, exact: true })
			.first();
		// On a slow machine the page comes alive after it was unfolded, and folds its stories again.
		await expect(async () => {
			await unfold(page);
			await button.focus({ timeout: 1_000 });
		}).toPass();
		await expect(page.getByRole('tooltip').locator('.definition')).toHaveText(/\S{3}/);
		await expect(page.getByRole('tooltip').locator('.line').first()).toHaveText(/\d/);
	}
});

/** What a story shows, as it is drawn: these are the states that a part of the product is easily wrong in. */
const STATES = ['360 px', 'right to left', 'huge', 'negative', 'null', 'long labels'] as const;
type State = (typeof STATES)[number];

const WORDS = 'holds words and choices, and no measured numbers';
const COUNTS = 'counts and days are never below nothing';
const SIZES: State[] = ['huge', 'negative', 'null'];

/** States that a story written by hand cannot show, each group with its reason. */
const CANNOT: Record<string, readonly [reason: string, states: readonly State[]][]> = {
	controls: [[WORDS, SIZES]],
	calendar: [[WORDS, [...SIZES, 'long labels']]],
	table: [],
	'scope-bar': [
		[WORDS, SIZES],
		['follows the reader: in the page it stands once', ['right to left']],
	],
	switches: [[WORDS, SIZES]],
	dialogs: [['stands over the page, and opens once', [...STATES]]],
	'quick-chart': [],
	deal: [
		[
			'opens as a panel over the page; the deal of which nothing is known is narrow and mirrored',
			['360 px', 'right to left'],
		],
		['one deal is never huge', ['huge']],
	],
	'deal-unknown': [['nothing is known of it', ['huge', 'negative', 'null', 'long labels']]],
	'data-file': [[COUNTS, ['negative']]],
	'data-set-aside': [[COUNTS, ['negative', 'null']]],
	'data-ledger': [[COUNTS, ['negative']]],
	'data-joins': [[COUNTS, ['negative', 'null']]],
	'data-audit': [
		['its rows and forecasts are mirrored beside it', ['right to left']],
		['its checks are named by the product; long names of deals stand in its rows', ['long labels']],
	],
	'data-audit-none': [[WORDS, SIZES]],
	'data-audit-rows': [[COUNTS, ['huge', 'negative']]],
	'data-contents': [[WORDS, [...SIZES, 'long labels']]],
	'data-process': [[WORDS, SIZES]],
	'data-schema': [[WORDS, SIZES]],
	'data-proof': [[WORDS, SIZES]],
	'data-kept': [[WORDS, ['negative', 'null', 'long labels', 'right to left']]],
};

test('stories written by hand show every state that they can be in, and scroll nothing sideways', async ({
	page,
}) => {
	await openGallery(page);
	await expect(page.locator('[data-story="data-audit-rows"] table').first()).toBeVisible();
	const shown = await page.evaluate(() => {
		const HUGE = /\d[\s\u00a0\u202f]?(bn|B|T|GB|TB)\b|\d{1,3}([,.\u202f\u00a0]\d{3}){3}|\d{10}/;
		const NEGATIVE = /(^|[\s(])[\u2212-][^\s\d]{0,3}\d/m;
		const LABELS = 'th, td, dt, button, h3, h4, summary, [dir="auto"], code, strong, option, a, bdi';
		const found: Record<string, string[]> = {};
		// Stories of a mark say their locale; parts of a place stand in every state, each by its own component.
		for (const story of document.querySelectorAll<HTMLElement>('section[data-story]:not([lang])')) {
			if (/^(overview|funnel)-/.test(story.id)) continue;
			const text = story.innerText;
			const all = [...story.querySelectorAll<HTMLElement>('*')];
			const has = {
				'360 px': all.some((part) => part.matches('.narrow') && part.clientWidth <= 360),
				'right to left': all.some((part) => part.matches('[dir="rtl"]')),
				huge: HUGE.test(text),
				negative: NEGATIVE.test(text),
				null: all.some((part) => part.childElementCount === 0 && part.textContent.trim() === '–'),
				'long labels': [...story.querySelectorAll(LABELS)].some((part) =>
					[...part.childNodes].some(
						(node) => node.nodeType === 3 && (node.textContent ?? '').trim().length >= 40,
					),
				),
			};
			found[story.id] = Object.entries(has).flatMap(([state, is]) => (is ? [state] : []));
		}
		return found;
	});
	expect(Object.keys(shown).toSorted()).toEqual(Object.keys(CANNOT).toSorted());
	const missing: string[] = [];
	const idle: string[] = [];
	for (const [story, groups] of Object.entries(CANNOT)) {
		const not = groups.flatMap(([, states]) => states);
		for (const state of STATES) {
			const isShown = shown[story]?.includes(state) === true;
			if (!isShown && !not.includes(state)) missing.push(`${story}: ${state}`);
			if (isShown && not.includes(state)) idle.push(`${story}: ${state}`);
		}
	}
	expect(missing).toEqual([]);
	expect(idle).toEqual([]);
	const over = await page.evaluate(() =>
		[...document.querySelectorAll<HTMLElement>('[data-story] .narrow')].flatMap((narrow) => {
			const CLEAR = 'rgba(0, 0, 0, 0)';
			const room = narrow.getBoundingClientRect();
			/** Whether it stands in the story, and is not cut or scrolled by what it stands in. */
			const isLoose = (part: HTMLElement): boolean => {
				if (getComputedStyle(part).position === 'fixed' || part.matches('.unseen')) return false;
				const around = part.parentElement;
				if (around === null || part === narrow) return true;
				return (around === narrow || getComputedStyle(around).overflowX === 'visible') && isLoose(around);
			};
			/** What is seen of it: its box where that has a ground or a border or is drawn, else its own words. */
			const drawnIn = (part: HTMLElement): DOMRect[] => {
				const style = getComputedStyle(part);
				const hasBorder = style.borderTopWidth !== '0px' && style.borderTopColor !== CLEAR;
				if (hasBorder || style.backgroundColor !== CLEAR || part instanceof SVGElement)
					return [part.getBoundingClientRect()];
				if (style.overflowX !== 'visible') return [];
				return [...part.childNodes].flatMap((node) => {
					if (node.nodeType !== 3 || !node.textContent?.trim()) return [];
					const words = document.createRange();
					words.selectNodeContents(node);
					return [...words.getClientRects()];
				});
			};
			const wide = [...narrow.querySelectorAll<HTMLElement>('*')].find(
				(part) =>
					drawnIn(part).some(
						({ left, right, width, height }) =>
							width > 1 && height > 1 && (left < room.left - 1 || right > room.right + 1),
					) && isLoose(part),
			);
			const story = narrow.closest('[data-story]')?.id;
			return wide ? [`${story}: ${wide.tagName} .${wide.getAttribute('class')} ${wide.textContent}`] : [];
		}),
	);
	expect(over).toEqual([]);
});
