import type { AsideList } from './aside-list';
import { ByteSink, CR, LF } from './bytes';
import { CleanFile, PIECE } from './clean-file';
import { keepRow, uncountRows, type FastScanner, type Progress } from './fast-scan';
import { isCutCell } from './cut-cell';
import { footerLikeness } from './footer';
import type { Judge } from './judge';
import { PendingRows, type Pending } from './pending-rows';
import { CUT_OFF, REPORT_FOOTER, STRAY_QUOTES } from './reasons';
import { appendRecord, cellTexts, CRLF, parseRecord, standsWithin } from './record';
import type { Extent, Held, Mending, Verdict } from './verdict';

/** Puts the rows of a file into the clean one, or aside, and counts them; what may be its footer is held back. */
export class KeptRows {
	readonly #judge: Judge;
	readonly #clean: CleanFile;
	readonly #aside: AsideList;
	readonly #progress: Progress;
	readonly #lineEnd: Uint8Array;
	readonly #sink = new ByteSink();
	readonly pending: PendingRows;
	/** Rows kept or set aside. */
	read = 0;
	requoted = 0;
	readonly mended: Record<Mending, number> = { trimmed: 0, narrowed: 0, reread: 0 };
	blankLines = 0;
	/** A blank line stands above. */
	afterBlank = false;
	/** Where in the text the last blank line ended. */
	blankUntil = -1;
	/** The row above, which may yet turn out to be broken; it is not written before what follows is known. */
	#last: { line: number; bytes: Uint8Array; raw: Uint8Array } | null = null;
	/** Where in the text the current stretch of sound records began, or -1. */
	#stretch = -1;
	/** Where in it the records began that the bytes before those at hand held, or -1. */
	#passed = -1;

	constructor(judge: Judge, text: Blob, aside: AsideList, progress: Progress) {
		this.#judge = judge;
		this.#aside = aside;
		this.#progress = progress;
		const { plan } = judge;
		this.#lineEnd = Uint8Array.from(plan.lineEnd === CRLF ? [CR, LF] : [plan.lineEnd]);
		const names = Array.from({ length: plan.width }, (_, position) => `c${position}`);
		const line = new TextEncoder().encode(names.join(String.fromCharCode(plan.delimiter)));
		this.#clean = new CleanFile(text, Uint8Array.from([...line, ...this.#lineEnd]));
		this.pending = new PendingRows(this.#clean, aside, progress);
	}

	/** `rows` sound records that begin at `start` in the text are kept as they stand. */
	keepSound(start: number, rows: number): void {
		this.#writeLast();
		this.pending.keep();
		this.read += rows;
		if (this.#stretch < 0) this.#stretch = start;
		// What endStretch may yet hold back is at hand: all before can go into a piece.
		else if (this.#passed - this.#stretch >= PIECE) {
			this.#clean.stretch(this.#stretch, this.#passed, null);
			this.#stretch = this.#passed;
		}
		this.#passed = start;
		this.afterBlank = false;
	}

	/**
	 * Keeps the record at `at`, which is not sound, as its verdict says, at once or once it is clear that it is no footer.
	 * Returns what follows it.
	 */
	keep(held: Held, at: number, verdict: Verdict & { is: 'kept' }): number {
		const { record, otherwise, mending } = verdict;
		let { reason = '' } = verdict;
		const { plan } = this.#judge;
		const { width } = plan;
		const { bytes } = held;
		const progress = this.#progress;
		const { bytes: from, record: read, format } = otherwise ?? { bytes, record, format: plan };
		if (mending) this.mended[mending]++;
		const short = read.cells.length < width * 3;
		const likeness =
			short || this.#judge.isSparse(bytes, at, record.bodyEnd)
				? footerLikeness(cellTexts(from, read, format), width)
				: 'no';
		// Only at the end of the file a record has no line end; where it lacks cells or the end of its last one, it was cut off.
		const isLast = record.lineEnd === 0 && record.end >= held.limit && held.last;
		const standsAlone = !this.afterBlank && this.pending.length === 0;
		const isCut =
			isLast &&
			standsAlone &&
			progress.rows > 0 &&
			(short
				? likeness !== 'sure' && this.pending.padded === 0
				: likeness === 'no' && isCutCell(cellTexts(from, read, format)[width - 1]!, plan.facts[width - 1]!));
		if (isCut) return this.putAside(held, at, record, CUT_OFF);
		this.#writeLast();
		this.read++;
		// Its words say so wherever it stands: amid rows, an export was appended to another one.
		if (short && likeness === 'sure') reason = REPORT_FOOTER;
		// A delimiter of several characters that stood within a cell is one byte by now, and no text.
		const isAltered = plan.delimiterText.length > 1 && standsWithin(from, read.cells, plan.delimiter);
		if (isAltered) reason = STRAY_QUOTES;
		let kept: Uint8Array | null = null;
		if (reason === '') {
			appendRecord(this.#sink, from, read, width, format, this.#lineEnd, plan);
			kept = this.#sink.take();
			if (kept.length > progress.longest) progress.longest = kept.length;
			if (read.rewrite) this.requoted++;
		}
		const raw = bytes.slice(at, record.bodyEnd);
		const { line } = progress;
		const pending = { start: held.base + at, line, bytes: kept, raw, reason, likeness, padded: short };
		if (short || likeness !== 'no' || !kept) this.pending.add(pending);
		else {
			this.pending.keep();
			this.#last = { line, bytes: kept, raw };
			this.afterBlank = false;
		}
		if (kept) keepRow(progress);
		progress.line += record.innerLines + 1;
		return record.end;
	}

	#writeLast(): void {
		if (this.#last) this.#clean.bytes(this.#last.bytes);
		this.#last = null;
	}

	/** The row right above as it stands in the text, if one is there. */
	get lastRaw(): Uint8Array | null {
		return this.#last?.raw ?? null;
	}

	/** The row right above is no whole one: it is set aside. */
	doubtLast(reason: string): void {
		if (!this.#last) return;
		const { line, raw } = this.#last;
		this.#last = null;
		this.#aside.add(line, reason, raw);
		uncountRows(this.#progress, 1);
	}

	/** The files of kept records, complete. */
	finish(): Blob[] {
		return this.#clean.finish();
	}

	/** Writes what was held back. */
	settle(): void {
		this.#writeLast();
		this.pending.settle();
	}

	/** Sets aside the record at `at`. Returns what follows it. */
	putAside({ bytes }: Held, at: number, record: Extent, reason: string): number {
		this.#writeLast();
		this.read++;
		this.#aside.add(this.#progress.line, reason, bytes.subarray(at, record.bodyEnd));
		this.#progress.line += record.innerLines + 1;
		return record.end;
	}

	/** Passes over a blank line. Returns what follows it. */
	passBlank({ base }: Held, { end }: Extent): number {
		this.#writeLast();
		this.blankLines++;
		this.#progress.line++;
		this.afterBlank = true;
		this.blankUntil = base + end;
		return end;
	}

	/** Ends the stretch of sound records before `at`; what may be totals below the data is held back. */
	endStretch({ bytes, base }: Held, at: number, fast: FastScanner): void {
		const start = this.#stretch;
		if (start < 0) return;
		this.#writeLast();
		this.#stretch = -1;
		const { plan } = this.#judge;
		let end = base + at;
		const held: Pending[] = [];
		for (const { start: from, line } of fast.remembered()) {
			const first = from - base;
			if (from < start || first < 0 || !this.#judge.isSparse(bytes, first, end - base)) break;
			const record = parseRecord(bytes, first, end - base, true, plan, 'strict');
			if (footerLikeness(cellTexts(bytes, record, plan), plan.width) === 'no') break;
			held.unshift({
				start: from,
				line,
				bytes: bytes.slice(first, end - base),
				raw: bytes.slice(first, record.bodyEnd),
				reason: '',
				likeness: 'sure',
				padded: false,
			});
			end = from;
		}
		const latest = fast.remembered()[0];
		if (held.length === 0 && latest && latest.start >= start && latest.start >= base) {
			const rest = bytes.slice(latest.start - base, end - base);
			const { bodyEnd } = parseRecord(rest, 0, rest.length, true, plan, 'strict');
			this.#last = { line: latest.line, bytes: rest, raw: rest.subarray(0, bodyEnd) };
			end = latest.start;
		}
		this.#clean.stretch(start, end, start >= base ? bytes.subarray(start - base, end - base) : null);
		for (const pending of held) this.pending.add(pending);
	}
}
