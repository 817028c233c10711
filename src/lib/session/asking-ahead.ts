import { questionKey, type AnyAsk } from '../share/snapshot';
import type { Source } from './source';

/** So long pointer or focus must lie on a choice before it is taken for a likely one, in milliseconds. */
export const REST_MS = 80;

/** What it needs of the page. */
export interface AheadTools {
	/** Settles after so many milliseconds, or as the signal is aborted. */
	pause(milliseconds: number, signal: AbortSignal): Promise<void>;
	/** Asks all in order; whether nothing stopped it. Never rejects. */
	askAhead(source: Source, asks: readonly AnyAsk[], signal: AbortSignal): Promise<boolean>;
	/** Whether the processor may be used for what is only likely to be wanted. */
	mayAsk(): boolean;
}

interface Likely {
	source: Source;
	/** What is asked, to tell one choice from another. */
	key: string;
	leave(): void;
	/** It has rested long enough. */
	hurry(): void;
}

/** Asks what a choice would show, while the reader is about to make it: of one choice at a time. */
export class AskingAhead {
	#tools: AheadTools;
	#likely: Likely | null = null;

	constructor(tools: AheadTools) {
		this.#tools = tools;
	}

	/**
	 * Pointer or focus has come to lie on a choice that would ask this, or with `isPressed` it is being made. Whatever was
	 * likely before is not any more. The answer takes it back, unless another one has become likely since.
	 */
	rest(source: Source, asks: readonly AnyAsk[], isPressed = false): () => void {
		const key = asks.map((ask) => questionKey(ask, source.catalog)).join();
		if (this.#likely?.source === source && this.#likely.key === key) {
			if (isPressed) this.#likely.hurry();
			return this.#likely.leave;
		}
		this.#likely?.leave();
		if (source.kind !== 'live' || !this.#tools.mayAsk()) return () => undefined;
		const leaving = new AbortController();
		const waiting = new AbortController();
		const leave = () => {
			leaving.abort();
			if (this.#likely === likely) this.#likely = null;
		};
		const likely: Likely = { source, key, leave, hurry: () => waiting.abort() };
		this.#likely = likely;
		if (isPressed) waiting.abort();
		void this.#ask(source, asks, leaving.signal, waiting.signal);
		return leave;
	}

	async #ask(
		source: Source,
		asks: readonly AnyAsk[],
		leaving: AbortSignal,
		pressed: AbortSignal,
	): Promise<void> {
		if (!pressed.aborted) await this.#tools.pause(REST_MS, AbortSignal.any([leaving, pressed]));
		// What another question has stopped is taken up once it has rested anew: others may follow that one.
		while (!leaving.aborted && !(await this.#tools.askAhead(source, asks, leaving)))
			await this.#tools.pause(REST_MS, leaving);
	}
}
