import { headsAnotherTable } from './another-table';
import { CR, LF } from './bytes';
import { settleWidth } from './cell-count';
import { contradicts } from './column-kinds';
import { isHeaderAgain } from './header-again';
import type { Judge } from './judge';
import { neverCloses } from './proven-line';
import { CUT_OFF, DELIMITER_MISSING, HEADER_AGAIN, NUL_BYTE } from './reasons';
import { cellTexts, isBlankLine, lineAt, parseRecord, type ParsedRecord } from './record';
import { StrayQuotes } from './stray-quotes';
import { alone, isEndless, kept, setAside, WAIT, type Held, type Verdict } from './verdict';

/** Judges the records of a file that are not sound. */
export class OddRecords {
	readonly #judge: Judge;
	readonly #strayQuotes: StrayQuotes;

	constructor(judge: Judge) {
		this.#judge = judge;
		this.#strayQuotes = new StrayQuotes(judge);
	}

	/** What becomes of the record at `at`; `afterBlank` says that a blank line stands above. */
	verdict(held: Held, at: number, afterBlank: boolean): Verdict {
		const { bytes, limit, last } = held;
		const { plan } = this.#judge;
		const line = lineAt(bytes, at, limit);
		if (line.end >= limit && !last) return WAIT;
		if (plan.isCut && line.bodyEnd >= limit) return setAside(alone(line), CUT_OFF);
		if (bytes.subarray(at, line.bodyEnd).includes(0)) return setAside(alone(line), NUL_BYTE);
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

	#wellFormed(held: Held, at: number, record: ParsedRecord, afterBlank: boolean): Verdict {
		const { bytes } = held;
		const judge = this.#judge;
		const { plan } = judge;
		const { width, lineEnd } = plan;
		const count = record.cells.length / 3;
		if (isBlankLine(bytes, record)) return { is: 'blank line', record };
		if (count === width) {
			if (isHeaderAgain(plan.headers, bytes, at, record.bodyEnd)) return setAside(record, HEADER_AGAIN);
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
		if (!afterBlank) {
			const another = headsAnotherTable(bytes, at, held.limit, held.last, plan, plan.names, width, false);
			if (another === 'wait') return WAIT;
			if (another) return { is: 'another table' };
		}
		return settleWidth(bytes, at, record, plan);
	}
}
