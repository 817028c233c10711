/** Longest wait for what had the focus to be drawn again, in milliseconds. */
const PATIENCE_MS = 30_000;

/** By any of these a reader moves on. */
const MOVES = ['keydown', 'pointerdown', 'wheel'];

/** What tells an element from others of a page, also once the page is drawn anew. */
interface Known {
	kind: string;
	name: string;
	/** Of several alike, which one. */
	place: number;
}

const nameOf = (element: Element): string =>
	element.getAttribute('href') ?? element.getAttribute('aria-label') ?? element.textContent.trim();

const alike = (room: Element, kind: string, name: string): Element[] =>
	[...room.querySelectorAll(kind)].filter((element) => nameOf(element) === name);

/**
 * Whoever goes back to a page is where they were in it, as browsers have it for pages of their own: what had the focus
 * when the page was left has it again once it is drawn. Until then `main` has it, and whoever moves on stays there.
 */
export class ComeBack {
	#left = new Map<string, Known>();
	#stop: (() => void) | null = null;
	/** Whether its reader has moved on since a page was left: until the next one is come back to, nobody else listens. */
	#hasMoved = false;
	#isListening = false;

	/** From the first page that is left on; pages made ahead of time have no document. */
	#listen(): void {
		if (this.#isListening) return;
		this.#isListening = true;
		const hear = () => (this.#hasMoved = true);
		for (const type of MOVES) document.addEventListener(type, hear, { capture: true, passive: true });
	}

	/** A page is left for another one, while `element` has the focus. */
	leave(address: string, element: Element | null): void {
		this.#stop?.();
		this.#listen();
		this.#hasMoved = false;
		const room = element?.closest('main');
		if (!element || !room || element === room) {
			this.#left.delete(address);
			return;
		}
		const kind = element.localName;
		const name = nameOf(element);
		this.#left.set(address, { kind, name, place: alike(room, kind, name).indexOf(element) });
	}

	/** A page is come back to. */
	arrive(address: string): void {
		this.#stop?.();
		const known = this.#left.get(address);
		const room = document.querySelector('main');
		if (!known || !room || this.#hasMoved) return;
		const stop = () => {
			watch.disconnect();
			clearTimeout(patience);
			for (const type of MOVES) document.removeEventListener(type, stop, true);
			this.#stop = null;
		};
		const look = () => {
			const { activeElement } = document;
			if (activeElement !== room && activeElement !== document.body) return stop();
			const found = alike(room, known.kind, known.name)[known.place];
			if (!(found instanceof HTMLElement) || found.matches(':disabled')) return;
			stop();
			found.focus();
		};
		const watch = new MutationObserver(look);
		const patience = setTimeout(stop, PATIENCE_MS);
		for (const type of MOVES) document.addEventListener(type, stop, { capture: true, passive: true });
		watch.observe(room, { subtree: true, childList: true });
		this.#stop = stop;
		look();
	}
}
