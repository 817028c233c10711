import { quoteText } from '../engine/engine';
import { hasOtherDigits, typedTextSql, valueTextSql, type Cell } from './cell-text';
import { hasOtherDigitsSql } from './digits';
import { letSql } from './let-sql';
import {
	CROATIAN_MONTHS,
	MONTH_WORDS,
	WEEKDAY_WORDS,
	WEEKDAYS_BEHIND,
	ZONE_OFFSETS,
} from './presets/date-words';
import { anyOf, withPlain } from './presets/patterns';

/**
 * A mark before a format: the value is first put into plain words (`plainDateSql`): English months, no weekday,
 * offsets in digits.
 */
export const IN_WORDS = '~';
/** The same where the words that Croatian shares with Polish and Czech are its own, and where they are of no month. */
export const IN_CROATIAN = '≈';
export const IN_CLEAR_WORDS = '≁';
export type WordsMark = typeof IN_WORDS | typeof IN_CROATIAN | typeof IN_CLEAR_WORDS;
const WORD_MARKS: readonly WordsMark[] = [IN_WORDS, IN_CROATIAN, IN_CLEAR_WORDS];
/** A mark before a format: the value's first ten characters alone are read, a calendar day whatever its zone. */
export const DAY_ALONE = '^';

const MONTHS = Object.keys(MONTH_WORDS).join('|');
const CROATIAN_WORDS = Object.keys(CROATIAN_MONTHS);
const listOf = (texts: readonly string[]) => texts.map(quoteText).join(', ');
const replaced = (text: string, pattern: string, by: string) =>
	`regexp_replace(${text}, ${quoteText(pattern)}, ${quoteText(by)}, 'g')`;

/** SQL of a date's text in one form: English months between single spaces, no weekday, 12-hour marks AM and PM, offsets in digits. */
export function plainDateSql(text: string, mark: WordsMark = IN_WORDS): string {
	let sql = replaced(text, '[\\s\\x{a0}\\x{202f}\\x{2009}\\x{3000}]+', ' ');
	sql = replaced(sql, ' ?[\\[(][^\\])]*[\\])]$', '');
	sql = replaced(
		sql,
		'([0-9])[年년] ?([0-9]{1,2})[月월] ?([0-9]{1,2})[日일](?: ?(?:星期|周|週)\\p{Han}| ?\\p{Han}曜日| ?\\p{Hangul}요일)?',
		'\\1-\\2-\\3',
	);
	// A full stop behind the year, as Croatian has it.
	sql = replaced(sql, '([.] |\\p{L}[.]? )([0-9]{4})[.]( |$)', '\\1\\2\\3');
	sql = replaced(sql, '([0-9]{4})[.] ([0-9]{1,2})[.] ([0-9]{1,2})[.]?', '\\1-\\2-\\3');
	sql = replaced(sql, '([0-9]{1,2})[.] ([0-9]{1,2})[.] ([0-9]{4})', '\\1.\\2.\\3');
	// `mar` is a Tuesday before a day and a month, and March before a day alone; so is `sub` a Saturday, and February.
	sql = replaced(sql, '(?i)^(?:mar|sub)[.]?,? ([0-9]{1,2}[.]? \\p{L}{2,})', '\\1');
	const weekdays = `(?i)^(?:${anyOf(withPlain(WEEKDAY_WORDS))}|[a-z]+day|mi[eé]|s[aá]b(?:ado)?|(?:segunda|ter[cç]a|quarta|quinta|sexta)(?:-feira)?|mi[eé]rcoles|(?:luned|marted|mercoled|gioved|venerd)ì)[.]?,? (?:den )?(.*[0-9].*)$`;
	sql = replaced(sql, weekdays, '\\1');
	sql = replaced(sql, `(?i)([0-9]{4}),? (?:${anyOf(withPlain(WEEKDAYS_BEHIND))})[.]?( |$)`, '\\1\\2');
	// “of the year” in Russian; clocks in Scandinavian languages and Finnish.
	sql = replaced(sql, '([0-9]{4}) ?г[.]?([ ,]|$)', '\\1\\2');
	sql = replaced(sql, '(?i)(?:,| klo?[.]?) ([0-9]{1,2})[.:]([0-9]{2})', ' \\1:\\2');
	sql = replaced(sql, '(?i)([0-9])(?:st|nd|rd|th|er|º|ª|°)([ ,]|$)', '\\1\\2');
	sql = replaced(sql, '(?i) (?:de|del|of|at|um|à|alle(?: ore)?|om|(?:a )?las|às|в|v|u) ', ' ');
	sql = replaced(sql, ' ([0-9]{1,2}) h ([0-9]{2})$', ' \\1:\\2');
	sql = replaced(sql, '(?i)([0-9]) ?([ap])[.]? ?m[.]?( |$)', '\\1 \\2M\\3');
	sql = replaced(sql, '(?i) (?:GMT|UTC) ?([+-])', ' \\1');
	sql = replaced(sql, '(:[0-9]{2} ?[+-])([0-9])$', '\\10\\2');
	const zones = Object.entries(ZONE_OFFSETS).map(
		([name, offset]) =>
			`when ${quoteText(name)} then regexp_replace(d, ' [A-Za-z]{1,4}$', ${quoteText(` ${offset}`)})`,
	);
	sql = letSql(
		'd',
		sql,
		`case upper(regexp_extract(d, ' ([A-Za-z]{1,4})$', 1)) ${zones.join(' ')} else d end`,
	);
	const months = Object.entries(MONTH_WORDS).map(([month, words]) => {
		const own = mark === IN_WORDS ? words : words.filter((word) => !(word in CROATIAN_MONTHS));
		const further =
			mark === IN_CROATIAN ? CROATIAN_WORDS.filter((word) => CROATIAN_MONTHS[word] === month) : [];
		return `when lower(strip_accents(w)) in (${listOf([...own, ...further])}) then replace(d, w, ${quoteText(month)})`;
	});
	const named = letSql(
		'w',
		`regexp_extract(d, '([\\p{L}\\p{M}]{3,})[.]?', 1)`,
		`case when w = '' then d ${months.join(' ')} else d end`,
	);
	sql = letSql('d', sql, named);
	sql = replaced(sql, `[-/., ]*(${MONTHS})[-/., ]*`, ' \\1 ');
	return `trim(${replaced(sql, '[ ,]+', ' ')})`;
}

/**
 * What the time of a date's text is to be told by: the clock that the text itself goes by, UTC where it names none; or,
 * by the macros of the model, the instant it was (`instant`) and the clock of the workspace's zone then (`wall`).
 */
export type Clock = 'as written' | 'instant' | 'wall';

/** SQL of the instant at which the clock of the workspace's zone shows `wall`. */
export const instantOfSql = (wall: string): string => letSql('w', wall, 'instant_of(w)');

/** Whether a format tells the instant, and not the time on some wall. */
const tellsInstant = (format: string): boolean =>
	/^~?epoch_/.test(format) || /%z$|(?:Z|UTC|GMT)$/.test(format);

/** Formats that are no strptime format: counts since 1970, and the day numbers of spreadsheets. */
const since1970 = (digits: string, micros: (text: string) => string) => ({
	digits,
	sql: (text: string) => `make_timestamp(cast(${micros(text)} as bigint))`,
});
const spreadsheet = (dayNought: string) => ({
	digits: '^[0-9]{5}([.][0-9]+)?$',
	// Rounded to the second, the precision in which sheets keep a time.
	sql: (text: string) =>
		`timestamp '${dayNought}' + to_seconds(cast(round(try_cast(${text} as double) * 86400) as bigint))`,
});
const NUMERIC_FORMATS: Record<string, { digits: string; sql: (text: string) => string }> = {
	epoch_s: since1970('^[0-9]{9,10}([.][0-9]+)?$', (text) => `try_cast(${text} as double) * 1000000`),
	epoch_ms: since1970('^[0-9]{12,13}([.]0+)?$', (text) => `try_cast(${text} as double) * 1000`),
	epoch_us: since1970('^[0-9]{15,16}$', (text) => `try_cast(${text} as bigint)`),
	epoch_ns: since1970('^[0-9]{18,19}$', (text) => `try_cast(${text} as bigint) // 1000`),
	spreadsheet_day: spreadsheet('1899-12-30'),
	spreadsheet_day_1904: spreadsheet('1904-01-01'),
};

/** SQL of the instants that a column's texts tell, in UTC; null of dates that name no time or no offset. */
export function instantsSql(column: Cell, formats: readonly string[]): string {
	const isOnTheWall = typeof column !== 'string' && column.isOnTheWall === true;
	return isOnTheWall ? 'cast(null as timestamp)' : dateSql(column, formats.filter(tellsInstant));
}

/**
 * SQL that reads a column's dates by `formats`, in order, as told by `clock`; null where none fits. A date in digits of
 * other scripts may be of another calendar, whose years lie apart from ours: then only four digits of a year of ours tell
 * that it is not. Those beside it in our digits are read as in any column: but for years that only another calendar has.
 */
export function dateSql(column: Cell, formats: readonly string[], clock: Clock = 'as written'): string {
	const written = writtenDateSql(column, formats, clock);
	const hasYear = formats.some(
		(format) => /%Y/.test(format) && !WORD_MARKS.some((mark) => format.startsWith(mark)),
	);
	const read = hasYear
		? `case when not ${isOfOtherCalendarSql(typedTextSql(column))} then ${written} end`
		: written;
	if (!hasOtherDigits(column)) return read;
	const withCentury = formats.filter((format) => !format.includes('%y'));
	const inOurYears = letSql(
		'd',
		writtenDateSql(column, withCentury, clock),
		`case when year(d) between ${YEARS_OF_OURS.join(' and ')} then d end`,
	);
	return `case when ${hasOtherDigitsSql(valueTextSql(column))} then ${inOurYears} else ${read} end`;
}

/** Centuries that other calendars count today and ours does not: Persian and Islamic 14xx, Buddhist 25xx, Jewish 57xx. */
const OF_OTHER_CALENDARS = '(?:1[34]|2[456]|5[78])[0-9]{2}';

/** SQL of whether a text is a date in digits whose year is one of another calendar. */
export const isOfOtherCalendarSql = (text: string): string =>
	`regexp_matches(${text}, '^(?:[0-9]{1,2}[-/.][0-9]{1,2}[-/.]${OF_OTHER_CALENDARS}(?:[^0-9]|$)|${OF_OTHER_CALENDARS}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[^0-9]|$))')`;

/** Years that no other calendar in use counts today: Persian 14xx, Islamic 14xx, Saka 19xx, Nepalese 208x, Buddhist 25xx. */
const YEARS_OF_OURS = [1970, 2069] as const;

function writtenDateSql(column: Cell, formats: readonly string[], clock: Clock): string {
	const typed = typedTextSql(column);
	const single = `replace(replace(${typed}, '  ', ' '), '  ', ' ')`;
	// Where it costs nothing to name the text twice, only those with two spaces pay for having one.
	const isPlain = typeof column !== 'string' && column.cells?.isTrimmed === true;
	const spaced = isPlain ? `case when contains(${typed}, '  ') then ${single} else ${typed} end` : single;
	// DuckDB reads six digits of a second and no more; .NET, Attio and pandas write up to nine.
	const cut = (text: string) => `regexp_replace(${text}, '([.][0-9]{6})[0-9]+', '\\1')`;
	const hasFraction = formats.some((format) => format.includes('%f'));
	const text = hasFraction ? cut(spaced) : spaced;
	const isOfStrptime = (format: string) =>
		!(format in NUMERIC_FORMATS) && ![...WORD_MARKS, DAY_ALONE].some((mark) => format.startsWith(mark));
	const isOnTheWall = typeof column !== 'string' && column.isOnTheWall === true;
	const isInstant = (format: string) => !isOnTheWall && tellsInstant(format);
	const told = (sql: string, asInstant: boolean) => {
		if (clock === 'as written' || asInstant === (clock === 'instant')) return sql;
		return asInstant ? letSql('w', sql, 'local_at(w)') : instantOfSql(sql);
	};
	const parsed = (value: string, own: readonly string[]) => {
		// DuckDB 1.4 takes the offset of one row for the next that has none, so formats with one are read apart.
		const withOffset = own.filter((format) => format.endsWith('%z'));
		const others = own.filter((format) => !format.endsWith('%z'));
		const lists =
			clock === 'as written'
				? [withOffset, others]
				: [withOffset, others.filter(isInstant), others.filter((format) => !isInstant(format))];
		return lists.flatMap((some) => {
			const [first] = some;
			if (first === undefined) return [];
			return [told(`cast(try_strptime(${value}, [${listOf(some)}]) as timestamp)`, isInstant(first))];
		});
	};
	const marked = (mark: string) =>
		formats.filter((format) => format.startsWith(mark)).map((format) => format.slice(1));
	const parts: string[] = [];
	const days = marked(DAY_ALONE).filter((format) => !(format in NUMERIC_FORMATS));
	if (days.length > 0) parts.push(...parsed(`left(${spaced}, 10)`, days));
	const plain = formats.filter(isOfStrptime);
	if (plain.length > 0) parts.push(...parsed(text, plain));
	for (const format of formats) {
		const isDay = format.startsWith(DAY_ALONE);
		const numeric = NUMERIC_FORMATS[isDay ? format.slice(1) : format];
		if (!numeric) continue;
		const read = `case when regexp_matches(${spaced}, ${quoteText(numeric.digits)}) then ${numeric.sql(spaced)} end`;
		parts.push(told(isDay ? `date_trunc('day', ${read})` : read, isInstant(format)));
	}
	for (const mark of WORD_MARKS) {
		const inWords = marked(mark);
		if (inWords.length === 0) continue;
		const words = plainDateSql(typedTextSql(column), mark);
		parts.push(...parsed(hasFraction ? cut(words) : words, inWords));
	}
	return parts.length ? `coalesce(${parts.join(', ')}, null)` : 'cast(null as timestamp)';
}
