import { quoteName, quoteText } from '../engine/engine';
import { plainDigitsSql } from './digits';

/** Ways in which exports write that there is nothing, in any column. */
export const BLANKS: readonly string[] = [
	'',
	'\\N',
	'NULL',
	'null',
	'(null)',
	'#N/A',
	'-None-',
	'--None--',
	'(none)',
	'(None)',
	'(blank)',
	'N/A',
	'n/a',
];
/** Further ways, where a number or a date should stand: nothing, not something unreadable. */
export const BLANKS_OF_TYPED: readonly string[] = [
	...BLANKS,
	...[
		'NA',
		'na',
		'-',
		'--',
		'–',
		'—',
		'None',
		'none',
		'nan',
		'NaN',
		'NaT',
		'Select',
		'NIL',
		'nil',
		'undefined',
	],
	...['0000-00-00', '0000-00-00 00:00:00', '00/00/0000'],
];

/** Words that stand where nobody chose a value: nothing in some columns of text, and a value in others. */
export const UNCHOSEN: readonly string[] = [
	'NA',
	'Na',
	'na',
	'Select',
	'Select...',
	'-- Select --',
	'- Select -',
	'Please select',
	'-',
	'--',
	'–',
	'—',
	'None',
	'none',
	'NaN',
	'nan',
];

/** All words that may mean nothing. */
export const NOTHINGS: readonly string[] = [...new Set([...BLANKS_OF_TYPED, ...UNCHOSEN])];

/** What is known of all cells of a column. */
export interface CellFacts {
	/** No cell begins or ends with white space. */
	isTrimmed: boolean;
	/** Of NOTHINGS, those that stand in the column, with their rows. */
	nothings: Readonly<Record<string, number>>;
	/** Some cells have digits of other scripts, which numbers and dates are then read with. */
	hasOtherDigits?: boolean;
	/** Every value is a number that a mere cast reads; told once the column's numbers have been looked at. */
	isCast?: boolean;
	/**
	 * How all ids of the column are joined, where it is one way for all: as they are written, or by their first 15
	 * characters, as those of Salesforce with their checksum. Told once the column is known to hold ids.
	 */
	joinedBy?: 'all of it' | 'first 15' | null;
}

/** A raw column, by name alone or with what is known of its cells: then less is to be done for each. */
export type Cell =
	| string
	| {
			name: string;
			cells?: CellFacts;
			/** Its times are of no zone, whatever stands behind them. */
			isOnTheWall?: boolean;
			/** Texts that stand in it, the most frequent first. */
			samples?: readonly string[];
	  };

const nameOf = (cell: Cell): string => quoteName(typeof cell === 'string' ? cell : cell.name);

/** SQL of the trimmed text of a raw column, null where it is one of `blanks`. */
function withoutSql(cell: Cell, blanks: readonly string[]): string {
	const facts = typeof cell === 'string' ? undefined : cell.cells;
	const text = facts?.isTrimmed ? nameOf(cell) : `trim(${nameOf(cell)})`;
	const words = blanks.filter((word) => !facts || word in facts.nothings || !NOTHINGS.includes(word));
	if (words.length === 0) return text;
	if (words.length === 1) return `nullif(${text}, ${quoteText(words[0]!)})`;
	// IN would join each cell with a table of the words, which costs ten times as much.
	return `case when not list_contains([${words.map(quoteText).join(', ')}], ${text}) then ${text} end`;
}

/**
 * SQL of the trimmed text of a raw column, null where it says that there is nothing: in one of the ways that mean so
 * in any column, or in one of `blanks`, which mean so in this one.
 */
export const textSql = (cell: Cell, blanks: readonly string[] = []): string =>
	withoutSql(cell, [...BLANKS, ...blanks]);

/** As textSql, without what says that there is no number, flag or date. */
export const valueTextSql = (cell: Cell): string => withoutSql(cell, BLANKS_OF_TYPED);

/** Whether numbers and dates of a column are written in digits of other scripts. */
export const hasOtherDigits = (cell: Cell): boolean =>
	typeof cell !== 'string' && cell.cells?.hasOtherDigits === true;

/** As valueTextSql, for a column that is read as numbers, flags or dates: digits of other scripts are ours. */
export const typedTextSql = (cell: Cell): string =>
	hasOtherDigits(cell) ? plainDigitsSql(valueTextSql(cell)) : valueTextSql(cell);
