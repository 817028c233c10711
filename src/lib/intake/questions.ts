import { written } from '../base/written';
import type { OpenDates } from './date-columns';
import type { DayMonthOrder } from './date-forms';
import { decideDates } from './dates';
import type { ColumnMapping, Mapping, Question, Reading } from './mapping';

/** The mapping with one column of one file read as answered; what else was answered of it stays. */
function answered(
	mapping: Mapping,
	file: string,
	position: number,
	reading: Reading | ((now: Reading) => Reading),
	answer: string,
): Mapping {
	return {
		...mapping,
		files: mapping.files.map((entry) =>
			entry.file !== file
				? entry
				: {
						...entry,
						columns: entry.columns.map((column) =>
							column.position !== position
								? column
								: {
										...column,
										reading: typeof reading === 'function' ? reading(column.reading) : reading,
										evidence: `${answer}, as answered`,
									},
						),
					},
		),
	};
}

/** Asks in which order a column writes day and month. */
export function dateQuestion(file: string, { position, column, forms, order }: OpenDates): Question {
	const count = (values: number) => written(values);
	const example =
		forms.shapes.find(({ example: text }) => text.includes(order.separator))?.example ?? 'a date';
	const fitBoth = order.values - order.first - order.second;
	const evidence =
		order.first > 0 && order.second > 0
			? `${count(fitBoth)} of ${count(order.values)} values fit both; ${count(order.first)} prove day first and ${count(order.second)} month first.`
			: order.values === 1
				? 'The only value fits both.'
				: `All ${count(order.values)} values fit both; none proves either.`;
	const choice = (answer: DayMonthOrder, label: string) => ({
		label,
		patch: (mapping: Mapping) => answered(mapping, file, position, decideDates(forms, answer).reading, label),
	});
	return {
		code: 'ambiguous-dates',
		file,
		column,
		text: `Is ${example} in “${column}” day first or month first? ${evidence}`,
		choices: [choice('day_first', 'Day first'), choice('month_first', 'Month first')],
	};
}

/** Asks from when a column counts its day numbers; spans of days as texts, `others` those of the other dates. */
export function dayNumberQuestion(
	file: string,
	{ header, position, reading }: ColumnMapping,
	from1900: string,
	from1904: string,
	others: string,
): Question {
	const choice = (format: string, label: string) => ({
		label,
		patch: (mapping: Mapping) =>
			answered(mapping, file, position, { dateOnly: true, ...reading, as: 'date', formats: [format] }, label),
	});
	return {
		code: 'day-numbers',
		file,
		column: header,
		text: `Are the day numbers in “${header}” counted from 1900 or, as old spreadsheets of the Macintosh do, from 1904? From 1900 nearly all are ${from1900}, from 1904 ${from1904}; the other dates are ${others}.`,
		choices: [
			choice('spreadsheet_day_1904', 'Counted from 1904'),
			choice('spreadsheet_day', 'Counted from 1900'),
		],
	};
}

/** Asks whether the only mark of a column groups thousands or is decimal. */
export function decimalQuestion(file: string, { position, header, evidence }: ColumnMapping): Question {
	const choice = (decimal: '.' | ',', label: string) => ({
		label,
		patch: (mapping: Mapping) =>
			answered(mapping, file, position, (now) => ({ ...numberOf(now), decimal }), label),
	});
	return {
		code: 'ambiguous-decimal',
		file,
		column: header,
		text: `Does 1.234 in “${header}” mean one thousand two hundred thirty-four, or one point two three four? ${evidence}.`,
		choices: [choice(',', 'Dots group thousands'), choice('.', 'Dots are decimal points')],
	};
}

const numberOf = (reading: Reading): Extract<Reading, { as: 'number' }> =>
	reading.as === 'number' ? reading : { as: 'number', decimal: '.' };

/** Asks what the amounts of a header such as `Amount (M$)` are: in some countries thousands, in others millions. */
export function scaleQuestion(file: string, { position, header }: ColumnMapping): Question {
	const choice = (factor: number, label: string) => ({
		label,
		patch: (mapping: Mapping) =>
			answered(mapping, file, position, (now) => ({ ...numberOf(now), factor }), label),
	});
	return {
		code: 'ambiguous-scale',
		file,
		column: header,
		text: `Are the amounts in “${header}” as they stand, thousands or millions? The header may mean any of them.`,
		choices: [choice(1, 'As they stand'), choice(1e3, 'Thousands'), choice(1e6, 'Millions')],
	};
}
