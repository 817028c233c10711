import type { EncodedTable } from '../engine/engine';

/** Bytes of answers kept: of a million deals those that the forecasts of some four scopes rest on. */
const MOST_BYTES = 32 * 2 ** 20;

const bytesOf = ({ chunks }: EncodedTable): number =>
	chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);

/** Of its own, as whoever takes an answer may hand its bytes over. */
const copyOf = (table: EncodedTable): EncodedTable => ({
	...table,
	chunks: table.chunks.map((chunk) => chunk.slice()),
});

/**
 * Answers to the statements beside those of marts, by their text and filters: a forecast and its record rest on the same
 * ones, and those about the process alone are the same under every scope. Right as long as the data are.
 */
export class KeptStatements {
	/** The last used last. */
	#kept = new Map<string, EncodedTable>();
	#bytes = 0;

	/**
	 * The answer that is kept by `key`, which names all that it depends on but the data; else that of `query`, kept from then
	 * on. Rejects as `query` does.
	 */
	async ask(key: string, query: () => Promise<EncodedTable>): Promise<EncodedTable> {
		const known = this.#kept.get(key);
		if (known) {
			this.#kept.delete(key);
			this.#kept.set(key, known);
			return copyOf(known);
		}
		const told = await query();
		// One that does not fit would take the place of all others, and not be kept either.
		if (bytesOf(told) <= MOST_BYTES) this.#keep(key, copyOf(told));
		return told;
	}

	#keep(key: string, told: EncodedTable): void {
		this.#drop(key);
		this.#kept.set(key, told);
		this.#bytes += bytesOf(told);
		for (const oldest of this.#kept.keys()) {
			if (this.#bytes <= MOST_BYTES) break;
			this.#drop(oldest);
		}
	}

	#drop(key: string): void {
		const known = this.#kept.get(key);
		if (!known) return;
		this.#kept.delete(key);
		this.#bytes -= bytesOf(known);
	}

	/** Lets go of all: the data are others. */
	clear(): void {
		this.#kept.clear();
		this.#bytes = 0;
	}
}
