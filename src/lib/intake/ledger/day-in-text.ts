import { parseDay, type Day } from '../../base/day';
import type { DayMonthOrder } from '../date-forms';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
	'(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';

const two = (text: string) => text.padStart(2, '0');
const year = (text: string) => (text.length === 2 ? `20${text}` : text);
const monthOf = (name: string) => String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1);
const dayOf = (y: string, m: string, d: string): Day | null => {
	const day = parseDay(`${year(y)}-${two(m)}-${two(d)}`);
	return day !== null && day >= '1990' && day < '2100' ? day : null;
};

/** A date in numbers that day first and month first read differently, and both can. */
export interface OpenDay {
	dayFirst: Day;
	monthFirst: Day;
}

type Found = Day | OpenDay | null;

function numeric(first: string, second: string, y: string): Found {
	const [dayFirst, monthFirst] = [dayOf(y, second, first), dayOf(y, first, second)];
	if (dayFirst === null || monthFirst === null || dayFirst === monthFirst) return dayFirst ?? monthFirst;
	return { dayFirst, monthFirst };
}

/** Ways to write a day, surest first. What one has read, no later one reads again. */
const WAYS: readonly [RegExp, (match: RegExpExecArray) => Found][] = [
	[/(?<!\d)(\d{4})([-_./ ])(\d{1,2})\2(\d{1,2})(?!\d)/, (m) => dayOf(m[1] ?? '', m[3] ?? '', m[4] ?? '')],
	[
		/(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?=(?:\d{4}|\d{6})?(?!\d))/,
		(m) => dayOf(m[1] ?? '', m[2] ?? '', m[3] ?? ''),
	],
	[
		new RegExp(`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?[-_./ ]*${MONTH}[-_., ]*(\\d{4}|\\d{2})(?!\\d)`, 'i'),
		(m) => dayOf(m[3] ?? '', monthOf(m[2] ?? ''), m[1] ?? ''),
	],
	[
		new RegExp(`(?<![a-z])${MONTH}[-_. ]*(\\d{1,2})(?:st|nd|rd|th)?[-_., ]+(\\d{4})(?!\\d)`, 'i'),
		(m) => dayOf(m[3] ?? '', monthOf(m[1] ?? ''), m[2] ?? ''),
	],
	[
		// After a day that was read already, 08-05-09 is a time.
		/(?<!\uE000[T_ .,-]{0,3})(?<!\d)(\d{1,2})([-_./])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/,
		(m) => numeric(m[1] ?? '', m[3] ?? '', m[4] ?? ''),
	],
];

/** The days that a text names, in whatever way they are written, with the text that is left without them. */
export function daysIn(text: string): { days: (Day | OpenDay)[]; rest: string } {
	let rest = text;
	const days: (Day | OpenDay)[] = [];
	for (const [pattern, read] of WAYS) {
		for (let from = 0; ;) {
			const match = pattern.exec(rest.slice(from));
			if (!match) break;
			const found = read(match);
			const at = from + match.index;
			if (found === null) {
				from = at + 1;
				continue;
			}
			days.push(found);
			rest = `${rest.slice(0, at)}\uE000${rest.slice(at + match[0].length)}`;
			from = at + 1;
		}
	}
	return { days, rest };
}

/** The one day among those found, read in this order where it is open; null if there is none, or several. */
export function onlyDay(days: readonly (Day | OpenDay)[], order: DayMonthOrder | null): Day | null {
	const read = days.map((day) =>
		typeof day === 'string'
			? day
			: order === 'day_first'
				? day.dayFirst
				: order === 'month_first'
					? day.monthFirst
					: null,
	);
	const [first] = read;
	return first !== undefined && read.every((day) => day === first) ? first : null;
}

/** Beside a day: what may stand between it and a time, and what may follow. */
const BEFORE_TIME = '\\uE000[-_ T.,(]*(?:at )?';
const AFTER_TIME = '(?:[.]\\d+)?';
/**
 * Times beside a day: 9.30, 09:00:15, 17h30; 0900, 09-00-15; 930 pm. Two digits, or three without a half of the day, are
 * the number of a copy.
 */
const TIMES: readonly RegExp[] = [
	new RegExp(`${BEFORE_TIME}(\\d{1,2})[.:h](\\d{2})(?:[.:](\\d{2}))?${AFTER_TIME} ?(am|pm)?(?!\\d)`, 'i'),
	new RegExp(`${BEFORE_TIME}(\\d{2})[-_ ]?(\\d{2})(?:[-_.:]?(\\d{2}))?${AFTER_TIME} ?(am|pm)?(?!\\d)`, 'i'),
	new RegExp(`${BEFORE_TIME}(\\d{1,2})[-_ ]?(\\d{2})(?:[-_.:]?(\\d{2}))?${AFTER_TIME} ?(am|pm)(?!\\d)`, 'i'),
];

/** The second of the day that a text names after a day; null if it names none. */
export function secondIn(text: string): number | null {
	const { rest } = daysIn(text);
	const match = TIMES.map((form) => form.exec(rest)).find((found) => found !== null);
	if (!match) return null;
	const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
	const half = match[4]?.toLowerCase();
	if (
		minute > 59 ||
		second > 59 ||
		hour > (half === undefined ? 23 : 12) ||
		(half !== undefined && hour === 0)
	)
		return null;
	const ofDay = half === undefined ? hour : (hour % 12) + (half === 'pm' ? 12 : 0);
	return (ofDay * 60 + minute) * 60 + second;
}
