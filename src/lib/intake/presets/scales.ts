/** Words and signs beside an amount that multiply it; in capitals or not. Not `mil`, which is a thousand or a million. */
const WORDS: readonly [factor: number, words: readonly string[]][] = [
	[
		1e3,
		['k', 'tsd', 'tausend', 'thousand', 'thousands', 'tys', 'tis', 'тыс', 'mila', 'ezer', '千', '仟', '천'],
	],
	[1e4, ['万', '萬', '만']],
	[1e5, ['lakh', 'lakhs', 'lac', 'lacs', '十万', '十萬']],
	[
		1e6,
		[
			...['m', 'mm', 'mn', 'mio', 'mln', 'mill', 'million', 'millions', 'millionen', 'milyon', 'млн'],
			...['百万', '百萬', '백만'],
		],
	],
	[1e7, ['cr', 'crore', 'crores', '千万', '千萬', '천만']],
	[1e8, ['億', '亿', '억']],
	[
		1e9,
		[
			'b',
			'bn',
			'bln',
			'mrd',
			'mld',
			'mlrd',
			'mia',
			'billion',
			'billions',
			'milyar',
			'млрд',
			'十億',
			'十亿',
			'십억',
		],
	],
];

/** Factors by word; T (`TEUR`, `T€`) is a thousand beside a currency alone. */
export const SCALES: ReadonlyMap<string, number> = new Map([
	...WORDS.flatMap(([factor, words]) => words.map((word): [string, number] => [word, factor])),
	['t', 1e3],
]);

/** Scales that need no currency beside them. */
export const SCALE_WORDS: readonly string[] = WORDS.flatMap(([, words]) => words);

/** Scales that may stand before a currency before the digits (`k€ 5`), but for single letters that are others elsewhere. */
export const LEADING_SCALES: readonly string[] = SCALE_WORDS.filter(
	(word) => !['m', 'b', 'mill'].includes(word),
);

/** Currencies whose code is written with a letter before it: `kEUR`, `MUSD`. None of them makes a word so. */
export const SCALED_CODES: readonly string[] =
	'USD EUR GBP CHF JPY CNY SEK NOK DKK PLN CZK HUF INR BRL MXN ZAR AUD CAD NZD SGD HKD KRW'.split(' ');

/** Factors in words. */
export const SCALE_NAMES: ReadonlyMap<number, string> = new Map([
	[1e3, 'thousands'],
	[1e4, 'tens of thousands'],
	[1e5, 'lakhs'],
	[1e6, 'millions'],
	[1e7, 'crores'],
	[1e8, 'hundreds of millions'],
	[1e9, 'billions'],
]);
