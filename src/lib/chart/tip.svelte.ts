import type { Tip } from './layout/tip';

/** So long a tip stays when the pointer leaves, so that one can move onto it and read or copy. */
const LINGER_MS = 140;

/** Which tip is shown, and for what element. One for each chart. */
export class TipState {
	current = $state.raw<{ key: string; tip: Tip; anchor: Element } | null>(null);
	#leaving: ReturnType<typeof setTimeout> | undefined;

	show(key: string, tip: Tip, anchor: Element): void {
		this.stay();
		this.current = { key, tip, anchor };
	}

	stay(): void {
		clearTimeout(this.#leaving);
	}

	leave(): void {
		this.stay();
		this.#leaving = setTimeout(() => this.close(), LINGER_MS);
	}

	close(): void {
		this.stay();
		this.current = null;
	}
}
