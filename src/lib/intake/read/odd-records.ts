import { headsAnotherTable } from './another-table';
import { CR, LF } from './bytes';
import { settleWidth } from './cell-count';
import { isBlank, isRule } from './cell-kind';
import { contradicts } from './column-kinds';
import { isComment, isSurelyComment } from './footer';
import { isHeaderAgain } from './header-again';
import type { Doubt } from './doubt';
import type { Progress } from './fast-scan';
import type { Judge } from './judge';
import { hasLostQuote, hasOtherQuotes } from './lost-quote';
import { neverCloses } from './proven-line';
import {
	COMMENT,
	CUT_OFF,
	DELIMITER_MISSING,
	HEADER_AGAIN,
	MERGE_MARK,
	NO_VALUE,
	NUL_BYTE,
	OTHER_ORDER,
	STRAY_QUOTES,
} from './reasons';
import { brokenRecord } from './broken-record';
import { cellTexts, isBlankLine, lineAt, parseRecord, type ParsedRecord } from './record';
import { StrayQuotes } from './stray-quotes';
import { alone, isEndless, kept, setAside, WAIT, type Held, type Verdict } from './verdict';

const SPACE = 0x20;
/** <<<<<<<, |||||||, =======, >>>>>>> */
const OPENS = 0x3c;
const CLOSES = 0x3e;
const CONFLICT_MARKS: readonly number[] = [OPENS, 0x7c, 0x3d, CLOSES];

/** Judges the records of a file that are not sound. */
export class OddRecords {
	readonly #judge: Judge;
	readonly #doubt: Doubt;
	readonly #progress: Progress;
	readonly #strayQuotes: StrayQuotes;
	/** Whether a mark has opened a part that stands twice. */
	#isInConflict = false;

	constructor(judge: Judge, doubt: Doubt, progress: Progress) {
		this.#judge = judge;
		this.#doubt = doubt;
		this.#progress = progress;
		this.#strayQuotes = new StrayQuotes(judge);
	}

	/** What becomes of the record at `at`; `afterBlank` says that a blank line stands above. */
	verdict(held: Held, at: number, afterBlank: boolean): Verdict {
		const verdict = this.#byItsForm(held, at, afterBlank);
		return verdict.is === 'kept' && (verdict.reason ?? '') === ''
			? this.#byItsValues(held, at, verdict)
			: verdict;
	}

	/** The verdict on a row, unless its values say that it is none. */
	#byItsValues(held: Held, at: number, verdict: Verdict & { is: 'kept' }): Verdict {
		const { bytes } = held;
		const { record, otherwise, mending } = verdict;
		const { plan } = this.#judge;
		const { width, names } = plan;
		const read = otherwise ?? { bytes, record, format: plan };
		if (read.record.cells.length < width * 3) return verdict;
		const cells = cellTexts(read.bytes, read.record, read.format).slice(0, width);
		if (otherwise && names.length > 0 && cells.every((cell, position) => cell.trim() === names[position])) {
			return setAside(record, HEADER_AGAIN);
		}
		// Words of a comment may be as many as there are columns.
		if (plan.hasComments && (plan.delimiter === SPACE ? isComment(cells[0]!) : isSurelyComment(cells[0]!)))
			return setAside(record, COMMENT);
		const { record: shape, format } = read;
		if (shape.malformed && hasLostQuote(read.bytes, shape, format.quote, plan.areQuoted)) {
			return setAside(record, STRAY_QUOTES);
		}
		const unquoted = this.#withoutOuterQuotes(held, verdict, cells);
		if (unquoted) return unquoted;
		if (!otherwise && hasOtherQuotes(cells, shape, plan.quote, plan.areQuoted))
			return setAside(record, STRAY_QUOTES);
		if (held.base + at >= plan.changeStart) return { ...verdict, reason: OTHER_ORDER };
		const misfit = this.#doubt.misfit(cells);
		if (misfit !== '') return { ...verdict, reason: misfit };
		if (!mending) this.#doubt.isSound(this.#progress.rows);
		return verdict;
	}

	/**
	 * The row, if it stands wholly between quotes that are not those of its file, without them; set aside where its columns
	 * do not prove that they are none of its values. Null if it does not.
	 */
	#withoutOuterQuotes(
		{ bytes }: Held,
		{ record, otherwise }: Verdict & { is: 'kept' },
		cells: readonly string[],
	): Verdict | null {
		const { plan } = this.#judge;
		const [first = '', last = ''] = [cells[0], cells.at(-1)];
		const mark = first[0] ?? '';
		if (otherwise || cells.length < 2 || !["'", '"'].includes(mark) || mark.charCodeAt(0) === plan.quote)
			return null;
		if (first.length > 1 && first.endsWith(mark)) return null;
		if (!last.endsWith(mark) || (last.length > 1 && last.startsWith(mark))) return null;
		const from = record.cells[0]!;
		const inner = bytes.slice(from + 1, record.bodyEnd - 1);
		const format = { ...plan, quote: mark.charCodeAt(0), escape: mark.charCodeAt(0) };
		const read = parseRecord(inner, 0, inner.length, true, format, 'strict');
		const texts = cellTexts(inner, read, format);
		const isProven =
			!read.malformed && !read.open && texts.length === plan.width && this.#doubt.misfit(texts) === '';
		if (!isProven || contradicts(texts, plan.facts) || !contradicts(cells, plan.facts))
			return setAside(record, STRAY_QUOTES);
		return { is: 'kept', record, otherwise: { bytes: inner, record: read, format }, mending: 'reread' };
	}

	#byItsForm(held: Held, at: number, afterBlank: boolean): Verdict {
		const { bytes, limit, last } = held;
		const { plan } = this.#judge;
		const line = lineAt(bytes, at, limit);
		if (line.end >= limit && !last) return WAIT;
		if (plan.isCut && line.bodyEnd >= limit) return setAside(alone(line), CUT_OFF);
		if (bytes.subarray(at, line.bodyEnd).includes(0)) return setAside(alone(line), NUL_BYTE);
		if (this.#marksConflict(bytes, at, line.bodyEnd)) return setAside(alone(line), MERGE_MARK);
		// Behind a byte-order mark, its first quote is a stray one.
		if (isHeaderAgain(plan, bytes, at, line.bodyEnd)) return setAside(alone(line), HEADER_AGAIN);
		const record = parseRecord(bytes, at, limit, last, plan, 'strict');
		if (record.malformed) return this.#strayQuotes.verdict(held, at);
		if (record.cut && !(record.open && isEndless(held, at))) return WAIT;
		if (record.open) return neverCloses(held, at, this.#judge);
		if (record.innerLines > 0 && bytes.subarray(at, record.bodyEnd).includes(0)) {
			// The byte is of a row that a stray quote swallowed, or of this one.
			const { bodyEnd } = record;
			const isSwallowed =
				this.#judge.isSwallowed(bytes, at, bodyEnd) || this.#judge.holdsRecords(held, at, record);
			return isSwallowed ? neverCloses(held, at, this.#judge) : setAside(record, NUL_BYTE);
		}
		return this.#wellFormed(held, at, record, afterBlank);
	}

	/**
	 * Whether a line is a mark that Git leaves where two versions of a file differ: the rows of both stay, and none of them goes
	 * on in it. Seven = alone may be a rule, and are a mark behind the one that opens.
	 */
	#marksConflict(bytes: Uint8Array, from: number, to: number): boolean {
		const mark = bytes[from]!;
		if (!CONFLICT_MARKS.includes(mark) || to - from < 7) return false;
		for (let at = from + 1; at < from + 7; at++) if (bytes[at] !== mark) return false;
		if (to - from > 7 && bytes[from + 7] !== SPACE) return false;
		if (mark === OPENS) this.#isInConflict = true;
		const isMark = mark === OPENS || mark === CLOSES || this.#isInConflict;
		if (mark === CLOSES) this.#isInConflict = false;
		return isMark;
	}

	#wellFormed(held: Held, at: number, record: ParsedRecord, afterBlank: boolean): Verdict {
		const { bytes } = held;
		const judge = this.#judge;
		const { plan } = judge;
		const { width, lineEnd } = plan;
		const count = record.cells.length / 3;
		if (isBlankLine(bytes, record)) return { is: 'blank line', record };
		const texts = width > 1 ? cellTexts(bytes, record, plan) : [];
		if (width > 1 && (isBlank(texts) || isRule(texts))) return setAside(record, NO_VALUE);
		if (count === width) {
			if (isHeaderAgain(plan, bytes, at, record.bodyEnd)) return setAside(record, HEADER_AGAIN);
			const isSwallowed = record.innerLines > 0 && judge.isSwallowed(bytes, at, record.bodyEnd);
			if (isSwallowed) return neverCloses(held, at, judge);
			const isShort = plan.isTrailed && contradicts(cellTexts(bytes, record, plan), plan.facts);
			return isShort ? setAside(record, DELIMITER_MISSING) : kept(record);
		}
		if (count < width && record.lineEnd !== lineEnd && (record.lineEnd === CR || record.lineEnd === LF)) {
			const joined = judge.joined(held, at, record);
			if (joined === 'wait') return WAIT;
			if (joined) return kept(joined);
		}
		if (record.innerLines > 0 && judge.holdsRecords(held, at, record)) return neverCloses(held, at, judge);
		const broken = count < width ? brokenRecord(held, record, plan) : null;
		if (broken === 'wait') return WAIT;
		if (broken) return kept(broken);
		if (!afterBlank) {
			const another = headsAnotherTable(bytes, at, held.limit, held.last, plan, plan.names, width, false);
			if (another === 'wait') return WAIT;
			if (another) return { is: 'another table' };
		}
		return settleWidth(bytes, at, record, plan);
	}
}
