import { getContext, setContext, untrack } from 'svelte';
import { TipState } from './tip.svelte';

const KEY = Symbol('figures');

/** The figures of a group: which of them Tab comes to, and which one tells what it is. */
export class FigureGroup {
	readonly tip = new TipState();
	#keys = $state.raw<readonly string[]>([]);
	#reached = $state.raw<string | null>(null);
	/** Key of the figure that Tab comes to; null without any. */
	readonly stop = $derived(
		this.#reached !== null && this.#keys.includes(this.#reached) ? this.#reached : (this.#keys[0] ?? null),
	);

	constructor(
		/** Id of the element that tells. */
		readonly tipId: string,
	) {}

	/** Takes a figure in; gives what takes it out again. Who joins does not follow the others. */
	join(key: string): () => void {
		this.#keys = [...untrack(() => this.#keys), key];
		return () => {
			this.#keys = this.#keys.filter((other) => other !== key);
			if (this.tip.current?.key === key) this.tip.close();
		};
	}

	reach(key: string): void {
		this.#reached = key;
	}
}

export const setFigures = (group: FigureGroup): FigureGroup => setContext(KEY, group);

/** The group that a figure stands in. Throws where there is none: nobody could come to it by keyboard. */
export function getFigures(): FigureGroup {
	const group = getContext<FigureGroup | undefined>(KEY);
	if (!group) throw new Error('A Figure stands within Figures.');
	return group;
}
