import type { Precision } from '../model/contract';

/**
 * Answers kept of one source: those of some twenty views, so that the way back is shown at once. Lists of deals are the
 * largest, at some hundred rows each.
 */
export const KEPT_ANSWERS = 300;
/** Answers that nobody has asked for yet: those of some four views. */
export const KEPT_AHEAD = 80;

type Rows = readonly unknown[];

function put(kept: Map<string, Rows>, most: number, key: string, rows: Rows): void {
	kept.delete(key);
	kept.set(key, rows);
	for (const oldest of kept.keys()) {
		if (kept.size <= most) break;
		kept.delete(oldest);
	}
}

const precisely = (precision: Precision, key: string): string => `${precision} ${key}`;

/** What one source has answered, by question, the last used last. Its answers never change. */
export class KeptAnswers {
	#asked = new Map<string, Rows>();
	/** Answered ahead, by precision too: apart, so that what is only looked at takes nothing away from the way back. */
	#ahead = new Map<string, Rows>();

	/** Keeps an exact answer. */
	keep(key: string, rows: Rows): void {
		put(this.#asked, KEPT_ANSWERS, key, rows);
	}

	keepAhead(key: string, precision: Precision, rows: Rows): void {
		put(this.#ahead, KEPT_AHEAD, precisely(precision, key), rows);
	}

	/** The exact answer, whoever it was for; from now on it has been asked for. */
	find(key: string): Rows | undefined {
		const rows = this.#asked.get(key) ?? this.#ahead.get(precisely('exact', key));
		if (rows === undefined) return undefined;
		this.#ahead.delete(precisely('exact', key));
		this.keep(key, rows);
		return rows;
	}

	/** The binned answer, where it was given ahead. */
	findBinned(key: string): Rows | undefined {
		return this.#ahead.get(precisely('binned', key));
	}

	/** Whether that answer is there, without asking for it. */
	has(key: string, precision: Precision): boolean {
		return (precision === 'exact' && this.#asked.has(key)) || this.#ahead.has(precisely(precision, key));
	}
}
