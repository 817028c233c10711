import { written } from '../base/written';
import { quoteName, quoteText, type Engine, type RunOptions } from '../engine/engine';
import { readingSql, textSql } from './cell';
import { dateForms, openSeparator, type DateForms, type DayMonthOrder } from './date-forms';
import { decideDates, orderOf } from './dates';
import type { ColumnMapping, FieldReadings, Mapping, Question, Reading } from './mapping';
import { decideDecimal, numberForms } from './numbers';
import { columnsOf, foldedSql, hasRole, roleSql, type MappedFile } from './project-sql';
import type { RawFile } from './read/raw-file';

/** What a row of a log of several fields can be about, of all that the model uses. */
export type LogField = 'stage' | 'outcome' | 'amount' | 'expected_close' | 'owner';

/** How CRMs name these fields in such logs, folded; labels and internal names. */
const FIELD_NAMES: Record<LogField, readonly string[]> = {
	stage: [
		'stage',
		'stagename',
		'stage name',
		'dealstage',
		'deal stage',
		'deal_stage',
		'stage_id',
		'sales_stage',
		'sales stage',
		'phase',
		'etape',
		'etapa',
		'fase',
		'stadium',
		'etap',
	],
	outcome: ['status', 'deal status', 'deal_status'],
	amount: [
		'amount',
		'deal amount',
		'deal_amount',
		'opportunity amount',
		'deal value',
		'deal_value',
		'value',
		'estimatedvalue',
		'est. revenue',
		'expected_revenue',
		'planned_revenue',
		'expected revenue',
		'betrag',
		'montant',
		'importe',
		'valor',
		'importo',
		'bedrag',
		'kwota',
	],
	expected_close: [
		'close date',
		'closedate',
		'close_date',
		'closing date',
		'closing_date',
		'expected close',
		'expected close date',
		'expected_close_date',
		'expected closing',
		'expected_close',
		'estimatedclosedate',
		'est. close date',
		'date_closed',
		'date_deadline',
		'schlusstermin',
		'abschlussdatum',
		'date de cloture',
		'fecha de cierre',
		'data de fechamento',
		'data di chiusura',
		'data chiusura',
		'sluitingsdatum',
	],
	owner: [
		'owner',
		'ownerid',
		'owner_id',
		'opportunity owner',
		'deal owner',
		'deal_owner',
		'owner name',
		'hubspot_owner_id',
		'user_id',
		'salesperson',
		'assigned to',
		'assigned user',
		'assigned_user_id',
		'responsible',
		'sales owner',
		'inhaber',
		'opportunity-inhaber',
		"proprietaire de l'opportunite",
		'propietario de la oportunidad',
		'proprietario da oportunidade',
		'titolare opportunita',
		'eigenaar opportunity',
	],
};

const FIELDS = Object.entries(FIELD_NAMES) as [LogField, readonly string[]][];

const ISO_DATES: Reading = {
	as: 'date',
	formats: ['%Y-%m-%d', '%Y-%m-%d %H:%M', '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S'],
	dateOnly: false,
};
const PLAIN: Required<FieldReadings> = {
	amount: { as: 'number', decimal: '.' },
	expected_close: ISO_DATES,
};

const isField = (field: string, name: LogField): string =>
	`list_contains([${FIELD_NAMES[name].map(quoteText).join(', ')}], ${foldedSql(field)})`;

/**
 * SQL of the field that a row of a log is about, null for one that nothing uses. A log that names no field is about
 * the stage, and a row that leaves the field empty is too. A status is the stage where the log has no other: beside
 * stages it tells whether the deal is open, won or lost.
 */
export function logFieldSql(file: MappedFile): string {
	if (!hasRole(file, 'changed_field')) return quoteText('stage');
	const field = roleSql(file, 'changed_field');
	const hasStages = `exists (select 1 from ${quoteName(file.raw.table)} where ${isField(field, 'stage')})`;
	const cases = FIELDS.map(
		([name]) =>
			`when ${isField(field, name)} then ${name === 'outcome' ? `case when ${hasStages} then 'outcome' else 'stage' end` : quoteText(name)}`,
	);
	return `case when ${field} is null then 'stage' ${cases.join(' ')} end`;
}

/** SQL of the value of `field` in the column of new (`stage`) or old (`from_stage`) values; null without that column. */
export function logValueSql(
	file: MappedFile,
	role: 'stage' | 'from_stage',
	field: 'amount' | 'expected_close' | 'owner',
): string | null {
	const column = columnsOf(file, role)[0];
	const cell = column && file.raw.columns[column.position];
	if (!column || !cell) return null;
	if (field === 'owner') return textSql(cell);
	return readingSql(cell, column.fields?.[field] ?? PLAIN[field], file.isZoned ? 'wall' : 'as written');
}

function openOrder(forms: DateForms, siblings: readonly ColumnMapping[]): DayMonthOrder | null {
	const separators = new Set(forms.shapes.map(({ shape }) => openSeparator(shape)));
	const orders = new Set(
		siblings.flatMap(({ reading }) => {
			if (reading.as !== 'date') return [];
			const separator = /^%[dm]([/.-])%[dm]/.exec(reading.formats[0] ?? '')?.[1];
			const order = separator !== undefined && separators.has(separator) ? orderOf(reading) : null;
			return order === null ? [] : [order];
		}),
	);
	return orders.size === 1 ? ([...orders][0] ?? null) : null;
}

/** The mapping with the dates among the values of one log read in this order. */
function withOrder(mapping: Mapping, file: string, forms: DateForms, order: DayMonthOrder): Mapping {
	return {
		...mapping,
		files: mapping.files.map((entry) =>
			entry.file !== file
				? entry
				: {
						...entry,
						columns: entry.columns.map((column) =>
							column.fields
								? {
										...column,
										fields: { ...column.fields, expected_close: decideDates(forms, order).reading },
									}
								: column,
						),
					},
		),
	};
}

/**
 * Decides how the amounts and close dates among the values of a log of several fields are read, from these values
 * alone, and writes it into the mappings of the value columns. Returns what only a person can decide. Other files are
 * left as they are.
 */
export async function readFieldValues(
	engine: Engine,
	raw: RawFile,
	columns: readonly ColumnMapping[],
	options?: RunOptions,
): Promise<Question[]> {
	const fieldColumn = columns.find(({ role }) => role === 'changed_field');
	const values = columns.filter(({ role }) => role === 'stage' || role === 'from_stage');
	if (!fieldColumn || values.length === 0) return [];
	const file: MappedFile = {
		index: 0,
		raw,
		mapping: {
			file: raw.file,
			kind: 'stage_history',
			layout: '',
			confidence: 1,
			evidence: [],
			columns: [...columns],
		},
	};
	const questions: Question[] = [];
	const fields: FieldReadings = {};
	const told: string[] = [];
	const view = (field: LogField) =>
		`(${values
			.map(
				({ position }) =>
					`select ${quoteName(raw.columns[position]?.name ?? '')} as field_value from ${quoteName(raw.table)}
					where ${logFieldSql(file)} = ${quoteText(field)}`,
			)
			.join(' union all ')}) as field_values`;
	const numbers = await numberForms(engine, view('amount'), 'field_value', options);
	if (numbers.values > 0) {
		const decision = decideDecimal(numbers, raw.delimiter);
		fields.amount = { as: 'number', decimal: decision.decimal };
		told.push(`amounts: ${decision.evidence}`);
	}
	const forms = await dateForms(engine, view('expected_close'), 'field_value', options);
	if (forms.values > 0) {
		const siblings = columns.filter(({ reading }) => reading.as === 'date');
		const proven = decideDates(forms, 'month_first');
		const order = proven.open.length > 0 ? openOrder(forms, siblings) : null;
		const decision = order === null ? proven : decideDates(forms, order);
		fields.expected_close = decision.reading;
		told.push(`close dates: ${decision.evidence}`);
		if (proven.open.length > 0 && order === null) {
			questions.push({
				code: 'ambiguous-dates',
				file: raw.file,
				column: values[0]?.header ?? '',
				text: `Is ${forms.shapes[0]?.example ?? 'a date'}, a close date in “${values[0]?.header}”, day first or month first? All ${written(forms.values)} values fit both; none proves either.`,
				choices: [
					{ label: 'Day first', patch: (mapping) => withOrder(mapping, raw.file, forms, 'day_first') },
					{ label: 'Month first', patch: (mapping) => withOrder(mapping, raw.file, forms, 'month_first') },
				],
			});
		}
	}
	if (told.length === 0) return questions;
	for (const column of values) {
		column.fields = fields;
		column.evidence = [column.evidence, ...told].join('; ');
	}
	return questions;
}
