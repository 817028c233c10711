import type { Engine, RunOptions } from '../engine/engine';
import { readingSql, typedTextSql } from './cell';
import { dateForms, decideDates, formatsOfShape, orderOf, type DateForms, type DayMonthOrder } from './dates';
import { foldHeader } from './fold';
import type { ColumnMapping, ColumnRole, FileKind, FileMapping, Mapping, Question, Reading } from './mapping';
import { decideDecimal, numberForms } from './numbers';
import { LAYOUTS, type Layout } from './presets/layouts';
import { FALSE_WORDS, STATUS_OUTCOMES, TRUE_WORDS } from './presets/vocabulary';
import { proposeProcess, type LabelFacts, type Precedence } from './process';
import { stageFacts } from './stage-facts';
import type { RawFile } from './read/raw-file';

const DATE_ROLES: readonly ColumnRole[] = [
	'created',
	'closed',
	'won_at',
	'lost_at',
	'expected_close',
	'changed_at',
	'modified',
	'entered_stage',
];
const FLAG_ROLES: readonly ColumnRole[] = ['is_won', 'is_lost', 'is_closed', 'deleted'];
const NUMBER_ROLES: readonly ColumnRole[] = ['amount', 'probability'];

/** Rows looked at to tell what a column holds; readings of dates and numbers are decided from all rows. */
const SAMPLE_ROWS = 20_000;
/** A column of more different texts than this is no segment: nobody picks from such a list. */
const MOST_SEGMENT_VALUES = 100_000;

interface ColumnProfile {
	header: string;
	position: number;
	name: string;
	/** Non-blank values in the sample, and how many differ. */
	values: number;
	distinct: number;
	/** Most frequent first, at most 60. */
	samples: string[];
	/** Share of the sampled values that take the form of a date, a number, a flag. */
	dates: number;
	numbers: number;
	flags: number;
}

interface FileProfile {
	raw: RawFile;
	columns: ColumnProfile[];
}

async function profile(engine: Engine, raw: RawFile, options?: RunOptions): Promise<FileProfile> {
	const step = Math.max(1, Math.ceil(raw.rowsKept / SAMPLE_ROWS));
	const columns: ColumnProfile[] = [];
	for (const { header, position, name } of raw.columns) {
		const { rows } = await engine.query(
			`select text, n, sum(n) over () as total, count(*) over () as different
			from (select ${typedTextSql(name)} as text, count(*) as n from ${raw.table} where row_no % ${step} = 0 or ${step} = 1 group by text)
			where text is not null order by n desc, text limit 60`,
			options,
		);
		const samples = rows.map((row) => String(row['text']));
		const share = (fits: (text: string) => boolean) =>
			samples.length ? samples.filter(fits).length / samples.length : 0;
		const shapeOf = (text: string) =>
			text
				.replace(/\s+/g, ' ')
				.replace(/\d/g, '9')
				.replace(/\.9+/, '.9')
				.replace(
					/(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.?/i,
					'MON',
				)
				.toUpperCase();
		columns.push({
			header,
			position,
			name,
			values: Number(rows[0]?.['total'] ?? 0),
			distinct: Number(rows[0]?.['different'] ?? 0),
			samples,
			dates: share(
				(text) =>
					formatsOfShape(shapeOf(text), text, 'month_first').length > 0 && !/^\d{1,5}(\.\d+)?$/.test(text),
			),
			numbers: share((text) =>
				/^[-+(]*(?:[A-Z]{0,3}\p{Sc}?|\p{Sc})\s?[-(]?\d[\d.,' \u00a0\u202f]*(?:\s?(?:\p{Sc}|[A-Z]{3}|%))?\)?$/u.test(
					text,
				),
			),
			flags: share((text) => [...TRUE_WORDS, ...FALSE_WORDS].includes(text.toLowerCase())),
		});
	}
	return { raw, columns };
}

interface Assignment {
	layout: Layout;
	roles: Map<number, { role: ColumnRole; stage?: string; exact: boolean }>;
	score: number;
}

const REQUIRED: Record<'deals' | 'stage_history', ColumnRole[][]> = {
	deals: [['id'], ['stage', 'status', 'is_won', 'is_lost', 'won_at']],
	stage_history: [['id'], ['stage'], ['changed_at']],
};

/** Whether a column's values can be what the role says. An empty column can be anything. */
function fitsRole(column: ColumnProfile, role: ColumnRole): boolean {
	if (column.values === 0) return true;
	if (DATE_ROLES.includes(role)) {
		return (
			column.dates > 0.5 ||
			(column.numbers > 0.8 && column.samples.every((text) => /^\d{5}(\.\d+)?$|^\d{9,13}$/.test(text)))
		);
	}
	if (FLAG_ROLES.includes(role)) return column.flags > 0.9;
	if (role === 'amount') return column.numbers > 0.5;
	if (role === 'probability') return column.numbers > 0.8;
	if (role === 'stage' || role === 'from_stage')
		return column.dates < 0.5 && column.flags < 0.9 && column.distinct <= 400;
	if (role === 'status') {
		return (
			column.dates < 0.5 &&
			column.samples.filter((text) => foldHeader(text) in STATUS_OUTCOMES).length >= column.samples.length / 2
		);
	}
	if (['name', 'account', 'owner', 'source', 'pipeline', 'lost_reason'].includes(role))
		return column.dates < 0.5;
	return true;
}

function assign(file: FileProfile, layout: Layout): Assignment {
	const roles: Assignment['roles'] = new Map();
	const folded = file.columns.map((column) => foldHeader(column.header));
	const taken = new Set<ColumnRole>();
	let exact = 0;
	for (const { role, names } of layout.headers) {
		if (taken.has(role)) continue;
		for (const name of names) {
			const position = folded.findIndex((header, index) => {
				const column = file.columns[index];
				return (
					header === foldHeader(name) && column !== undefined && !roles.has(index) && fitsRole(column, role)
				);
			});
			if (position < 0) continue;
			const isExact = file.columns[position]?.header.trim() === name;
			roles.set(position, { role, exact: isExact });
			taken.add(role);
			exact += isExact ? 1 : 0.8;
			break;
		}
	}
	file.columns.forEach((column, index) => {
		if (roles.has(index)) return;
		for (const pattern of layout.enteredStage) {
			const match = pattern.exec(column.header.trim());
			if (!match?.[1] || !fitsRole(column, 'entered_stage') || column.values === 0) continue;
			roles.set(index, { role: 'entered_stage', stage: match[1], exact: true });
			exact += layout.id.startsWith('generic') ? 0.3 : 1;
			break;
		}
	});
	const found = new Set([...roles.values()].map(({ role }) => role));
	const entered = found.has('entered_stage');
	const complete = REQUIRED[layout.kind].every(
		(any) => any.some((role) => found.has(role)) || (entered && any.includes('stage')),
	);
	return { layout, roles, score: complete ? exact * layout.weight : 0 };
}

/** Whether ids repeat as they do in a log: many rows a deal. */
function idsRepeat(file: FileProfile, assignment: Assignment): boolean {
	const position = [...assignment.roles].find(([, { role }]) => role === 'id')?.[0];
	const column = position === undefined ? undefined : file.columns[position];
	return column !== undefined && column.values > 0 && column.distinct < 0.8 * column.values;
}

interface Recognised {
	file: FileProfile;
	kind: FileKind;
	layout: string;
	confidence: number;
	evidence: string[];
	columns: ColumnMapping[];
	open: { position: number; column: string; forms: DateForms }[];
	openDecimal: number[];
}

/** The assignment of the kind that the repetition of ids speaks for, best score first. */
function chooseLayout(file: FileProfile): Assignment | null {
	const candidates = LAYOUTS.map((layout) => assign(file, layout)).filter(({ score }) => score > 0);
	const fitting = candidates.filter(
		(candidate) => (candidate.layout.kind === 'stage_history') === idsRepeat(file, candidate),
	);
	// A log in which no deal moved twice has unique ids: taken for one only where it has no look of a list of deals.
	const pool = fitting.length > 0 ? fitting : candidates;
	return pool.sort((a, b) => b.score - a.score || (a.layout.id < b.layout.id ? -1 : 1))[0] ?? null;
}

/** Roles that the best layout leaves out but the plain words of the field name. */
function completeWithPlainWords(file: FileProfile, chosen: Assignment): Assignment['roles'] {
	const roles = new Map(chosen.roles);
	const plain = LAYOUTS.find((layout) => layout.id === `generic.${chosen.layout.kind}`);
	if (!plain || plain === chosen.layout) return roles;
	const taken = new Set([...roles.values()].map(({ role }) => role));
	for (const [position, found] of assign(file, plain).roles) {
		if (found.role === 'entered_stage' || roles.has(position) || taken.has(found.role)) continue;
		// A second close date would be a second meaning: the layout's own one stands.
		if (taken.has('closed') && ['won_at', 'lost_at'].includes(found.role)) continue;
		roles.set(position, found);
		taken.add(found.role);
	}
	return roles;
}

/** What an unmapped column of a deals file is kept as. */
function leftoverRole(column: ColumnProfile): ColumnRole {
	if (column.values === 0 || column.dates > 0.5) return 'ignored';
	if (column.numbers > 0.9 && column.distinct > 50) return 'ignored';
	if (column.distinct > 50 && column.distinct > 0.5 * column.values && column.values >= 200) return 'ignored';
	return column.distinct <= MOST_SEGMENT_VALUES ? 'segment' : 'ignored';
}

async function mapColumns(
	engine: Engine,
	file: FileProfile,
	kind: FileKind,
	roles: Assignment['roles'],
	options?: RunOptions,
): Promise<Pick<Recognised, 'columns' | 'open' | 'openDecimal'>> {
	const columns: ColumnMapping[] = [];
	const dateColumns: { mapping: ColumnMapping; forms: DateForms; name: string }[] = [];
	const openDecimal: number[] = [];
	for (const column of file.columns) {
		const found = roles.get(column.position);
		const role = found?.role ?? (kind === 'deals' ? leftoverRole(column) : 'ignored');
		let reading: Reading = { as: 'text' };
		let evidence = found
			? `header “${column.header}”`
			: role === 'segment'
				? `${column.distinct} different values`
				: 'not needed';
		if (NUMBER_ROLES.includes(role)) {
			const decision = decideDecimal(
				await numberForms(engine, file.raw.table, column.name, options),
				file.raw.delimiter,
			);
			reading = { as: 'number', decimal: decision.decimal };
			evidence = `${evidence}; ${decision.evidence}`;
			if (decision.open) openDecimal.push(column.position);
		} else if (FLAG_ROLES.includes(role)) {
			reading = { as: 'flag' };
		}
		const mapping: ColumnMapping = {
			header: column.header,
			position: column.position,
			role,
			...(found?.stage === undefined ? {} : { stage: found.stage }),
			reading,
			evidence,
		};
		if (DATE_ROLES.includes(role)) {
			dateColumns.push({
				mapping,
				forms: await dateForms(engine, file.raw.table, column.name, options),
				name: column.name,
			});
		}
		columns.push(mapping);
	}
	const open = await readDates(engine, file, dateColumns, options);
	return { columns, open, openDecimal };
}

/**
 * Reads the date columns of one file. A column that proves no order itself takes the one that its siblings prove for
 * the same separator, unless that would close more deals before they were created than the other order.
 */
async function readDates(
	engine: Engine,
	file: FileProfile,
	columns: { mapping: ColumnMapping; forms: DateForms; name: string }[],
	options?: RunOptions,
): Promise<Recognised['open']> {
	const proven = new Map<string, Set<DayMonthOrder>>();
	const decisions = columns.map((column) => ({
		...column,
		decision: decideDates(column.forms, 'month_first'),
	}));
	for (const { decision, forms } of decisions) {
		for (const format of decision.reading.formats) {
			const match = /^%[dm]([/.-])%[dm]/.exec(format);
			const separator = match?.[1];
			if (separator === undefined || decision.open.some((entry) => entry.separator === separator)) continue;
			const order = orderOf({ ...decision.reading, formats: [format] });
			if (order && forms.values > 0) proven.set(separator, (proven.get(separator) ?? new Set()).add(order));
		}
	}
	const open: Recognised['open'] = [];
	for (const { mapping, forms, name, decision } of decisions) {
		mapping.reading = decision.reading;
		mapping.evidence = decision.evidence;
		const undecided = decision.open[0];
		if (!undecided) continue;
		const siblings = proven.get(undecided.separator);
		const order =
			siblings?.size === 1
				? [...siblings][0]
				: await orderByClosing(engine, file, columns, name, forms, options);
		if (order === undefined) {
			open.push({ position: mapping.position, column: mapping.header, forms });
			continue;
		}
		const decided = decideDates(forms, order);
		mapping.reading = decided.reading;
		mapping.evidence =
			`${decision.evidence}; ` +
			(siblings?.size === 1
				? `the other dates of this file prove ${order === 'day_first' ? 'day first' : 'month first'}`
				: `only ${order === 'day_first' ? 'day first' : 'month first'} puts every close after its creation`);
	}
	return open;
}

/** The one order under which no deal closes before it is created, if the other order has some that do. */
async function orderByClosing(
	engine: Engine,
	file: FileProfile,
	columns: { mapping: ColumnMapping; forms: DateForms; name: string }[],
	name: string,
	forms: DateForms,
	options?: RunOptions,
): Promise<DayMonthOrder | undefined> {
	const role = (wanted: ColumnRole) => columns.find((column) => column.mapping.role === wanted);
	const [created, closed] = [role('created'), role('closed')];
	if (!created || !closed || (created.name !== name && closed.name !== name)) return undefined;
	const contradictions = async (order: DayMonthOrder): Promise<number> => {
		const reading = (column: typeof created) =>
			readingSql(column.name, decideDates(column.name === name ? forms : column.forms, order).reading);
		const { rows } = await engine.query(
			`select count(*) as n from ${file.raw.table} where ${reading(closed)} < ${reading(created)}`,
			options,
		);
		return Number(rows[0]?.['n'] ?? 0);
	};
	const [dayFirst, monthFirst] = [await contradictions('day_first'), await contradictions('month_first')];
	if (dayFirst === 0 && monthFirst > 0) return 'day_first';
	if (monthFirst === 0 && dayFirst > 0) return 'month_first';
	return undefined;
}

async function recogniseFile(engine: Engine, raw: RawFile, options?: RunOptions): Promise<Recognised> {
	const file = await profile(engine, raw, options);
	const chosen = chooseLayout(file);
	if (!chosen) {
		return {
			file,
			kind: 'ignored',
			layout: 'unknown',
			confidence: 0,
			evidence: ['no column of an id with a stage or an outcome: neither opportunities nor a stage history'],
			columns: file.columns.map(({ header, position }) => ({
				header,
				position,
				role: 'ignored',
				reading: { as: 'text' },
				evidence: 'file not used',
			})),
			open: [],
			openDecimal: [],
		};
	}
	const kind = chosen.layout.kind;
	const roles = completeWithPlainWords(file, chosen);
	const mapped = await mapColumns(engine, file, kind, roles, options);
	const matched = [...chosen.roles.values()];
	const exact = matched.filter((match) => match.exact).length;
	return {
		file,
		kind,
		layout: chosen.layout.id,
		confidence: Math.min(1, chosen.layout.weight * (0.5 + 0.1 * exact)),
		evidence: [
			`${matched.length} of ${file.columns.length} headers are those of ${chosen.layout.name} (${chosen.layout.id})`,
			kind === 'stage_history' ? 'ids repeat: many rows a deal' : 'one row a deal',
		],
		...mapped,
	};
}

function dateQuestions(recognised: Recognised): Question[] {
	return recognised.open.map(({ position, column, forms }) => {
		const fits = forms.shapes.reduce((sum, shape) => sum + shape.values, 0);
		const choice = (order: DayMonthOrder, label: string) => ({
			label,
			patch: (mapping: Mapping): Mapping => ({
				...mapping,
				files: mapping.files.map((file) =>
					file.file !== recognised.file.raw.file
						? file
						: {
								...file,
								columns: file.columns.map((entry) =>
									entry.position !== position
										? entry
										: {
												...entry,
												reading: decideDates(forms, order).reading,
												evidence: `${label}, as answered`,
											},
								),
							},
				),
			}),
		});
		return {
			code: 'ambiguous-dates',
			file: recognised.file.raw.file,
			column,
			text: `Is ${forms.shapes[0]?.example ?? 'a date'} in “${column}” day first or month first? All ${fits} values fit both; none proves either.`,
			choices: [choice('day_first', 'Day first'), choice('month_first', 'Month first')],
		};
	});
}

function decimalQuestions(recognised: Recognised): Question[] {
	return recognised.openDecimal.map((position) => {
		const column = recognised.columns[position];
		const choice = (decimal: '.' | ',', label: string) => ({
			label,
			patch: (mapping: Mapping): Mapping => ({
				...mapping,
				files: mapping.files.map((file) =>
					file.file !== recognised.file.raw.file
						? file
						: {
								...file,
								columns: file.columns.map((entry) =>
									entry.position !== position
										? entry
										: { ...entry, reading: { as: 'number', decimal }, evidence: `${label}, as answered` },
								),
							},
				),
			}),
		});
		return {
			code: 'ambiguous-decimal',
			file: recognised.file.raw.file,
			column: column?.header ?? '',
			text: `Does 1.234 in “${column?.header ?? ''}” mean one thousand two hundred thirty-four, or one and a quarter? No value proves either.`,
			choices: [choice(',', 'Dots group thousands'), choice('.', 'Dots are decimal points')],
		};
	});
}

/** A mapping for a set of read files, with its evidence, and what only the user can decide. */
export interface Recognition {
	mapping: Mapping;
	/** Blocking: numbers that rest on the answer are not computed before. */
	questions: Question[];
	/** Things decided that a person should look at: sentences. */
	doubts: string[];
}

/**
 * Recognises what each file is and how each of its columns is read, and proposes the process. Nothing is imported.
 * The answer does not depend on the order of rows or files.
 */
export async function recognise(
	engine: Engine,
	raws: readonly RawFile[],
	options?: RunOptions,
): Promise<Recognition> {
	const recognised: Recognised[] = [];
	for (const raw of raws) recognised.push(await recogniseFile(engine, raw, options));
	const files: FileMapping[] = recognised.map(({ file, kind, layout, confidence, evidence, columns }) => ({
		file: file.raw.file,
		kind,
		layout,
		confidence,
		evidence,
		columns,
	}));
	const facts: { labels: LabelFacts[]; precedence: Precedence[] } = await stageFacts(
		engine,
		raws,
		files,
		options,
	);
	const { process, undecided } = proposeProcess(facts.labels, facts.precedence);
	const questions = [...recognised.flatMap(dateQuestions), ...recognised.flatMap(decimalQuestions)];
	const doubts = undecided.map(
		([a, b]) =>
			`Nothing in the data says whether “${a}” comes before “${b}”: please check the order of the stages.`,
	);
	return { mapping: { version: 1, files, process }, questions, doubts };
}
