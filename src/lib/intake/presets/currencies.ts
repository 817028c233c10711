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

/** The currency that a header names: `Amount (USD)`, `spend_eur`, `Rate to GBP`; null if none. */
export function currencyOfHeader(header: string): string | null {
	const written = /\(([A-Za-z]{3})\)|(?:^|[\s_-])([A-Z]{3}|[a-z]{3})$/.exec(header.trim());
	const code = (written?.[1] ?? written?.[2] ?? '').toUpperCase();
	return CURRENCIES.has(code) && !['ALL', 'MOP', 'SVC', 'TOP'].includes(code) ? code : null;
}
