import { written } from '../base/written';
import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { cellFacts } from './cell-facts';
import { UNCHOSEN } from './cell-text';
import { leftoverOfKind } from './choose-kind';
import { leftoverRole } from './choose-layout';
import { namesCurrency } from './currency-column';
import { readDates, type DateColumn, type OpenDates } from './date-columns';
import { dateForms, ofOtherCalendar } from './date-forms';
import type { ColumnMapping, ColumnRole, FileKind, Reading } from './mapping';
import { decideDecimal, numberForms, type NumberDecision, type NumberForms } from './numbers';
import { numberSql } from './number-text';
import { noteIds } from './project-sql';
import type { Layout } from './presets/layouts';
import type { ColumnProfile, FileProfile } from './profile';
import { DATE_ROLES, FLAG_ROLES, NUMBER_ROLES, SCALED_ROLES } from './roles';
import { codeOfCurrency } from './presets/currency-names';
import { SCALE_NAMES } from './presets/scales';
import { splitUnit } from './presets/header-units';

/** What is found of a column before its values are read. */
type Found = Omit<ColumnMapping, 'header' | 'position' | 'reading' | 'evidence'> & { exact?: boolean };

function detailsOf(found: Found | undefined): Partial<Found> {
	const { stage, period, per, spans, measure, currency, to } = found ?? {};
	return Object.fromEntries(
		Object.entries({ stage, period, per, spans, measure, currency, to }).filter(
			([, value]) => value !== undefined,
		),
	);
}

function leftover(kind: FileKind, column: ColumnProfile): ColumnRole {
	if (kind === 'deals') return leftoverRole(column);
	return kind === 'stage_history' || kind === 'ignored' ? 'ignored' : leftoverOfKind(kind, column);
}

/** The columns of one file as they are read, and what nothing in the file decides. */
export interface MappedColumns {
	columns: ColumnMapping[];
	openDates: OpenDates[];
	openDecimals: ColumnMapping[];
	/** Amounts of whose header nobody can tell whether it says thousands or millions. */
	openScales: ColumnMapping[];
	/** What was decided and should be looked at. */
	doubts: string[];
}

/** Numbers that are none of text: read files write them with a point. */
const NUMBERS_OF_FILE: NumberDecision = {
	decimal: '.',
	evidence: 'numbers in the file, not text',
	open: false,
	isProven: true,
};

/** The decimal mark that the number columns of a file prove, if all that prove one prove the same. */
function provenMark(decisions: Iterable<NumberDecision>): '.' | ',' | null {
	const marks = new Set([...decisions].filter(({ isProven }) => isProven).map(({ decimal }) => decimal));
	return marks.size === 1 ? ([...marks][0] ?? null) : null;
}

/** By position, how the number columns of a file write their marks. */
async function decideNumbers(
	engine: Engine,
	file: FileProfile,
	columns: readonly ColumnProfile[],
	options?: RunOptions,
): Promise<Map<number, NumberDecision>> {
	const forms = new Map<number, NumberForms>();
	const decisions = new Map<number, NumberDecision>();
	for (const column of columns) {
		const { position } = column;
		if (file.raw.columns[position]?.isNumber) {
			decisions.set(position, NUMBERS_OF_FILE);
			continue;
		}
		const own = await numberForms(engine, file.raw.table, column, options);
		forms.set(position, own);
		decisions.set(position, decideDecimal(own, file.raw.delimiter));
	}
	const proven = provenMark(decisions.values());
	for (const [position, own] of forms)
		if (decisions.get(position)?.open && own.dot === 0 && own.comma === 0)
			decisions.set(position, decideDecimal(own, file.raw.delimiter, proven));
	return decisions;
}

/** What amounts are divided by: where the header says micros or cents, or a formatted column beside them proves cents. */
async function divisorOf(
	engine: Engine,
	file: FileProfile,
	column: ColumnProfile,
	decimal: '.' | ',',
	options?: RunOptions,
): Promise<{ divisor: number; evidence: string } | null> {
	if (/micros$/i.test(column.header.trim()))
		return { divisor: 1_000_000, evidence: 'the header says micros: divided by 1,000,000' };
	if (/(?:^|[\s_(])(?:in[\s_])?cents\)?$/i.test(column.header.trim()))
		return { divisor: 100, evidence: 'the header says cents: divided by 100' };
	const formatted = file.columns.find(
		({ header }) => header.trim().toLowerCase() === `${column.header.trim().toLowerCase()}_formatted`,
	);
	if (!formatted || formatted.values === 0) return null;
	const mark = decideDecimal(
		await numberForms(engine, file.raw.table, formatted, options),
		file.raw.delimiter,
		'.',
	).decimal;
	const { rows } = await engine.query(
		`select
			count(*) filter (abs(raw - 100 * shown) < 1) as in_cents,
			count(*) as n
		from (
			select cast(${numberSql(column, decimal)} as double) as raw, cast(${numberSql(formatted, mark)} as double) as shown
			from ${quoteName(file.raw.table)}
		) as both_amounts where raw is not null and shown is not null and shown <> 0`,
		options,
	);
	const [inCents, n] = [Number(rows[0]?.['in_cents'] ?? 0), Number(rows[0]?.['n'] ?? 0)];
	return n > 0 && inCents > 0.9 * n
		? {
				divisor: 100,
				evidence: `${written(inCents)} of ${written(n)} values are a hundred times “${formatted.header}”: cents, divided by 100`,
			}
		: null;
}

/** Codes of regions beside which NA is North America. */
const REGION_CODE =
	/^(?:EMEA|APAC|LATAM|NAM|AMER|AMERICAS|EU|EUR|EUROPE|SA|AS|AF|OC|US|UK|ANZ|MEA|DACH|JAPAC|APJ|ROW)$/i;

/**
 * The words of a text column that say that there is nothing, with their rows. NA is such a word, but for a column of
 * regions, where it is North America; what was decided is said either way.
 */
async function blanksOf(
	engine: Engine,
	file: FileProfile,
	column: ColumnProfile,
	options?: RunOptions,
): Promise<{ blanks: string[]; evidence: string | null }> {
	// The profile leaves these words out, as most columns mean nothing by them.
	const cells = column.cells ?? (await cellFacts(engine, file.raw.table, [column.name], options))[0];
	const counts = cells?.nothings ?? {};
	const present = UNCHOSEN.filter((word) => word in counts).sort();
	if (present.length === 0) return { blanks: [], evidence: null };
	const others = column.samples;
	const isRegion =
		others.some((text) => REGION_CODE.test(text)) ||
		/region|geo|territor|continent|market/i.test(column.header);
	const kept: string[] = isRegion ? present.filter((text) => text === 'NA') : [];
	const blanks = others.length === 0 ? [] : present.filter((text) => !kept.includes(text));
	const rowsOf = (words: readonly string[]) =>
		words
			.map((word) => `“${word}” (${written(counts[word] ?? 0)} ${counts[word] === 1 ? 'row' : 'rows'})`)
			.join(', ');
	const told = [
		blanks.length > 0 ? `${rowsOf(blanks)} read as blank` : '',
		kept.length > 0 ? `${rowsOf(kept)} kept as a value: regions stand beside it` : '',
	].filter((text) => text !== '');
	return { blanks, evidence: told.length > 0 ? told.join('; ') : null };
}

/** Codes of the names and signs in a column of currencies. */
function codesOf({ samples }: ColumnProfile): Pick<ColumnMapping, 'codes'> {
	const named = samples.flatMap((text): [string, string][] => {
		const code = codeOfCurrency(text);
		return code === null || code === text.toUpperCase() ? [] : [[text, code]];
	});
	return named.length > 0 ? { codes: Object.fromEntries(named) } : {};
}

/** How sure a role is: by how the header is known and how many of the values can be what it says. */
function confidenceOf(
	column: ColumnProfile,
	role: ColumnRole,
	found: boolean,
	isCrm: boolean,
	isExact: boolean,
): number {
	const known = !found ? 0.6 : isCrm ? (isExact ? 0.98 : 0.92) : 0.85;
	if (column.values === 0) return Math.min(known, 0.5);
	const fitting = DATE_ROLES.includes(role)
		? Math.max(column.dates, column.numbers)
		: NUMBER_ROLES.includes(role)
			? column.numbers
			: 1;
	return Math.round(100 * known * (0.5 + 0.5 * fitting)) / 100;
}

/** Decides how each column of a file is read, from all its values, with the evidence. */
export async function mapColumns(
	engine: Engine,
	file: FileProfile,
	kind: FileKind,
	{ layout, roles }: { layout: Pick<Layout, 'id' | 'outcomes'>; roles: ReadonlyMap<number, Found> },
	options?: RunOptions,
	onColumn?: () => void,
): Promise<MappedColumns> {
	const roleOf = (column: ColumnProfile): ColumnRole =>
		roles.get(column.position)?.role ?? leftover(kind, column);
	const numbers = await decideNumbers(
		engine,
		file,
		file.columns.filter((column) => NUMBER_ROLES.includes(roleOf(column))),
		options,
	);
	const hasCurrency = [...roles.values()].some(({ role }) => role === 'currency');
	const columns: ColumnMapping[] = [];
	const dateColumns: DateColumn[] = [];
	const openDecimals: ColumnMapping[] = [];
	const openScales: ColumnMapping[] = [];
	for (const column of file.columns) {
		const found = roles.get(column.position);
		const role = roleOf(column);
		let reading: Reading = { as: 'text' };
		const number = numbers.get(column.position);
		const evidence = [
			found
				? `header “${column.header}”`
				: role === 'segment'
					? `${written(column.distinct)} different values`
					: 'not needed',
		];
		if (number) {
			const divided =
				role === 'amount' ? await divisorOf(engine, file, column, number.decimal, options) : null;
			const unit = divided || !SCALED_ROLES.includes(role) ? null : splitUnit(column.header);
			const factor = unit?.factor ?? 1;
			const named = role === 'amount' && !hasCurrency && namesCurrency(column);
			reading = {
				as: 'number',
				decimal: number.decimal,
				...(divided ? { divisor: divided.divisor } : {}),
				...(factor === 1 ? {} : { factor }),
				...(named ? { namesCurrency: true } : {}),
			};
			evidence.push(number.evidence);
			if (divided) evidence.push(divided.evidence);
			if (factor !== 1)
				evidence.push(
					`the header says ${SCALE_NAMES.get(factor) ?? written(factor)}: multiplied by ${written(factor)}`,
				);
			if (named) evidence.push('the values name their currency');
			if (role === 'amount' && found?.currency !== undefined)
				evidence.push(`the header names ${found.currency}`);
		} else if (FLAG_ROLES.includes(role)) {
			reading = { as: 'flag' };
		} else if (role === 'id') {
			await noteIds(engine, file.raw.table, column, options);
		} else if (!DATE_ROLES.includes(role) && role !== 'ignored') {
			const { blanks, evidence: told } = await blanksOf(engine, file, column, options);
			if (blanks.length > 0) reading = { as: 'text', blanks };
			if (told !== null) evidence.push(told);
		}
		const outcomes = role === 'status' && layout.outcomes ? { outcomes: { ...layout.outcomes } } : {};
		const mapping: ColumnMapping = {
			header: column.header,
			position: column.position,
			role,
			...detailsOf(found),
			...outcomes,
			...(role === 'currency' || role === 'to_currency' ? codesOf(column) : {}),
			reading,
			...(number && !number.isProven ? { isAssumed: true } : {}),
			confidence: confidenceOf(
				column,
				role,
				found !== undefined,
				!layout.id.startsWith('generic.'),
				found?.exact ?? false,
			),
			evidence: evidence.join('; '),
		};
		if (DATE_ROLES.includes(role)) {
			dateColumns.push({
				mapping,
				forms: await dateForms(engine, file.raw.table, column, options),
				cell: column,
			});
		}
		columns.push(mapping);
		onColumn?.();
		if (number?.open) openDecimals.push(mapping);
		if (number && SCALED_ROLES.includes(role) && splitUnit(column.header)?.factor === null)
			openScales.push(mapping);
	}
	return {
		columns,
		openDates: await readDates(engine, file, dateColumns, options),
		openDecimals,
		openScales,
		doubts: dateColumns.flatMap(({ mapping: { header }, forms: own }) => {
			const { values, example } = ofOtherCalendar(own);
			return values > 0 && 2 * values >= own.values
				? [
						`${file.raw.file}: “${header}” has years of another calendar, as in ${example}, and is blank where it has. Export it with Gregorian dates.`,
					]
				: [];
		}),
	};
}
