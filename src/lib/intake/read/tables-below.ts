import { headsAnotherTable, isTitle, type TableSpan } from './another-table';
import type { Progress } from './fast-scan';
import { isHeaderAgain } from './header-again';
import type { KeptRows } from './kept-rows';
import { isBlankLine, lineAt, parseRecord, type ParsedRecord } from './record';
import type { ScanPlan } from './scan-plan';
import { isEndless, type Held } from './verdict';

/** Finds the tables that stand below the one that is read, and passes over them: each is read by itself. */
export class TablesBelow {
	readonly #plan: ScanPlan;
	readonly #progress: Progress;
	/** Those that were found; within the last of them the scan is while `isInside`. */
	readonly spans: TableSpan[] = [];
	isInside = false;

	constructor(plan: ScanPlan, progress: Progress) {
		this.#plan = plan;
		this.#progress = progress;
	}

	/** Whether another table begins at `at`, below a blank line; this one goes on where its own header stands there again. */
	beginsAt({ bytes, limit, last }: Held, at: number): boolean | 'wait' {
		const { names, width, headers } = this.#plan;
		if (headers.length > 0) {
			const { bodyEnd } = parseRecord(bytes, at, limit, last, this.#plan, 'strict');
			if (isHeaderAgain(this.#plan, bytes, at, bodyEnd)) return false;
		}
		return headsAnotherTable(bytes, at, limit, last, this.#plan, names, width, true);
	}

	/** From `at` on stands another table, with its titles above: no rows of this one. */
	begin({ base }: Held, at: number, rows: KeptRows): void {
		const { pending, blankUntil } = rows;
		const titles = pending.takeLast(
			({ likeness, padded, raw, start }) =>
				((likeness === 'narrow' && !pending.narrowIsUsual) ||
					(padded && likeness !== 'sure' && start >= blankUntil)) &&
				isTitle(raw, this.#plan, this.#plan.width, this.#plan.delimiterText),
		);
		rows.read -= titles.length;
		pending.settle();
		const [first] = titles;
		const { line } = this.#progress;
		this.spans.push({
			start: first?.start ?? base + at,
			end: base + at,
			line: first?.line ?? line,
			headerLine: line,
			lastLine: line,
		});
		this.isInside = true;
	}

	/**
	 * Passes over the record at `at`. Returns what follows it, or the record if it is the header of the table that is read,
	 * which goes on with it.
	 */
	passOver(held: Held, at: number): number | ParsedRecord | 'wait' {
		const { bytes, limit, last, base } = held;
		const { width } = this.#plan;
		const line = lineAt(bytes, at, limit);
		if (line.end >= limit && !last) return 'wait';
		const record = parseRecord(bytes, at, limit, last, this.#plan, 'strict');
		if (record.cut && !(record.open && isEndless(held, at))) return 'wait';
		const isSound = !record.malformed && !record.open && !record.cut;
		const hasWidth = isSound && record.cells.length === width * 3;
		if (hasWidth && isHeaderAgain(this.#plan, bytes, at, record.bodyEnd)) {
			this.isInside = false;
			return record;
		}
		const { end, innerLines } = isSound ? record : { ...line, innerLines: 0 };
		const span = this.spans.at(-1)!;
		if (!isSound || !isBlankLine(bytes, record)) {
			span.end = base + end;
			span.lastLine = this.#progress.line + innerLines;
		}
		this.#progress.line += innerLines + 1;
		return end;
	}
}
