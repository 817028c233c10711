import type { Random } from './random';

/**
 * The company's calendar. An instant is whole seconds, a day is whole days since 1970-01-01, both on the wall clock
 * of the office: exports write no time zone, and the sample has none.
 */
export const DAY_SECONDS = 86_400;

export const dayOf = (instant: number): number => Math.floor(instant / DAY_SECONDS);
export const dayNumber = (year: number, month: number, day: number): number =>
	Date.UTC(year, month - 1, day) / (DAY_SECONDS * 1000);

export interface CalendarDay {
	year: number;
	month: number;
	day: number;
	/** 0 is Sunday. */
	weekday: number;
	/** `2025-03-09`. */
	iso: string;
	/** `3/9/2025`. */
	us: string;
}

const remembered = new Map<number, CalendarDay>();

export function calendarDay(day: number): CalendarDay {
	const known = remembered.get(day);
	if (known) return known;
	const date = new Date(day * DAY_SECONDS * 1000);
	const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
	const told = {
		year,
		month,
		day: dayOfMonth,
		weekday: date.getUTCDay(),
		iso: date.toISOString().slice(0, 10),
		us: `${month}/${dayOfMonth}/${year}`,
	};
	remembered.set(day, told);
	return told;
}

const two = (value: number) => String(value).padStart(2, '0');

/** `3/9/2025 2:05 PM`: minutes, as reports show them. */
export function usMinute(instant: number): string {
	const minutes = Math.floor((instant % DAY_SECONDS) / 60);
	const hour = Math.floor(minutes / 60);
	return `${calendarDay(dayOf(instant)).us} ${hour % 12 || 12}:${two(minutes % 60)} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** `2025-03-09 14:05`. */
export function isoMinute(instant: number): string {
	const minutes = Math.floor((instant % DAY_SECONDS) / 60);
	return `${calendarDay(dayOf(instant)).iso} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export const isoDay = (day: number): string => calendarDay(day).iso;
export const usDay = (day: number): string => calendarDay(day).us;

function isHoliday({ month, day, weekday }: CalendarDay): boolean {
	if (month === 1) return day === 1;
	if (month === 5) return weekday === 1 && day > 24;
	if (month === 7) return day === 4;
	if (month === 9) return weekday === 1 && day <= 7;
	if (month === 11) return weekday === 4 && day >= 22 && day <= 28;
	return month === 12 && (day === 24 || day === 25);
}

export function isWorkday(day: number): boolean {
	const told = calendarDay(day);
	return told.weekday !== 0 && told.weekday !== 6 && !isHoliday(told);
}

/** `day` itself if the office is open, else the next day on which it is. */
export function workdayFrom(day: number): number {
	let open = day;
	while (!isWorkday(open)) open++;
	return open;
}

/** The last day on or before `day` on which the office is open. */
export function workdayUntil(day: number): number {
	let open = day;
	while (!isWorkday(open)) open--;
	return open;
}

export const firstOfMonth = (year: number, month: number): number => dayNumber(year, month, 1);
export const lastOfMonth = (year: number, month: number): number => dayNumber(year, month + 1, 1) - 1;
export const addMonths = (day: number, months: number): number => {
	const told = calendarDay(day);
	return dayNumber(told.year, told.month + months, told.day);
};

export function lastOfQuarter(day: number): number {
	const told = calendarDay(day);
	return lastOfMonth(told.year, Math.ceil(told.month / 3) * 3);
}

/** A second of the working day, most of them in the late morning and the early afternoon. */
export function officeSecond(random: Random): number {
	const hours = 7.6 + (random.unit() + random.unit()) * 5.2;
	const evening = random.chance(0.03) ? random.between(1, 3.5) : 0;
	return Math.floor((hours + evening) * 3600);
}

/**
 * The working moment about `days` after `instant`; always later than `instant`. What falls on a weekend is done on
 * the Friday before or early in the week after.
 */
export function workMoment(instant: number, days: number, random: Random): number {
	const planned = dayOf(instant + days * DAY_SECONDS);
	const isOpen = isWorkday(planned);
	const early = workdayUntil(planned);
	const late = workdayFrom(planned) + (isOpen ? 0 : random.pick([0, 1, 1, 2, 3]));
	const day = !isOpen && early > dayOf(instant) && random.chance(0.33) ? early : workdayFrom(late);
	const moment = day * DAY_SECONDS + officeSecond(random);
	return moment > instant ? moment : instant + random.whole(240, 5400);
}
