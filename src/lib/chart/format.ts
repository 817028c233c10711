import type { Day } from '../base/day';

/** Stands for "undefined": a denominator of 0, nothing to average. Never shown for zero. */
export const NO_VALUE = '–';

/** Spaces that never break: a narrow one before a percent sign, a whole one before a word or its letter. */
const THIN = '\u202f';
const SPACE = '\u00a0';
const MINUS = '\u2212';

type Maybe = number | null | undefined;

/**
 * Numbers and days as one locale writes them. Every method is pure and gives `–` for null, undefined and
 * what is not finite. Minus signs are U+2212, and no number is ever broken from its unit.
 */
export interface Format {
	/** As `Intl` takes it. */
	readonly locale: string;
	readonly direction: 'ltr' | 'rtl';
	/** A whole number, compact from 100,000 on: `8,529`, `1.24 M`. */
	count(value: Maybe): string;
	/** All digits: `1,240,311`; at most two decimals. */
	full(value: Maybe): string;
	/** Compact from `from` on (10,000 if not given), three significant digits: `24.6 k`. */
	compact(value: Maybe, from?: number): string;
	/** A ratio 0..1 as percent with one decimal: 0.228 → `22.8 %`. */
	percent(ratio: Maybe, decimals?: number): string;
	/** A difference of two ratios as signed percentage points: −0.041 → `−4.1 pts`. */
	points(difference: Maybe): string;
	/** The size of a difference of two ratios as a sentence says it: −0.041 → `4.1 points`. */
	pointsInWords(difference: Maybe): string;
	/** A signed ratio of change: −0.11 → `−11.0 %`. */
	change(ratio: Maybe): string;
	/** A signed count: `+1,200`; zero has no sign. */
	signed(value: Maybe): string;
	/** Days in words: `61 days`; one decimal below ten. */
	days(value: Maybe): string;
	/** Days in short: `61 d`. */
	daysShort(value: Maybe): string;
	/** A signed difference of days in words: `+4 days`. */
	daysSigned(value: Maybe): string;
	/**
	 * Money, compact from 10,000 on; `currency` is an ISO 4217 code or null for none: `€1.92 M`. Beside an amount `like` that is
	 * compact it is so from 1,000 on: `+2.94 k` beside `27.4 k`.
	 */
	money(
		value: Maybe,
		currency: string | null,
		options?: { code?: boolean; signed?: boolean; like?: Maybe },
	): string;
	/** Money with all digits. */
	moneyFull(value: Maybe, currency: string | null, options?: { code?: boolean }): string;
	/** A multiple: 2.4 → `2.4 ×`. */
	times(value: Maybe): string;
	/** Two ratios as one span of percent, with one decimal if not told otherwise: `20.6–25.1 %`. */
	interval(low: Maybe, high: Maybe, decimals?: number): string;
	/** A calendar day, `30 Sep 2026` in the locale's order. Never shifted by a time zone. */
	day(value: Day | string | null | undefined): string;
	/** Two calendar days, both inside: `1 Jul – 30 Sep 2026`. */
	dayRange(from: Day | string, to: Day | string): string;
	/** The month of a calendar day: `Sep 2026`. */
	month(value: Day | string | null | undefined): string;
	/** The months of two calendar days, both inside: `Oct 2025 – Sep 2026`. */
	monthRange(from: Day | string, to: Day | string): string;
	/** An ISO 8601 instant with its offset, as the clock stood in `timeZone` (IANA). */
	instant(value: string | null | undefined, timeZone: string): string;
}

/** Scripts written from right to left: a language may have several, of which its tag names one. */
const RIGHT_TO_LEFT = new Set([
	'Arab',
	'Hebr',
	'Syrc',
	'Thaa',
	'Nkoo',
	'Adlm',
	'Rohg',
	'Mand',
	'Samr',
	'Aran',
]);

/** No locale data names percentage points in short; these do, the rest reads `pp`. */
const POINTS: Record<string, string> = { en: 'pts', de: 'Pkt.', fr: 'pts', es: 'pp', it: 'pp', nl: 'pp' };

/** Where money turns compact: at what is written as 10,000. */
const COMPACT_FROM = 9_999.5;

/**
 * `locale` as numbers and days are written in it. Periods are those of the Gregorian calendar, so days are as well, also
 * where another one is usual. Amid words of another language digits are Latin, unless the tag names others itself: a
 * sentence has names of periods and ids in these already, and digits of another direction would stand between them.
 */
function writtenIn(locale: string, wordsIn: string): string {
	const own = new Intl.Locale(locale);
	const { calendar, numberingSystem } = new Intl.DateTimeFormat(locale).resolvedOptions();
	const isAmidOthers = own.language !== new Intl.Locale(wordsIn).language;
	const hasOtherDigits = numberingSystem !== 'latn' && own.numberingSystem === undefined;
	return new Intl.Locale(locale, {
		...(calendar === 'gregory' ? {} : { calendar: 'gregory' }),
		...(isAmidOthers && hasOtherDigits ? { numberingSystem: 'latn' } : {}),
	}).toString();
}

const HAS_OFFSET = /(Z|[+-]\d{2}:?\d{2})$/;

/**
 * The formats of a locale by its tag (BCP 47). The words of units – days, points – are those of `wordsIn`, the language of the text
 * around them. Throws RangeError where a tag is malformed.
 */
export function createFormat(tag: string, wordsIn = tag): Format {
	const locale = writtenIn(tag, wordsIn);
	const { language, script } = new Intl.Locale(locale).maximize();
	const rightToLeft = RIGHT_TO_LEFT.has(script ?? '');
	const numberFormats = new Map<string, Intl.NumberFormat>();
	const dateFormats = new Map<string, Intl.DateTimeFormat>();

	function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
		const key = JSON.stringify(options);
		let found = numberFormats.get(key);
		// What is written as zero has no sign, also where a little less than zero was rounded to it.
		if (!found)
			numberFormats.set(
				key,
				(found = new Intl.NumberFormat(locale, { signDisplay: 'negative', ...options })),
			);
		return found;
	}

	function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
		const key = JSON.stringify(options);
		let found = dateFormats.get(key);
		if (!found) dateFormats.set(key, (found = new Intl.DateTimeFormat(locale, options)));
		return found;
	}

	/** What is written from right to left keeps to itself: two numbers in one sentence never change places. */
	const apart = (text: string) => (rightToLeft ? `\u2068${text}\u2069` : text);

	function write(value: Maybe, options: Intl.NumberFormatOptions): string {
		if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
		const parts = numberFormat(options).formatToParts(value);
		// Right-to-left locales carry their own marks and order; their text is left as it is.
		if (rightToLeft) return apart(parts.map((part) => part.value).join(''));
		let text = '';
		parts.forEach((part, index) => {
			const before = parts[index - 1];
			const isWord = part.type === 'compact' || part.type === 'unit';
			const isUnit = isWord || part.type === 'percentSign';
			const isApart = !before || before.type === 'literal' || before.type === 'minusSign';
			if (part.type === 'minusSign') text += MINUS;
			else if (part.type === 'literal' && part.value.trim() === '')
				text += parts[index + 1]?.type === 'percentSign' ? THIN : SPACE;
			else if (isUnit && !isApart) text += (isWord ? SPACE : THIN) + letterOf(part.value);
			else text += isUnit ? letterOf(part.value) : part.value;
		});
		return text;
	}

	// English data say K and, in Britain, m: k is the sign of a thousand, M of a million.
	const letterOf = (unit: string) => (unit === 'K' ? 'k' : unit === 'm' && language === 'en' ? 'M' : unit);

	const short: Intl.NumberFormatOptions = {
		notation: 'compact',
		// Beyond the greatest unit there may be thousands of it.
		useGrouping: 'always',
		minimumSignificantDigits: 3,
		maximumSignificantDigits: 3,
	};

	/** Of amounts of a few hundredths two decimals would show nothing, or half. */
	const isTiny = (size: number) => size > 0 && size < 0.1;

	const isCode = (currency: string | null): currency is string => /^[A-Za-z]{3}$/.test(currency ?? '');

	function money(
		value: Maybe,
		currency: string | null,
		options: Intl.NumberFormatOptions,
		code = false,
	): string {
		if (isCode(currency)) {
			const display = code ? 'code' : 'narrowSymbol';
			return write(value, { ...options, style: 'currency', currency, currencyDisplay: display });
		}
		const number = write(value, options);
		return currency && number !== NO_VALUE ? `${currency}${SPACE}${number}` : number;
	}

	const toUtc = (day: string) => {
		const at = Date.parse(`${day.slice(0, 10)}T00:00:00Z`);
		return Number.isNaN(at) ? null : at;
	};

	const wholeDay: Intl.DateTimeFormatOptions = {
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		timeZone: 'UTC',
	};

	function days(value: Maybe, unitDisplay: 'long' | 'narrow', signed = false): string {
		const digits: Intl.NumberFormatOptions = {
			maximumFractionDigits: Math.abs(value ?? 0) < 10 ? 1 : 0,
			...(signed ? { signDisplay: 'exceptZero' as const } : {}),
		};
		const asUnit: Intl.NumberFormatOptions = { ...digits, style: 'unit', unit: 'day', unitDisplay };
		if (wordsIn === tag || value === null || value === undefined || !Number.isFinite(value))
			return write(value, asUnit);
		const word = new Intl.NumberFormat(wordsIn, asUnit)
			.formatToParts(value)
			.find(({ type }) => type === 'unit');
		return `${write(value, digits)}${SPACE}${word?.value ?? ''}`;
	}

	const percent = (ratio: Maybe, decimals = 1) =>
		write(ratio, { style: 'percent', minimumFractionDigits: decimals, maximumFractionDigits: decimals });

	return {
		locale,
		direction: rightToLeft ? 'rtl' : 'ltr',
		count: (value) => write(value, Math.abs(value ?? 0) >= 99_999.5 ? short : { maximumFractionDigits: 0 }),
		full: (value) => write(value, { maximumFractionDigits: 2 }),
		compact: (value, from = 10_000) =>
			write(value, Math.abs(value ?? 0) >= from ? short : { maximumFractionDigits: 2 }),
		percent,
		points(difference) {
			const number = write(difference === null || difference === undefined ? null : difference * 100, {
				minimumFractionDigits: 1,
				maximumFractionDigits: 1,
				signDisplay: 'exceptZero',
			});
			return number === NO_VALUE
				? number
				: `${number}${SPACE}${POINTS[new Intl.Locale(wordsIn).language] ?? 'pp'}`;
		},
		pointsInWords(difference) {
			const number = write(
				difference === null || difference === undefined ? null : Math.abs(difference) * 100,
				{ minimumFractionDigits: 1, maximumFractionDigits: 1 },
			);
			return number === NO_VALUE ? number : `${number}${SPACE}points`;
		},
		change: (ratio) =>
			write(ratio, {
				style: 'percent',
				minimumFractionDigits: 1,
				maximumFractionDigits: 1,
				signDisplay: 'exceptZero',
			}),
		signed: (value) =>
			write(value, {
				...(Math.abs(value ?? 0) >= 99_999.5 ? short : { maximumFractionDigits: 0 }),
				signDisplay: 'exceptZero',
			}),
		days: (value) => days(value, 'long'),
		daysShort: (value) => days(value, 'narrow'),
		daysSigned: (value) => days(value, 'long', true),
		money(value, currency, options = {}) {
			const size = Math.abs(value ?? 0);
			const compactFrom = Math.abs(options.like ?? 0) >= COMPACT_FROM ? 999.5 : COMPACT_FROM;
			const digits: Intl.NumberFormatOptions = isTiny(size)
				? { maximumSignificantDigits: 2 }
				: size >= compactFrom
					? short
					: { minimumFractionDigits: 0, maximumFractionDigits: size < 100 ? 2 : 0 };
			return money(
				value,
				currency,
				options.signed ? { ...digits, signDisplay: 'exceptZero' } : digits,
				options.code,
			);
		},
		moneyFull(value, currency, options = {}) {
			const digits: Intl.NumberFormatOptions = Number.isInteger(value)
				? { minimumFractionDigits: 0, maximumFractionDigits: 0 }
				: isTiny(Math.abs(value ?? 0))
					? { maximumSignificantDigits: 3 }
					: // A currency says itself how many decimals it has.
						isCode(currency)
						? {}
						: { maximumFractionDigits: 2 };
			return money(value, currency, digits, options.code);
		},
		times(value) {
			const number = write(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
			return number === NO_VALUE ? number : `${number}${SPACE}×`;
		},
		interval(low, high, decimals = 1) {
			const from = write(low === null || low === undefined ? null : low * 100, {
				minimumFractionDigits: decimals,
				maximumFractionDigits: decimals,
			});
			const to = percent(high, decimals);
			if (from === NO_VALUE || to === NO_VALUE) return NO_VALUE;
			return `${from}–${to}`;
		},
		day(value) {
			const at = value ? toUtc(value) : null;
			return at === null ? NO_VALUE : apart(dateFormat(wholeDay).format(at));
		},
		dayRange(from, to) {
			const start = toUtc(from);
			const end = toUtc(to);
			if (start === null || end === null) return NO_VALUE;
			return apart(dateFormat(wholeDay).formatRange(start, end));
		},
		month(value) {
			const at = value ? toUtc(value) : null;
			return at === null
				? NO_VALUE
				: apart(dateFormat({ month: 'short', year: 'numeric', timeZone: 'UTC' }).format(at));
		},
		monthRange(from, to) {
			const start = toUtc(from);
			const end = toUtc(to);
			if (start === null || end === null) return NO_VALUE;
			return apart(dateFormat({ month: 'short', year: 'numeric', timeZone: 'UTC' }).formatRange(start, end));
		},
		instant(value, timeZone) {
			if (!value || !HAS_OFFSET.test(value)) return NO_VALUE;
			const at = Date.parse(value);
			if (Number.isNaN(at)) return NO_VALUE;
			return apart(dateFormat({ dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at));
		},
	};
}
