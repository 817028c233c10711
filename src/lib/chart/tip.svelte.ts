import type { Tip } from './layout/tip';

/** So long a tip stays when the pointer leaves, so that one can move onto it and read or copy. */
const LINGER_MS = 140;

/** Which tip is shown, and for what element. One for each chart. */
export class TipState {
	current = $state.raw<{ key: string; tip: Tip; anchor: Element } | null>(null);
	#leaving: ReturnType<typeof setTimeout> | undefined;
	#dismissed: string | null = null;

	/**
	 * To be asked by `pointermove`, not `pointerenter`: a page that is drawn under a pointer at rest was not pointed at, and
	 * no tip may cover it. What was dismissed stays so until it is left.
	 */
	show(key: string, tip: Tip, anchor: Element): void {
		this.stay();
		if (key === this.#dismissed) return;
		this.#dismissed = null;
		this.current = { key, tip, anchor };
	}

	/** Closes the tip though its element is still pointed at, or has the focus. */
	dismiss(): void {
		this.#dismissed = this.current?.key ?? null;
		this.current = null;
		this.stay();
	}

	stay(): void {
		clearTimeout(this.#leaving);
	}

	leave(): void {
		this.stay();
		this.#dismissed = null;
		this.#leaving = setTimeout(() => this.close(), LINGER_MS);
	}

	close(): void {
		this.stay();
		this.#dismissed = null;
		this.current = null;
	}
}
