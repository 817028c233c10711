import { quoteText } from '../engine/engine';
import { typedTextSql, type Cell } from './cell-text';
import { letSql } from './let-sql';
import { anyOf, BARE_SIGN, CURRENCIES, CURRENCY_SIGNS, LETTER_SIGNS } from './presets/currencies';

/** Words behind a number that multiply it. */
const SCALES: readonly [words: readonly string[], factor: number][] = [
	[['k', 'tsd', 'thousand'], 1e3],
	[['lakh', 'lakhs', 'lac'], 1e5],
	[['m', 'mm', 'mn', 'mio', 'mil', 'million'], 1e6],
	[['cr', 'crore', 'crores'], 1e7],
	[['b', 'bn', 'mrd', 'billion'], 1e9],
];
/** A sign of a currency with the letters before or behind it: `R$`, `CN¥`, `$US`, `$ CA`. */
const SIGN = `(?:${BARE_SIGN})(?: ?(?:US|CA|AU|NZ|HK))?`;
/** Signs in letters, small and capital. Fr is read with and without its full stop, but names no currency without. */
const LETTER_FORMS = [...LETTER_SIGNS, 'Fr'].flatMap((sign) => [
	sign,
	sign.toLowerCase(),
	sign.toUpperCase(),
	`${sign.charAt(0)}${sign.slice(1).toLowerCase()}`,
	`${sign.charAt(0).toUpperCase()}${sign.slice(1)}`,
]);
const LETTER_SIGN = `(?:${anyOf([...new Set(LETTER_FORMS)])})[.]?`;
const CURRENCY = `[A-Z]{3}|${SIGN}|${LETTER_SIGN}|(?:usd|eur|gbp|chf|inr|sek|nok|dkk|pln)`;
const SCALE = SCALES.flatMap(([words]) => words)
	.sort((a, b) => b.length - a.length)
	.join('|');
/** A number with its sign, currency, marks, exponent and scale, and nothing else: `(1.234,50 €)`, `US$ 12`, `-3 %`, `1.5k`. */
const PATTERN =
	`^[-+(]*(?:${CURRENCY})? ?[-+(]*` +
	`([0-9][0-9.,' ]*|[.,][0-9]+)(?:[eE]([-+]?[0-9]{1,2}))? ?` +
	`((?i:${SCALE}))?[.]? ?(?:${CURRENCY})? ?%?[)]?-?$`;

const full = (text: string, pattern: string) => `regexp_full_match(${text}, ${quoteText(pattern)})`;

/** Marks of the direction of writing. */
const DIRECTIONS = '[\\x{200e}\\x{200f}\\x{61c}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]';

/**
 * SQL of the text of a number with one kind of space, minus and apostrophe, and without marks of direction; a dash that
 * stands for no cents is written out, and one behind a slash left out: `500/-`.
 */
const writtenSql = (text: string): string =>
	`regexp_replace(translate(regexp_replace(regexp_replace(${text}, '${DIRECTIONS}|/[-=]$', '', 'g'), '[\\s\\x{a0}\\x{202f}\\x{2009}\\x{2007}]+', ' ', 'g'), '−–’‘´', '--'''''''), '([0-9][.,]) ?(?:-{1,2}|—)', '\\100')`;

const GROUPED = `regexp_full_match(digits, '[0-9]{1,3}(?:[ ''][0-9]{3})+(?:[.,][0-9]*)?')`;

/** SQL of what the marks of a number prove; speaks of `digits`, the number without signs, and `marks`, it without spaces. */
const MARK = `case
	when digits = '' then 'no'
	when regexp_matches(digits, '[ '']') and not ${GROUPED} then 'no'
	when ${full('marks', '[0-9]{4,}')} then case when digits = marks then 'long' else 'whole' end
	when ${full('marks', '[0-9]+')} then 'whole'
	when ${full('marks', '[0-9]{1,3}(,[0-9]{3})+[.][0-9]*')} or ${full('marks', '[0-9]{1,2}(,[0-9]{2})*,[0-9]{3}[.][0-9]*')} then 'dot'
	when ${full('marks', '[0-9]{1,3}([.][0-9]{3})+,[0-9]*')} then 'comma'
	when ${full('marks', '[0-9]{1,3}(,[0-9]{3}){2,}')} or ${full('marks', '[0-9]{1,2}(,[0-9]{2})+,[0-9]{3}')} then 'dot'
	when ${full('marks', '[0-9]{1,3}([.][0-9]{3}){2,}')} then 'comma'
	when ${GROUPED} and contains(marks, '.') then 'dot'
	when ${GROUPED} and contains(marks, ',') then 'comma'
	when ${full('marks', '[1-9][0-9]{0,2}[.][0-9]{3}')} then 'dot?'
	when ${full('marks', '[1-9][0-9]{0,2},[0-9]{3}')} then 'comma?'
	when ${full('marks', '[0-9]*[.][0-9]*')} then 'dot'
	when ${full('marks', '[0-9]*,[0-9]*')} then 'comma'
	else 'no'
end`;

/** SQL of `body`, which may speak of `written`, the text in one form, `digits` and `marks`; null where there is no text. */
const withPieces = (text: string, body: string): string => {
	const marks = letSql('marks', `replace(replace(digits, ' ', ''), '''', '')`, body);
	const digits = letSql('digits', `rtrim(regexp_extract(written, ${quoteText(PATTERN)}, 1))`, marks);
	return letSql('written', writtenSql(text), `case when written is not null then ${digits} end`);
};

/**
 * SQL of what the marks of a number prove: `whole`, `long` (four digits or more without a mark), `dot` or `comma` (the
 * decimal mark that it must have), `dot?` or `comma?` (one mark before three digits: thousands or thousandths), `no`.
 */
export function markSql(column: Cell): string {
	const text = typedTextSql(column);
	// Most numbers are plain, and need no such care.
	return `case
		when ${full(text, '[0-9]+')} then case when length(${text}) >= 4 then 'long' else 'whole' end
		when ${full(text, '[0-9]+[.][0-9]*')} then case when ${full(text, '[1-9][0-9]{0,2}[.][0-9]{3}')} then 'dot?' else 'dot' end
		when ${text} is not null then ${withPieces(text, MARK)}
	end`;
}

/**
 * SQL that reads the numbers of a column as decimal(18, 4). What a number's own marks prove is read so; `decimal`
 * decides those that could be thousands or thousandths. Null where the text is no number, and nothing else.
 */
export function numberSql(column: Cell, decimal: '.' | ',', divisor = 1): string {
	const text = typedTextSql(column);
	const factors = SCALES.map(
		([words, factor]) => `when scale in (${words.map(quoteText).join(', ')}) then ${factor}`,
	);
	const asDot = `replace(marks, ',', '')`;
	const asComma = `replace(replace(marks, '.', ''), ',', '.')`;
	const open = decimal === '.' ? asDot : asComma;
	const plain = `case ${MARK}
		when 'whole' then marks when 'long' then marks when 'dot' then ${asDot} when 'comma' then ${asComma}
		when 'dot?' then ${open} when 'comma?' then ${open}
	end`;
	const sized = letSql(
		'scale',
		`lower(regexp_extract(written, ${quoteText(PATTERN)}, 3))`,
		`case
			when scale = '' and not regexp_matches(written, '[0-9][eE]') then try_cast(${plain} as decimal(18, 4))
			else try_cast(try_cast(${plain} as double)
				* pow(10, coalesce(try_cast(regexp_extract(written, ${quoteText(PATTERN)}, 2) as integer), 0))
				* case ${factors.join(' ')} else 1 end as decimal(18, 4))
		end`,
	);
	const isNegative = `regexp_matches(written, '^[^0-9]*[-(]|-$')`;
	// A plain number needs no such care, and most are plain: of a column of such, nothing else has to be understood.
	const isCast = typeof column !== 'string' && column.cells?.isCast === true && decimal === '.';
	const fast =
		decimal === '.'
			? `try_cast(${text} as decimal(18, 4))`
			: `case when not contains(${text}, '.') then try_cast(${text} as decimal(18, 4)) end`;
	const number = isCast
		? fast
		: `coalesce(${fast}, case when ${text} is not null then ${withPieces(text, `case when ${isNegative} then -1 else 1 end * ${sized}`)} end)`;
	return divisor === 1 ? number : `cast(cast(${number} as double) / ${divisor} as decimal(18, 4))`;
}

/** A sign of a currency beside digits, as a pattern of scripts. */
export const SIGN_PATTERN = `(?:${SIGN}|${LETTER_SIGN})`;

const SIGN_IN_TEXT = new RegExp(`\\p{Sc}|(?<!\\p{L})(?:${anyOf(LETTER_SIGNS)})(?!\\p{L})`, 'iu');

/** Whether a text of an amount has a sign of a currency. */
export const hasCurrencySign = (text: string): boolean => SIGN_IN_TEXT.test(text);

/** SQL of the currency that an amount names beside its digits, as a code, or the sign where that names several. */
export function currencyInTextSql(column: Cell): string {
	// A word that multiplies is no part of a sign behind it: `500k€`, `5 M$`.
	const text = `upper(regexp_replace(${typedTextSql(column)}, ${quoteText(`([0-9]) ?(?i:${SCALE})[.]? ?(\\p{Sc})`)}, '\\1 \\2'))`;
	const letters = anyOf(LETTER_SIGNS.map((sign) => sign.toUpperCase()));
	// Signs in letters stand apart from other letters: `1 500 kr`, `Rs. 600`, and not `300 kroner`.
	const sign = `coalesce(
		nullif(replace(regexp_extract(${text}, ${quoteText(`(${SIGN})`)}, 1), ' ', ''), ''),
		regexp_extract(${text}, ${quoteText(`(?:^|\\P{L})(${letters})(?:\\P{L}|$)`)}, 1)
	)`;
	const code = `regexp_extract(${typedTextSql(column)}, '\\b(${[...CURRENCIES].join('|')})\\b', 1)`;
	const cases = Object.entries(CURRENCY_SIGNS).map(
		([written, currency]) => `when ${quoteText(written.toUpperCase())} then ${quoteText(currency)}`,
	);
	return `coalesce(nullif(${code}, ''), case ${sign} ${cases.join(' ')} else nullif(${sign}, '') end)`;
}
