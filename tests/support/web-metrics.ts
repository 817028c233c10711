import type { Page } from 'playwright';

/** What a browser tells of a page since it was asked for: milliseconds, and shares of the window for shifts. */
export interface WebMetrics {
	firstPaint: number;
	firstContentfulPaint: number;
	largestContentfulPaint: number;
	/** The largest sum of shifts within five seconds without a second's rest, as the web vitals count it. */
	cumulativeLayoutShift: number;
	/** What long tasks took beyond 50 ms each. */
	totalBlocking: number;
	longestTask: number;
	/** The elements of the largest shift, for whoever has to mend it. */
	largestShift: string;
}

interface Kept {
	lcp: number;
	shifts: { at: number; value: number; what: string }[];
	tasks: { at: number; length: number }[];
}

/** Runs in the page, before any of its own scripts. */
function watch(): void {
	const kept: Kept = { lcp: 0, shifts: [], tasks: [] };
	Object.assign(globalThis, { keptMetrics: kept });
	const look = (type: string, see: (entry: PerformanceEntry) => void): void =>
		new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({ type, buffered: true });
	look('largest-contentful-paint', ({ startTime }) => (kept.lcp = startTime));
	look('longtask', ({ startTime, duration }) => kept.tasks.push({ at: startTime, length: duration }));
	look('layout-shift', (entry) => {
		const shift = entry as PerformanceEntry & {
			value: number;
			hadRecentInput: boolean;
			sources: { node?: Element }[];
		};
		if (shift.hadRecentInput) return;
		const what = shift.sources
			.map(({ node }) => node?.className || node?.nodeName || 'gone')
			.slice(0, 4)
			.join(', ');
		kept.shifts.push({ at: shift.startTime, value: shift.value, what });
	});
}

/** Watches every document that `page` opens from now on. */
export async function watchMetrics(page: Page): Promise<void> {
	await page.addInitScript(watch);
}

/** What was seen of the document that is open, from `since` on (milliseconds since it was asked for). */
export async function metricsOf(page: Page, since = 0): Promise<WebMetrics> {
	const { kept, paints } = await page.evaluate(() => ({
		kept: (globalThis as unknown as { keptMetrics: Kept }).keptMetrics,
		paints: performance.getEntriesByType('paint').map(({ name, startTime }) => [name, startTime] as const),
	}));
	const paint = (name: string) => paints.find(([found]) => found === name)?.[1] ?? NaN;
	const tasks = kept.tasks.filter(({ at }) => at >= since).map(({ length }) => length);
	const shifts = kept.shifts.filter(({ at }) => at >= since);
	const worst = shifts.reduce<Kept['shifts'][number] | null>(
		(worst, shift) => (worst && worst.value >= shift.value ? worst : shift),
		null,
	);
	return {
		firstPaint: paint('first-paint'),
		firstContentfulPaint: paint('first-contentful-paint'),
		largestContentfulPaint: kept.lcp,
		cumulativeLayoutShift: largestSession(shifts),
		totalBlocking: tasks.reduce((sum, length) => sum + Math.max(0, length - 50), 0),
		longestTask: Math.max(0, ...tasks),
		largestShift: worst ? `${worst.value.toFixed(3)} ${worst.what}` : '',
	};
}

function largestSession(shifts: readonly { at: number; value: number }[]): number {
	let largest = 0;
	let session = { from: -Infinity, to: -Infinity, sum: 0 };
	for (const { at, value } of shifts) {
		const isSame = at - session.to < 1000 && at - session.from < 5000;
		session = isSame ? { ...session, to: at, sum: session.sum + value } : { from: at, to: at, sum: value };
		largest = Math.max(largest, session.sum);
	}
	return largest;
}

/** Time from a click until parts of the page were painted anew: the first sign of it, and each part by its name. */
export interface Repaint {
	/** The first frame that shows that something is under way, or an answer. */
	answered: number;
	parts: Record<string, number>;
	longestTask: number;
}

/**
 * Clicks by `click` and waits until none of the parts is busy (`aria-busy`): name and CSS selector each. Times are
 * those of the frame after which the part is no longer busy, or has changed without having been, counted from the browser's
 * own time of the click. Throws where one of the parts is not on the page.
 */
export async function repaintAfter(
	page: Page,
	parts: Readonly<Record<string, string>>,
	click: () => Promise<void>,
	patience = 120_000,
): Promise<Repaint> {
	await page.evaluate(
		([named, most]) => {
			const seen: { click: number; answered: number; parts: Record<string, number>; isOver: boolean } = {
				click: 0,
				answered: 0,
				parts: {},
				isOver: false,
			};
			Object.assign(globalThis, { seenRepaint: seen });
			const missing = Object.values(named).filter((selector) => document.querySelector(selector) === null);
			if (missing.length > 0) throw new Error(`Nothing on this page is ${missing.join(' or ')}.`);
			/** Parts that were busy or have changed since the click. */
			const touched = new Set<string>();
			let quiet = 0;
			const observer = new MutationObserver((changes) => {
				if (seen.click === 0) return;
				for (const [name, selector] of Object.entries(named)) {
					const part = touched.has(name) ? null : document.querySelector(selector);
					if (part && changes.some(({ target }) => part.contains(target))) touched.add(name);
				}
			});
			observer.observe(document.body, {
				subtree: true,
				childList: true,
				characterData: true,
				attributes: true,
			});
			const frame = (): void => {
				if (seen.click === 0) return void requestAnimationFrame(frame);
				const states = Object.entries(named).map(([name, selector]): [string, boolean] => [
					name,
					document.querySelector(`${selector}[aria-busy="true"]`) !== null,
				]);
				// After what is queued behind this frame it has been painted.
				setTimeout(() => {
					const now = performance.now() - seen.click;
					for (const [name, isBusy] of states) {
						if (isBusy) {
							touched.add(name);
							delete seen.parts[name];
						} else if (touched.has(name)) seen.parts[name] ??= now;
						if (touched.has(name)) seen.answered ||= now;
					}
					const isQuiet = touched.size > 0 && states.every(([, isBusy]) => !isBusy);
					quiet = isQuiet ? quiet + 1 : 0;
					// Parts may be asked for only once others are there.
					if (quiet > 6 || now > most) {
						observer.disconnect();
						seen.isOver = true;
					} else requestAnimationFrame(frame);
				});
			};
			addEventListener('click', ({ timeStamp }) => (seen.click ||= timeStamp), { capture: true, once: true });
			requestAnimationFrame(frame);
		},
		[parts, patience] as const,
	);
	await click();
	await page.waitForFunction(
		() => (globalThis as unknown as { seenRepaint: { isOver: boolean } }).seenRepaint.isOver,
		null,
		{ timeout: patience + 30_000 },
	);
	return page.evaluate(() => {
		const { seenRepaint, keptMetrics } = globalThis as unknown as {
			seenRepaint: { click: number; answered: number; parts: Record<string, number> };
			keptMetrics: Kept;
		};
		const tasks = keptMetrics.tasks.filter(({ at }) => at >= seenRepaint.click);
		return {
			answered: seenRepaint.answered,
			parts: seenRepaint.parts,
			longestTask: Math.max(0, ...tasks.map(({ length }) => length)),
		};
	});
}

/** Frames while something moves. */
export interface Frames {
	count: number;
	perSecond: number;
	longest: number;
	/** Share of frames in which nothing that `missing` selects stood in sight. */
	complete: number;
}

/** Counts frames while `move` is under way. */
export async function framesDuring(page: Page, missing: string, move: () => Promise<void>): Promise<Frames> {
	await page.evaluate((selector) => {
		const frames: { at: number; isComplete: boolean }[] = [];
		Object.assign(globalThis, { seenFrames: frames });
		const frame = (at: number): void => {
			frames.push({ at, isComplete: document.querySelector(selector) === null });
			requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
	}, missing);
	await move();
	const frames = await page.evaluate(
		() => (globalThis as unknown as { seenFrames: { at: number; isComplete: boolean }[] }).seenFrames,
	);
	const gaps = frames.slice(1).map(({ at }, index) => at - (frames[index]?.at ?? at));
	const whole = gaps.reduce((sum, gap) => sum + gap, 0);
	return {
		count: frames.length,
		perSecond: (gaps.length * 1000) / whole,
		longest: Math.max(...gaps),
		complete: frames.filter(({ isComplete }) => isComplete).length / frames.length,
	};
}
