import { quoteName, quoteText } from '../engine/engine';
import { FALSE_WORDS, TRUE_WORDS } from './presets/vocabulary';
import type { Reading } from './mapping';

/** Ways in which exports write that there is nothing, in any column. */
const BLANKS = ['', '\\N', 'NULL', 'null', '#N/A', '-None-', '--None--'];
/** Further ways, where a number or a date should stand: nothing, not something unreadable. */
const BLANKS_OF_TYPED = [...BLANKS, 'NA', 'N/A', 'n/a', '-', '--', '–', 'None', 'none', 'nan', 'NaN', 'NaT'];

const listOf = (texts: readonly string[]) => texts.map(quoteText).join(', ');

/** SQL of the trimmed text of a raw column, null where it says that there is nothing. */
export function textSql(column: string): string {
	const text = `trim(${quoteName(column)})`;
	return `case when ${text} not in (${listOf(BLANKS)}) then ${text} end`;
}

/** As textSql, for a column of numbers, flags or dates. */
export function typedTextSql(column: string): string {
	const text = `trim(${quoteName(column)})`;
	return `case when ${text} not in (${listOf(BLANKS_OF_TYPED)}) then ${text} end`;
}

/** A number with its sign, currency and grouping marks, and nothing else: `(1.234,50 €)`, `US$ 12`, `-3 %`, `1E+05`. */
const NUMBER =
	'^[-+−(]*(?:[A-Z]{2,3}\\$?|[A-Z]{0,2}\\p{Sc}|kr\\.?|zł|Fr\\.)?[-+−(]*[.,]?[0-9][0-9.,]*(?:[eE][-+]?[0-9]+)?(?:[A-Z]{3}|\\p{Sc}|kr\\.?|zł|%)?\\)?-?$';

function numberSql(column: string, decimal: '.' | ','): string {
	const compact = `regexp_replace(${typedTextSql(column)}, '[\\s\\x{a0}\\x{202f}''’]', '', 'g')`;
	const digits =
		decimal === '.'
			? `regexp_replace(${compact}, '[^0-9.eE+-]|^[^0-9.]+|[^0-9]+$', '', 'g')`
			: `replace(regexp_replace(${compact}, '[^0-9,eE+-]|^[^0-9,]+|[^0-9]+$', '', 'g'), ',', '.')`;
	const written = `case when regexp_matches(${compact}, ${quoteText(NUMBER)})
		then case when regexp_matches(${compact}, '^[^0-9]*[-−(]|-$') then -1 else 1 end * try_cast(try_cast(${digits} as double) as decimal(18, 4)) end`;
	// A plain number needs no such care, and most are plain.
	return decimal === '.'
		? `coalesce(try_cast(${typedTextSql(column)} as decimal(18, 4)), ${written})`
		: written;
}

/** Formats that are no strptime format: seconds or milliseconds since 1970, and the day numbers of spreadsheets. */
const NUMERIC_FORMATS: Record<string, { digits: string; sql: (text: string) => string }> = {
	epoch_s: {
		digits: '^[0-9]{9,10}([.][0-9]+)?$',
		sql: (text) => `make_timestamp(cast(try_cast(${text} as double) * 1000000 as bigint))`,
	},
	epoch_ms: { digits: '^[0-9]{12,13}$', sql: (text) => `make_timestamp(try_cast(${text} as bigint) * 1000)` },
	spreadsheet_day: {
		digits: '^[0-9]{5}([.][0-9]+)?$',
		// Day 0 is 1899-12-30; rounded to the second, the precision in which sheets keep a time.
		sql: (text) =>
			`timestamp '1899-12-30' + to_seconds(cast(round(try_cast(${text} as double) * 86400) as bigint))`,
	},
};

function dateSql(column: string, formats: readonly string[]): string {
	const spaced = `replace(replace(${typedTextSql(column)}, '  ', ' '), '  ', ' ')`;
	// DuckDB reads six digits of a second and no more; .NET and pandas write up to nine.
	const text = formats.some((format) => format.includes('%f'))
		? `regexp_replace(${spaced}, '([.][0-9]{6})[0-9]+', '\\1')`
		: spaced;
	const written = formats.filter((format) => !(format in NUMERIC_FORMATS));
	const parts = formats
		.filter((format) => format in NUMERIC_FORMATS)
		.map((format) => {
			const numeric = NUMERIC_FORMATS[format];
			return numeric
				? `case when regexp_matches(${text}, ${quoteText(numeric.digits)}) then ${numeric.sql(text)} end`
				: 'null';
		});
	if (written.length) parts.unshift(`cast(try_strptime(${text}, [${listOf(written)}]) as timestamp)`);
	return parts.length ? `coalesce(${parts.join(', ')}, null)` : 'cast(null as timestamp)';
}

const flagSql = (column: string): string => {
	const word = `lower(${typedTextSql(column)})`;
	return `case when ${word} in (${listOf(TRUE_WORDS)}) then true when ${word} in (${listOf(FALSE_WORDS)}) then false end`;
};

/**
 * SQL that reads raw column `column` (a column of all text) as `reading` says: varchar, decimal(18, 4), boolean or
 * timestamp; null where blank or unreadable.
 */
export function readingSql(column: string, reading: Reading): string {
	switch (reading.as) {
		case 'text':
			return textSql(column);
		case 'number':
			return numberSql(column, reading.decimal);
		case 'flag':
			return flagSql(column);
		case 'date':
			return dateSql(column, reading.formats);
	}
}
