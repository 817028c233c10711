/** Rows fetched at once. */
export const CHUNK = 200;
/** Chunks fetched before they are seen. */
const AHEAD = 2;
/** Chunks kept; older ones are fetched again when they are looked at. */
const KEPT = 40;
/** Browsers draw no box higher than some 17 (Firefox) or 33 million pixels. */
export const MOST_PIXELS = 15_000_000;

/**
 * Rows of a long table, fetched in chunks as they come into sight, and after them the next chunks that way, so that they
 * are there before they are seen. One at a time is fetched, the one in sight first: what was scrolled past before it was asked
 * for is never fetched.
 */
export class RowWindow<R> {
	#fetch: (from: number, count: number) => Promise<readonly R[]>;
	#changed: () => void;
	#failed: (cause: unknown) => void;
	#chunks = new Map<number, readonly R[]>();
	#wanted: number[] = [];
	#isBusy = false;
	#isOver = false;
	#first = 0;

	/** Tells `changed` when rows have come, `failed` when some will not. */
	constructor(
		fetch: (from: number, count: number) => Promise<readonly R[]>,
		changed: () => void,
		failed: (cause: unknown) => void,
	) {
		this.#fetch = fetch;
		this.#changed = changed;
		this.#failed = failed;
	}

	/** The row at an index from 0, if it is there. */
	at(index: number): R | undefined {
		return this.#chunks.get(Math.floor(index / CHUNK))?.[index % CHUNK];
	}

	/** Rows `first` to `last` are in sight, of `count` in all. */
	look(first: number, last: number, count: number): void {
		const isUpwards = first < this.#first;
		this.#first = first;
		const wanted: number[] = [];
		for (let chunk = Math.floor(first / CHUNK); chunk <= Math.floor(last / CHUNK); chunk += 1) {
			const kept = this.#chunks.get(chunk);
			if (!kept) wanted.push(chunk);
			else {
				// Looked at again: the last to be let go.
				this.#chunks.delete(chunk);
				this.#chunks.set(chunk, kept);
			}
		}
		for (let ahead = 1; ahead <= AHEAD; ahead += 1) {
			const next = isUpwards ? Math.floor(first / CHUNK) - ahead : Math.floor(last / CHUNK) + ahead;
			if (next >= 0 && next * CHUNK < count && !this.#chunks.has(next)) wanted.push(next);
		}
		this.#wanted = wanted;
		void this.#next();
	}

	/** No more rows are wanted; nothing is told any more. */
	stop(): void {
		this.#isOver = true;
	}

	async #next(): Promise<void> {
		if (this.#isBusy) return;
		this.#isBusy = true;
		while (!this.#isOver) {
			const chunk = this.#wanted.shift();
			if (chunk === undefined) break;
			// It was looked at while it was on its way.
			if (this.#chunks.has(chunk)) continue;
			try {
				const rows = await this.#fetch(chunk * CHUNK, CHUNK);
				if (this.#isOver) return;
				this.#chunks.set(chunk, rows);
				for (const oldest of this.#chunks.keys()) {
					if (this.#chunks.size <= KEPT) break;
					this.#chunks.delete(oldest);
				}
				this.#changed();
			} catch (cause) {
				if (this.#isOver) return;
				this.#wanted = [];
				this.#failed(cause);
			}
		}
		this.#isBusy = false;
	}
}
