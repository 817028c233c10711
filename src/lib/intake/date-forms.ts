import { quoteText, type Engine, type RunOptions } from '../engine/engine';
import { typedTextSql, type Cell } from './cell-text';
import {
	IN_CLEAR_WORDS,
	IN_CROATIAN,
	IN_WORDS,
	isOfOtherCalendarSql,
	plainDateSql,
	type WordsMark,
} from './date-text';
import { plainDigits } from './digits';
import { CROATIAN_ALONE, CROATIAN_MONTHS, MONTH_WORDS, POLISH_OR_CZECH } from './presets/date-words';

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
	/** Values that stand at midnight, of their own zone or of UTC. */
	atMidnight: number;
	/** Values whose year is one of another calendar: they are not read. */
	ofOtherCalendar: number;
	/** One of them; null if there are none. */
	otherExample: string | null;
}

/** Order of day and month in a form that leaves it open. */
export type DayMonthOrder = 'day_first' | 'month_first';

export interface DateForms {
	values: number;
	shapes: DateShape[];
	/** What words of months mean that Croatian shares with Polish and Czech, where the other columns of the file tell. */
	words?: WordsMark;
}

/** The words of a form that are dates in words, folded. */
const wordsOf = ({ shape, words }: DateShape): string[] =>
	words.includes('MON')
		? (shape
				.toLowerCase()
				.normalize('NFD')
				.replace(/\p{M}/gu, '')
				.match(/\p{L}{3,}/gu) ?? [])
		: [];

/** Whether a form has a month that is another one in Croatian than in Polish or Czech. */
export const hasSharedMonth = (shape: DateShape): boolean =>
	wordsOf(shape).some((word) => word in CROATIAN_MONTHS);

/** What shared words of months mean by the other words of a column; null where these tell nothing, or both. */
export function ownWords({ shapes }: DateForms): WordsMark | null {
	const words = new Set(shapes.flatMap(wordsOf));
	const isCroatian = CROATIAN_ALONE.some((word) => words.has(word));
	const isOther = POLISH_OR_CZECH.some((word) => words.has(word));
	if (isCroatian === isOther) return null;
	return isCroatian ? IN_CROATIAN : IN_WORDS;
}

/** The mark of the formats of a column's dates in words. */
export const wordsMark = (forms: DateForms): WordsMark =>
	forms.shapes.some(hasSharedMonth) ? (ownWords(forms) ?? forms.words ?? IN_CLEAR_WORDS) : IN_WORDS;

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

const MONTH_IN_TEXT = new RegExp(
	`(?<!\\p{L})(?:${Object.values(MONTH_WORDS).flat().join('|')})(?!\\p{L})`,
	'iu',
);

/** Whether a text could be a date once it is in plain words: it holds the name of a month, or numbers as a date has them. */
export function mayBeDate(text: string): boolean {
	if (/\d[-/.] ?\d{1,2}[-/.] ?\d|\d{8}|[年년]/.test(text)) return true;
	return MONTH_IN_TEXT.test(text.normalize('NFD').replace(/\p{M}/gu, ''));
}

/** Forms that a column is tried for before all others: telling digits from other characters is slow. */
const TRIED_FORMS = 4;

/** SQL of a text with its digits as 9. What takes a form of `samples` is only held against it. */
function digitsAsNineSql(text: string, samples: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const sample of samples) {
		const form = plainDigits(sample).replace(/\d/g, '9');
		if (form.length <= 40) counts.set(form, (counts.get(form) ?? 0) + 1);
	}
	const forms = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, TRIED_FORMS);
	const cases = forms.map(([form]) => {
		const pattern = form.replace(/9+|[^9]/gu, (part) =>
			part.startsWith('9') ? `[0-9]{${part.length}}` : part.replace(/[\\^$.*+?()[\]{}|]/, '\\$&'),
		);
		return `when regexp_full_match(${text}, ${quoteText(pattern)}) then ${quoteText(form)}`;
	});
	const slow = `translate(${text}, '0123456789', '9999999999')`;
	return cases.length > 0 ? `case ${cases.join(' ')} else ${slow} end` : slow;
}

/** The forms of all values of a raw column, most values first. */
export async function dateForms(
	engine: Engine,
	table: string,
	column: Cell,
	options?: RunOptions,
): Promise<DateForms> {
	const samples = typeof column === 'string' ? [] : (column.samples ?? []);
	// Digits become 9 value by value; all else is told apart on the beginnings and the few forms that remain.
	const { rows } = await engine.query(
		`with texts as (
			select ${typedTextSql(column)} as text from ${table}
		),
		beginnings as (
			select
				${digitsAsNineSql('text', samples)} as digits_as_nine,
				case
					when left(text, 1) between '0' and '9' then left(text, 6)
					else regexp_extract(text, '[0-9]{1,2}[/.-] ?[0-9]{1,2}[/.-]')
				end as beginning,
				case
					when substr(text, 12, 5) = '00:00' then true
					-- Midnight of UTC, written in a zone east of it: 03:00:00+03:00.
					when substr(text, 17, 4) = ':00+' then substr(text, 12, 5) = substr(text, 21)
					-- Counts of seconds or milliseconds since 1970 that are whole days.
					when length(text) < 14 and ends_with(text, '00') and regexp_full_match(text, '[0-9]{9,10}|[0-9]{12,13}')
						then cast(text as bigint) % case when length(text) > 10 then 86400000 else 86400 end = 0
					else false
				end as is_midnight,
				${isOfOtherCalendarSql('text')} as is_of_other_calendar,
				count(*) as n,
				min(text) as example
			from texts
			where text is not null
			group by all
		),
		parts as (
			select *, translate(beginning, '.-', '//') as start from beginnings
		),
		grouped as (
			select
				digits_as_nine,
				cast(sum(n) as bigint) as n,
				min(example) as example,
				cast(sum(n) filter (try_cast(split_part(start, '/', 1) as integer) between 13 and 99) as bigint) as first_over,
				cast(sum(n) filter (try_cast(split_part(start, '/', 2) as integer) between 13 and 99) as bigint) as second_over,
				cast(sum(n) filter (is_midnight) as bigint) as at_midnight,
				cast(sum(n) filter (is_of_other_calendar) as bigint) as of_other_calendar,
				min(example) filter (is_of_other_calendar) as other_example,
				cast(sum(sum(n)) over () as bigint) as total
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
			ofOtherCalendar: (known?.ofOtherCalendar ?? 0) + Number(row['of_other_calendar']),
			otherExample:
				known?.otherExample ?? (row['other_example'] === null ? null : String(row['other_example'])),
		});
	}
	return {
		shapes: [...shapes.values()].sort((a, b) => b.values - a.values || (a.shape < b.shape ? -1 : 1)),
		values: Number(rows[0]?.['total'] ?? 0),
	};
}

/** Forms that leave the order of day and month open. */
export const OPEN_ORDER = /^9{1,2}([/.-])9{1,2}\1(9999|99)(?!9)/;

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
 * that leave day and month open, `mark` what words of months mean.
 */
export function formatOfShape(
	{ shape, words, example }: Pick<DateShape, 'shape' | 'words' | 'example'>,
	order: DayMonthOrder,
	mark: WordsMark = IN_WORDS,
): string | null {
	const count = COUNTS.find(([pattern]) => pattern.test(shape));
	if (count) return count[1] === '%Y%m%dT%H%M%S' && shape.endsWith('Z') ? `${count[1]}Z` : count[1];
	const plain = formatIn(DATES, shape, example, order);
	if (plain !== null) return plain;
	const inWords = formatIn(DATES_IN_WORDS, words, words.includes('T') ? 'T' : '', order);
	return inWords === null ? null : `${inWords.includes('%b') ? mark : IN_WORDS}${inWords}`;
}

/** How many values have a year of another calendar, and one of them. */
export function ofOtherCalendar({ shapes }: DateForms): { values: number; example: string } {
	const own = shapes.filter((shape) => shape.ofOtherCalendar > 0);
	return {
		values: own.reduce((sum, shape) => sum + shape.ofOtherCalendar, 0),
		example: own[0]?.otherExample ?? '',
	};
}
