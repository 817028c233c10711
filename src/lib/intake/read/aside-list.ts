import type { SetAsideRow } from '../mapping';

/** Rows that a report lists; counts are complete. */
export const LISTED = 1_000;
/** Held beyond those, as lines of a footer are found last and may stand before others. */
const SPARE = 64;
const TEXT_LENGTH = 500;

// A byte-order mark within a file is text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Characters of `bytes`, cut to `TEXT_LENGTH` without cutting one in two. */
function cutText(bytes: Uint8Array): string {
	const text = decoder.decode(bytes.subarray(0, TEXT_LENGTH * 4));
	return text.length <= TEXT_LENGTH ? text : [...text].slice(0, TEXT_LENGTH).join('');
}

/** The rows of a file that were set aside: the first ones with a cut text, all of them counted by reason. */
export class AsideList {
	readonly #file: string;
	readonly #shown: (text: string) => string;
	readonly #onRow: ((row: SetAsideRow) => void) | undefined;
	readonly #reasons = new Map<string, number>();
	readonly #rows: SetAsideRow[] = [];
	total = 0;

	/** `onRow` is told of every row, with its whole text, in the order in which they are found. */
	constructor(
		file: string,
		delimiter: { byte: number; text: string },
		onRow: ((row: SetAsideRow) => void) | undefined,
	) {
		const standIn = String.fromCharCode(delimiter.byte);
		this.#file = file;
		this.#shown =
			delimiter.text === standIn ? (text) => text : (text) => text.replaceAll(standIn, delimiter.text);
		this.#onRow = onRow;
	}

	add(line: number, reason: string, bytes: Uint8Array): void {
		this.total++;
		this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
		this.#onRow?.({ file: this.#file, line, reason, text: this.#shown(decoder.decode(bytes)) });
		if (this.#rows.length < LISTED + SPARE) {
			this.#rows.push({ file: this.#file, line, reason, text: this.#shown(cutText(bytes)) });
		}
	}

	/** Reasons with their counts, most first. */
	reasons(): { reason: string; rows: number }[] {
		return [...this.#reasons]
			.map(([reason, rows]) => ({ reason, rows }))
			.sort((a, b) => b.rows - a.rows || (a.reason < b.reason ? -1 : 1));
	}

	/** The first rows by line. */
	listed(): SetAsideRow[] {
		return this.#rows.sort((a, b) => a.line - b.line).slice(0, LISTED);
	}
}
