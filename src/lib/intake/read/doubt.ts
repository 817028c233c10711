import { CR, LF } from './bytes';
import { filled, kindOf, type CellKind } from './cell-kind';
import { beginsAsRows, expectedBlank, isHeading, type ColumnFact } from './column-kinds';
import { MAY_BE_TOTALS } from './fast-scan';
import { isComment, isOfTotals, isSubtotal, isTotals } from './footer';
import { hasSeam } from './lost-quote';
import { isMovedBetween } from './moved';
import { chanceAt, isUnlikeOthers } from './novelty';
import { COMMENT, HEADING, MISPLACED, TOTALS } from './reasons';
import { shapeOf } from './record-shape';
import type { ScanPlan } from './scan-plan';

/** Records that were looked at in vain before the columns are no longer believed, and their share of all. */
const IN_VAIN = 1_000;
const SHARE_IN_VAIN = 0.05;
/** Rows with these cells blank that may be expected where none of those that were looked at leaves one of them so. */
const HARDLY_ANY = 0.51;
/** Share of rows that may leave a column blank for one to be looked at that does. */
const HARDLY_BLANK = 0.02;

/** Chance of a blank cell that hardly any row has. */
const RARE = 0.02;

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122;
/** With what the words for totals begin, in capitals or not. */
const FIRST_OF_TOTALS = [...'sgtzSGTZ'].map((letter) => letter.charCodeAt(0));
const QUOTES = [0x22, 0x27];
/** With what a line begins that is drawn between rows. */
const STROKES = [...'-=_~*'].map((stroke) => stroke.charCodeAt(0));
/** What a number may begin with, beside digits and currency signs beyond ASCII. */
const BEFORE_NUMBERS = new Set([...'+-(.,$%'].map((letter) => letter.charCodeAt(0)));

/** Whether no value of the column begins with this byte, which is neither white space nor a quote. */
function isUnusual(byte: number, { kind }: ColumnFact, first: string): boolean {
	if (kind === 'blank') return true;
	if (first === '0' && !isDigit(byte)) return true;
	if (first === 'a' && !isLetter(byte) && byte < 128) return true;
	if (kind === 'date') return !isDigit(byte);
	return kind === 'number' && byte < 128 && !isDigit(byte) && !BEFORE_NUMBERS.has(byte);
}

/**
 * Doubts records that are right by the rules, by what their columns hold. A value of another kind proves nothing – people
 * write “ask Bob” where a price should be –, but several of them do, where none is left that fits.
 */
export class Doubt {
	readonly #plan: ScanPlan;
	/**
	 * 256 bytes a column: whether a record is to be looked at that has a cell which begins with it. All zero once that was
	 * in vain too often.
	 */
	readonly bytes: Uint8Array;
	#inVain = 0;
	#isOver = false;

	constructor(plan: ScanPlan) {
		this.#plan = plan;
		const { facts, width, shape, delimiter, quote } = plan;
		this.bytes = new Uint8Array(width * 256);
		// Of few rows it cannot be known which columns are never blank; a heading leaves most of them so.
		const rarely = [...facts.keys()].sort((a, b) => facts[a]!.blanks - facts[b]!.blanks);
		const suspected = new Set(
			rarely.filter((position, rank) => {
				const { blanks, rows } = facts[position]!;
				return blanks === 0 || (rank < 2 && width > 2 && blanks <= rows * HARDLY_BLANK);
			}),
		);
		for (const [position, fact] of facts.entries()) {
			const first = position === 0 ? (shape[0] ?? '') : '';
			for (let byte = 33; byte < 256; byte++) {
				if (isUnusual(byte, fact, first)) this.bytes[position * 256 + byte] = 1;
			}
			const blank = fact.isAlwaysFilled || suspected.has(position) ? 1 : 0;
			for (const end of [delimiter, CR, LF]) this.bytes[position * 256 + end] = blank;
			if (position === 0) {
				for (const letter of FIRST_OF_TOTALS) this.bytes[letter] ||= MAY_BE_TOTALS;
				for (const other of QUOTES) this.bytes[other] = 1;
				for (const stroke of fact.kind === 'number' ? [] : STROKES) this.bytes[stroke] = 1;
			}
			this.bytes[position * 256 + quote] = 0;
			// Of a small file each row is looked at.
			if (plan.isSmall) this.bytes.fill(1, position * 256, (position + 1) * 256);
		}
	}

	/** Notes that a record was looked at and is sound; `rows` were kept so far. */
	isSound(rows: number): void {
		this.#inVain++;
		if (this.#plan.isSmall || this.#inVain <= IN_VAIN || this.#inVain <= rows * SHARE_IN_VAIN) return;
		this.#isOver = true;
		this.bytes.fill(0);
	}

	/** Why a record with all its cells is no row of this table; empty if nothing says so. */
	misfit(cells: readonly string[]): string {
		const { facts, shape } = this.#plan;
		if (this.#isOver) return '';
		let fitting = 0;
		let missing = 0;
		const wrong: { is: CellKind; not: CellKind }[] = [];
		for (const [position, fact] of facts.entries()) {
			const kind = kindOf(cells[position]!);
			if (kind === 'blank') missing += fact.isAlwaysFilled ? 1 : 0;
			else if (kind === 'placeholder' || (fact.kind !== 'number' && fact.kind !== 'date')) continue;
			else if (kind === fact.kind) fitting++;
			else wrong.push({ is: kind, not: fact.kind });
		}
		const first = new TextEncoder().encode(cells[0]!.trim());
		const isForeign =
			shape !== '' && shapeOf(first, 0, first.length, { delimiter: -1, quote: 0x22 }) !== shape;
		// Commas of a comment may be as many as there are columns.
		const isLikeComment = isForeign && this.#plan.hasComments && isComment(cells[0]!);
		const isKey = kindOf(cells[0]!) === 'placeholder' || beginsAsRows(cells[0]!, facts[0]!, shape);
		if (isLikeComment && !isKey && fitting === 0) return COMMENT;
		const lacks = (): boolean =>
			filled(cells) > 1 && expectedBlank(facts, (position) => cells[position]!.trim() === '') < HARDLY_ANY;
		if (isTotals(cells) && (wrong.length > 0 || isForeign || isSubtotal(cells[0]!) || lacks())) return TOTALS;
		if (isOfTotals(cells) && lacks()) return TOTALS;
		if (isHeading(cells, facts, shape)) return HEADING;
		if (cells.some((cell, position) => facts[position]!.kind === 'blank' && cell.trim() !== ''))
			return MISPLACED;
		// Moved by a cell, a row has dates among numbers and no date, or the other way round.
		const areMixed = new Set(wrong.map(({ not }) => not)).size > 1;
		const isMoved = areMixed && wrong.some(({ is }) => is === 'date' || is === 'number');
		const isNothingRight = fitting === 0 && wrong.length > 0 && wrong.length + missing > 1;
		if (isMoved || (isNothingRight && (isForeign || shape === ''))) return MISPLACED;
		// One delimiter was lost, and another one stands twice.
		const isBlankAnew = (cell: string, position: number): boolean =>
			cell.trim() === '' && chanceAt(cell, facts[position]!) < RARE;
		if (hasSeam(cells) && cells.some(isBlankAnew)) return MISPLACED;
		return this.#plan.isSmall && (isUnlikeOthers(cells, facts) || isMovedBetween(cells, facts))
			? MISPLACED
			: '';
	}
}
