import { addDays, type Day } from '../base/day';
import type { Window } from '../base/window';
import type { Format } from '../chart/format';

export interface WindowPreset extends Window {
	label: string;
}

const dayOf = (year: number, month: number, day = 1): Day =>
	new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10) as Day;

const yearOf = (day: Day) => Number(day.slice(0, 4));
const monthOf = (day: Day) => Number(day.slice(5, 7));
const dateOf = (day: Day) => Number(day.slice(8, 10));

/**
 * Windows worth a click, counted from the day of the data and not of the clock. Quarters and years are whole, also
 * where the data end inside them. Without a dated fact only all time is left.
 */
export function windowPresets(asOf: Day | null): WindowPreset[] {
	const all: WindowPreset = { label: 'All time', from: null, to: null };
	if (asOf === null) return [all];
	const year = yearOf(asOf);
	const quarter = Math.floor((monthOf(asOf) - 1) / 3) * 3 + 1;
	const end = addDays(asOf, 1);
	return [
		all,
		{ label: 'This quarter', from: dayOf(year, quarter), to: dayOf(year, quarter + 3) },
		{ label: 'Last quarter', from: dayOf(year, quarter - 3), to: dayOf(year, quarter) },
		{ label: 'This year', from: dayOf(year, 1), to: dayOf(year + 1, 1) },
		{ label: 'Last year', from: dayOf(year - 1, 1), to: dayOf(year, 1) },
		{ label: 'Last 12 months', from: dayOf(yearOf(end) - 1, monthOf(end), dateOf(end)), to: end },
	];
}

/** The last day inside a window that ends before `to`, as people write windows. */
export const lastDayBefore = (to: Day): Day => addDays(to, -1);

/** Whether the window reaches past the day of the data: its numbers are not final. */
export const isPartial = (window: Window, asOf: Day | null): boolean =>
	asOf !== null && window.to !== null && window.to > addDays(asOf, 1);

/** A window as the end of a clause: `at any time`, `in 2026`. */
export function inWindow(window: Window, format: Format): string {
	return window.from === null && window.to === null ? 'at any time' : `in ${windowWords(window, format)}`;
}

/** A window in words: `all time`, `2026`, `Q3 2026`, `Sep 2026`, `1 Jul – 12 Aug 2026`, `since 1 Jul 2026`. */
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
	}
	if (addDays(from, 1) === to) return format.day(from);
	return format.dayRange(from, lastDayBefore(to));
}
