import type { SetAsideRow } from '../mapping';
import { AsideList } from './aside-list';
import { chunksOf, CR, LF } from './bytes';
import { Doubt } from './doubt';
import { fastScanner, type FastScanner, type Progress } from './fast-scan';
import { Judge } from './judge';
import { KeptRows } from './kept-rows';
import { brokenAt } from './lone-line';
import { OddRecords } from './odd-records';
import { ABOVE_HEADER, BROKEN, HEADER_AGAIN } from './reasons';
import { cellTexts, CRLF, parseRecord } from './record';
import type { Scan, ScanPlan } from './scan-plan';
import { TablesBelow } from './tables-below';
import { isEndless, lineTooLong, type Held, type Verdict } from './verdict';

export interface ScanOptions {
	signal?: AbortSignal | undefined;
	/** Told how much of the text was scanned, 0..1. */
	onProgress?: ((done: number) => void) | undefined;
}

/**
 * Finds every record of `text` and plans the file that DuckDB reads. Every record is kept or set aside with its
 * line and reason: rowsRead = rowsKept + rowsSetAside is asserted. Throws ProblemError `line-too-long`, and what
 * the signal was aborted with.
 */
export async function scanText(
	text: Blob,
	file: string,
	plan: ScanPlan,
	options: ScanOptions = {},
): Promise<Scan> {
	const scanner = new Scanner(text, file, plan);
	const data = text.slice(plan.dataStart);
	let done = 0;
	for await (const chunk of chunksOf(data, file, options.signal)) {
		done += chunk.length;
		scanner.take(chunk, done >= data.size);
		options.onProgress?.(done / data.size);
	}
	return scanner.finish();
}

/** All rows of `text` that are set aside, whole, in the order in which they are found. Throws as scanText does. */
export async function* setAsideRows(
	text: Blob,
	file: string,
	plan: ScanPlan,
	signal?: AbortSignal,
): AsyncGenerator<SetAsideRow[], void, undefined> {
	let found: SetAsideRow[] = [];
	const scanner = new Scanner(text, file, plan, (row) => found.push(row));
	const data = text.slice(plan.dataStart);
	let done = 0;
	for await (const chunk of chunksOf(data, file, signal)) {
		done += chunk.length;
		scanner.take(chunk, done >= data.size);
		if (done >= data.size) scanner.finish();
		if (found.length > 0) yield found;
		found = [];
	}
	// A file of a header alone has no chunk.
	if (data.size === 0) scanner.finish();
	if (found.length > 0) yield found;
}

class Scanner {
	readonly #file: string;
	readonly #plan: ScanPlan;
	readonly #doubt: Doubt;
	readonly #fast: FastScanner;
	readonly #progress: Progress;
	readonly #aside: AsideList;
	readonly #odd: OddRecords;
	readonly #rows: KeptRows;
	readonly #below: TablesBelow;
	/** The bytes at hand. */
	#held: Held;
	/** Where in the text a record begins of which the line above may be a part. */
	#doubted = -1;

	constructor(text: Blob, file: string, plan: ScanPlan, onSetAside?: (row: SetAsideRow) => void) {
		this.#file = file;
		this.#plan = plan;
		this.#progress = { line: plan.dataLine, rows: 0, longest: 0, breaks: [], lead: 0 };
		this.#held = { bytes: new Uint8Array(1), limit: 0, last: false, base: plan.dataStart };
		this.#aside = new AsideList(file, { byte: plan.delimiter, text: plan.delimiterText }, onSetAside);
		const judge = new Judge(plan);
		this.#doubt = new Doubt(plan);
		this.#fast = fastScanner(
			plan,
			plan.width,
			this.#doubt.bytes,
			plan.lineEnd,
			plan.headers,
			this.#progress,
			(bytes, from, bodyEnd) => judge.isSwallowed(bytes, from, bodyEnd),
		);
		this.#odd = new OddRecords(judge, this.#doubt, this.#progress);
		this.#rows = new KeptRows(judge, text, this.#aside, this.#progress);
		this.#below = new TablesBelow(plan, this.#progress);
		for (const { line, bytes } of plan.above) this.#aside.add(line, ABOVE_HEADER, bytes);
		this.#rows.read = plan.above.length;
	}

	/** Scans what is left of the bytes before, and `chunk`; `last` says that no more will come. */
	take(chunk: Uint8Array, last: boolean): void {
		const { bytes: before, limit: rest, base } = this.#held;
		const bytes = new Uint8Array(rest + chunk.length + 1);
		bytes.set(before.subarray(0, rest));
		bytes.set(chunk, rest);
		const limit = rest + chunk.length;
		const held = { bytes, limit, last, base };
		this.#held = held;
		const rows = this.#rows;
		let at = 0;
		while (at < limit) {
			if (rows.afterBlank && !this.#below.isInside) {
				const another = this.#below.beginsAt(held, at);
				if (another === 'wait') break;
				if (another) this.#beginAnother(at);
			}
			// Where rows have a cell more than the header, one that has not is odd, and so are all.
			if (!this.#below.isInside && !this.#plan.isTrailed && base + at !== this.#doubted) {
				const before = this.#progress.rows;
				const next = this.#fast.run(bytes, at, limit, last && !this.#plan.isCut, base);
				if (next > at) rows.keepSound(base + at, this.#progress.rows - before);
				at = next;
				if (at >= limit) break;
			}
			const after = this.#below.isInside ? this.#passOver(at) : this.#dealWith(at);
			if (after < 0) break;
			at = after;
		}
		if (last) this.#endStretch(at);
		this.#held = { bytes: bytes.subarray(at, limit), limit: limit - at, last, base: base + at };
	}

	/** What was found, once all bytes were taken. */
	finish(): Scan {
		const kept = this.#rows;
		kept.settle();
		const { rows, longest, breaks } = this.#progress;
		const rowsSetAside = this.#aside.total;
		const left = this.#held.limit;
		if (left > 0 || kept.read !== rows + rowsSetAside) {
			throw new Error(
				`The scanner lost count of ${this.#file}: ${kept.read} read, ${rows} kept, ${rowsSetAside} set aside, ${left} bytes left.`,
			);
		}
		return {
			clean: kept.finish(),
			rowsRead: kept.read,
			rowsKept: rows,
			rowsSetAside,
			reasons: this.#aside.reasons(),
			setAside: this.#aside.listed(),
			padded: kept.pending.padded,
			...kept.mended,
			requoted: kept.requoted,
			blankLines: kept.blankLines,
			longest,
			lineBreaks: breaks,
			others: [...this.#plan.others, ...this.#below.spans],
		};
	}

	#endStretch(at: number): void {
		this.#rows.endStretch(this.#held, at, this.#fast);
	}

	/** Deals with the record at `at` that is not sound. Returns what follows it, or -1 to wait for more bytes. */
	#dealWith(at: number): number {
		const held = this.#held;
		const verdict = this.#odd.verdict(held, at, this.#rows.afterBlank);
		if (verdict.is === 'wait') return this.#wait(at);
		if (verdict.is === 'another table') {
			this.#beginAnother(at);
			return this.#passOver(at);
		}
		this.#endStretch(at);
		const isBroken = this.#held.base + at === this.#doubted;
		if (verdict.is === 'kept') this.#doubtNeighbours(at, verdict);
		// Above a header again ends the export that it was appended to, with its footer.
		if (verdict.is === 'set aside' && verdict.reason === HEADER_AGAIN) this.#rows.settle();
		if (verdict.is === 'blank line') return this.#rows.passBlank(held, verdict.record);
		if (verdict.is === 'kept') {
			return this.#rows.keep(
				held,
				at,
				isBroken && !verdict.reason ? { ...verdict, reason: BROKEN } : verdict,
			);
		}
		return this.#rows.putAside(held, at, verdict.record, verdict.reason);
	}

	/** Of a line of one cell at `at`: sets aside the rows beside it of which it may be a part. */
	#doubtNeighbours(at: number, { record, reason = '' }: Verdict & { is: 'kept' }): void {
		const plan = this.#plan;
		const rows = this.#rows;
		const { bytes, limit, last, base } = this.#held;
		if (record.cells.length > plan.width * 3 || (record.cells.length === plan.width * 3 && reason === ''))
			return;
		if (rows.afterBlank) return;
		const above = rows.lastRaw;
		const row = above && cellTexts(above, parseRecord(above, 0, above.length, true, plan, 'strict'), plan);
		const next = parseRecord(bytes, record.end, limit, last, plan, 'strict');
		const isRow =
			record.lineEnd > 0 &&
			!next.cut &&
			!next.malformed &&
			!next.open &&
			next.cells.length === plan.width * 3;
		const before = bytes[at - 1] === LF ? (bytes[at - 2] === CR ? CRLF : LF) : CR;
		const broken = brokenAt(
			cellTexts(bytes, record, plan),
			row,
			isRow ? cellTexts(bytes, next, plan) : null,
			plan.facts,
			plan.shape,
			{
				above: at > 1 && !plan.areEndsMixed && before !== plan.lineEnd,
				below: !plan.areEndsMixed && record.lineEnd !== plan.lineEnd,
			},
			String.fromCharCode(plan.quote),
		);
		if (broken.above) rows.doubtLast(BROKEN);
		if (broken.below) this.#doubted = base + record.end;
	}

	/** Throws ProblemError `line-too-long` where what was waited for already is longer than any record. */
	#wait(at: number): -1 {
		if (!isEndless(this.#held, at)) return -1;
		throw lineTooLong(this.#file, this.#progress.line);
	}

	#beginAnother(at: number): void {
		this.#endStretch(at);
		this.#below.begin(this.#held, at, this.#rows);
	}

	/** Passes over the record at `at` of another table. Returns as `#dealWith` does. */
	#passOver(at: number): number {
		const after = this.#below.passOver(this.#held, at);
		if (after === 'wait') return this.#wait(at);
		return typeof after === 'number' ? after : this.#rows.putAside(this.#held, at, after, HEADER_AGAIN);
	}
}
