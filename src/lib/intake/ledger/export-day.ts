import type { Day } from '../../base/day';
import type { DayMonthOrder } from '../date-forms';
import { orderOf } from '../dates';
import type { FileMapping } from '../mapping';
import type { RawFile } from '../read/raw-file';
import { REPORT_FOOTER } from '../read/reasons';
import { daysIn, onlyDay } from './day-in-text';

/** The day of an export, and what tells it. */
export interface ExportDay {
	day: Day;
	evidence: string;
}

/** Words before a date that make it the day of the report around it. */
const REPORTED =
	/\b(?:as (?:of|at)|data (?:as of|through)|snapshot(?: date)?|generated|exported|export(?: date)?|extracted|downloaded|printed|run (?:on|at|date)|report (?:date|generated|run|as of)|date of (?:export|report)|stand|stichtag|exportiert am|erstellt am)\b|^\W*date\b/i;
/** Lines that tell what the report was asked for. */
const ASKED = /^\W*(?:filter|where|criteria|scope|range|period|from|between|close date|created)/i;

/** Order of day and month in the dates of the file, where all with a choice agree. */
function ownOrder(mapping: FileMapping): DayMonthOrder | null {
	const orders = new Set(
		mapping.columns.flatMap(({ reading }) => (reading.as === 'date' ? [orderOf(reading)] : [])),
	);
	orders.delete(null);
	return orders.size === 1 ? ([...orders][0] ?? null) : null;
}

/** The day that the text above or below the rows tells, as "As of 2025-09-30". */
export function dayOfText(lines: readonly string[], order: DayMonthOrder | null): ExportDay | null {
	for (const line of lines) {
		if (!REPORTED.test(line) || ASKED.test(line)) continue;
		const day = onlyDay(daysIn(line).days, order);
		if (day !== null) return { day, evidence: `“${line.trim().slice(0, 80)}” stands beside its rows` };
	}
	return null;
}

/** Parts of a file's name, the innermost first: of `weekly.zip › deals.csv` first `deals.csv`. */
const partsOf = (file: string): string[] =>
	file
		.split(' › ')
		.flatMap((part) => part.split('/'))
		.reverse();

/** The day that the name tells. `order` is that of the names of its siblings. */
export function dayOfName(file: string, order: DayMonthOrder | null): ExportDay | null {
	for (const part of partsOf(file)) {
		const { days } = daysIn(part);
		if (days.length === 0) continue;
		const day = onlyDay(days, order);
		return day === null ? null : { day, evidence: 'its name tells' };
	}
	return null;
}

/** The name without its dates, numbers of copies and ending: the same for all exports of one series. */
export function stemOf(file: string): string {
	return partsOf(file)
		.map((part) =>
			daysIn(part.normalize('NFKC').toLowerCase())
				.rest.replace(/\.[a-z0-9]{2,8}$/, '')
				.replace(/\(\d+\)|\bcopy\b|\bpart[-_ ]?\d+\b/g, '')
				.replace(/\d{4,6}(?=z?$)/, '')
				.replace(/[^\p{L}]+/gu, ' ')
				.trim(),
		)
		.join('/');
}

/** The order of day and month that these names prove together: one has a day over 12. */
export function orderOfNames(names: readonly string[]): DayMonthOrder | null {
	const numeric = names.flatMap((name) => [
		...name.matchAll(/(?<!\d)(\d{1,2})([-_./])(\d{1,2})\2(?:\d{4}|\d{2})(?!\d)/g),
	]);
	const dayFirst = numeric.some((match) => Number(match[1]) > 12);
	const monthFirst = numeric.some((match) => Number(match[3]) > 12);
	if (dayFirst === monthFirst) return null;
	return dayFirst ? 'day_first' : 'month_first';
}

/**
 * The day of which an export is, from the text around its rows, then from its name. Null where neither tells; when the
 * file was last changed is no proof.
 */
export function exportDay(raw: RawFile, mapping: FileMapping, names: readonly string[]): ExportDay | null {
	const order = ownOrder(mapping);
	const footer = raw.setAside.filter(({ reason }) => reason === REPORT_FOOTER);
	const lines = [...(raw.around ?? []), ...footer.map(({ text }) => text)];
	return dayOfText(lines, order) ?? dayOfName(raw.file, orderOfNames(names) ?? order);
}
