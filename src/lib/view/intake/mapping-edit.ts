import type {
	ColumnMapping,
	ColumnRole,
	FileMapping,
	Mapping,
	Reading,
	StageMapping,
} from '../../intake/mapping';
import { CHOSEN_BY_HAND } from '../../intake/recall-columns';
import type { DayMonthOrder } from '../../intake/date-forms';
import { orderOf } from '../../intake/dates';
import { splitUnit } from '../../intake/presets/header-units';
import { SCALE_NAMES } from '../../intake/presets/scales';
import { DATE_ROLES, FLAG_ROLES, NUMBER_ROLES, SCALED_ROLES } from '../../intake/roles';
import type { StageKind } from '../../model/catalog';

/** Roles in words, in the order in which they are offered. */
export const ROLE_WORDS: Record<ColumnRole, string> = {
	id: 'Id',
	name: 'Name',
	account: 'Account',
	owner: 'Owner',
	source: 'Lead source',
	pipeline: 'Pipeline',
	amount: 'Amount',
	closed_amount: 'Amount once closed',
	currency: 'Currency',
	stage: 'Stage',
	from_stage: 'Stage before',
	stage_before_end: 'Last stage before the end',
	stage_since: 'In its stage since',
	status: 'Status (open, won, lost)',
	is_won: 'Flag: won',
	is_lost: 'Flag: lost',
	is_closed: 'Flag: closed',
	is_active: 'Flag: active',
	record_kind: 'Lead or opportunity',
	created: 'Created on',
	closed: 'Closed on',
	won_at: 'Won on',
	lost_at: 'Lost on',
	expected_close: 'Expected close',
	changed_at: 'Stage changed on',
	changed_field: 'Changed field',
	modified: 'Last modified',
	lost_reason: 'Lost reason',
	probability: 'Probability',
	deleted: 'Flag: deleted',
	snapshot_day: 'Day of the export',
	deleted_at: 'Deleted on',
	entered_stage: 'Date entered a stage',
	product: 'Product',
	team: 'Team',
	manager: 'Manager',
	job: 'Role or title',
	lead: 'Lead it came from',
	deal: 'Deal it became',
	converted_at: 'Converted on',
	is_converted: 'Flag: converted',
	starts: 'First day',
	ends: 'Last day',
	ends_before: 'Ends before',
	period: 'Period',
	period_type: 'Length of the period',
	year: 'Year',
	ordered_at: 'Ordered on',
	billing_period: 'Billing period',
	measure: 'What the target is of',
	target: 'Target',
	rate: 'Exchange rate',
	inverse_rate: 'Exchange rate, the other way',
	to_currency: 'Currency of the rate',
	segment: 'To filter by',
	ignored: 'Left out',
};

export const KIND_WORDS: Record<StageKind, string> = {
	open: 'Open',
	won: 'Won',
	lost: 'Lost',
	parked: 'Parked',
	after_sale: 'After the sale',
};

export const FILE_KIND_WORDS: Record<FileMapping['kind'], string> = {
	deals: 'Opportunities',
	stage_history: 'Stage history',
	leads: 'Leads',
	accounts: 'Accounts',
	products: 'Products',
	people: 'Owners and teams',
	subscriptions: 'Subscriptions',
	orders: 'Orders',
	targets: 'Targets',
	spend: 'Lead-source spend',
	rates: 'Exchange rates',
	ignored: 'Left out',
};

const ISO_DATES: Reading = {
	as: 'date',
	formats: ['%Y-%m-%d', '%Y-%m-%d %H:%M', '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S'],
	dateOnly: false,
};

/** The reading that a role asks for: the present one where it fits, else the plainest of its kind, in the unit of the header. */
export function readingFor(role: ColumnRole, present: Reading, header = ''): Reading {
	if (DATE_ROLES.includes(role)) return present.as === 'date' ? present : ISO_DATES;
	if (NUMBER_ROLES.includes(role)) {
		const { factor: _before, ...plain }: Extract<Reading, { as: 'number' }> =
			present.as === 'number' ? present : { as: 'number', decimal: '.' };
		const factor = SCALED_ROLES.includes(role) ? splitUnit(header)?.factor : undefined;
		return typeof factor === 'number' && factor !== 1 ? { ...plain, factor } : plain;
	}
	if (FLAG_ROLES.includes(role)) return { as: 'flag' };
	// What is filtered by is matched as it is written.
	if (role === 'ignored') return present;
	return { as: 'text' };
}

/** A reading of dates with the order of day and month that is asked for; forms without a choice stay. */
export function withDayMonthOrder(reading: Reading, order: DayMonthOrder): Reading {
	if (reading.as !== 'date') return reading;
	const ordered = (format: string) =>
		format.replace(/^(~?)%[dm]([/.-])%[dm]/, (_, mark: string, separator: string) =>
			order === 'day_first' ? `${mark}%d${separator}%m` : `${mark}%m${separator}%d`,
		);
	// Where both orders are read, by what each value proves, the one asked for comes first and the other stays.
	const isBoth = reading.formats.some(
		(format) => ordered(format) !== format && reading.formats.includes(ordered(format)),
	);
	const formats = new Set([...reading.formats.map(ordered), ...(isBoth ? reading.formats : [])]);
	return { ...reading, formats: [...formats] };
}

export interface ReadingChoice {
	label: string;
	reading: Reading;
}

/** strptime formats as people write them: `%d/%m/%Y` → `DD/MM/YYYY`. */
function formatWords(format: string): string {
	const named: Record<string, string> = {
		epoch_s: 'seconds since 1970',
		epoch_ms: 'milliseconds since 1970',
		epoch_us: 'microseconds since 1970',
		epoch_ns: 'nanoseconds since 1970',
		spreadsheet_day: 'spreadsheet day number',
		spreadsheet_day_1904: 'spreadsheet day number from 1904',
	};
	if (named[format]) return named[format];
	if (format.startsWith('^') && named[format.slice(1)]) return `day in ${named[format.slice(1)]}`;
	const words: Record<string, string> = {
		Y: 'YYYY',
		y: 'YY',
		m: 'MM',
		d: 'DD',
		b: 'Mon',
		B: 'Month',
		H: 'hh',
		I: 'hh',
		M: 'mm',
		S: 'ss',
		f: 'fff',
		p: 'am/pm',
		z: '±hh:mm',
	};
	return format
		.replace(/^[~≈≁^]/, '')
		.replace(/%([a-zA-Z])/g, (whole, letter: string) => words[letter] ?? whole);
}

/** A reading in words: `Number 1,234.50`, `Date DD/MM/YYYY`. */
export function readingWords(reading: Reading): string {
	if (reading.as === 'text') return 'Text';
	if (reading.as === 'flag') return 'Yes or no';
	if (reading.as === 'number') {
		const scale = SCALE_NAMES.get(reading.factor ?? 1);
		return `Number ${reading.decimal === '.' ? '1,234.50' : '1.234,50'}${scale ? `, in ${scale}` : ''}`;
	}
	const [first] = reading.formats;
	const more = reading.formats.length > 1 ? ` (+${reading.formats.length - 1})` : '';
	return first ? `Date ${formatWords(first)}${more}` : 'Date';
}

/** What a column of this role may be read as; the present reading is one of them. */
export function readingChoices(column: ColumnMapping): ReadingChoice[] {
	const { reading } = column;
	const choices: Reading[] = [];
	if (reading.as === 'number') {
		const { factor, ...plain } = reading;
		// Of a header that may say thousands or millions only the reader can tell.
		const isOpen = SCALED_ROLES.includes(column.role) && splitUnit(column.header)?.factor === null;
		for (const own of isOpen ? [1, 1e3, 1e6] : [factor ?? 1])
			for (const decimal of ['.', ','] as const)
				choices.push({ ...plain, decimal, ...(own === 1 ? {} : { factor: own }) });
	} else if (reading.as === 'date') {
		choices.push(
			...(orderOf(reading) === null
				? [reading]
				: [withDayMonthOrder(reading, 'day_first'), withDayMonthOrder(reading, 'month_first')]),
		);
		if (JSON.stringify(reading) !== JSON.stringify(ISO_DATES)) choices.push(ISO_DATES);
	} else choices.push(reading);
	return choices.map((choice) => ({ label: readingWords(choice), reading: choice }));
}

function withFile(mapping: Mapping, index: number, change: (file: FileMapping) => FileMapping): Mapping {
	return { ...mapping, files: mapping.files.map((file, at) => (at === index ? change(file) : file)) };
}

/** The mapping with the file's kind changed. */
export const withKind = (mapping: Mapping, file: number, kind: FileMapping['kind']): Mapping =>
	withFile(mapping, file, (found) => ({ ...found, kind }));

/** The mapping with one column changed; a changed role brings the reading it asks for. */
export function withColumn(
	mapping: Mapping,
	file: number,
	position: number,
	change: Partial<Pick<ColumnMapping, 'role' | 'reading' | 'stage'>>,
): Mapping {
	return withFile(mapping, file, (found) => ({
		...found,
		columns: found.columns.map((column) => {
			if (column.position !== position) return column;
			const next = { ...column, ...change };
			if (change.role !== undefined && change.role !== column.role) {
				next.reading = readingFor(change.role, column.reading, column.header);
				next.evidence = CHOSEN_BY_HAND;
			}
			if (change.reading !== undefined) next.evidence = CHOSEN_BY_HAND;
			if (next.role !== 'entered_stage') delete next.stage;
			return next;
		}),
	}));
}

const withStages = (mapping: Mapping, stages: StageMapping[]): Mapping => ({
	...mapping,
	process: { ...mapping.process, stages },
});

/** The stage at `from` put at place `to`; places beyond the ends are the ends. */
export function moveStage(mapping: Mapping, from: number, to: number): Mapping {
	const stages = [...mapping.process.stages];
	const [moved] = stages.splice(from, 1);
	if (!moved) return mapping;
	stages.splice(Math.max(0, Math.min(to, stages.length)), 0, moved);
	return withStages(mapping, stages);
}

/** The stage at `index` with its name or kind changed. */
export function withStage(
	mapping: Mapping,
	index: number,
	change: Partial<Pick<StageMapping, 'label' | 'kind'>>,
): Mapping {
	return withStages(
		mapping,
		mapping.process.stages.map((stage, at) => (at === index ? { ...stage, ...change } : stage)),
	);
}

/** A stage of this name, open and last of the open ones; the mapping itself if there is one of the name already. */
export function addStage(mapping: Mapping, label: string): Mapping {
	const { stages } = mapping.process;
	if (label === '' || stages.some((stage) => stage.label === label)) return mapping;
	const firstEnd = stages.findIndex((stage) => stage.kind !== 'open');
	const at = firstEnd < 0 ? stages.length : firstEnd;
	return withStages(mapping, stages.toSpliced(at, 0, { label, kind: 'open', labels: [label] }));
}

/** The stage at `from` made part of the stage at `into`, with all its labels. */
export function mergeStage(mapping: Mapping, from: number, into: number): Mapping {
	const source = mapping.process.stages[from];
	if (!source || from === into) return mapping;
	const stages = mapping.process.stages
		.map((stage, at) => (at === into ? { ...stage, labels: [...stage.labels, ...source.labels] } : stage))
		.filter((_, at) => at !== from);
	return withStages(mapping, stages);
}

/** The label taken out of its stage, as a stage of its own right after it. The last label of a stage stays. */
export function splitLabel(mapping: Mapping, index: number, label: string): Mapping {
	const stage = mapping.process.stages[index];
	if (!stage || stage.labels.length < 2 || !stage.labels.includes(label)) return mapping;
	const stages = [...mapping.process.stages];
	stages.splice(
		index,
		1,
		{ ...stage, labels: stage.labels.filter((other) => other !== label) },
		{ label, kind: stage.kind, labels: [label] },
	);
	return withStages(mapping, stages);
}
