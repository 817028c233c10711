/** A calendar day `YYYY-MM-DD`. Never a Date: a calendar day must not shift with a time zone. */
export type Day = string & { readonly __day: unique symbol };

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const MS_PER_DAY = 86_400_000;

/** The day that `text` names, or null if it names none (`2023-02-30` names none). */
export function parseDay(text: string): Day | null {
	const match = PATTERN.exec(text);
	if (!match) return null;
	const day = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
	return day.toISOString().slice(0, 10) === text ? (text as Day) : null;
}

/** Whole days from `from` to `to`; negative if `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
	return Math.round((Date.parse(to) - Date.parse(from)) / MS_PER_DAY);
}

/** The day `days` after `day`. */
export function addDays(day: Day, days: number): Day {
	return new Date(Date.parse(day) + days * MS_PER_DAY).toISOString().slice(0, 10) as Day;
}

/** The same date `months` later, or the last of its month where that is shorter: 31 March less one is 28 February. */
export function addMonths(day: Day, months: number): Day {
	const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
	const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
	return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10) as Day;
}
