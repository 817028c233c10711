import { written } from '../base/written';
import {
	formatOfShape,
	hasSharedMonth,
	ofOtherCalendar,
	OPEN_ORDER,
	openSeparator,
	wordsMark,
	type DateForms,
	type DateShape,
	type DayMonthOrder,
} from './date-forms';
import { DAY_ALONE, IN_CLEAR_WORDS, IN_CROATIAN } from './date-text';
import type { Reading } from './mapping';

export type DateReading = Extract<Reading, { as: 'date' }>;

const hasTime = (shape: string) => /:99|^9{9,}|^99999999T|^9{5}\.9/.test(shape);
const hasOffset = (shape: string) => /:99(\.9)? ?(?:[+-]9|Z$|UTC$|GMT$)/.test(shape);
const isCount = (shape: string) => /^9{9,}(\.9)?$/.test(shape);

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
			sentences: [`all ${written(values)} values with “${separator}” fit day first and month first`],
		};
	const proven: DayMonthOrder = first >= second ? 'day_first' : 'month_first';
	const [proof, contrary] = first >= second ? [first, second] : [second, first];
	const told = `${written(proof)} of ${written(values)} values with “${separator}” prove ${ORDER_WORDS[proven]}`;
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
			`${written(fitBoth)} of ${written(values)} values with “${separator}” fit both; ${written(first)} prove day first and ${written(second)} month first`,
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
	// Midnights of a zone are calendar days of it: moved to UTC they would be the day before. Those of UTC in a zone
	// east of it are the same days.
	const timed = forms.shapes.filter((shape) => hasTime(formOf(shape)));
	const daysOfAZone =
		timed.length > 0 &&
		timed.every(
			({ shape, atMidnight, values }) =>
				atMidnight === values && (isCount(shape) || (hasOffset(shape) && /^9999-99-99/.test(shape))),
		);
	if (daysOfAZone) sentences.push('all at midnight: calendar days');
	const formats = new Set<string>();
	const mark = wordsMark(forms);
	let unreadable = 0;
	let shared = 0;
	let timedValues = 0;
	for (const shape of forms.shapes) {
		const found = (orders.get(familyOf(shape)) ?? [assumed]).flatMap((order) => {
			const format = formatOfShape(shape, order, mark);
			return format === null ? [] : [format];
		});
		if (mark === IN_CLEAR_WORDS && found.length > 0 && hasSharedMonth(shape)) {
			shared += shape.values;
			unreadable += shape.values;
			continue;
		}
		if (found.length > 0) unreadable += shape.ofOtherCalendar;
		if (found.length === 0) unreadable += shape.values;
		else if (daysOfAZone && hasTime(shape.shape)) {
			const alone = isCount(shape.shape)
				? found.map((format) => `${DAY_ALONE}${format}`)
				: [`${DAY_ALONE}%Y-%m-%d`];
			found.splice(0, found.length, ...alone);
		} else if (hasTime(formOf(shape))) timedValues += shape.values;
		for (const format of found) formats.add(format);
	}
	if (sentences.length === 0 && forms.shapes.length > 0)
		sentences.push(`written as ${forms.shapes[0]?.example}`);
	if (formats.has('spreadsheet_day')) sentences.push('day numbers as spreadsheets count them from 1900');
	const zone = forms.shapes.find(({ shape, words }) => /[A-Z]{2,4}$/.test(shape) && /[+-]9999$/.test(words));
	if (zone)
		sentences.push(`zones named by letters, as in ${zone.example}, are read as their distance from UTC`);
	if (mark === IN_CROATIAN) sentences.push('months in Croatian: lip is June, srp July, lis October');
	if (shared > 0)
		sentences.push(
			`${written(shared)} of ${written(forms.values)} values name a month (lip, srp, lis, listopad) that is one in Polish or Czech and another in Croatian, and no other word tells which: they are not read`,
		);
	const other = ofOtherCalendar(forms);
	if (other.values > 0)
		sentences.push(
			`${written(other.values)} of ${written(forms.values)} values have a year of another calendar, as Persian or Buddhist ones have: they are not read`,
		);
	if (unreadable > 0) sentences.push(`${written(unreadable)} of ${written(forms.values)} values are no date`);
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
