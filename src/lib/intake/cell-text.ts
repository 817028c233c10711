import { quoteName, quoteText } from '../engine/engine';

/** Ways in which exports write that there is nothing, in any column. */
const BLANKS = [
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
const BLANKS_OF_TYPED = [
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

const listOf = (texts: readonly string[]) => texts.map(quoteText).join(', ');

/**
 * SQL of the trimmed text of a raw column, null where it says that there is nothing: in one of the ways that mean so
 * in any column, or in one of `blanks`, which mean so in this one.
 */
export function textSql(column: string, blanks: readonly string[] = []): string {
	const text = `trim(${quoteName(column)})`;
	return `case when ${text} not in (${listOf([...BLANKS, ...blanks])}) then ${text} end`;
}

/** As textSql, for a column of numbers, flags or dates. */
export function typedTextSql(column: string): string {
	const text = `trim(${quoteName(column)})`;
	return `case when ${text} not in (${listOf(BLANKS_OF_TYPED)}) then ${text} end`;
}
