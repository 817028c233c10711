import { BARE_SIGN, CURRENCIES, CURRENCY_OF_SIGN, LETTER_SIGNS } from './currencies';
import { anyCaseOf, anyOf } from './patterns';
import { SCALED_CODES, SCALES, SCALE_WORDS } from './scales';

/** What a header says of the numbers below it. */
export interface HeaderUnit {
	/** The header without it. */
	bare: string;
	/** A code, or of a sign that several countries have, the sign; null if it names none. */
	currency: string | null;
	/** What the numbers are multiplied by; null where it may be one thing or another: `M$` is thousands in Chile. */
	factor: number | null;
}
type Unit = Omit<HeaderUnit, 'bare'>;

/** Codes that are words of headers too. */
const WORDS: readonly string[] = ['ALL', 'MOP', 'SVC', 'TOP'];

/** What is written of a currency: a code in letters of one height, a sign, or a name. */
const CODE = '[A-Z]{3}|[a-z]{3}';
const SIGN = `${BARE_SIGN}|(?:${anyOf(LETTER_SIGNS)})\\.?`;
const NAME = `(?:(?:US|us)[ _]?)?[Dd]ollars?|euros?`;
const WRITTEN = `${CODE}|${SIGN}|${NAME}`;
/** “in” before a currency, in the languages of the exports we know. */
const IN = '(?:in|en|em|w|i)[\\s_]+';

/** The currency of a code, sign or name; null if it is none. */
function currencyOf(written: string): string | null {
	const code = written.toUpperCase();
	const ofSign = CURRENCY_OF_SIGN.get(code) ?? CURRENCY_OF_SIGN.get(code.replace(/\.$/, ''));
	if (ofSign !== undefined) return ofSign;
	if (/^[A-Z]{3}$/.test(code)) return CURRENCIES.has(code) && !WORDS.includes(code) ? code : null;
	// Dollars alone are those of several countries, as their sign is.
	if (/^dollar/i.test(written)) return '$';
	return /dollar/i.test(written) ? 'USD' : written;
}

/** Currencies that a scale stands beside without a space: codes that make no word with it, signs, and crowns. */
const CODES = anyOf([...SCALED_CODES, ...SCALED_CODES.map((code) => code.toLowerCase())]);
const MARKS_OF_THOUSAND = "[’']?000(?:[’']?s)?|[x×]? ?1[.,’' ]?000";
const SCALE = `${anyCaseOf(SCALE_WORDS)}|${MARKS_OF_THOUSAND}`;
/** Words of thousands and millions that are others where no currency stands beside them. */
const FURTHER: Readonly<Record<string, number>> = {
	...{ milliers: 1e3, miles: 1e3, milhares: 1e3, migliaia: 1e3 },
	...{ millones: 1e6, milhões: 1e6, milioni: 1e6 },
};
const OF = "(?:(?:of|de|di|von)[\\s_]+|d[’'])?";
const GAP = `(?:[.]?[\\s_]+|[.]|(?=\\p{Sc}|[^\\p{Script=Latin}\\p{Script=Cyrillic}])|(?<![\\p{Script=Latin}\\p{Script=Cyrillic}]))`;
const SCALED: readonly { pattern: RegExp; scale: number; currency: number }[] = [
	// `kEUR`, `T€`, `M kr`
	{ pattern: new RegExp(`^([KkTtMm])[\\s_]?(${CODES}|US\\$|\\p{Sc}|[Kk][Rr])$`, 'u'), scale: 1, currency: 2 },
	// `Tsd. EUR`, `thousands of euros`, `千円`
	{
		pattern: new RegExp(`^(${SCALE}|${anyCaseOf(Object.keys(FURTHER))})${GAP}${OF}(${WRITTEN})$`, 'u'),
		scale: 1,
		currency: 2,
	},
	// `EURk`, `USDm`
	{ pattern: new RegExp(`^(${CODES})(${SCALE})[.]?$`, 'u'), scale: 2, currency: 1 },
	// `EUR k`, `$m`, `$'000`, `€ Mio.`
	{
		pattern: new RegExp(
			`^(${WRITTEN}|R)(?:[\\s_]+|(?<=\\p{Sc})|(?=[’'0])|(?<=^R)(?=m$))(${SCALE})[.]?$`,
			'u',
		),
		scale: 2,
		currency: 1,
	},
];
const SCALE_ALONE = new RegExp(`^(${SCALE})[.]?$`, 'u');
/** Scales that say so behind a name without brackets too: `Amount Millions`, `amount_k`, `Amount 000`. */
const SCALE_BEHIND =
	/^(?:k|thousands?|tausend|tsd|millions?|millionen|mio|mln|mn|billions?|bn|mrd|lakhs?|crores?|тыс|млн|[’']?000(?:[’']?s)?)[.]?$/iu;
const CURRENCY_ALONE = new RegExp(`^(?:${WRITTEN})$`, 'u');

function factorOf(scale: string): number {
	const word = scale.toLowerCase();
	return SCALES.get(word) ?? FURTHER[word] ?? 1e3;
}

/**
 * What a text of a unit says; `isApart` in brackets or behind “in”, where a scale needs no currency beside it; `isNamed`
 * where another part of the header names one.
 */
function unitOf(text: string, isApart: boolean, isNamed: boolean): Unit | null {
	// Thousands to some and millions to others, or of a currency of its own.
	if (/^[MT]\$$/.test(text)) return { currency: '$', factor: null };
	if (/^MUS\$$/.test(text)) return { currency: 'USD', factor: null };
	if (/^K\$$/i.test(text)) return { currency: '$', factor: 1e3 };
	if (/^MM\$$/.test(text)) return { currency: '$', factor: 1e6 };
	if (CURRENCY_ALONE.test(text)) {
		const currency = currencyOf(text);
		if (currency !== null) return { currency, factor: 1 };
	}
	for (const { pattern, scale, currency } of SCALED) {
		const match = pattern.exec(text);
		const written = match?.[currency];
		if (match?.[scale] === undefined || written === undefined) continue;
		const own = written === 'R' ? 'ZAR' : currencyOf(written);
		if (own !== null) return { currency: own, factor: factorOf(match[scale]) };
	}
	const further = isApart && isNamed ? FURTHER[text.toLowerCase()] : undefined;
	if (further !== undefined) return { currency: null, factor: further };
	if (!isApart && SCALE_BEHIND.test(text))
		return { currency: null, factor: factorOf(text.replace(/\.$/, '')) };
	if (!isApart || !SCALE_ALONE.test(text)) return null;
	// `(M)` and `(mm)` may be millions, months, men or lengths; cr is credit.
	if (/^mm?$/i.test(text)) return { currency: null, factor: null };
	if (/^(?:m|b|mm|cr)[.]?$/i.test(text)) return null;
	return { currency: null, factor: factorOf(text.replace(/\.$/, '')) };
}

const BRACKETS = new RegExp(`[\\s_]*[([{]\\s*(${IN})?([^()[\\]{}]+?)\\s*[)\\]}]`, 'gu');
/** A unit of so many words behind the rest: `Betrag in Tsd. EUR`. */
const BEHIND = [3, 2, 1].map(
	(words) => new RegExp(`^(.*?\\S)[\\s_,:–-]+(${IN})?(\\S+?(?:[\\s_][^\\s_]+){${words - 1}})$`, 'u'),
);
/** `AmountUSD`, `Amount€` */
const JOINED = /^(.*\p{Ll})([A-Z]{3}|\p{Sc})$/u;
/** `EUR Amount`, `US$ value`, `TEUR Betrag` */
const BEFORE = new RegExp(`^([KkTM]?(?:${anyOf(SCALED_CODES)})|[kKT]€|[A-Z]{3}|${SIGN})[\\s_]+(.+)$`, 'u');

/** Parts of brackets that each say something: `USD, thousands`, `k€, excl. VAT`, `€ in Tsd.` */
const BETWEEN = new RegExp(`\\s*[,;]\\s*|\\s+(?=${IN})`, 'u');
const LEADING_IN = new RegExp(`^${IN}`, 'u');

/** What the first part of a header that names a unit says; `isNamed` where a part before has named the currency. */
function splitOnce(text: string, isNamed: boolean): HeaderUnit | null {
	const withBare = (bare: string, unit: Unit | null): HeaderUnit | null => {
		const own = bare.replace(/\s+/g, ' ').trim();
		return unit === null || own === '' ? null : { bare: own, ...unit };
	};
	for (const match of text.matchAll(BRACKETS)) {
		const [whole, ahead = '', inner = ''] = match;
		const without = (rest: string) =>
			`${text.slice(0, match.index)} ${rest} ${text.slice(match.index + whole.length)}`;
		const found = withBare(without(''), unitOf(inner, true, isNamed));
		if (found) return found;
		const parts = `${ahead}${inner}`.split(BETWEEN);
		const units = parts.map((part) => unitOf(part.replace(LEADING_IN, ''), true, isNamed));
		const at = units.findIndex((unit) => unit !== null);
		// Brackets with two currencies name none.
		if (at < 0 || new Set(units.flatMap((unit) => unit?.currency ?? [])).size > 1) continue;
		const ofPart = withBare(without(`(${parts.toSpliced(at, 1).join(', ')})`), units[at] ?? null);
		if (ofPart) return ofPart;
	}
	for (const pattern of BEHIND) {
		const behind = pattern.exec(text);
		const found =
			behind && withBare(behind[1] ?? '', unitOf(behind[3] ?? '', behind[2] !== undefined, isNamed));
		if (found) return found;
	}
	const joined = JOINED.exec(text);
	const ofJoined = joined && withBare(joined[1] ?? '', unitOf(joined[2] ?? '', false, isNamed));
	if (ofJoined) return ofJoined;
	const before = BEFORE.exec(text);
	return before && withBare(before[2] ?? '', unitOf(before[1] ?? '', false, isNamed));
}

/** What two parts of a header say together; null if they name different currencies. */
function together(one: Unit, other: Unit): Unit | null {
	if (one.currency !== null && other.currency !== null && one.currency !== other.currency) return null;
	const [scale = 1, second = scale] = [one.factor, other.factor].filter((factor) => factor !== 1);
	return { currency: one.currency ?? other.currency, factor: scale === second ? scale : null };
}

/**
 * A header that names the currency of its numbers or what they are multiplied by, in one place or in two, and what it is
 * without: `Amount (USD)`, `Betrag in TEUR`, `Value [€]`, `spend_eur`, `金額(千円)`, `Amount (USD, thousands)`, `Revenue in
 * EUR (k)`; null if it names neither.
 */
export function splitUnit(header: string): HeaderUnit | null {
	let bare = header
		.normalize('NFKC')
		.trim()
		.replace(/[\s:*]+$/, '');
	let unit: Unit | null = null;
	for (;;) {
		const next = splitOnce(bare, unit !== null && unit.currency !== null);
		const both: Unit | null = next && unit ? together(unit, next) : next;
		if (next === null || both === null) return unit && { bare, currency: unit.currency, factor: unit.factor };
		unit = both;
		bare = next.bare;
	}
}

/** The currency that a header names, and what it is without; null if it names none. */
export function splitCurrency(header: string): { bare: string; currency: string } | null {
	const unit = splitUnit(header);
	return unit === null || unit.currency === null ? null : { bare: unit.bare, currency: unit.currency };
}

/** The currency that a header names: `Amount (USD)`, `spend_eur`, `Rate to GBP`; null if none. */
export function currencyOfHeader(header: string): string | null {
	const alone = header.trim();
	if (/^(?:[A-Z]{3}|[a-z]{3})$/.test(alone)) return currencyOf(alone);
	return splitCurrency(header)?.currency ?? null;
}
