import type { OpenDates } from './date-columns';
import { decideDates, type DayMonthOrder } from './dates';
import type { ColumnMapping, Mapping, Question, Reading } from './mapping';

/** The mapping with one column of one file read as answered. */
function answered(
	mapping: Mapping,
	file: string,
	position: number,
	reading: Reading,
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
								: { ...column, reading, evidence: `${answer}, as answered` },
						),
					},
		),
	};
}

/** Asks in which order a column writes day and month. */
export function dateQuestion(file: string, { position, column, forms }: OpenDates): Question {
	const choice = (order: DayMonthOrder, label: string) => ({
		label,
		patch: (mapping: Mapping) => answered(mapping, file, position, decideDates(forms, order).reading, label),
	});
	return {
		code: 'ambiguous-dates',
		file,
		column,
		text: `Is ${forms.shapes[0]?.example ?? 'a date'} in “${column}” day first or month first? All ${forms.values} values fit both; none proves either.`,
		choices: [choice('day_first', 'Day first'), choice('month_first', 'Month first')],
	};
}

/** Asks whether the only mark of a column groups thousands or is decimal. */
export function decimalQuestion(file: string, { position, header }: ColumnMapping): Question {
	const choice = (decimal: '.' | ',', label: string) => ({
		label,
		patch: (mapping: Mapping) => answered(mapping, file, position, { as: 'number', decimal }, label),
	});
	return {
		code: 'ambiguous-decimal',
		file,
		column: header,
		text: `Does 1.234 in “${header}” mean one thousand two hundred thirty-four, or one and a quarter? No value proves either.`,
		choices: [choice(',', 'Dots group thousands'), choice('.', 'Dots are decimal points')],
	};
}
