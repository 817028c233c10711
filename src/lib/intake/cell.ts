import { quoteText } from '../engine/engine';
import { textSql, typedTextSql, type Cell } from './cell-text';
import { dateSql, type Clock } from './date-text';
import type { Reading } from './mapping';
import { numberSql } from './number-text';
import { FALSE_WORDS, TRUE_WORDS } from './presets/vocabulary';

export { textSql, typedTextSql, type Cell };

const listOf = (texts: readonly string[]) => texts.map(quoteText).join(', ');

const flagSql = (column: Cell): string => {
	const word = `lower(${typedTextSql(column)})`;
	const isOneOf = (words: readonly string[]) => `list_contains([${listOf(words)}], ${word})`;
	return `case when ${isOneOf(TRUE_WORDS)} then true when ${isOneOf(FALSE_WORDS)} then false end`;
};

/**
 * SQL that reads raw column `column` (a column of all text) as `reading` says: varchar, decimal(18, 4), boolean or
 * timestamp; null where blank or unreadable. Dates are told by `clock`.
 */
export function readingSql(column: Cell, reading: Reading, clock: Clock = 'as written'): string {
	switch (reading.as) {
		case 'text':
			return textSql(column, reading.blanks);
		case 'number':
			return numberSql(column, reading.decimal, reading);
		case 'flag':
			return flagSql(column);
		case 'date':
			return dateSql(column, reading.formats, clock);
	}
}
