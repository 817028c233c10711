import { anyOf } from './patterns';

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
 * Signs that name one currency alone; of those that several countries have in letters (kr, Rs, 元), the sign itself. The
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
	元: '元',
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
export const CURRENCY_OF_SIGN = new Map(
	SIGNS.map((sign) => [sign.toUpperCase(), CURRENCY_SIGNS[sign] ?? sign]),
);

/**
 * A sign that may have letters beside it: `R$`, `CN¥`. Of other letters, as in `K€`, it is not told that they belong to
 * it; and letters that may be thousands, millions or billions are no country's, but in the signs that are known.
 */
export const BARE_SIGN = `${anyOf(SIGNS.filter((sign) => /^\p{L}.*\p{Sc}$/u.test(sign)))}|[AC-JLN-SU-Z][A-Z]{0,2}\\$|(?:MEX|BZ|BDS?|TW|KY)\\$|\\p{Sc}`;

/** Whether a currency is one alone, and no sign that several countries have. */
export const isOneCurrency = (currency: string): boolean => /^[A-Z]{3}$/.test(currency);
