import { filled, kindOf } from './cell-kind';
import type { ColumnFact } from './column-kinds';

/** Different texts of a column that are told apart; a column of more is one of free texts. */
const MOST_TEXTS = 400;
/** Chance from which on a cell that is new to its column says nothing. */
export const USUAL = 0.1;
/** Rows from which it is known what is new to a column. */
const FEW_ROWS = 40;
/** Rows like it that may be expected by chance for a row to be none of this table. */
const BY_CHANCE = 0.1;

/** How often each text, or each form of one, stands in a column. */
export interface Seen {
	counts: ReadonlyMap<string, number>;
	/** How many stand there once. */
	once: number;
	/** Filled cells that were looked at. */
	cells: number;
}

/**
 * The form of a cell: runs of digits as `0`, of letters with what stands in names (O'Brien, J.-P. & Co) as `a`, and of white
 * space as one space. Numbers are of one form, with thousands or without.
 */
export const formOf = (text: string): string =>
	kindOf(text) === 'number'
		? '0'
		: text
				.trim()
				.replace(/\d+/g, '0')
				.replace(/[\p{L}\p{M}.'’&-]*[\p{L}\p{M}][\p{L}\p{M}.'’&-]*/gu, 'a')
				.replace(/\s+/g, ' ')
				.replace(/a(?:,? a)+/g, 'a');

/** What was seen in the filled cells of a column. */
export function seenIn(texts: readonly string[]): Seen {
	const counts = new Map<string, number>();
	for (const text of texts) {
		if (!counts.has(text) && counts.size >= MOST_TEXTS) continue;
		counts.set(text, (counts.get(text) ?? 0) + 1);
	}
	const once = [...counts.values()].filter((times) => times === 1).length;
	return { counts, once, cells: texts.length };
}

/**
 * The chance that the next cell of a column is new to it as this one is, by how many were new before (Good–Turing); 1 where
 * others are like it. The row itself may be among those that were looked at. `prior` is what is added for what was not.
 */
function chanceOf({ counts, once, cells }: Seen, value: string, prior: number): number {
	if (counts.size >= MOST_TEXTS) return 1;
	const times = counts.get(value) ?? 0;
	if (times > 1 || cells === 0) return 1;
	return times === 1 ? (once - 1 + prior) / cells : (once + prior) / (cells + 1);
}

/** The chance of a blank cell, or of a filled one, in a column; without the row itself, which may have been looked at. */
function chanceOfFilling({ blanks, rows }: ColumnFact, isBlank: boolean): number {
	const like = isBlank ? blanks : rows - blanks;
	return rows === 0 ? 1 : (Math.max(0, like - 1) + 0.5) / (rows + (like === 0 ? 1 : 0));
}

/** The chance of a cell as new to its column as `text` is, 0..1; 1 where it is like others or says nothing of itself. */
export function chanceAt(text: string, fact: ColumnFact): number {
	const kind = kindOf(text);
	if (kind === 'blank') return Math.min(1, chanceOfFilling(fact, true));
	if (kind === 'placeholder') return 1;
	return Math.min(
		1,
		chanceOfFilling(fact, false),
		chanceOf(fact.kinds, kind, 0.5),
		chanceOf(fact.forms, formOf(text), 1),
		chanceOf(fact.texts, text.trim(), 1),
	);
}

/** How well cells stand in their columns: the logarithm of their chances, 0 at best. `skip` says which columns tell nothing. */
export const fitOf = (
	cells: readonly string[],
	facts: readonly ColumnFact[],
	skip?: (position: number) => boolean,
): number =>
	facts.reduce(
		(sum, fact, position) => (skip?.(position) ? sum : sum + Math.log(chanceAt(cells[position] ?? '', fact))),
		0,
	);

/** Ways to choose `chosen` of `all`. */
function waysToChoose(chosen: number, all: number): number {
	let ways = 1;
	for (let i = 0; i < chosen; i++) ways = (ways * (all - i)) / (i + 1);
	return ways;
}

/** Where a word, a number or a name begins right behind another one. */
const SEAM = /^(?:\p{L}[\p{Lu}\d]|\d\p{L})$/u;

/**
 * Whether a cell that is new to its column may be two cells without their delimiter: of another kind than the column's, or a
 * text of this column or of one beside it with another one right at it.
 */
export function mayHaveRunTogether(text: string, position: number, facts: readonly ColumnFact[]): boolean {
	if (chanceOf(facts[position]!.kinds, kindOf(text), 0.5) < USUAL) return true;
	const whole = text.trim();
	const beside = facts.slice(Math.max(0, position - 1), position + 2).map(({ texts }) => texts.counts);
	const isKnown = (part: string): boolean => beside.some((counts) => (counts.get(part) ?? 0) > 0);
	for (let at = 1; at < whole.length; at++) {
		const [before, behind] = [whole.slice(0, at), whole.slice(at)];
		const known = Number(isKnown(before)) + Number(isKnown(behind));
		if (known === 2 || (known === 1 && SEAM.test(whole.slice(at - 1, at + 1)))) return true;
	}
	return false;
}

/**
 * Whether a row with all its cells seems to have lost a delimiter and to have another one twice: it leaves a column blank that
 * hardly any row does, and two cells seem to have run together, so much that hardly any row of this table is so by chance.
 * However many it leaves blank, they are one sign, as a record that somebody has just begun lacks many at once; without the
 * other sign it is such a record.
 */
export function isUnlikeOthers(cells: readonly string[], facts: readonly ColumnFact[]): boolean {
	const rows = facts[0]?.rows ?? 0;
	if (rows < FEW_ROWS || filled(cells) < 2) return false;
	const chances = facts.map((fact, position) => chanceAt(cells[position]!, fact));
	const blank = Math.min(1, ...chances.filter((_, position) => cells[position]!.trim() === ''));
	const together = chances.filter(
		(chance, position) =>
			chance < USUAL &&
			cells[position]!.trim() !== '' &&
			mayHaveRunTogether(cells[position]!, position, facts),
	);
	if (blank >= USUAL || together.length === 0) return false;
	const odd = [blank, ...together];
	const columns = facts.filter((fact) => isTelling(fact)).length;
	const chance = odd.reduce((product, one) => product * one, 1);
	return rows * chance * waysToChoose(odd.length, Math.max(columns, odd.length)) < BY_CHANCE;
}

/** Whether a column has anything that a cell could be new in. */
const isTelling = (fact: ColumnFact): boolean =>
	[fact.kinds, fact.forms, fact.texts].some(
		({ counts, once, cells }) => counts.size < MOST_TEXTS && cells > 0 && once / cells < USUAL,
	) ||
	fact.blanks === 0 ||
	fact.blanks === fact.rows;
