import { addDays, parseDay, type Day } from '../../base/day';
import type { PeriodLength } from '../mapping';

/** A time of whole days, `[starts, endsBefore)`. */
export interface Period {
	starts: Day;
	endsBefore: Day;
	length: PeriodLength;
}

const MONTHS = [
	'january',
	'february',
	'march',
	'april',
	'may',
	'june',
	'july',
	'august',
	'september',
	'october',
	'november',
	'december',
];

const LENGTH_WORDS: readonly { length: PeriodLength; words: RegExp }[] = [
	{ length: 'day', words: /\b(day|daily|days)\b/ },
	{ length: 'week', words: /\b(week|weekly|weeks|wk)\b/ },
	{ length: 'month', words: /\b(month|monthly|months|mo|mth|mtl|mensal|monat|monatlich|mois|mes)\b/ },
	{ length: 'quarter', words: /\b(quarter|quarterly|quarters|qtr|quartal|trimestre)\b/ },
	{ length: 'year', words: /\b(year|yearly|years|yr|annual|annually|annum|jahr|jahrlich|annee|ano)\b/ },
];

/** The length that words name: `Quarter`, `monthly`, `per year`; null if they name none. */
export function lengthOfWords(text: string): PeriodLength | null {
	const folded = text.toLowerCase().replace(/[_-]+/g, ' ');
	return LENGTH_WORDS.find(({ words }) => words.test(folded))?.length ?? null;
}

const pad = (n: number, digits = 2) => String(n).padStart(digits, '0');
const dayOf = (year: number, month: number, day = 1): Day | null =>
	parseDay(`${pad(year, 4)}-${pad(month)}-${pad(day)}`);

function months(year: number, month: number, count: number, length: PeriodLength): Period | null {
	if (month < 1 || month > 12) return null;
	const after = month - 1 + count;
	const starts = dayOf(year, month);
	const endsBefore = dayOf(year + Math.floor(after / 12), (after % 12) + 1);
	return starts && endsBefore ? { starts, endsBefore, length } : null;
}

/** The period of this length that begins on this day; of a day within a longer period, the one that holds it. */
export function periodFrom(day: Day, length: PeriodLength): Period | null {
	const [year = 0, month = 0] = day.split('-').map(Number);
	switch (length) {
		case 'day':
			return { starts: day, endsBefore: addDays(day, 1), length };
		case 'week':
			return { starts: day, endsBefore: addDays(day, 7), length };
		case 'month':
			return months(year, month, 1, length);
		case 'quarter':
			return months(year, month - ((month - 1) % 3), 3, length);
		case 'year':
			return months(year, 1, 12, length);
	}
}

/** Monday of an ISO week (ISO 8601: week 1 holds 4 January). */
function isoWeek(year: number, week: number): Period | null {
	const fourth = dayOf(year, 1, 4);
	if (!fourth || week < 1 || week > 53) return null;
	const weekday = (new Date(fourth).getUTCDay() + 6) % 7;
	const starts = addDays(fourth, (week - 1) * 7 - weekday);
	return { starts, endsBefore: addDays(starts, 7), length: 'week' };
}

const yearOf = (text: string): number => (text.length === 2 ? 2000 + Number(text) : Number(text));

/** 1..12 of a month's name, whole or cut to at least three letters; null of another word. */
function monthOf(word: string): number | null {
	const folded = word.toLowerCase().replace(/\.$/, '');
	if (folded.length < 3) return null;
	const index = MONTHS.findIndex(
		(month) => month.startsWith(folded) || (folded === 'sept' && month === 'september'),
	);
	return index < 0 ? null : index + 1;
}

/**
 * The period that a text names: `2025-01`, `01/2025`, `Jan 2025`, `Jan-25`, `2025-Q1`, `Q1 2025`, `2025-W05`, `2025`,
 * or a day `2025-01-15` with the length that `length` tells. `year` completes `Jan`, `1` and `Q1`, which stand in a
 * column beside it. Null if it names none; fiscal years name none, since nothing says when they begin.
 */
export function parsePeriod(
	text: string,
	given: { length?: PeriodLength | null; year?: number | null } = {},
): Period | null {
	const trimmed = text.trim().replace(/\s+/g, ' ').replace(/[’']/g, '');
	let match: RegExpExecArray | null;
	if (/\bfy|fiscal/i.test(trimmed)) return null;
	if ((match = /^(\d{4})[-/. ]?q([1-4])$/i.exec(trimmed)))
		return months(Number(match[1]), Number(match[2]) * 3 - 2, 3, 'quarter');
	if ((match = /^q([1-4])[-/. ]*(\d{4}|\d{2})$/i.exec(trimmed)))
		return months(yearOf(match[2] ?? ''), Number(match[1]) * 3 - 2, 3, 'quarter');
	if ((match = /^(\d{4})[-/. ]?(?:w|kw|cw)(\d{1,2})$/i.exec(trimmed)))
		return isoWeek(Number(match[1]), Number(match[2]));
	if ((match = /^(\d{4})[-/.](\d{1,2})$/.exec(trimmed)))
		return months(Number(match[1]), Number(match[2]), 1, 'month');
	if ((match = /^(\d{1,2})[-/.](\d{4})$/.exec(trimmed)))
		return months(Number(match[2]), Number(match[1]), 1, 'month');
	if ((match = /^([a-z]{3,9}\.?)[-/ ,]*(\d{4}|\d{2})$/i.exec(trimmed))) {
		const month = monthOf(match[1] ?? '');
		return month === null ? null : months(yearOf(match[2] ?? ''), month, 1, 'month');
	}
	if ((match = /^(\d{4}|\d{2})[-/ ]*([a-z]{3,9}\.?)$/i.exec(trimmed))) {
		const month = monthOf(match[2] ?? '');
		return month === null ? null : months(yearOf(match[1] ?? ''), month, 1, 'month');
	}
	if ((match = /^(\d{4})(\d{2})$/.exec(trimmed)) && Number(match[1]) >= 1900 && Number(match[1]) < 2200)
		return months(Number(match[1]), Number(match[2]), 1, 'month');
	if ((match = /^(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00)?(?:\.0+)?Z?)?$/.exec(trimmed))) {
		const day = parseDay(match[1] ?? '');
		return day && given.length ? periodFrom(day, given.length) : null;
	}
	const year = given.year ?? null;
	if (year !== null) {
		if ((match = /^q([1-4])$/i.exec(trimmed))) return months(year, Number(match[1]) * 3 - 2, 3, 'quarter');
		if (given.length === 'quarter' && (match = /^([1-4])$/.exec(trimmed)))
			return months(year, Number(match[1]) * 3 - 2, 3, 'quarter');
		if ((match = /^(\d{1,2})$/.exec(trimmed))) return months(year, Number(match[1]), 1, 'month');
		const month = monthOf(trimmed);
		if (month !== null) return months(year, month, 1, 'month');
	}
	if ((match = /^(19\d{2}|20\d{2}|21\d{2})$/.exec(trimmed))) return months(Number(match[1]), 1, 12, 'year');
	return null;
}

/** Whether a header or value looks like a period, a year beside it or not. */
export const namesPeriod = (text: string): boolean =>
	parsePeriod(text, { length: 'month' }) !== null ||
	(/[a-z]/i.test(text) && parsePeriod(text, { year: 2000 }) !== null);
