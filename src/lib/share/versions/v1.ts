import { parseDay, type Day } from '../../base/day';
import { ProblemError } from '../../base/problem';
import type { Row, Value } from '../../engine/engine';
import type { Catalog, Evidence } from '../../model/catalog';
import type { Scope, SegmentFilter } from '../../model/scope';
import type { Snapshot } from '../snapshot';
import type { Bucket, ViewState } from '../state';

/*
 * Version 1 of what a link says, as JSON. Frozen: links of it are out in the world. What it leaves out has the
 * meaning that this file gives it, whatever the product starts with today; a change of meaning is a new version.
 */

/** Left out where it is the default of version 1. */
interface StateV1 {
	place?: string;
	from?: string;
	to?: string;
	basis?: string;
	/** Segment, its values (null is blank), and 1 if they are left out. */
	where?: [segment: string, values: (string | null)[], exclude: 0 | 1][];
	asOf?: string;
	currency?: string;
	measure?: string;
	conversion?: string;
	pick?: [rank: number, bucket: string];
}

interface CatalogV1 {
	asOf: string | null;
	asOfDay: string | null;
	newestAt: string | null;
	suspectAt: string | null;
	firstDay: string | null;
	lastDay: string | null;
	/** Labels from rank 1. */
	stages: string[];
	segments: [key: string, label: string, values: [value: string | null, deals: number][]][];
	currencies: [currency: string | null, deals: number][];
	evidence: [evidence: string, deals: number][];
	deals: number;
	withoutStart: number;
}

export interface ReportV1 {
	title?: string;
	notes?: string;
	state: StateV1;
	catalog: CatalogV1;
	/** By mart: how many rows, and the values of each column. */
	results: Record<string, [rows: number, columns: Record<string, Value[]>]>;
}

const PLACES = ['funnel', 'deals', 'data'] as const;
const BASES = ['cohort', 'activity'] as const;
const MEASURES = ['count', 'value'] as const;
const CONVERSIONS = ['resolved', 'so_far'] as const;
const BUCKETS: readonly Bucket[] = [
	'reached',
	'entered',
	'skipped',
	'moved_on',
	'dropped',
	'open',
	'unknown',
	'moved_back',
];
const EVIDENCE: readonly Evidence[] = ['history', 'entry_dates', 'snapshots', 'current_stage'];

export function columnsOf(rows: readonly Row[]): [number, Record<string, Value[]>] {
	const names = Object.keys(rows[0] ?? {});
	return [rows.length, Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? null)]))];
}

/** The snapshot as version 1 writes it. */
export function writeV1(snapshot: Snapshot): ReportV1 {
	const { state, catalog } = snapshot;
	const { scope } = state;
	return {
		...(snapshot.title === '' ? {} : { title: snapshot.title }),
		...(snapshot.notes === '' ? {} : { notes: snapshot.notes }),
		state: {
			...(state.place === 'deals' || state.place === 'data' ? { place: state.place } : {}),
			...(scope.from === null ? {} : { from: scope.from }),
			...(scope.to === null ? {} : { to: scope.to }),
			...(scope.basis === BASES[0] ? {} : { basis: scope.basis }),
			...(scope.filters.length === 0
				? {}
				: {
						where: scope.filters.map(({ segment, values, exclude }) => [
							segment,
							[...values],
							exclude ? 1 : 0,
						]),
					}),
			...(scope.asOf === null ? {} : { asOf: scope.asOf }),
			...(scope.currency === null ? {} : { currency: scope.currency }),
			...(state.measure === MEASURES[0] ? {} : { measure: state.measure }),
			...(state.conversion === 'so_far' ? { conversion: state.conversion } : {}),
			// A pick that this version has no word for is none: the board shows nothing picked.
			...(state.pick === null || state.pick.to !== undefined || !BUCKETS.includes(state.pick.bucket)
				? {}
				: { pick: [state.pick.rank, state.pick.bucket] }),
		},
		catalog: {
			asOf: catalog.asOf,
			asOfDay: catalog.asOfDay,
			newestAt: catalog.newestAt,
			suspectAt: catalog.suspectAt,
			firstDay: catalog.firstDay,
			lastDay: catalog.lastDay,
			stages: catalog.stages.map(({ label }) => label),
			segments: catalog.segments.map(({ key, label, values }) => [
				key,
				label,
				values.map(({ value, deals }) => [value, deals]),
			]),
			currencies: catalog.currencies.map(({ currency, deals }) => [currency, deals]),
			evidence: catalog.evidence.map(({ evidence, deals }) => [evidence, deals]),
			deals: catalog.deals,
			withoutStart: catalog.dealsWithoutStart,
		},
		results: Object.fromEntries(
			Object.entries(snapshot.results).map(([mart, rows]) => [mart, columnsOf(rows)]),
		),
	};
}

export function malformed(where: string, expected: string): ProblemError {
	return new ProblemError({
		code: 'link-not-a-report',
		message: 'The link is whole, and what it holds is not a report.',
		wayOut: 'Ask for a new link.',
		detail: `${where} should be ${expected}.`,
	});
}

export type Fields = Record<string, unknown>;

export function fieldsOf(value: unknown, where: string): Fields {
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw malformed(where, 'an object');
	return value as Fields;
}
export function listOf<T>(value: unknown, where: string, read: (item: unknown, where: string) => T): T[] {
	if (!Array.isArray(value)) throw malformed(where, 'a list');
	return value.map((item: unknown, index) => read(item, `${where}[${index}]`));
}
export function textOf(value: unknown, where: string): string {
	if (typeof value !== 'string') throw malformed(where, 'a text');
	return value;
}
export function textOrNull(value: unknown, where: string): string | null {
	return value === null || value === undefined ? null : textOf(value, where);
}
export function countOf(value: unknown, where: string): number {
	if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
		throw malformed(where, 'a count');
	return value;
}
export function dayOrNull(value: unknown, where: string): Day | null {
	if (value === null || value === undefined) return null;
	const day = parseDay(textOf(value, where));
	if (day === null) throw malformed(where, 'a day');
	return day;
}
function instantOrNull(value: unknown, where: string): string | null {
	const instant = textOrNull(value, where);
	if (instant !== null && Number.isNaN(Date.parse(instant))) throw malformed(where, 'an instant');
	return instant;
}
export function wordOf<T extends string>(
	value: unknown,
	where: string,
	words: readonly T[],
	otherwise?: T,
): T {
	if (value === undefined && otherwise !== undefined) return otherwise;
	const word = words.find((known) => known === value);
	if (word === undefined) throw malformed(where, `one of ${words.join(', ')}`);
	return word;
}
export function cellOf(value: unknown, where: string): Value {
	if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Value;
	throw malformed(where, 'a text, a number, a flag or null');
}

export function filterOf(value: unknown, where: string): SegmentFilter {
	const [segment, values, exclude] = listOf(value, where, (item) => item);
	return {
		segment: textOf(segment, `${where}[0]`),
		values: listOf(values, `${where}[1]`, textOrNull),
		exclude: countOf(exclude, `${where}[2]`) === 1,
	};
}

function scopeOf(state: Fields): Scope {
	return {
		from: dayOrNull(state['from'], 'state.from'),
		to: dayOrNull(state['to'], 'state.to'),
		basis: wordOf(state['basis'], 'state.basis', BASES, 'cohort'),
		filters: listOf(state['where'] ?? [], 'state.where', filterOf),
		asOf: dayOrNull(state['asOf'], 'state.asOf'),
		currency: textOrNull(state['currency'], 'state.currency'),
		// Version 1 knows no deals left out.
		leaveOut: [],
	};
}

/** What version 1 does not say, as its reports were drawn: one window, nothing beside it, skips imputed. */
const UNSAID = {
	compare: { kind: 'none' },
	horizon: null,
	skips: 'imputed',
	optional: [],
	split: null,
	period: 'month',
	weekStart: 'monday',
	path: null,
	took: null,
	deal: null,
	search: '',
	sort: [],
	sql: '',
	data: null,
} as const satisfies Partial<ViewState>;

function stateOf(value: unknown): ViewState {
	const state = fieldsOf(value, 'state');
	const pick = state['pick'] === undefined ? null : listOf(state['pick'], 'state.pick', (item) => item);
	return {
		place: wordOf(state['place'], 'state.place', PLACES, 'funnel'),
		scope: scopeOf(state),
		...UNSAID,
		measure: wordOf(state['measure'], 'state.measure', MEASURES, 'count'),
		conversion: wordOf(state['conversion'], 'state.conversion', CONVERSIONS, 'resolved'),
		pick: pick && {
			rank: countOf(pick[0], 'state.pick[0]'),
			bucket: wordOf(pick[1], 'state.pick[1]', BUCKETS),
		},
	};
}

function catalogOf(value: unknown): Catalog {
	const catalog = fieldsOf(value, 'catalog');
	const pair = (item: unknown, where: string): [unknown, number] => {
		const [first, deals] = listOf(item, where, (part) => part);
		return [first, countOf(deals, `${where}[1]`)];
	};
	return {
		asOf: instantOrNull(catalog['asOf'], 'catalog.asOf'),
		asOfDay: dayOrNull(catalog['asOfDay'], 'catalog.asOfDay'),
		newestAt: instantOrNull(catalog['newestAt'], 'catalog.newestAt'),
		suspectAt: instantOrNull(catalog['suspectAt'], 'catalog.suspectAt'),
		firstDay: dayOrNull(catalog['firstDay'], 'catalog.firstDay'),
		lastDay: dayOrNull(catalog['lastDay'], 'catalog.lastDay'),
		stages: listOf(catalog['stages'], 'catalog.stages', textOf).map((label, index) => ({
			rank: index + 1,
			label,
		})),
		segments: listOf(catalog['segments'], 'catalog.segments', (item, where) => {
			const [key, label, values] = listOf(item, where, (part) => part);
			return {
				key: textOf(key, `${where}[0]`),
				label: textOf(label, `${where}[1]`),
				values: listOf(values, `${where}[2]`, (entry, place) => {
					const [text, deals] = pair(entry, place);
					return { value: textOrNull(text, place), deals };
				}),
			};
		}),
		currencies: listOf(catalog['currencies'], 'catalog.currencies', (item, where) => {
			const [currency, deals] = pair(item, where);
			return { currency: textOrNull(currency, where), deals };
		}),
		evidence: listOf(catalog['evidence'], 'catalog.evidence', (item, where) => {
			const [evidence, deals] = pair(item, where);
			return { evidence: wordOf(evidence, where, EVIDENCE), deals };
		}),
		deals: countOf(catalog['deals'], 'catalog.deals'),
		dealsWithoutStart: countOf(catalog['withoutStart'], 'catalog.withoutStart'),
	};
}

export function rowsOf(value: unknown, where: string): Row[] {
	const [rows, columns] = listOf(value, where, (part) => part);
	const count = countOf(rows, `${where}[0]`);
	const lists = Object.entries(fieldsOf(columns, `${where}[1]`)).map(
		([name, values]) => [name, listOf(values, `${where}.${name}`, cellOf)] as const,
	);
	// Also keeps a made-up count from asking for endless rows.
	if (lists.some(([, values]) => values.length !== count) || (lists.length === 0 && count > 0))
		throw malformed(where, `columns of ${count} values`);
	return Array.from({ length: count }, (_, index) =>
		Object.fromEntries(lists.map(([name, values]) => [name, values[index] ?? null])),
	);
}

/** The snapshot that a version 1 JSON says. Throws ProblemError `link-not-a-report` where it is none. */
export function readV1(json: unknown): Snapshot {
	const report = fieldsOf(json, 'the report');
	return {
		format: 1,
		title: textOrNull(report['title'], 'title') ?? '',
		notes: textOrNull(report['notes'], 'notes') ?? '',
		state: stateOf(report['state']),
		catalog: catalogOf(report['catalog']),
		results: Object.fromEntries(
			Object.entries(fieldsOf(report['results'], 'results')).map(([mart, rows]) => [
				mart,
				rowsOf(rows, `results.${mart}`),
			]),
		),
		answers: [],
		told: null,
	};
}
