/** ISO 4217 codes of currencies in use and of units of account, and of those that the last years have replaced. */
export const CURRENCIES: ReadonlySet<string> = new Set(
	(
		'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BYR BZD CAD ' +
		'CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP ' +
		'GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK ' +
		'LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR ' +
		'PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL ' +
		'THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VEF VES VND VUV WST XAF XCD XCG XOF XPF ' +
		'YER ZAR ZMW ZWG ZWL'
	).split(' '),
);

/** Of each pair, one unit of the first has for decades been worth less than one of the second: which way a rate goes. */
export const WORTH_LESS: readonly string[] = [
	...'JPY KRW INR MXN HUF CZK SEK NOK DKK ZAR BRL PLN CNY THB PHP TRY RUB CLP COP IDR VND TWD HKD ISK ARS ILS'.split(
		' ',
	),
];
export const WORTH_MORE: readonly string[] = ['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD', 'SGD', 'NZD'];

/**
 * Signs that name one currency alone; of those that several countries have in letters (kr, Rs), the sign itself. The
 * dollar sign of many countries, the yen sign of two and the sign of the rial are not among them.
 */
export const CURRENCY_SIGNS: Readonly<Record<string, string>> = {
	US$: 'USD',
	$US: 'USD',
	A$: 'AUD',
	AU$: 'AUD',
	$AU: 'AUD',
	C$: 'CAD',
	CA$: 'CAD',
	$CA: 'CAD',
	NZ$: 'NZD',
	$NZ: 'NZD',
	HK$: 'HKD',
	$HK: 'HKD',
	S$: 'SGD',
	NT$: 'TWD',
	R$: 'BRL',
	MX$: 'MXN',
	RD$: 'DOP',
	J$: 'JMD',
	TT$: 'TTD',
	FJ$: 'FJD',
	'CN¥': 'CNY',
	'JP¥': 'JPY',
	'€': 'EUR',
	'£': 'GBP',
	'₹': 'INR',
	'₩': 'KRW',
	'₽': 'RUB',
	'₺': 'TRY',
	'₴': 'UAH',
	'₪': 'ILS',
	'৳': 'BDT',
	'₱': 'PHP',
	'₦': 'NGN',
	'₵': 'GHS',
	'฿': 'THB',
	'₫': 'VND',
	'₭': 'LAK',
	'៛': 'KHR',
	'₮': 'MNT',
	'₸': 'KZT',
	'₼': 'AZN',
	'₾': 'GEL',
	'₲': 'PYG',
	'₡': 'CRC',
	zł: 'PLN',
	Kč: 'CZK',
	'Fr.': 'CHF',
	SFr: 'CHF',
	Ft: 'HUF',
	lei: 'RON',
	лв: 'BGN',
	руб: 'RUB',
	грн: 'UAH',
	TL: 'TRY',
	RM: 'MYR',
	Rp: 'IDR',
	RMB: 'CNY',
	NTD: 'TWD',
	KSh: 'KES',
	'S/': 'PEN',
	Euro: 'EUR',
	Euros: 'EUR',
	円: 'JPY',
	원: 'KRW',
	'د.إ': 'AED',
	'ر.س': 'SAR',
	'ر.ق': 'QAR',
	'ر.ع': 'OMR',
	'د.ك': 'KWD',
	'د.ب': 'BHD',
	'ج.م': 'EGP',
	kr: 'kr',
	Rs: 'Rs',
};

const SIGNS = Object.keys(CURRENCY_SIGNS);
/** Signs of letters alone. */
export const LETTER_SIGNS: readonly string[] = SIGNS.filter((sign) => !/\p{Sc}/u.test(sign));
const CURRENCY_OF_SIGN = new Map(SIGNS.map((sign) => [sign.toUpperCase(), CURRENCY_SIGNS[sign] ?? sign]));

/** The signs as alternatives of a pattern, longest first. */
export const anyOf = (signs: readonly string[]): string =>
	[...signs]
		.sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
		.map((sign) => sign.replace(/[.$/]/g, '\\$&'))
		.join('|');

/** A sign that may have letters beside it: `R$`, `CN¥`. Of other letters, as in `K€`, it is not told that they belong to it. */
export const BARE_SIGN = `${anyOf(SIGNS.filter((sign) => /^\p{L}.*\p{Sc}$/u.test(sign)))}|[A-Z]{1,3}\\$|\\p{Sc}`;

/** Codes that are words of headers too. */
const WORDS: readonly string[] = ['ALL', 'MOP', 'SVC', 'TOP'];

/** What is written of a currency: a code in letters of one height, a sign, or a name. */
const CODE = '[A-Z]{3}|[a-z]{3}';
const SIGN = `${BARE_SIGN}|(?:${anyOf(LETTER_SIGNS)})\\.?`;
const NAME = `(?:US|us)[ _]?[Dd]ollars?|euros?`;
const WRITTEN = `(${CODE}|${SIGN}|${NAME})`;
/** “in” before a currency, in the languages of the exports we know. */
const IN = '(?:(?:in|en|em|w|i)[\\s_]+)?';
/** Headers with a currency and what they name without it: before it in the first group, or behind it in the third. */
const OF_CURRENCY: readonly RegExp[] = [
	new RegExp(`^(.*?)[\\s_]*[([{]\\s*${IN}${WRITTEN}\\s*[)\\]}](.*)$`, 'u'),
	new RegExp(`^(.*?\\S)[\\s_,:–-]+${IN}${WRITTEN}()$`, 'u'),
	// `AmountUSD`, `Amount€`; and `EUR Amount`, `US$ value`.
	new RegExp(`^(.*\\p{Ll})([A-Z]{3}|\\p{Sc})()$`, 'u'),
	new RegExp(`^()([A-Z]{3}|${SIGN})[\\s_]+(.+)$`, 'u'),
];

/** The currency of a code, sign or name; of a sign that several countries have, the sign; null if it is none. */
function currencyOf(written: string): string | null {
	const code = written.toUpperCase();
	// Thousands and millions of several currencies: `Amount (M$)`.
	if (/^(?:K|MM?)\$$/.test(code)) return null;
	const ofSign = CURRENCY_OF_SIGN.get(code) ?? CURRENCY_OF_SIGN.get(code.replace(/\.$/, ''));
	if (ofSign !== undefined) return ofSign;
	if (/^[A-Z]{3}$/.test(code)) return CURRENCIES.has(code) && !WORDS.includes(code) ? code : null;
	return /dollar/i.test(written) ? 'USD' : written;
}

/**
 * A header that names a currency, and what it names without it: `Amount (USD)`, `Betrag in EUR`, `Value [€]`,
 * `spend_eur`; null if it names none.
 */
export function splitCurrency(header: string): { bare: string; currency: string } | null {
	const text = header
		.normalize('NFKC')
		.trim()
		.replace(/[\s:*]+$/, '');
	for (const pattern of OF_CURRENCY) {
		const [, before = '', written = '', after = ''] = pattern.exec(text) ?? [];
		const bare = `${before} ${after}`.replace(/\s+/g, ' ').trim();
		const currency = written === '' ? null : currencyOf(written);
		if (currency !== null && bare !== '') return { bare, currency };
	}
	return null;
}

/** The currency that a header names: `Amount (USD)`, `spend_eur`, `Rate to GBP`; null if none. */
export function currencyOfHeader(header: string): string | null {
	const alone = header.trim();
	if (/^(?:[A-Z]{3}|[a-z]{3})$/.test(alone)) return currencyOf(alone);
	return splitCurrency(header)?.currency ?? null;
}

/** Whether a currency is one alone, and no sign that several countries have. */
export const isOneCurrency = (currency: string): boolean => /^[A-Z]{3}$/.test(currency);
