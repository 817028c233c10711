import { quoteText, type Engine, type RunOptions } from '../engine/engine';
import { typedTextSql } from './cell-text';
import { DAY_ALONE, IN_WORDS, plainDateSql } from './date-text';
import type { Reading } from './mapping';
import { MONTH_WORDS } from './presets/date-words';

export type DateReading = Extract<Reading, { as: 'date' }>;

/** A form that dates of a column take: digits as 9, with how many values take it. */
export interface DateShape {
	shape: string;
	/** The same in plain words: months as MON, no weekday, offsets in digits. */
	words: string;
	values: number;
	example: string;
	/** Values whose first, or second, number is over 12 and so must be the day. */
	firstOver12: number;
	secondOver12: number;
	/** Values that stand at midnight. */
	atMidnight: number;
}

/** Order of day and month in a form that leaves it open. */
export type DayMonthOrder = 'day_first' | 'month_first';

export interface DateForms {
	values: number;
	shapes: DateShape[];
}

const MONTH = new RegExp(`\\b(?:${Object.keys(MONTH_WORDS).join('|')})\\b`);

/** The form of a text: digits as 9, fractions of a second as one. */
export const shapeOf = (text: string): string =>
	text
		.replace(/[ \t]+/g, ' ')
		.replace(/\d/g, '9')
		.replace(/(:99)[.,]9+/, '$1.9')
		.replace(/^(9{5}|9{9,13})\.9+$/, '$1.9')
		.replace(MONTH, 'MON')
		.toUpperCase();

/** Texts that may be dates in words, by the same in plain words. */
export async function inPlainWords(
	engine: Engine,
	texts: readonly string[],
	options?: RunOptions,
): Promise<Map<string, string>> {
	const likely = texts.filter(
		(text) =>
			text.length < 80 &&
			/\d/.test(text) &&
			/[\p{L}\s\u00a0\u202f]/u.test(text) &&
			formatOfShape({ shape: shapeOf(text), words: '', example: text }, 'month_first') === null,
	);
	const found = new Map<string, string>();
	if (likely.length === 0) return found;
	const values = likely.map((text) => `(${quoteText(text)})`).join(', ');
	const { rows } = await engine.query(
		`select text, ${plainDateSql('text')} as words from (values ${values}) as t (text)`,
		options,
	);
	for (const row of rows) found.set(String(row['text']), String(row['words']));
	return found;
}

/** The forms of all values of a raw column, most values first. */
export async function dateForms(
	engine: Engine,
	table: string,
	column: string,
	options?: RunOptions,
): Promise<DateForms> {
	// Digits become 9 value by value, which is cheap; all else is told apart on the few forms that remain.
	const { rows } = await engine.query(
		`with texts as (
			select ${typedTextSql(column)} as text from ${table}
		),
		parts as (
			select
				text,
				translate(text, '0123456789', '9999999999') as digits_as_nine,
				case
					when left(text, 1) between '0' and '9' then translate(left(text, 6), '.-', '//')
					else translate(regexp_extract(text, '[0-9]{1,2}[/.-][0-9]{1,2}[/.-]'), '.-', '//')
				end as start,
				substr(text, 12, 5) = '00:00' as is_midnight
			from texts
			where text is not null
		),
		grouped as (
			select
				digits_as_nine,
				count(*) as n,
				min(text) as example,
				count(*) filter (try_cast(split_part(start, '/', 1) as integer) between 13 and 99) as first_over,
				count(*) filter (try_cast(split_part(start, '/', 2) as integer) between 13 and 99) as second_over,
				count(*) filter (is_midnight) as at_midnight,
				sum(count(*)) over () as total
			from parts
			group by digits_as_nine
		)
		select * from grouped order by n desc, digits_as_nine limit 2000`,
		options,
	);
	const examples = rows.map((row) => String(row['example']));
	const words = await inPlainWords(engine, examples, options);
	const shapes = new Map<string, DateShape>();
	for (const row of rows) {
		const example = String(row['example']);
		const shape = shapeOf(example);
		const shapeInWords = shapeOf(words.get(example) ?? example);
		const key = `${shape}\u0000${shapeInWords}`;
		const known = shapes.get(key);
		shapes.set(key, {
			shape,
			words: shapeInWords,
			example: known && known.example < example ? known.example : example,
			values: (known?.values ?? 0) + Number(row['n']),
			firstOver12: (known?.firstOver12 ?? 0) + Number(row['first_over']),
			secondOver12: (known?.secondOver12 ?? 0) + Number(row['second_over']),
			atMidnight: (known?.atMidnight ?? 0) + Number(row['at_midnight']),
		});
	}
	return {
		shapes: [...shapes.values()].sort((a, b) => b.values - a.values || (a.shape < b.shape ? -1 : 1)),
		values: Number(rows[0]?.['total'] ?? 0),
	};
}

const OPEN_ORDER = /^9{1,2}([/.-])9{1,2}\1(9999|99)(?!9)/;

/** The separator of a form that leaves the order of day and month open (`9/9/9999`), else null. */
export function openSeparator(shape: string): string | null {
	return OPEN_ORDER.exec(shape)?.[1] ?? null;
}

const TIME =
	/^(?<gap>[.,]? ?(?:T|AT )? ?)(?<hour>9{1,2}):99(?<seconds>:99)?(?<fraction>\.9)?(?<meridiem> ?[AP]M)?(?<zone> ?(?:Z|UTC|GMT|[+-]99:?99|[+-]99))?$/;

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

const COUNTS: readonly [pattern: RegExp, format: string][] = [
	[/^9{9,10}(\.9)?$/, 'epoch_s'],
	[/^9{12,13}(\.9)?$/, 'epoch_ms'],
	[/^9{15,16}$/, 'epoch_us'],
	[/^9{18,19}$/, 'epoch_ns'],
	[/^9{5}(\.9)?$/, 'spreadsheet_day'],
	[/^99999999999999$/, '%Y%m%d%H%M%S'],
	[/^99999999T999999Z?$/, '%Y%m%dT%H%M%S'],
];

const open = (match: RegExpExecArray, order: DayMonthOrder): string => {
	const separator = match[1] ?? '/';
	const year = match[2] === '99' ? '%y' : '%Y';
	return order === 'day_first'
		? `%d${separator}%m${separator}${year}`
		: `%m${separator}%d${separator}${year}`;
};
const yearFormat = (digits: string | undefined) => (digits === '99' ? '%y' : '%Y');

const DATES: readonly [RegExp, (match: RegExpExecArray, order: DayMonthOrder) => string][] = [
	[
		/^9999([-/.])9{1,2}(?:\1)9{1,2}\.?(?!9)/,
		(match) => `%Y${match[1]}%m${match[1]}%d${match[0].endsWith('.') ? '.' : ''}`,
	],
	[/^99999999(?!9|T)/, () => '%Y%m%d'],
	[OPEN_ORDER, open],
];
const DATES_IN_WORDS: typeof DATES = [
	...DATES,
	[/^9{1,2} MON (9999|99)(?!9)/, (match) => `%d %b ${yearFormat(match[1])}`],
	[/^MON 9{1,2} (9999)(?!9)/, () => '%b %d %Y'],
	[/^9999 MON 9{1,2}(?!9)/, () => '%Y %b %d'],
];

function formatIn(dates: typeof DATES, shape: string, example: string, order: DayMonthOrder): string | null {
	for (const [pattern, formatOf] of dates) {
		const match = pattern.exec(shape);
		if (!match) continue;
		const time = timeFormat(shape.slice(match[0].length), example);
		if (time !== null) return `${formatOf(match, order)}${time}`;
	}
	return null;
}

/**
 * The format that reads values of a form, as a `Reading` has it; null if the form is no date. `order` decides forms
 * that leave day and month open.
 */
export function formatOfShape(
	{ shape, words, example }: Pick<DateShape, 'shape' | 'words' | 'example'>,
	order: DayMonthOrder,
): string | null {
	const count = COUNTS.find(([pattern]) => pattern.test(shape));
	if (count) return count[1] === '%Y%m%dT%H%M%S' && shape.endsWith('Z') ? `${count[1]}Z` : count[1];
	const plain = formatIn(DATES, shape, example, order);
	if (plain !== null) return plain;
	const inWords = formatIn(DATES_IN_WORDS, words, words.includes('T') ? 'T' : '', order);
	return inWords === null ? null : `${IN_WORDS}${inWords}`;
}

const hasTime = (shape: string) => /:99|^9{9,}|^99999999T|^9{5}\.9/.test(shape);
const hasOffset = (shape: string) => /:99(\.9)? ?[+-]9/.test(shape);

/** %Y would read 23 as the year 23; %y does not read 2023. */
const shortYearsFirst = (formats: readonly string[]): string[] => [
	...formats.filter((format) => format.includes('%y')),
	...formats.filter((format) => !format.includes('%y')),
];

/** A family of forms that proves its order of day and month together: of one separator, length of year, and clock. */
interface Family {
	separator: string;
	values: number;
	first: number;
	second: number;
}

export interface OpenOrder {
	separator: string;
	/** Values with this separator; of these, `first` prove day first, `second` month first, all others fit both. */
	values: number;
	first: number;
	second: number;
}

export interface DateDecision {
	reading: DateReading;
	evidence: string;
	/** Separators whose order the values leave open, or contradict. */
	open: OpenOrder[];
	/** Values that take no form of a date. */
	unreadable: number;
}

export const ORDER_WORDS = { day_first: 'day first', month_first: 'month first' } as const;
const isAre = (count: number) => (count === 1 ? 'is' : 'are');

/** A few against so many are slips of the pen: they are read by what they prove, and decide nothing. */
const isSlip = (few: number, many: number) => few * 100 <= many;

const formOf = ({ shape, words }: DateShape) => (openSeparator(shape) === null ? words : shape);
const familyOf = (shape: DateShape): string => {
	const form = formOf(shape);
	const match = OPEN_ORDER.exec(form);
	return match ? `${match[1]} ${match[2]} ${hasTime(form)}` : '';
};

function familiesOf(forms: DateForms): Map<string, Family> {
	const families = new Map<string, Family>();
	for (const shape of forms.shapes) {
		const separator = openSeparator(formOf(shape));
		if (separator === null) continue;
		const key = familyOf(shape);
		const seen = families.get(key) ?? { separator, values: 0, first: 0, second: 0 };
		seen.values += shape.values;
		seen.first += shape.firstOver12;
		seen.second += shape.secondOver12;
		families.set(key, seen);
	}
	return families;
}

interface Orders {
	/** Orders by family, in which to try them. */
	of: Map<string, DayMonthOrder[]>;
	open: OpenOrder[];
	sentences: string[];
}

/** The orders in which the families of one separator are read. */
function ordersOf(separator: string, families: [string, Family][], assumed: DayMonthOrder): Orders {
	const sum = (count: (family: Family) => number) =>
		families.reduce((total, [, one]) => total + count(one), 0);
	const values = sum((family) => family.values);
	const first = sum((family) => family.first);
	const second = sum((family) => family.second);
	const all = (orders: DayMonthOrder[]) => new Map(families.map(([key]) => [key, orders]));
	const other = assumed === 'day_first' ? 'month_first' : 'day_first';
	const total = { separator, values, first, second };
	if (first === 0 && second === 0)
		return {
			of: all([assumed]),
			open: [total],
			sentences: [`all ${values} values with “${separator}” fit day first and month first`],
		};
	const proven: DayMonthOrder = first >= second ? 'day_first' : 'month_first';
	const [proof, contrary] = first >= second ? [first, second] : [second, first];
	const told = `${proof} of ${values} values with “${separator}” prove ${ORDER_WORDS[proven]}`;
	if (contrary === 0) return { of: all([proven]), open: [], sentences: [told] };
	// Two habits in one column: each form, such as those with a time and those without, may prove its own.
	const each = families.map(([key, family]): [string, DayMonthOrder | null] => [
		key,
		family.first > 0 && family.second === 0
			? 'day_first'
			: family.second > 0 && family.first === 0
				? 'month_first'
				: null,
	]);
	if (each.every(([, order]) => order !== null))
		return {
			of: new Map(each.map(([key, order]) => [key, order === null ? [] : [order]])),
			open: [],
			sentences: [
				`${told}, ${contrary} ${ORDER_WORDS[proven === 'day_first' ? 'month_first' : 'day_first']}: each form of its own`,
			],
		};
	const against = `${contrary} ${isAre(contrary)} ${ORDER_WORDS[proven === 'day_first' ? 'month_first' : 'day_first']} and read so`;
	const fitBoth = values - first - second;
	if (fitBoth === 0 || isSlip(contrary, proof)) {
		const contraryOrder = proven === 'day_first' ? 'month_first' : 'day_first';
		return { of: all([proven, contraryOrder]), open: [], sentences: [`${told}, ${against}`] };
	}
	return {
		of: all([assumed, other]),
		open: [total],
		sentences: [
			`${fitBoth} of ${values} values with “${separator}” fit both; ${first} prove day first and ${second} month first`,
		],
	};
}

/**
 * Reads a column's forms. Each separator proves its own order by values over 12; `assumed` decides those that prove
 * none or both, and they are listed in `open`. A value that proves its own order is read by it.
 */
export function decideDates(forms: DateForms, assumed: DayMonthOrder): DateDecision {
	const families = [...familiesOf(forms)];
	const sentences: string[] = [];
	const openOrders: OpenOrder[] = [];
	const orders = new Map<string, DayMonthOrder[]>();
	for (const separator of new Set(families.map(([, family]) => family.separator))) {
		const found = ordersOf(
			separator,
			families.filter(([, family]) => family.separator === separator),
			assumed,
		);
		for (const [key, order] of found.of) orders.set(key, order);
		openOrders.push(...found.open);
		sentences.push(...found.sentences);
	}
	// Midnights of a zone are calendar days of it: moved to UTC they would be the day before.
	const timed = forms.shapes.filter((shape) => hasTime(formOf(shape)));
	const daysOfAZone =
		timed.length > 0 &&
		timed.every(
			(shape) =>
				hasOffset(shape.shape) && shape.atMidnight === shape.values && /^9999-99-99/.test(shape.shape),
		);
	if (daysOfAZone) sentences.push('all at midnight of their own zone: calendar days');
	const formats = new Set<string>();
	let unreadable = 0;
	let timedValues = 0;
	for (const shape of forms.shapes) {
		const found = (orders.get(familyOf(shape)) ?? [assumed]).flatMap((order) => {
			const format = formatOfShape(shape, order);
			return format === null ? [] : [format];
		});
		if (found.length === 0) unreadable += shape.values;
		else if (daysOfAZone && hasTime(shape.shape)) found.splice(0, found.length, `${DAY_ALONE}%Y-%m-%d`);
		else if (hasTime(formOf(shape))) timedValues += shape.values;
		for (const format of found) formats.add(format);
	}
	if (sentences.length === 0 && forms.shapes.length > 0)
		sentences.push(`written as ${forms.shapes[0]?.example}`);
	if (formats.has('spreadsheet_day')) sentences.push('day numbers as spreadsheets count them from 1900');
	const zone = forms.shapes.find(({ shape, words }) => /[A-Z]{2,4}$/.test(shape) && /[+-]9999$/.test(words));
	if (zone)
		sentences.push(`zones named by letters, as in ${zone.example}, are read as their distance from UTC`);
	if (unreadable > 0) sentences.push(`${unreadable} of ${forms.values} values are no date`);
	return {
		reading: { as: 'date', formats: shortYearsFirst([...formats]), dateOnly: timedValues === 0 },
		evidence: sentences.join('; '),
		open: openOrders,
		unreadable,
	};
}

/** The order of day and month that a reading tries first; null if it has no such form. */
export function orderOf(reading: DateReading): DayMonthOrder | null {
	for (const format of reading.formats) {
		if (/^~?%d[/.-]%m/.test(format)) return 'day_first';
		if (/^~?%m[/.-]%d/.test(format)) return 'month_first';
	}
	return null;
}
