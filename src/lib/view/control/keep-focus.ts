/** What Tab comes to. */
const REACHED = [
	'a[href]',
	'button:not(:disabled)',
	'input:not(:disabled)',
	'select:not(:disabled)',
	'textarea:not(:disabled)',
	'summary',
	'[tabindex]',
].join(',');
/** One of several alike: what was left in one of them is found again in the next. */
const ITEM = 'li, tr';
/** The focus does not leave these for what is around them. */
const ROOM = 'main, [role="dialog"]';

const isReached = (element: Element): element is HTMLElement =>
	element instanceof HTMLElement &&
	element.matches(REACHED) &&
	element.tabIndex >= 0 &&
	element.checkVisibility({ visibilityProperty: true });

const reachedIn = (element: Element): HTMLElement[] =>
	[element, ...element.querySelectorAll(REACHED)].filter(isReached);

/** Where the focus is: its element, what is around it with what stands before each, and its place in its item. */
interface Held {
	element: HTMLElement;
	around: { element: Element; before: Element | null }[];
	place: number;
}

function hold(element: HTMLElement): Held {
	const around: Held['around'] = [];
	for (let part: Element | null = element; part; part = part.parentElement)
		around.push({ element: part, before: part.previousElementSibling });
	const item = element.closest(ITEM);
	return { element, around, place: item ? reachedIn(item).indexOf(element) : 0 };
}

/** What takes the focus now that what had it is gone; null where nothing near can. */
function heir({ element, around, place }: Held): HTMLElement | null {
	const at = around.findIndex((part) => part.element.isConnected && part.element !== element);
	if (at < 1) return null;
	for (let level = at; level < around.length; level++) {
		const room = around[level]?.element;
		const gone = around[level - 1];
		if (!room || !gone) return null;
		// What fills a whole page is begun anew at its top, and so is what a dialog leaves behind that closed with its cause.
		if (room.matches('main, body')) return document.querySelector('main');
		const parts = [...room.children];
		const begin = gone.element.isConnected
			? parts.indexOf(gone.element) + 1
			: gone.before?.isConnected
				? parts.indexOf(gone.before) + 1
				: 0;
		for (const part of parts.slice(begin)) {
			const found = reachedIn(part);
			if (found.length > 0) return (part.matches(ITEM) ? found[place] : null) ?? found[0] ?? null;
		}
		for (const part of parts.slice(0, begin).reverse()) {
			const found = part === element ? [] : reachedIn(part);
			if (found.length > 0) return (part.matches(ITEM) ? found[place] : null) ?? found.at(-1) ?? null;
		}
		if (room.matches(ROOM)) return room as HTMLElement;
	}
	return null;
}

/**
 * Never loses the focus: where the element that has it is taken away or turned off – a filter removed, a row accepted,
 * a button that becomes another – what now stands in its place takes it, else what is nearest before, else the dialog
 * or `main` around. Gives the way to stop.
 */
export function keepFocus(): () => void {
	let held: Held | null = null;
	const remember = ({ target }: FocusEvent) => {
		held = target instanceof HTMLElement && target !== document.body ? hold(target) : null;
	};
	// Whoever presses elsewhere leaves it, and so does a script that takes it off: then it is not lost. Browsers that tell
	// of it before they take an element away are waited for.
	const forget = ({ target }: FocusEvent) => {
		queueMicrotask(() => {
			if (held?.element === target && held.element.isConnected && !held.element.matches(':disabled'))
				held = null;
		});
	};
	const look = () => {
		if (!held) return;
		const { activeElement } = document;
		if (activeElement !== null && activeElement !== document.body && activeElement !== held.element) return;
		if (held.element.isConnected && !held.element.matches(':disabled')) return;
		const lost = held;
		held = null;
		heir(lost)?.focus({ preventScroll: lost.element.isConnected });
	};
	const watch = new MutationObserver(look);
	watch.observe(document.body, {
		subtree: true,
		childList: true,
		attributes: true,
		attributeFilter: ['disabled'],
	});
	document.addEventListener('focusin', remember);
	document.addEventListener('focusout', forget);
	return () => {
		watch.disconnect();
		document.removeEventListener('focusin', remember);
		document.removeEventListener('focusout', forget);
	};
}
