import type { Page } from '@playwright/test';

/*
 * What WCAG 2.2 asks and axe does not see, as questions to a page; each tells of what is not as it should be, and of
 * nothing where all is.
 */

/** What stands out sideways of the page, and what makes it: frames that scroll by themselves may. */
export const sideways = (page: Page) =>
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
export const heldFast = (page: Page) =>
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
export const space = (page: Page, isGiven: boolean) =>
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
export const cutOff = (page: Page) =>
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
export const tooSmall = (page: Page) =>
	page.evaluate(() => {
		const SIZE = 24;
		/** What is scrolled out of a frame is hit only once it is scrolled in, where nothing beyond the frame is near. */
		const isScrolledOut = (element: HTMLElement) => {
			const { left, right, top, bottom } = element.getBoundingClientRect();
			const [x, y] = [(left + right) / 2, (top + bottom) / 2];
			for (let frame = element.parentElement; frame && frame !== document.body; frame = frame.parentElement) {
				if (getComputedStyle(frame).overflowY === 'visible') continue;
				const box = frame.getBoundingClientRect();
				if (x < box.left || x > box.right || y < box.top || y > box.bottom) return true;
			}
			return false;
		};
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
				!isScrolledOut(element) &&
				(!dialog || dialog.contains(element))
			);
		});
		/** A link within a line of text is as high as the line. */
		const isInline = (element: HTMLElement) => {
			const own = element.textContent.trim().length;
			const isWhole = (line: Element) => line.textContent.trim().length === own;
			let line = element.parentElement?.closest('p, li, dd, td, span');
			// What only wraps it is no line of text.
			while (line?.localName === 'span' && isWhole(line))
				line = line.parentElement?.closest('p, li, dd, td, span');
			return (
				element.localName === 'a' &&
				getComputedStyle(element).display === 'inline' &&
				Boolean(line && !isWhole(line))
			);
		};
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
export async function beyondWindow(page: Page): Promise<string[]> {
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
export async function obscuredBackwards(page: Page): Promise<string[]> {
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
export const watchMotion = (page: Page) =>
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

export const moved = (page: Page) =>
	page.evaluate(() => {
		const noted = (globalThis as { moved?: string[] }).moved ?? ['nothing was watched'];
		return [...new Set(noted.splice(0))];
	});

/** In the reader's own colours: what is drawn and not seen, chosen and not told apart, or in focus without a ring. */
export async function lostColours(page: Page): Promise<string[]> {
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
