import { foldLabel } from '../fold';
import { CURRENCIES, CURRENCY_SIGNS } from './currencies';

/** What currencies are called in columns of them, by code: in English, and in the languages of the exports we know. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
	USD: [
		...['US Dollar', 'US Dollars', 'U.S. Dollar', 'United States Dollar', 'American Dollar', 'US-Dollar'],
		...['Dollar US', 'Dollar américain', 'Dollar des États-Unis', 'Dólar estadounidense', 'Dólar americano'],
		...[
			'Dollaro statunitense',
			'Dollaro USA',
			'Amerikaanse dollar',
			'Dolar amerykański',
			'Amerikansk dollar',
		],
		...['美元', '米ドル', '미국 달러'],
	],
	EUR: ['Euro', 'Euros', 'Evro', 'Eura', '欧元', 'ユーロ', '유로', 'Евро'],
	GBP: [
		...[
			'Pound Sterling',
			'British Pound',
			'British Pounds',
			'British Pound Sterling',
			'Pounds Sterling',
			'UK Pound',
		],
		...[
			'Sterling',
			'Britisches Pfund',
			'Pfund Sterling',
			'Livre sterling',
			'Libra esterlina',
			'Sterlina britannica',
		],
		...[
			'Sterlina inglese',
			'Brits pond',
			'Pond sterling',
			'Funt szterling',
			'Brittiskt pund',
			'英镑',
			'英ポンド',
		],
	],
	CHF: [
		...[
			'Swiss Franc',
			'Swiss Francs',
			'Schweizer Franken',
			'Franc suisse',
			'Franco suizo',
			'Franco svizzero',
		],
		...['Franco suíço', 'Zwitserse frank', 'Frank szwajcarski', 'Schweizisk franc', 'スイスフラン'],
	],
	JPY: [
		'Japanese Yen',
		'Yen',
		'Japanischer Yen',
		'Yen japonais',
		'Yen japonés',
		'Yen giapponese',
		'日本円',
		'日元',
	],
	CNY: [
		...[
			'Chinese Yuan',
			'Yuan Renminbi',
			'Renminbi',
			'Chinese Yuan Renminbi',
			'Renminbi Yuan',
			'Yuan chinois',
		],
		...['人民币', '人民幣', '人民元'],
	],
	SEK: [
		'Swedish Krona',
		'Swedish Kronor',
		'Svensk krona',
		'Svenska kronor',
		'Schwedische Krone',
		'Couronne suédoise',
	],
	NOK: [
		'Norwegian Krone',
		'Norwegian Kroner',
		'Norsk krone',
		'Norske kroner',
		'Norwegische Krone',
		'Couronne norvégienne',
	],
	DKK: [
		'Danish Krone',
		'Danish Kroner',
		'Dansk krone',
		'Danske kroner',
		'Dänische Krone',
		'Couronne danoise',
	],
	ISK: ['Icelandic Krona', 'Icelandic Króna'],
	CZK: ['Czech Koruna', 'Česká koruna', 'Koruna česká', 'Tschechische Krone'],
	PLN: ['Polish Zloty', 'Polish Złoty', 'Złoty', 'Złoty polski', 'Polski złoty', 'Polnischer Zloty'],
	HUF: ['Hungarian Forint', 'Forint', 'Magyar forint', 'Ungarischer Forint'],
	RON: ['Romanian Leu', 'Leu românesc', 'Leu'],
	BGN: ['Bulgarian Lev'],
	TRY: ['Turkish Lira', 'Türk Lirası', 'Türkische Lira'],
	RUB: ['Russian Ruble', 'Russian Rouble', 'Российский рубль', 'Russischer Rubel'],
	UAH: ['Ukrainian Hryvnia', 'Українська гривня'],
	CAD: ['Canadian Dollar', 'Canadian Dollars', 'Kanadischer Dollar', 'Dollar canadien', 'Dólar canadiense'],
	AUD: ['Australian Dollar', 'Australian Dollars', 'Australischer Dollar', 'Dollar australien'],
	NZD: ['New Zealand Dollar', 'New Zealand Dollars', 'Neuseeland-Dollar'],
	SGD: ['Singapore Dollar', 'Singapore Dollars', 'Singapur-Dollar'],
	HKD: ['Hong Kong Dollar', 'Hong Kong Dollars', 'Hongkong-Dollar', '港元', '港币'],
	TWD: ['New Taiwan Dollar', 'Taiwan Dollar', '新台幣', '新台币'],
	MXN: ['Mexican Peso', 'Mexican Pesos', 'Peso mexicano', 'Mexikanischer Peso'],
	BRL: ['Brazilian Real', 'Brazilian Reais', 'Real brasileiro', 'Real brasileño', 'Brasilianischer Real'],
	ARS: ['Argentine Peso', 'Peso argentino'],
	CLP: ['Chilean Peso', 'Peso chileno'],
	COP: ['Colombian Peso', 'Peso colombiano'],
	PEN: ['Peruvian Sol', 'Sol peruano'],
	INR: ['Indian Rupee', 'Indian Rupees', 'Indische Rupie', 'Roupie indienne', 'भारतीय रुपया'],
	PKR: ['Pakistani Rupee', 'Pakistan Rupee'],
	IDR: ['Indonesian Rupiah', 'Rupiah'],
	MYR: ['Malaysian Ringgit', 'Ringgit'],
	THB: ['Thai Baht', 'Baht'],
	PHP: ['Philippine Peso'],
	VND: ['Vietnamese Dong'],
	KRW: ['South Korean Won', 'Korean Won', '한국 원', '대한민국 원'],
	ZAR: ['South African Rand', 'Rand'],
	AED: ['UAE Dirham', 'United Arab Emirates Dirham', 'Emirati Dirham'],
	SAR: ['Saudi Riyal', 'Saudi Arabian Riyal'],
	QAR: ['Qatari Riyal', 'Qatari Rial'],
	EGP: ['Egyptian Pound'],
	ILS: ['Israeli New Shekel', 'Israeli Shekel', 'New Israeli Sheqel'],
	NGN: ['Nigerian Naira'],
	KES: ['Kenyan Shilling'],
};

const CODE_OF_NAME = new Map(
	Object.entries(NAMES).flatMap(([code, names]) =>
		names.map((name): [string, string] => [foldLabel(name), code]),
	),
);
const CODE_OF_SIGN = new Map(
	Object.entries(CURRENCY_SIGNS).map(([sign, code]): [string, string] => [sign.toUpperCase(), code]),
);

/**
 * The code of what stands in a column of currencies: a code, a name, a sign of one currency alone, or a name beside its code,
 * `Euro (EUR)`, `USD - US Dollar`; null if it is none of these.
 */
export function codeOfCurrency(text: string): string | null {
	const own = text.trim();
	const upper = own.toUpperCase();
	if (CURRENCIES.has(upper)) return upper;
	const ofSign = CODE_OF_SIGN.get(upper);
	if (ofSign !== undefined && CURRENCIES.has(ofSign)) return ofSign;
	const ofName = CODE_OF_NAME.get(foldLabel(own));
	if (ofName !== undefined) return ofName;
	const codes = (own.match(/\b[A-Z]{3}\b/g) ?? []).filter((code) => CURRENCIES.has(code));
	const [code] = codes;
	const rest = code === undefined ? '' : foldLabel(own.replace(code, ' ').replace(/[()[\]:,–-]/g, ' '));
	return code !== undefined && codes.length === 1 && CODE_OF_NAME.get(rest) === code ? code : null;
}

/** Currencies that a sign may stand for, where several countries have it. */
export const MEANINGS_OF_SIGN: Readonly<Record<string, readonly string[]>> = {
	$: 'USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP UYU DOP CUP BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD'.split(
		' ',
	),
	'¥': ['JPY', 'CNY'],
	元: ['CNY', 'TWD', 'HKD'],
	kr: ['SEK', 'NOK', 'DKK', 'ISK'],
	Rs: ['INR', 'PKR', 'LKR', 'NPR', 'MUR', 'SCR'],
	'﷼': ['IRR', 'SAR', 'QAR', 'OMR', 'YER'],
};
