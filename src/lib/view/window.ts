import { addDays, addMonths, daysBetween, type Day } from '../base/day';
import { monthsOf, spanBefore, type Window } from '../base/window';
import type { Format } from '../chart/format';
import type { Comparison } from '../share/comparison';
import type { WeekStart } from '../share/state';

/** Days on which weeks start, by name. */
export const WEEKDAYS: Record<WeekStart, string> = {
	monday: 'Monday',
	sunday: 'Sunday',
	saturday: 'Saturday',
};

export interface WindowPreset extends Window {
	label: string;
}

const dayOf = (year: number, month: number, day = 1): Day =>
	new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10) as Day;

const yearOf = (day: Day) => Number(day.slice(0, 4));
const monthOf = (day: Day) => Number(day.slice(5, 7));
const dateOf = (day: Day) => Number(day.slice(8, 10));

/**
 * Windows worth a click, counted from the day of the data and not of the clock. Months, quarters and years are whole, also
 * where the data end inside them. Without a dated fact only all time is left.
 */
export function windowPresets(asOf: Day | null): WindowPreset[] {
	const all: WindowPreset = { label: 'All time', from: null, to: null };
	if (asOf === null) return [all];
	const year = yearOf(asOf);
	const month = monthOf(asOf);
	const quarter = Math.floor((month - 1) / 3) * 3 + 1;
	const end = addDays(asOf, 1);
	const trailing = (months: number) => ({
		label: `Last ${months} months`,
		from: addMonths(end, -months),
		to: end,
	});
	return [
		{ label: 'This month', from: dayOf(year, month), to: dayOf(year, month + 1) },
		{ label: 'Last month', from: dayOf(year, month - 1), to: dayOf(year, month) },
		{ label: 'This quarter', from: dayOf(year, quarter), to: dayOf(year, quarter + 3) },
		{ label: 'Last quarter', from: dayOf(year, quarter - 3), to: dayOf(year, quarter) },
		{ label: 'This year', from: dayOf(year, 1), to: dayOf(year + 1, 1) },
		{ label: 'Last year', from: dayOf(year - 1, 1), to: dayOf(year, 1) },
		trailing(3),
		trailing(12),
		all,
	];
}

/** The last day inside a window that ends before `to`, as people write windows. */
export const lastDayBefore = (to: Day): Day => addDays(to, -1);

/** Whether the window reaches past the day of the data: its numbers are not final. */
export const isPartial = (window: Window, asOf: Day | null): boolean =>
	asOf !== null && window.to !== null && window.to > addDays(asOf, 1);

/** Whether nothing is outside. */
export const isAllTime = ({ from, to }: Window): boolean => from === null && to === null;

/** A window as the end of a clause, in two parts for those who set them apart: `in` and `2026`, none and `at any time`. */
export function windowClause(window: Window, format: Format): { preposition: string | null; words: string } {
	const { from, to } = window;
	if (from !== null && to !== null) return { preposition: 'in', words: windowWords(window, format) };
	if (from !== null) return { preposition: null, words: `since ${format.day(from)}` };
	return {
		preposition: null,
		words: to === null ? 'at any time' : `up to ${format.day(lastDayBefore(to))}`,
	};
}

/** A window as the end of a clause: `at any time`, `in 2026`, `since 1 Jul 2026`. */
export function inWindow(window: Window, format: Format): string {
	const { preposition, words } = windowClause(window, format);
	return preposition === null ? words : `${preposition} ${words}`;
}

/**
 * A window in words: `all time`, `2026`, `Q3 2026`, `Sep 2026`, `Oct 2025 – Sep 2026`, `1 Jul – 12 Aug 2026`,
 * `the time since 1 Jul 2026`.
 */
export function windowWords({ from, to }: Window, format: Format): string {
	if (from === null && to === null) return 'all time';
	if (from === null) return to === null ? 'all time' : `the time up to ${format.day(lastDayBefore(to))}`;
	if (to === null) return `the time since ${format.day(from)}`;
	if (dateOf(from) === 1) {
		const year = yearOf(from);
		const month = monthOf(from);
		if (month === 1 && to === dayOf(year + 1, 1)) return String(year);
		if (month % 3 === 1 && to === dayOf(year, month + 3)) return `Q${(month + 2) / 3} ${year}`;
		if (to === dayOf(year, month + 1)) return format.month(from);
		if (dateOf(to) === 1) return format.monthRange(from, lastDayBefore(to));
	}
	if (addDays(from, 1) === to) return format.day(from);
	return format.dayRange(from, lastDayBefore(to));
}

/** A window with both ends by the name of its calendar unit (`Q2 2026`); null where it is not exactly one. */
function unitName({ from, to }: Window, format: Format): string | null {
	if (from === null || to === null || dateOf(from) !== 1) return null;
	const months = monthsOf({ from, to });
	const isUnit =
		months === 1 || (months === 3 && monthOf(from) % 3 === 1) || (months === 12 && monthOf(from) === 1);
	return isUnit ? windowWords({ from, to }, format) : null;
}

/** What a window is compared with, as a sentence names it: `Q2 2026`, `the 12 months before`, `the same days of 2025`. */
export function comparedWords(
	{ shown, compared }: Pick<Comparison, 'shown' | 'compared'>,
	format: Format,
): string {
	const name = unitName(compared, format);
	if (name !== null) return name;
	const before = spanBefore(shown);
	if (before.from !== compared.from || before.to !== compared.to) return windowWords(compared, format);
	const months = monthsOf(shown);
	if (months !== null) return months === 1 ? 'the month before' : `the ${months} months before`;
	return `the ${daysBetween(shown.from, shown.to)} days before`;
}

/** Deals that a window should hold, at the data's own rate, to be worth opening on. */
const WORTH_OPENING = 60;

/**
 * The window that data open with: the last 12 months, or the last whole quarter, or the last whole month – the longest
 * of which there is as much before it, so that there is something to compare with. All time where there is none, or
 * where the data are too few for a part of them to say anything.
 */
export function startWindow(firstDay: Day | null, asOf: Day | null, deals: number): Window {
	const all: Window = { from: null, to: null };
	if (firstDay === null || asOf === null) return all;
	const end = addDays(asOf, 1);
	const quarterEnd = dayOf(yearOf(end), Math.floor((monthOf(end) - 1) / 3) * 3 + 1);
	const monthEnd = dayOf(yearOf(end), monthOf(end));
	const candidates = [
		{ from: addMonths(end, -12), to: end },
		{ from: addMonths(quarterEnd, -3), to: quarterEnd },
		{ from: addMonths(monthEnd, -1), to: monthEnd },
	];
	const dealsADay = deals / daysBetween(firstDay, end);
	const found = candidates.find((window) => spanBefore(window).from >= firstDay);
	return found && dealsADay * daysBetween(found.from, found.to) >= WORTH_OPENING ? found : all;
}
