import { expect, type Page } from '@playwright/test';
import { closeDialog, expectOverview, openPipeline, tabTo, test } from './pipeline';

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

/** What stands out sideways of the page, and what makes it: frames that scroll by themselves may. */
const sideways = (page: Page) =>
	page.evaluate(() => {
		const { clientWidth, scrollWidth } = document.documentElement;
		if (scrollWidth <= clientWidth) return [];
		const outside = [...document.querySelectorAll('main *')].filter(
			(element) => element.getBoundingClientRect().right > clientWidth + 1,
		);
		return [
			`${scrollWidth} of ${clientWidth} px`,
			...outside.slice(0, 5).map((element) => element.outerHTML.slice(0, 140)),
		];
	});

/** What stands fast and leaves less than two thirds of a low window free. */
const heldFast = (page: Page) =>
	page.evaluate(() => {
		scrollTo(0, document.documentElement.scrollHeight / 2);
		return [...document.querySelectorAll<HTMLElement>('body *')]
			.filter(
				(element) =>
					['sticky', 'fixed'].includes(getComputedStyle(element).position) &&
					element.closest(
						'[role="dialog"], [role="tooltip"], [data-dialog-overlay], [role="grid"], .scroll',
					) === null &&
					element.checkVisibility(),
			)
			.map((element) => ({ element, box: element.getBoundingClientRect() }))
			.filter(({ box }) => box.width > innerWidth / 2 && box.bottom > 0 && box.top < innerHeight)
			.filter(({ box }) => Math.min(box.bottom, innerHeight) - Math.max(box.top, 0) > innerHeight / 3)
			.map(({ element }) => `holds fast: ${element.outerHTML.slice(0, 120)}`);
	});

/** Lines of 1.5, letters 0.12 em, words 0.16 em and paragraphs 2 em apart: given, or taken away again. */
const space = (page: Page, isGiven: boolean) =>
	page.evaluate((given) => {
		const SPACED =
			'* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }';
		const others = document.adoptedStyleSheets.filter(
			(sheet) => sheet.cssRules[0]?.cssText.includes('0.12em') !== true,
		);
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(SPACED);
		document.adoptedStyleSheets = given ? [...others, sheet] : others;
	}, isGiven);

/** Text that is cut off, or flows out of the box that is drawn around it. */
const cutOff = (page: Page) =>
	page.evaluate(() => {
		const texts = [
			...document.querySelectorAll<HTMLElement>('button, a, label, h1, h2, h3, p, dt, dd, th, td, li'),
		];
		const isShown = (element: HTMLElement) =>
			element.checkVisibility({ visibilityProperty: true }) &&
			!element.matches('.unseen, .unseen *') &&
			// What is only heard is a dot.
			element.getBoundingClientRect().width > 1;
		/** Text that is given an end of its own (…) says so; its whole is in its name or its tip. */
		const isEllipsis = (element: HTMLElement) => getComputedStyle(element).textOverflow === 'ellipsis';
		return texts
			.filter((element) => isShown(element) && !isEllipsis(element))
			.filter((element) => {
				const { overflowX, overflowY } = getComputedStyle(element);
				const isCutAcross =
					overflowX !== 'visible' && overflowX !== 'auto' && element.scrollWidth > element.clientWidth + 1;
				const isCutDown =
					overflowY !== 'visible' && overflowY !== 'auto' && element.scrollHeight > element.clientHeight + 2;
				// What flows out of a box that is drawn lies over its neighbours.
				const { borderTopWidth, backgroundColor } = getComputedStyle(element);
				const isDrawn = borderTopWidth !== '0px' && backgroundColor !== 'rgba(0, 0, 0, 0)';
				const flowsOut =
					isDrawn &&
					element.clientHeight > 0 &&
					(element.scrollHeight > element.clientHeight + 2 || element.scrollWidth > element.clientWidth + 2);
				return isCutAcross || isCutDown || flowsOut;
			})
			.slice(0, 8)
			.map(
				(element) => `${element.localName} ${element.className}: ${element.textContent.trim().slice(0, 60)}`,
			);
	});

/** Whatever can be hit and is smaller than 24 px, unless a circle of 24 px around it touches no other (2.5.8). */
const tooSmall = (page: Page) =>
	page.evaluate(() => {
		const SIZE = 24;
		const all = [
			...document.querySelectorAll<HTMLElement>(
				'a[href], button, input, select, textarea, summary, [role="slider"], [role="separator"], [role="tab"]',
			),
		].filter((element) => {
			// A page behind a dialog cannot be hit; what is hidden by a look of its own is hit by its label.
			const dialog = document.querySelector('[role="dialog"]');
			return (
				element.checkVisibility({ visibilityProperty: true }) &&
				// The parts of a board are as large as the number that they draw: their size is essential.
				!element.matches(':disabled, .unseen, .skip, .hit') &&
				(!dialog || dialog.contains(element))
			);
		});
		/** A link within a line of text is as high as the line. */
		const isInline = (element: HTMLElement) =>
			element.localName === 'a' &&
			getComputedStyle(element).display === 'inline' &&
			(element.parentElement?.closest('p, li, dd, td, span')?.textContent.trim().length ?? 0) >
				element.textContent.trim().length;
		const targets = all.map((element) => {
			const own = element.getBoundingClientRect();
			const label = element instanceof HTMLInputElement ? element.labels?.[0] : null;
			const box = label?.getBoundingClientRect() ?? own;
			// What is laid over it, and reaches beyond it, is hit as it.
			const over = getComputedStyle(element, '::after');
			const beyond = (side: string) =>
				over.content !== 'none' && over.position === 'absolute'
					? Math.max(0, -Number.parseFloat(side) || 0)
					: 0;
			const { width: bare, height } = box.height * box.width > own.height * own.width ? box : own;
			const width = bare + beyond(over.left) + beyond(over.right);
			const middle = { x: own.left + own.width / 2, y: own.top + own.height / 2 };
			return { element, own, width, height, middle, isSmall: width < SIZE - 0.5 || height < SIZE - 0.5 };
		});
		const gap = (from: { x: number; y: number }, { left, right, top, bottom }: DOMRect) =>
			Math.hypot(Math.max(left - from.x, 0, from.x - right), Math.max(top - from.y, 0, from.y - bottom));
		return targets
			.filter(({ isSmall, element }) => isSmall && !isInline(element))
			.filter(({ element, middle }) =>
				targets.some(
					(other) =>
						other.element !== element &&
						!other.element.contains(element) &&
						!element.contains(other.element) &&
						(other.isSmall
							? Math.hypot(other.middle.x - middle.x, other.middle.y - middle.y) < SIZE - 0.5
							: gap(middle, other.own) < SIZE / 2 - 0.5),
				),
			)
			.slice(0, 8)
			.map(
				({ element, width, height }) =>
					`${Math.round(width)} × ${Math.round(height)}: ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)} (${element.localName} ${element.className})`,
			);
	});

/** What is open over the page and cannot be wholly in the window, or is to be scrolled sideways. */
async function beyondWindow(page: Page): Promise<string[]> {
	// A popover stands at its button and is scrolled with it; then it finds its place once more.
	await page.evaluate(() => document.querySelector('[role="dialog"]')?.scrollIntoView({ block: 'nearest' }));
	await page.waitForTimeout(200);
	return page.evaluate(() =>
		[...document.querySelectorAll<HTMLElement>('[role="dialog"]')].flatMap((dialog) => {
			const { left, right, top, bottom } = dialog.getBoundingClientRect();
			const isOut = left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
			const isWide = dialog.scrollWidth > dialog.clientWidth + 1;
			const place = [left, top, right, bottom].map(Math.round).join(' ');
			return [...(isOut ? [`beyond the window: ${place}`] : []), ...(isWide ? ['scrolls sideways'] : [])];
		}),
	);
}

/** Goes back through the stops of Tab, once, and tells of each that something else covers wholly, or that is out of sight. */
async function obscuredStops(page: Page, most: number): Promise<string[]> {
	const faults: string[] = [];
	await page.evaluate(() => void delete (globalThis as { stops?: Set<Element> }).stops);
	for (let step = 0; step < most; step++) {
		await page.keyboard.press('Shift+Tab');
		const told = await page.evaluate(() => {
			const focused = document.activeElement;
			if (!focused || focused === document.body) return 'end';
			// Within a dialog they go round.
			const seen = ((globalThis as { stops?: Set<Element> }).stops ??= new Set());
			if (seen.has(focused)) return 'end';
			seen.add(focused);
			const ringed = focused.matches('input.unseen') ? (focused.nextElementSibling ?? focused) : focused;
			const name = (focused.getAttribute('aria-label') ?? focused.textContent).trim().slice(0, 50);
			const called = `${focused.localName} ${name}`;
			const box = ringed.getBoundingClientRect();
			const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
			const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
			if (right <= left || bottom <= top) return `out of sight: ${called}`;
			const points = [0.1, 0.5, 0.9].flatMap((x) =>
				[0.1, 0.5, 0.9].map((y) => [left + (right - left) * x, top + (bottom - top) * y] as const),
			);
			const isSeen = points.some(([x, y]) => {
				const over = document.elementFromPoint(x, y);
				return over !== null && (ringed.contains(over) || over.contains(ringed));
			});
			// What a tip says of it may lie over it: Escape takes it away.
			return isSeen ? '' : `covered: ${called}`;
		});
		if (told === 'end') break;
		if (told !== '') faults.push(told);
	}
	return faults;
}

/** From its last stop backwards through the page, on which bars stand fast above. */
async function obscuredBackwards(page: Page): Promise<string[]> {
	await page.evaluate(() => {
		scrollTo(0, document.documentElement.scrollHeight);
		const all = document.querySelectorAll<HTMLElement>(
			document.querySelector('[role="dialog"]')
				? '[role="dialog"] :is(button:not(:disabled), a[href])'
				: 'main :is(button:not(:disabled), a[href])',
		);
		all[all.length - 1]?.focus();
	});
	return obscuredStops(page, 100);
}

/** Notes whatever moves for longer than the eye sees, from now on. */
const watchMotion = (page: Page) =>
	page.addInitScript(() => {
		const moved: string[] = [];
		(globalThis as { moved?: string[] }).moved = moved;
		for (const type of ['transitionstart', 'animationstart'] as const)
			document.addEventListener(
				type,
				({ target }) => {
					const isLong = document.getAnimations().some((one) => {
						const { duration = 0, iterations = 1 } = one.effect?.getComputedTiming() ?? {};
						return Number(duration) * (iterations ?? 1) > 10;
					});
					if (isLong && target instanceof Element)
						moved.push(`${type}: ${target.localName} ${target.getAttribute('class') ?? ''}`);
				},
				true,
			);
	});

const moved = (page: Page) =>
	page.evaluate(() => {
		const noted = (globalThis as { moved?: string[] }).moved ?? ['nothing was watched'];
		return [...new Set(noted.splice(0))];
	});

/** In the reader's own colours: what is drawn and not seen, chosen and not told apart, or in focus without a ring. */
async function lostColours(page: Page): Promise<string[]> {
	const faults = await page.evaluate(() => {
		const paper = getComputedStyle(document.body).backgroundColor;
		const shown = (element: Element) =>
			element.checkVisibility() && element.getBoundingClientRect().width > 0;
		const told: string[] = [];
		for (const bar of document.querySelectorAll(
			'main span:is(.bar, .mark, .line, .interval, .dot, .estimate):empty',
		)) {
			const { backgroundColor, backgroundImage, borderTopWidth } = getComputedStyle(bar);
			const isBlank = ['rgba(0, 0, 0, 0)', paper].includes(backgroundColor) && backgroundImage === 'none';
			if (shown(bar) && isBlank && borderTopWidth === '0px' && !bar.matches('.heads *'))
				told.push(`not seen: ${bar.outerHTML.slice(0, 100)}`);
		}
		for (const drawn of document.querySelectorAll('main svg :is(rect, path, circle, line)')) {
			const { fill, stroke } = getComputedStyle(drawn);
			if (
				shown(drawn) &&
				[fill, stroke].every((paint) => ['none', 'rgba(0, 0, 0, 0)', paper].includes(paint))
			)
				if (!drawn.matches('.hollow, [fill^="url"], defs *'))
					told.push(`not seen: ${drawn.outerHTML.slice(0, 100)}`);
		}
		for (const chosen of document.querySelectorAll(
			'main input:checked + span, main [aria-pressed="true"]:not(.hit)',
		))
			if (shown(chosen) && getComputedStyle(chosen).backgroundColor === paper)
				told.push(`chosen and not told apart: ${chosen.outerHTML.slice(0, 100)}`);
		return told.slice(0, 8);
	});
	await page.keyboard.press('Tab');
	const ring = await page.evaluate(() => {
		const focused = document.activeElement;
		if (!focused || focused === document.body) return [];
		const { outlineStyle, outlineWidth } = getComputedStyle(focused);
		const isRinged = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
		return isRinged || focused.matches('input.unseen') ? [] : [`no ring: ${focused.outerHTML.slice(0, 100)}`];
	});
	return [...faults, ...ring];
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
