import { quoteText } from '../engine/engine';
import { typedTextSql, type Cell } from './cell-text';
import { letSql } from './let-sql';
import { BARE_SIGN, CURRENCIES, CURRENCY_SIGNS, LETTER_SIGNS } from './presets/currencies';
import { anyCaseOf, anyOf } from './presets/patterns';
import { LEADING_SCALES, SCALED_CODES, SCALES, SCALE_WORDS } from './presets/scales';

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
const LETTER_SIGN = `(?:${anyOf(LETTER_FORMS)})[.]?`;
const CODE = anyOf([...CURRENCIES, 'usd', 'eur', 'gbp', 'chf', 'inr', 'sek', 'nok', 'dkk', 'pln']);
const CURRENCY = `(?:${CODE}|${SIGN}|${LETTER_SIGN})`;
const SCALE = anyCaseOf(SCALE_WORDS);
/** What a scale stands before without a space. T and M are letters of the signs of some dollars. */
const SCALED = `(?:${anyOf(SCALED_CODES)}|[Kk][Rr]|\\p{Sc}|US\\$)`;
const SCALED_BY_LETTER = `(?:${anyOf(SCALED_CODES)}|[Kk][Rr]|[€£¥₹])`;
const SHORT_SCALE = `[Kk]|[Mm]{1,2}|${anyCaseOf(['mn', 'mio', 'mln', 'bn', 'mrd'])}`;
const SCALES_AHEAD = `(${anyCaseOf(LEADING_SCALES)})[.]? ?${SCALED}|([TtMm]) ?${SCALED_BY_LETTER}|${CURRENCY} ?(${SHORT_SCALE})[.]?`;
/** A currency and scale before the digits: `k€`, `Mio. EUR`; `TEUR`, `M€`; `EUR k`, `€m`; `$`. R is the rand there alone. */
const AHEAD = `(?:${SCALES_AHEAD}|${CURRENCY}|R)`;
const SCALES_BEHIND = `(${SCALE})[.]? ?${CURRENCY}?|([Tt]) ?${SCALED_BY_LETTER}|${CURRENCY} ?(${SCALE})[.]?`;
/** The same behind them: `k€`, `Mio. EUR`, `万円`; `TEUR`; `EUR k`; `€`. */
const BEHIND = `(?:${SCALES_BEHIND}|${CURRENCY})`;
const around = (digits: string, ahead = AHEAD, behind = BEHIND) =>
	`^[-+(]*${ahead}? ?[-+(]*${digits} ?${behind}? ?%?[)]?-?$`;
/** A number with its sign, currency, marks, exponent and scale, and nothing else: `(1.234,50 €)`, `US$ 12`, `-3 %`, `1.5k`. */
const PATTERN = around(`(?:[0-9][0-9.,' ]*|[.,][0-9]+)(?:[eE][-+]?[0-9]{1,2})?`);
/** What stands around the digits, # in their place. */
const UNIT = around('#');
/** A currency alone around them goes before one with a scale: RMB is no billion of RM. */
const PLAIN_UNIT = around('#', `(?:${CURRENCY}|R)`, CURRENCY);
const IS_SCALED = `^[-+(]*(?:${SCALES_AHEAD}) ?[-+(]*#.*$|^[^#]*# ?(?:${SCALES_BEHIND}) ?%?[)]?-?$`;
const EXPONENT = `[0-9][.,]?[eE]([-+]?[0-9]{1,2})`;

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

/**
 * SQL of `body`, which may speak of `written`, the text in one form, `digits` and `marks`; null where there is no text. The
 * whole is only held against the pattern: to capture its parts takes many times as long.
 */
const withPieces = (text: string, body: string): string => {
	const marks = letSql('marks', `replace(replace(digits, ' ', ''), '''', '')`, body);
	const digits = letSql(
		'digits',
		`case
			when not ${full('written', PATTERN)} then ''
			when regexp_matches(written, '^(?:[^0-9]*[^0-9\\p{L}/.])?[.,][0-9]') then regexp_extract(written, '[.,][0-9]+')
			else rtrim(regexp_extract(written, '[0-9][0-9.,'' ]*'))
		end`,
		marks,
	);
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

/** SQL of the word or sign that multiplies a number: blank without one, `two` where two do. Speaks of `written`. */
const SCALE_WORD = `case when regexp_matches(written, '\\p{L}') then ${letSql(
	'unit',
	`regexp_replace(written, '[.,]?[0-9][0-9.,'' ]*(?:[eE][-+]?[0-9]{1,2})?', '#')`,
	`case when not ${full('unit', PLAIN_UNIT)} and ${full('unit', IS_SCALED)} then ${letSql(
		'own',
		`regexp_extract(unit, ${quoteText(UNIT)}, ['k', 't', 'short', 'scale', 'letter', 'behind'])`,
		`lower(case
			when own['k'] || own['t'] || own['short'] = '' then own['scale'] || own['letter'] || own['behind']
			when own['scale'] || own['letter'] || own['behind'] = '' then own['k'] || own['t'] || own['short']
			else 'two'
		end)`,
	)} else '' end`,
)} else '' end`;
const FACTORS = [...new Set(SCALES.values())].map((factor) => {
	const words = [...SCALES].filter(([, own]) => own === factor).map(([word]) => quoteText(word));
	return `when scale in (${words.join(', ')}) then ${factor}`;
});
/** Amounts to the cent or in groups: behind them Cr may be a credit. */
const AS_BOOKED = `[.,][0-9]{2}$|[0-9][, '][0-9]{2,3}`;
/** SQL of what `scale` multiplies a number by: null where there are two, and where a crore may be a credit. */
const SCALE_FACTOR = `case
	when scale = '' then 1
	when scale = 'cr' and not regexp_matches(written, '₹|(?i:rs|inr)') and regexp_matches(digits, ${quoteText(AS_BOOKED)}) then null
	${FACTORS.join(' ')}
end`;

/** What numbers of a column are divided or multiplied by, beside what they say themselves. */
export interface NumberUnit {
	divisor?: number | undefined;
	factor?: number | undefined;
}

/**
 * SQL that reads the numbers of a column as decimal(18, 4). What a number's own marks prove is read so; `decimal`
 * decides those that could be thousands or thousandths. Null where the text is no number, and nothing else; and where both
 * the number and its column say that it is multiplied.
 */
export function numberSql(
	column: Cell,
	decimal: '.' | ',',
	{ divisor = 1, factor = 1 }: NumberUnit = {},
): string {
	const text = typedTextSql(column);
	const asDot = `replace(marks, ',', '')`;
	const asComma = `replace(replace(marks, '.', ''), ',', '.')`;
	const open = decimal === '.' ? asDot : asComma;
	const plain = `case ${MARK}
		when 'whole' then marks when 'long' then marks when 'dot' then ${asDot} when 'comma' then ${asComma}
		when 'dot?' then ${open} when 'comma?' then ${open}
	end`;
	// Multiplied first, rounded then: four decimals of a million are hundreds.
	const castSql = (number: string) =>
		factor === 1
			? `try_cast(${number} as decimal(18, 4))`
			: `try_cast(try_cast(${number} as double) * ${factor} as decimal(18, 4))`;
	const scaled = `try_cast(try_cast(${plain} as double)
		* pow(10, coalesce(try_cast(regexp_extract(written, ${quoteText(EXPONENT)}, 1) as integer), 0))
		* ${SCALE_FACTOR} * ${factor} as decimal(18, 4))`;
	const sized = letSql(
		'scale',
		SCALE_WORD,
		`case
			when scale = '' and not regexp_matches(written, ${quoteText(EXPONENT)}) then ${castSql(plain)}
			${factor === 1 ? '' : `when scale <> '' then null`}
			else ${scaled}
		end`,
	);
	const isNegative = `regexp_matches(written, '^[^0-9]*[-(]|-$')`;
	// A plain number needs no such care, and most are plain: of a column of such, nothing else has to be understood.
	const isCast = typeof column !== 'string' && column.cells?.isCast === true && decimal === '.';
	const fast =
		decimal === '.' ? castSql(text) : `case when not contains(${text}, '.') then ${castSql(text)} end`;
	const number = isCast
		? fast
		: `coalesce(${fast}, case when ${text} is not null then ${withPieces(text, `case when ${isNegative} then -1 else 1 end * ${sized}`)} end)`;
	return divisor === 1 ? number : `cast(cast(${number} as double) / ${divisor} as decimal(18, 4))`;
}

const NUMBER = new RegExp(PATTERN, 'u');
const DIRECTIONS_OR_SLASH = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]|\/[-=]$/g;

/** Whether a text has the form of a number, as `numberSql` takes it apart. */
export function isNumberText(text: string): boolean {
	const written = text
		.replace(DIRECTIONS_OR_SLASH, '')
		.replace(/\s+/g, ' ')
		.replace(/[−–]/g, '-')
		.replace(/[’‘´]/g, "'")
		.replace(/([0-9][.,]) ?(?:-{1,2}|—)/, '$100');
	return NUMBER.test(written);
}

/** A code beside digits, with or without a space or a scale between: `12 EUR`, `USD500`, `TEUR 12`, `EURm12`. */
const CODE_IN_TEXT = `(?:\\b|[0-9]|(?:^|[-+( 0-9])[kKtTmM])(${CODE})(?:\\b|[0-9]|[kKmM](?:\\b|[0-9]))`;
/** The rand before an amount: `R 500`, `-R1,200.50`. */
const RAND = '^[-+( ]*R[-+( ]*[0-9]';
const SIGN_IN_TEXT = new RegExp(
	`\\p{Sc}|[円元원]|(?<!\\p{L})(?:[ktm]?kr|${anyOf(LETTER_SIGNS)})(?!\\p{L})`,
	'iu',
);
/** Signs as Japanese and Korean keyboards write them: those of our digits. */
const FULLWIDTH_SIGNS: readonly [written: string, currency: string][] = [
	['￥', '¥'],
	['＄', '$'],
	['￡', 'GBP'],
	['￦', 'KRW'],
];
const NAMED_IN_TEXT = new RegExp(`${CODE_IN_TEXT}|${RAND}`, 'u');

/** Whether a text of an amount names a currency, as a code or a sign. */
export const hasCurrency = (text: string): boolean => SIGN_IN_TEXT.test(text) || NAMED_IN_TEXT.test(text);

/** SQL of the currency that an amount names beside its digits, as a code, or the sign where that names several. */
export function currencyInTextSql(column: Cell): string {
	const typed = typedTextSql(column);
	// A word that multiplies is no part of a sign behind it: `500k€`, `5 M$`, `12 tkr`, `3万円`.
	const scaled = `(^|[0-9]|[-+(]) ?(?:${SCALE}|[Tt])[.]? ?(\\p{Sc}|[Kk][Rr]|[円元원])`;
	const text = `upper(regexp_replace(${typed}, ${quoteText(scaled)}, '\\1 \\2'))`;
	const letters = anyOf(LETTER_SIGNS.map((sign) => sign.toUpperCase()));
	// Signs in letters stand apart from other letters: `1 500 kr`, `Rs. 600`, and not `300 kroner`.
	const sign = `coalesce(
		nullif(replace(regexp_extract(${text}, ${quoteText(`(${SIGN})`)}, 1), ' ', ''), ''),
		case when regexp_matches(${typed}, ${quoteText(RAND)}) then 'R' end,
		regexp_extract(${text}, ${quoteText(`(?:^|\\P{L})(${letters})(?:\\P{L}|$)`)}, 1)
	)`;
	const code = `upper(regexp_extract(${typed}, ${quoteText(CODE_IN_TEXT)}, 1))`;
	const cases = [...Object.entries(CURRENCY_SIGNS), ['R', 'ZAR'], ...FULLWIDTH_SIGNS].map(
		([written = '', currency = '']) => `when ${quoteText(written.toUpperCase())} then ${quoteText(currency)}`,
	);
	const named = letSql('s', sign, `case s ${cases.join(' ')} else nullif(s, '') end`);
	return `coalesce(nullif(${code}, ''), ${named})`;
}
