import type { EncodedTable, RunOptions } from '../engine/engine';

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
 * Answers to the statements beside those of marts, by their text: a forecast and its record rest on the same ones, and
 * those about the process alone are the same under every scope. Right as long as the data are.
 */
export class KeptStatements {
	/** The last used last. */
	#kept = new Map<string, EncodedTable>();
	#bytes = 0;

	/** The answer to `sql`: the one that is kept, else that of `query`, kept from then on. Rejects as `query` does. */
	async ask(
		sql: string,
		options: RunOptions,
		query: (sql: string, options: RunOptions) => Promise<EncodedTable>,
	): Promise<EncodedTable> {
		const known = this.#kept.get(sql);
		if (known) {
			this.#kept.delete(sql);
			this.#kept.set(sql, known);
			return copyOf(known);
		}
		const told = await query(sql, options);
		this.#keep(sql, copyOf(told));
		return told;
	}

	#keep(sql: string, told: EncodedTable): void {
		this.#drop(sql);
		this.#kept.set(sql, told);
		this.#bytes += bytesOf(told);
		for (const oldest of this.#kept.keys()) {
			if (this.#bytes <= MOST_BYTES) break;
			this.#drop(oldest);
		}
	}

	#drop(sql: string): void {
		const known = this.#kept.get(sql);
		if (!known) return;
		this.#kept.delete(sql);
		this.#bytes -= bytesOf(known);
	}

	/** Lets go of all: the data are others. */
	clear(): void {
		this.#kept.clear();
		this.#bytes = 0;
	}
}
