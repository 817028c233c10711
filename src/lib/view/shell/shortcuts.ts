import type { Place } from '../../share/state';
import { PLACE_ENTRIES } from './places';

/** A key or two with what they do, as the help lists them. */
export interface Shortcut {
	keys: readonly string[];
	does: string;
}

/** What can be done by key from everywhere, beside what every browser does. */
export const SHORTCUTS: readonly Shortcut[] = [
	{ keys: ['Ctrl', 'K'], does: 'Go to a place, filter by a value, find a deal' },
	...PLACE_ENTRIES.map(({ key, label }) => ({ keys: ['g', key], does: label })),
	{ keys: ['Alt', '←'], does: 'Undo: back to the view before' },
	{ keys: ['Alt', '→'], does: 'Redo: forward again' },
	{ keys: ['Shift', 'Enter'], does: 'On a head of the list of deals: order by it too' },
	{ keys: ['?'], does: 'This list' },
	{ keys: ['Esc'], does: 'Close what is open' },
];

/** What a key press asks for. */
export type Wish = { kind: 'palette' } | { kind: 'help' } | { kind: 'go'; place: Place };

/** So long after `g` the next key names a place. */
const PATIENCE_MS = 1_200;

/** A key press as far as shortcuts look at it. */
export interface Press {
	key: string;
	ctrlKey: boolean;
	metaKey: boolean;
	altKey: boolean;
	/** When, in ms of any clock. */
	timeStamp: number;
}

/** Reads key presses one after the other; `g o` is two of them. */
export class ShortcutReader {
	#gAt = Number.NEGATIVE_INFINITY;

	/** What this press asks for, or null. `isTyping`: the keys go into a text, and only Ctrl-K is meant for the page. */
	read({ key, ctrlKey, metaKey, altKey, timeStamp }: Press, isTyping: boolean): Wish | null {
		if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') return { kind: 'palette' };
		const isAfterG = timeStamp - this.#gAt < PATIENCE_MS;
		this.#gAt = Number.NEGATIVE_INFINITY;
		if (isTyping || ctrlKey || metaKey || altKey) return null;
		if (isAfterG) {
			const entry = PLACE_ENTRIES.find((candidate) => candidate.key === key);
			if (entry) return { kind: 'go', place: entry.place };
		}
		if (key === 'g') this.#gAt = timeStamp;
		return key === '?' ? { kind: 'help' } : null;
	}
}
