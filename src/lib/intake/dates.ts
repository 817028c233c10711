import { quoteText, type Engine, type RunOptions } from '../engine/engine';
import { typedTextSql } from './cell';
import type { Reading } from './mapping';

export type DateReading = Extract<Reading, { as: 'date' }>;

/** A form that dates of a column take: digits as 9, month names as MON, with how many values take it. */
export interface DateShape {
	shape: string;
	values: number;
	example: string;
	/** Values whose first, or second, number is over 12 and so must be the day. */
	firstOver12: number;
	secondOver12: number;
}

/** Order of day and month in a form that leaves it open. */
export type DayMonthOrder = 'day_first' | 'month_first';

export interface DateForms {
	values: number;
	shapes: DateShape[];
}

const MONTH =
	'(?i)(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)[.]?';

/** The forms of all values of a raw column, most values first. */
export async function dateForms(
	engine: Engine,
	table: string,
	column: string,
	options?: RunOptions,
): Promise<DateForms> {
	// Digits become 9 value by value, which is cheap; months and spaces are told apart on the few forms that remain.
	const { rows } = await engine.query(
		`with texts as (
			select ${typedTextSql(column)} as text from ${table}
		),
		parts as (
			select
				text,
				translate(text, '0123456789', '9999999999') as digits_as_nine,
				translate(left(text, 6), '.-', '//') as start
			from texts
			where text is not null
		),
		grouped as (
			select
				digits_as_nine,
				count(*) as n,
				min(text) as example,
				count(*) filter (try_cast(split_part(start, '/', 1) as integer) between 13 and 99) as first_over,
				count(*) filter (try_cast(split_part(start, '/', 2) as integer) between 13 and 99) as second_over
			from parts
			group by digits_as_nine
		),
		shaped as (
			select
				upper(regexp_replace(regexp_replace(regexp_replace(digits_as_nine, '\\s+', ' ', 'g'), '[.]9+', '.9'), ${quoteText(MONTH)}, 'MON')) as shape,
				*
			from grouped
		)
		select shape, sum(n) as n, min(example) as example, sum(first_over) as first_over, sum(second_over) as second_over
		from shaped group by shape order by n desc, shape limit 400`,
		options,
	);
	const shapes = rows.map((row) => ({
		shape: String(row['shape']),
		values: Number(row['n']),
		example: String(row['example']),
		firstOver12: Number(row['first_over']),
		secondOver12: Number(row['second_over']),
	}));
	return { shapes, values: shapes.reduce((sum, shape) => sum + shape.values, 0) };
}

const OPEN_ORDER = /^9{1,2}([/.-])9{1,2}\1(9999|99)(?!9)/;

/** The separator of a form that leaves the order of day and month open (`9/9/9999`), else null. */
export function openSeparator(shape: string): string | null {
	return OPEN_ORDER.exec(shape)?.[1] ?? null;
}

const TIME =
	/^(?<gap>,? ?(?:T|AT )? ?)(?<hour>9{1,2}):99(?<seconds>:99)?(?<fraction>\.9)?(?<meridiem> ?[AP]\.?M\.?)?(?<zone> ?(?:Z|UTC|GMT|[+-]99:?99|[+-]99))?$/;

function timeFormat(rest: string, example: string): string | null {
	if (rest === '') return '';
	const groups = TIME.exec(rest)?.groups;
	if (!groups) return null;
	const gap = groups['gap'] ?? '';
	if (gap === '') return null;
	// The letters of the gap and the zone are literal in strptime, in the case in which the file writes them.
	const literalGap = gap
		.replace('T', example.includes('T') ? 'T' : 't')
		.replace('AT ', example.includes('at ') ? 'at ' : 'AT ');
	const clock = groups['meridiem'] === undefined ? '%H:%M' : '%I:%M';
	const meridiem =
		groups['meridiem'] === undefined ? '' : `${groups['meridiem'].startsWith(' ') ? ' ' : ''}%p`;
	const zone = groups['zone'] ?? '';
	const zoneFormat = /[+-]/.test(zone) ? `${zone.startsWith(' ') ? ' ' : ''}%z` : zone;
	return `${literalGap}${clock}${groups['seconds'] ? ':%S' : ''}${groups['fraction'] ? '.%f' : ''}${meridiem}${zoneFormat}`;
}

/**
 * The formats that read values of a form: strptime formats, or `epoch_s`, `epoch_ms`, `spreadsheet_day`. Empty if the
 * form is no date. `order` decides forms that leave day and month open.
 */
export function formatsOfShape(shape: string, example: string, order: DayMonthOrder): string[] {
	if (/^9{9,10}(\.9)?$/.test(shape)) return ['epoch_s'];
	if (/^9{12,13}$/.test(shape)) return ['epoch_ms'];
	if (/^9{5}(\.9)?$/.test(shape)) return ['spreadsheet_day'];
	const dates: [RegExp, (match: RegExpExecArray) => string[]][] = [
		[/^9999([-/.])9{1,2}(?:\1)9{1,2}(?!9)/, (match) => [`%Y${match[1]}%m${match[1]}%d`]],
		[/^99999999(?!9)/, () => ['%Y%m%d']],
		[
			OPEN_ORDER,
			(match) => {
				const separator = match[1];
				const year = match[2] === '99' ? '%y' : '%Y';
				return order === 'day_first'
					? [`%d${separator}%m${separator}${year}`]
					: [`%m${separator}%d${separator}${year}`];
			},
		],
		[
			/^9{1,2}([- /]|\. )MON\.?([- /,]+)(9999|99)(?!9)/,
			(match) =>
				['%b', '%B'].map((month) => `%d${match[1]}${month}${match[2]}${match[3] === '99' ? '%y' : '%Y'}`),
		],
		[/^MON ?9{1,2}(, ?| )9999/, (match) => ['%b', '%B'].map((month) => `${month} %d${match[1]}%Y`)],
	];
	for (const [pattern, formats] of dates) {
		const match = pattern.exec(shape);
		if (!match) continue;
		const time = timeFormat(shape.slice(match[0].length), example);
		if (time !== null) return formats(match).map((format) => `${format}${time}`);
	}
	return [];
}

const hasTime = (shape: string) => /:99|^9{9,13}|^9{5}\.9/.test(shape);

export interface DateDecision {
	reading: DateReading;
	evidence: string;
	/** Separators whose order the values leave open, with the number of values that fit both. */
	open: { separator: string; values: number }[];
	/** Values that take no form of a date. */
	unreadable: number;
}

const ORDER_WORDS = { day_first: 'day first', month_first: 'month first' } as const;

/**
 * Reads a column's forms. Each separator proves its own order by values over 12; `assumed` decides those that prove
 * none, and they are listed in `open`. A separator whose values prove both orders reads by the order that more prove.
 */
export function decideDates(forms: DateForms, assumed: DayMonthOrder): DateDecision {
	const bySeparator = new Map<string, { values: number; first: number; second: number }>();
	for (const shape of forms.shapes) {
		const separator = openSeparator(shape.shape);
		if (separator === null) continue;
		const seen = bySeparator.get(separator) ?? { values: 0, first: 0, second: 0 };
		seen.values += shape.values;
		seen.first += shape.firstOver12;
		seen.second += shape.secondOver12;
		bySeparator.set(separator, seen);
	}
	const sentences: string[] = [];
	const open: DateDecision['open'] = [];
	const orders = new Map<string, DayMonthOrder>();
	for (const [separator, { values, first, second }] of bySeparator) {
		if (first === 0 && second === 0) {
			orders.set(separator, assumed);
			open.push({ separator, values });
			sentences.push(`all ${values} values with “${separator}” fit day first and month first`);
			continue;
		}
		const order: DayMonthOrder = first >= second ? 'day_first' : 'month_first';
		orders.set(separator, order);
		const [proof, contrary] = first >= second ? [first, second] : [second, first];
		sentences.push(
			`${proof} of ${values} values with “${separator}” prove ${ORDER_WORDS[order]}` +
				(contrary ? `, ${contrary} cannot be read so` : ''),
		);
	}
	const formats = new Set<string>();
	let unreadable = 0;
	let timed = 0;
	for (const { shape, values, example } of forms.shapes) {
		const found = formatsOfShape(shape, example, orders.get(openSeparator(shape) ?? '') ?? assumed);
		if (found.length === 0) unreadable += values;
		else if (hasTime(shape)) timed += values;
		for (const format of found) formats.add(format);
	}
	if (sentences.length === 0 && forms.shapes.length > 0)
		sentences.push(`written as ${forms.shapes[0]?.example}`);
	if (unreadable > 0) sentences.push(`${unreadable} of ${forms.values} values are no date`);
	return {
		reading: { as: 'date', formats: [...formats], dateOnly: timed === 0 },
		evidence: sentences.join('; '),
		open,
		unreadable,
	};
}

/** The order of day and month that a reading uses, for the given separator; null if it has no such form. */
export function orderOf(reading: DateReading): DayMonthOrder | null {
	for (const format of reading.formats) {
		if (/^%d[/.-]%m/.test(format)) return 'day_first';
		if (/^%m[/.-]%d/.test(format)) return 'month_first';
	}
	return null;
}
