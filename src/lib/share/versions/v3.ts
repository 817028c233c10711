import type { Value } from '../../engine/engine';
import type { AlsoKnown } from '../../model/catalog';
import type { Scope } from '../../model/scope';
import type { Answer, Phrase, Snapshot, Told } from '../snapshot';
import type { Compare, ViewState } from '../state';
import {
	cellOf,
	columnsOf,
	countOf,
	dayOrNull,
	fieldsOf,
	filterOf,
	listOf,
	malformed,
	rowsOf,
	textOf,
	textOrNull,
	wordOf,
} from './v1';
import { readV2, writeV2, type ReportV2 } from './v2';

/*
 * Version 3 of what a link says: version 2, and with it the view as it was shared – Overview or Funnel, what it is held
 * against, how conversion and skips are counted – with answers of other scopes and with parameters, and the sentences
 * that were told of it. Frozen, as those before it. A report that needs none of this is still written as they are.
 */

/** Left out where it is the default of version 3. */
interface ViewV3 {
	place?: string;
	/** `previous`, `year`, two days, or a segment and its value (null is blank). */
	vs?: string | [from: string, to: string] | { segment: string; value: string | null };
	conversion?: string;
	horizon?: number;
	skips?: string;
	optional?: number[];
}

/** What of an answer's scope is not that of the report. */
interface ScopeV3 {
	from?: string | null;
	to?: string | null;
	basis?: string;
	where?: [segment: string, values: (string | null)[], exclude: 0 | 1][];
}

export interface ReportV3 extends ReportV2 {
	view: ViewV3;
	answers: [
		mart: string,
		scope: ScopeV3,
		params: Record<string, Value>,
		rows: [rows: number, columns: Record<string, Value[]>],
	][];
	/** What each run of words says, and its tone: 1 good, -1 bad, 0 neither. */
	told?: { headline: [text: string, tone: -1 | 0 | 1][]; evidence: string[]; changed: 0 | 1 };
	also?: Record<string, number>;
}

const PLACES = ['funnel', 'overview'] as const;
const CONVERSIONS = ['resolved', 'so_far', 'matured', 'eventual'] as const;
const SKIPS = ['imputed', 'observed', 'in_order'] as const;
const BASES = ['cohort', 'activity'] as const;
const ALSO: readonly AlsoKnown[] = [
	'accounts',
	'products',
	'people',
	'leads',
	'subscriptions',
	'orders',
	'targets',
	'spend',
	'rates',
];

/** Whether the versions before can say all of it. */
export const isBeforeV3 = ({ state, answers, told }: Snapshot): boolean =>
	state.place !== 'overview' &&
	state.compare.kind === 'none' &&
	(state.conversion === 'resolved' || state.conversion === 'so_far') &&
	state.skips === 'imputed' &&
	state.horizon === null &&
	state.optional.length === 0 &&
	answers.length === 0 &&
	told === null;

function vsOf(compare: Compare): NonNullable<ViewV3['vs']> {
	if (compare.kind === 'window') return [compare.from, compare.to];
	if (compare.kind === 'segment') return { segment: compare.segment, value: compare.value };
	return compare.kind;
}

const whereOf = (filters: Scope['filters']): NonNullable<ScopeV3['where']> =>
	filters.map(({ segment, values, exclude }) => [segment, [...values], exclude ? 1 : 0]);

function scopeV3(scope: Scope, own: Scope): ScopeV3 {
	const where = whereOf(scope.filters);
	return {
		...(scope.from === own.from ? {} : { from: scope.from }),
		...(scope.to === own.to ? {} : { to: scope.to }),
		...(scope.basis === own.basis ? {} : { basis: scope.basis }),
		...(JSON.stringify(where) === JSON.stringify(whereOf(own.filters)) ? {} : { where }),
	};
}

/** The snapshot as version 3 writes it. */
export function writeV3(snapshot: Snapshot): ReportV3 {
	const { state, told, catalog } = snapshot;
	return {
		...writeV2(snapshot),
		view: {
			...(state.place === 'overview' ? { place: state.place } : {}),
			...(state.compare.kind === 'none' ? {} : { vs: vsOf(state.compare) }),
			...(state.conversion === CONVERSIONS[0] ? {} : { conversion: state.conversion }),
			...(state.horizon === null ? {} : { horizon: state.horizon }),
			...(state.skips === SKIPS[0] ? {} : { skips: state.skips }),
			...(state.optional.length === 0 ? {} : { optional: [...state.optional] }),
		},
		answers: snapshot.answers.map(({ mart, scope, params, rows }) => [
			mart,
			scopeV3(scope, state.scope),
			params,
			columnsOf(rows),
		]),
		...(told === null
			? {}
			: {
					told: {
						headline: told.headline.map(({ text, tone }) => [
							text,
							tone === 'good' ? 1 : tone === 'bad' ? -1 : 0,
						]),
						evidence: [...told.evidence],
						changed: told.isRateChanged ? 1 : 0,
					},
				}),
		...(catalog.also && Object.keys(catalog.also).length > 0 ? { also: { ...catalog.also } } : {}),
	};
}

function compareOf(value: unknown): Compare {
	if (value === undefined) return { kind: 'none' };
	if (typeof value === 'string') return { kind: wordOf(value, 'view.vs', ['previous', 'year'] as const) };
	if (Array.isArray(value)) {
		const [from, to] = listOf(value, 'view.vs', dayOrNull);
		if (!from || !to || from >= to) throw malformed('view.vs', 'two days in order');
		return { kind: 'window', from, to };
	}
	const fields = fieldsOf(value, 'view.vs');
	return {
		kind: 'segment',
		segment: textOf(fields['segment'], 'view.vs.segment'),
		value: textOrNull(fields['value'], 'view.vs.value'),
	};
}

function viewOf(value: unknown): Partial<ViewState> {
	const view = fieldsOf(value, 'view');
	return {
		place: wordOf(view['place'], 'view.place', PLACES, 'funnel'),
		compare: compareOf(view['vs']),
		conversion: wordOf(view['conversion'], 'view.conversion', CONVERSIONS, 'resolved'),
		horizon: view['horizon'] === undefined ? null : countOf(view['horizon'], 'view.horizon'),
		skips: wordOf(view['skips'], 'view.skips', SKIPS, 'imputed'),
		optional: listOf(view['optional'] ?? [], 'view.optional', countOf),
	};
}

function answerOf(value: unknown, where: string, own: Scope): Answer {
	const [mart, said, params, rows] = listOf(value, where, (part) => part);
	const scope = fieldsOf(said, `${where}[1]`);
	return {
		mart: textOf(mart, `${where}[0]`),
		scope: {
			...own,
			...('from' in scope ? { from: dayOrNull(scope['from'], `${where}.from`) } : {}),
			...('to' in scope ? { to: dayOrNull(scope['to'], `${where}.to`) } : {}),
			basis: wordOf(scope['basis'], `${where}.basis`, BASES, own.basis),
			...('where' in scope ? { filters: listOf(scope['where'], `${where}.where`, filterOf) } : {}),
		},
		params: Object.fromEntries(
			Object.entries(fieldsOf(params, `${where}[2]`)).map(([name, cell]) => [
				name,
				cellOf(cell, `${where}.${name}`),
			]),
		),
		rows: rowsOf(rows, `${where}[3]`),
	};
}

function phraseOf(value: unknown, where: string): Phrase {
	const [text, tone] = listOf(value, where, (part) => part);
	const said = textOf(text, `${where}[0]`);
	return tone === 1
		? { text: said, tone: 'good' }
		: tone === -1
			? { text: said, tone: 'bad' }
			: { text: said };
}

function toldOf(value: unknown): Told | null {
	if (value === undefined) return null;
	const told = fieldsOf(value, 'told');
	return {
		headline: listOf(told['headline'], 'told.headline', phraseOf),
		evidence: listOf(told['evidence'], 'told.evidence', textOf),
		isRateChanged: countOf(told['changed'], 'told.changed') === 1,
		// Version 3 does not say it, and its reports were drawn so.
		isTested: true,
	};
}

/** The snapshot that a version 3 JSON says. Throws ProblemError `link-not-a-report` where it is none. */
export function readV3(json: unknown): Snapshot {
	const snapshot = readV2(json);
	const report = fieldsOf(json, 'the report');
	const also = report['also'] === undefined ? null : fieldsOf(report['also'], 'also');
	return {
		...snapshot,
		state: { ...snapshot.state, ...viewOf(report['view']) },
		catalog: {
			...snapshot.catalog,
			...(also === null
				? {}
				: {
						also: Object.fromEntries(
							ALSO.filter((kind) => kind in also).map((kind) => [kind, countOf(also[kind], `also.${kind}`)]),
						),
					}),
		},
		answers: listOf(report['answers'], 'answers', (value, where) =>
			answerOf(value, where, snapshot.state.scope),
		),
		told: toldOf(report['told']),
	};
}
