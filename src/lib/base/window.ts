import { addDays, addMonths, daysBetween, type Day } from './day';

/** A half-open window `[from, to)` in whole days; null is unbounded. */
export interface Window {
	from: Day | null;
	to: Day | null;
}

/** A window with both ends. */
export interface Span {
	from: Day;
	to: Day;
}

/** Whole months that a span lasts, counted from its own first day: a quarter has 3, also from 12 May to 12 August. */
export function monthsOf({ from, to }: Span): number | null {
	const months = (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from);
	return months > 0 && addMonths(from, months) === to ? months : null;
}

/** Whether two spans last as long: the same number of whole months, or else of days. */
export function lastAsLong(one: Span, other: Span): boolean {
	const months = monthsOf(one);
	if (months !== null && months === monthsOf(other)) return true;
	return daysBetween(one.from, one.to) === daysBetween(other.from, other.to);
}

/** The span just before: as many whole months where it lasts whole months, else as many days. */
export function spanBefore(span: Span): Span {
	const months = monthsOf(span);
	const from =
		months === null ? addDays(span.from, daysBetween(span.to, span.from)) : addMonths(span.from, -months);
	return { from, to: span.from };
}

/** The same days of the year before. A span that ends with its month does so there too, leap year or not. */
export function spanYearBefore({ from, to }: Span): Span {
	const endsMonth = to.endsWith('-01');
	return {
		from: addMonths(from, -12),
		to: endsMonth ? addMonths(to, -12) : addDays(addMonths(addDays(to, -1), -12), 1),
	};
}

const yearOf = (day: Day) => Number(day.slice(0, 4));
const monthOf = (day: Day) => Number(day.slice(5, 7));
