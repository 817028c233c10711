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

/**
 * Whether a row with all its cells is unlike all others in two columns at least, one of which it leaves blank, so much that
 * hardly any of this table is so by chance.
 */
export function isUnlikeOthers(cells: readonly string[], facts: readonly ColumnFact[]): boolean {
	const rows = facts[0]?.rows ?? 0;
	if (rows < FEW_ROWS || filled(cells) < 2) return false;
	const odd = facts
		.map((fact, position) => chanceAt(cells[position]!, fact))
		.filter((chance) => chance < USUAL);
	// What fills the width again where a delimiter was lost is a blank cell; other values than above may have one cause.
	const isBlankNew = facts.some(
		(fact, position) => cells[position]!.trim() === '' && chanceAt('', fact) < USUAL,
	);
	if (odd.length < 2 || !isBlankNew) return false;
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
