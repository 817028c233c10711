import { settleWidth } from './cell-count';
import { endsWithinQuotes, isLoose, partsQuoted, type Judge } from './judge';
import { isByChance, neverCloses, provenLine } from './proven-line';
import { STRAY_QUOTES } from './reasons';
import { lineAt, parseRecord, type ParsedRecord } from './record';
import { readOtherwise } from './repair';
import { alone, isEndless, kept, setAside, WAIT, type Held, type Verdict } from './verdict';

/** Judges records with a quote where none may be: the first reading that gives one the right width is taken. */
export class StrayQuotes {
	readonly #judge: Judge;
	/** From where to where in the text no quote closes a quoted cell, however one reads it. */
	#unclosed = { from: 0, to: 0 };

	constructor(judge: Judge) {
		this.#judge = judge;
	}

	#isWhole({ open, cut, cells }: ParsedRecord): boolean {
		return !open && !cut && cells.length === this.#judge.plan.width * 3;
	}

	/** What becomes of the record at `at`. */
	verdict(held: Held, at: number): Verdict {
		const { bytes } = held;
		const line = lineAt(bytes, at, held.limit);
		if (line.end >= held.limit && !held.last) return WAIT;
		const { plan } = this.#judge;
		const { width, wrapped, facts, quote } = plan;
		const fits = (record: ParsedRecord): boolean =>
			this.#isWhole(record) && !isByChance(bytes, record, plan) && !partsQuoted(bytes, record, quote);
		const within = (closing: 'lenient' | 'literal'): ParsedRecord => {
			const record = parseRecord(bytes, at, line.bodyEnd, true, plan, closing);
			record.end = line.end;
			record.lineEnd = line.end > line.bodyEnd ? plan.lineEnd : 0;
			return record;
		};
		const lenient = within('lenient');
		if (fits(lenient)) return kept(lenient);
		const otherwise = readOtherwise(bytes, at, lenient, plan, width, wrapped, facts);
		if (otherwise) return { is: 'kept', record: lenient, otherwise, mending: 'reread' };
		const literal = within('literal');
		const goesOn = lenient.open && endsWithinQuotes(bytes, literal, quote);
		if (fits(literal) && !goesOn) return kept(literal);
		if (!lenient.open) {
			if (this.#isWhole(lenient)) return setAside(alone(line), STRAY_QUOTES);
			// Short because a cell swallowed its neighbours: filled up, the rest would stand in wrong columns.
			const swallows = lenient.cells.length < width * 3 && lenient.cells.some(isLoose);
			return swallows ? neverCloses(held, at, this.#judge) : settleWidth(bytes, at, lenient, plan);
		}
		return this.#acrossLines(held, at, line, literal);
	}

	/** A quote of the line at `at` is open at its end: another one lines below may close it by chance. */
	#acrossLines(
		held: Held,
		at: number,
		line: { bodyEnd: number; end: number },
		literal: ParsedRecord,
	): Verdict {
		const judge = this.#judge;
		const { bytes, limit, last, base } = held;
		const { plan } = judge;
		const fits = (record: ParsedRecord): boolean =>
			this.#isWhole(record) &&
			!endsWithinQuotes(bytes, record, plan.quote) &&
			!isByChance(bytes, record, plan) &&
			!judge.holdsRecords(held, at, record);
		const own = provenLine(held, at, line, judge);
		if (own === 'wait') return WAIT;
		if (own) return kept(own);
		const cellwise = parseRecord(bytes, at, line.bodyEnd, true, plan, 'cellwise');
		if (this.#isWhole(cellwise) && !endsWithinQuotes(bytes, cellwise, plan.quote)) {
			return neverCloses(held, at, judge);
		}
		const behind = base + line.end;
		if (behind < this.#unclosed.from || behind >= this.#unclosed.to) {
			const across = parseRecord(bytes, at, limit, last, plan, 'lenient');
			if (across.cut && !isEndless(held, at)) return WAIT;
			if (across.open) this.#unclosed = { from: base + at, to: base + limit };
			else if (fits(across)) return kept(across);
		}
		const across = parseRecord(bytes, at, limit, last, plan, 'literal');
		if (across.cut && !isEndless(held, at)) return WAIT;
		if (fits(across)) return kept(across);
		return literal.open || this.#isWhole(literal)
			? neverCloses(held, at, judge)
			: settleWidth(bytes, at, literal, plan);
	}
}
