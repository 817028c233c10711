import { dayText, timeText } from '../cell-text';

/** What a number is shown as. `elapsed` is a duration, such as `[h]:mm`. */
export type Shown = 'number' | 'date' | 'instant' | 'time' | 'elapsed';

/** Formats without a code of their own in the workbook; 27–36 and 50–58 are dates of East Asian Excel. */
const BUILT_IN: [from: number, to: number, shown: Shown][] = [
	[14, 17, 'date'],
	[18, 21, 'time'],
	[22, 22, 'instant'],
	[27, 31, 'date'],
	[32, 35, 'time'],
	[36, 36, 'date'],
	[45, 45, 'time'],
	[46, 46, 'elapsed'],
	[47, 47, 'time'],
	[50, 54, 'date'],
	[55, 56, 'time'],
	[57, 58, 'date'],
];

/** How built-in format `id` shows a number. */
export const shownByBuiltIn = (id: number): Shown =>
	BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2] ?? 'number';

/** How a number with format `code`, such as `yyyy-mm-dd hh:mm`, is shown. */
export function shownByCode(code: string): Shown {
	const [positive = ''] = code
		.replace(/"[^"]*"|\\.|_.|\*./g, '')
		.split(';')
		.map((section) => section.toLowerCase());
	if (/\[(h+|m+|s+)\]/.test(positive)) return 'elapsed';
	const letters = positive.replace(/\[[^\]]*\]|general|am\/pm|a\/p/g, '');
	if (/[0#?@]/.test(letters.replace(/s\.0+/g, 's'))) return 'number';
	const hasTime = /[hs]/.test(letters);
	const hasDate = /[ydg]/.test(letters) || (letters.includes('m') && !hasTime);
	if (hasDate) return hasTime ? 'instant' : 'date';
	return hasTime ? 'time' : 'number';
}

const MS_PER_DAY = 86_400_000;
/** Days from 1899-12-30 and from 1904-01-01 to 1970-01-01. */
const DAYS_1900 = 25_569;
const DAYS_1904 = 24_107;
/** 9999-12-31: beyond it a sheet shows no date either. */
const LAST = 2_958_465;
/** Lotus took 1900 for a leap year, and Excel still does: day 60 is one that never was. */
const FEBRUARY_29 = 60;

/**
 * The text of a number that is shown as a date or a time: `YYYY-MM-DD`, with `THH:MM:SSZ` behind where there is a time
 * of day, or the time alone. Sheets know no time zone: the clock is read as UTC. Rounded to the millisecond, the
 * precision that sheets have. Numbers that are no date in a sheet stay numbers.
 */
export function serialText(serial: number, shown: Shown, is1904: boolean): string {
	let day = Math.floor(serial);
	let ms = Math.round((serial - day) * MS_PER_DAY);
	if (ms === MS_PER_DAY) {
		day++;
		ms = 0;
	}
	if (shown === 'number' || serial < 0 || day > LAST) return String(serial);
	if (shown === 'elapsed') return timeText(BigInt(day) * BigInt(MS_PER_DAY) + BigInt(ms), 1000n);
	const time = timeText(BigInt(ms), 1000n);
	if (shown === 'time' && day === 0) return time;
	const date = is1904
		? dayText(day - DAYS_1904)
		: day === 0
			? '1900-01-00'
			: day === FEBRUARY_29
				? '1900-02-29'
				: dayText(day - DAYS_1900 + (day < FEBRUARY_29 ? 1 : 0));
	return shown === 'date' && ms === 0 ? date : `${date}T${time}Z`;
}
