import type { AsideList } from './aside-list';
import type { CleanFile } from './clean-file';
import { uncountRows, type Progress } from './fast-scan';
import type { FooterLikeness } from './footer';
import { REPORT_FOOTER } from './reasons';

/** Records below the data that may be a footer: more would be no footer. */
const MOST_FOOTER_LINES = 64;

/** A record that is kept, or set aside for `reason`, unless it turns out to stand below the data. */
export interface Pending {
	/** Position in the text. */
	start: number;
	line: number;
	/** As it goes into the clean file; null if it cannot. */
	bytes: Uint8Array | null;
	raw: Uint8Array;
	reason: string;
	likeness: FooterLikeness;
	padded: boolean;
}

/** The last records that were found, held back until it is clear whether rows follow them or they are a footer. */
export class PendingRows {
	readonly #clean: CleanFile;
	readonly #aside: AsideList;
	readonly #progress: Progress;
	#rows: Pending[] = [];
	/** Narrow records were seen among the data: below it, they are data too. */
	narrowIsUsual = false;
	/** Rows kept that were filled up with blank cells. */
	padded = 0;

	constructor(clean: CleanFile, aside: AsideList, progress: Progress) {
		this.#clean = clean;
		this.#aside = aside;
		this.#progress = progress;
	}

	get length(): number {
		return this.#rows.length;
	}

	add(pending: Pending): void {
		this.#rows.push(pending);
		if (this.#rows.length > MOST_FOOTER_LINES) this.keep(1);
	}

	/** The oldest `count` records stand among the data: they are kept, or set aside. */
	keep(count = this.#rows.length): void {
		if (count === 0) return;
		for (const { bytes, padded, likeness, line, reason, raw } of this.#rows.splice(0, count)) {
			if (!bytes) {
				this.#aside.add(line, reason, raw);
				continue;
			}
			this.#clean.bytes(bytes);
			if (padded) this.padded++;
			if (likeness === 'narrow') this.narrowIsUsual = true;
		}
	}

	/** The newest records of which all are as `fits` says, oldest first; they are held no more and count nowhere. */
	takeLast(fits: (pending: Pending) => boolean): Pending[] {
		const before = this.#rows.findLastIndex((pending) => !fits(pending));
		const taken = this.#rows.splice(before + 1);
		this.#uncount(taken);
		return taken;
	}

	#uncount(rows: readonly Pending[]): void {
		uncountRows(this.#progress, rows.filter(({ bytes }) => bytes).length);
	}

	/** At the end of the table: from the first footer on, all are set aside as such. */
	settle(): void {
		const progress = this.#progress;
		const isData = progress.rows > this.#rows.filter(({ bytes }) => bytes).length;
		const first = this.#rows.findIndex(
			({ likeness }) => likeness === 'sure' || (likeness === 'narrow' && isData && !this.narrowIsUsual),
		);
		const footers = first < 0 ? [] : this.#rows.splice(first);
		this.keep();
		this.#uncount(footers);
		for (const { line, raw } of footers) this.#aside.add(line, REPORT_FOOTER, raw);
	}
}
