import { ProblemError } from '../base/problem';
import type { Row } from '../engine/engine';
import type { Catalog, CatalogSegment } from '../model/catalog';
import { compileMart, currencyOf } from '../model/compile';
import type { AnyMart, ColumnContract, ParamsFor, RowOf } from '../model/contract';
import { decodeRows } from '../model/read';
import type { Scope, SegmentFilter } from '../model/scope';
import type { Source } from '../session/source';
import { comparedScopes } from './comparison';
import { START_STATE, type ViewState } from './state';
import { isLaterColumn } from './versions/later-columns';

/** A question that a view asks: of which mart, under which scope, with which parameters. */
export interface Ask<M extends AnyMart = AnyMart> {
	mart: M;
	scope: Scope;
	params: ParamsFor<M>;
}

/** A question of any mart, and which rows of its answer a report takes: all, where it is not said. */
export interface AnyAsk {
	mart: AnyMart;
	scope: Scope;
	params: object;
	keeps?: (rows: readonly Row[]) => readonly Row[];
}

/** An answer to a question of its own scope, or with parameters. */
export interface Answer {
	mart: string;
	scope: Scope;
	/** Only what is not null. */
	params: Row;
	rows: Row[];
}

/** A run of words; what is judged carries the judgement. */
export interface Phrase {
	text: string;
	tone?: 'good' | 'bad';
}

/**
 * What the one who shared Overview read on top of it: sentences, for which not all the rows may leave. Their numbers and
 * days are the reader's to write out (`values-told.ts`).
 */
export interface Told {
	headline: Phrase[];
	evidence: string[];
	/** Whether the change of the win rate was found to be more than chance. */
	isRateChanged: boolean;
	/** Whether any stage could be held against its benchmark: else that none does worse says nothing. */
	isTested: boolean;
}

/** All that a report holds: aggregates of shareable marts, and what makes them readable. */
export interface Snapshot {
	/** Of what a report says, not of how a link writes it. */
	format: 1;
	title: string;
	notes: string;
	/** The view that was shared. `state.scope` is the scope of every result; there is never a search in it. */
	state: ViewState;
	/** As the data were at its `asOf`. Of segments only those that the view filters or compares by, with the values named. */
	catalog: Catalog;
	/** Rows by name of mart, of those asked under the scope of the view and nothing else: the columns that SQL decides. */
	results: Record<string, Row[]>;
	answers: Answer[];
	told: Told | null;
}

export interface SnapshotText {
	title?: string;
	notes?: string;
	signal?: AbortSignal;
	/** Hears every answer with all its rows, in the order of the questions. */
	onrows?: (ask: AnyAsk, rows: readonly Row[]) => void;
}

/** Throws ProblemError for a mart whose rows may not leave. */
export function assertShareable(mart: AnyMart): void {
	if (mart.shareable) return;
	throw new ProblemError({
		code: 'not-shareable',
		message: `“${mart.question}” shows single deals or names, which never leave in a report.`,
		wayOut: 'Leave this block out of the report.',
	});
}

const givenOf = (params: Row): Row =>
	Object.fromEntries(
		Object.entries(params)
			.filter(([, value]) => value !== null)
			.sort(([one], [other]) => (one < other ? -1 : 1)),
	);

/** The segments that filters name, each with the named values only: other values would tell who the others are. */
function namedSegments(catalog: Catalog, { scope, compare }: ViewState): CatalogSegment[] {
	const filters: SegmentFilter[] = [
		...scope.filters,
		...(compare.kind === 'segment'
			? [{ segment: compare.segment, values: [compare.value], exclude: false }]
			: []),
	];
	return catalog.segments.flatMap(({ key, label, values }) => {
		const named = filters.filter(({ segment }) => segment === key).flatMap((filter) => filter.values);
		const isNamed = filters.some(({ segment }) => segment === key);
		return isNamed ? [{ key, label, values: values.filter(({ value }) => named.includes(value)) }] : [];
	});
}

/**
 * What of a view a report shows. A searched text, an opened deal and a question in SQL may name a customer; none of
 * them changes an aggregate. What is compared with, and how conversion and skips are counted, are said only where the
 * report has the numbers of it: `has` tells of which marts it has any.
 */
const reported = (state: ViewState, isCompared: boolean, has: (mart: string) => boolean): ViewState => ({
	...START_STATE,
	place: state.place === 'overview' && has('headline_compared') ? 'overview' : 'funnel',
	compare: isCompared ? state.compare : { kind: 'none' },
	scope: state.scope,
	measure: state.measure,
	...(has('conversion_matured')
		? { conversion: state.conversion, horizon: state.horizon }
		: { conversion: state.conversion === 'so_far' ? 'so_far' : 'resolved' }),
	...(has('funnel_by_policy') ? { skips: state.skips, optional: state.optional } : {}),
	pick: state.pick,
});

/**
 * Asks `source` all `asks` of the view `state`. Throws ProblemError `not-shareable` before anything is asked if one of
 * them may not leave.
 */
export async function takeSnapshot(
	source: Source,
	state: ViewState,
	asks: readonly AnyAsk[],
	text: SnapshotText = {},
): Promise<Snapshot> {
	asks.forEach(({ mart }) => assertShareable(mart));
	const { catalog } = source;
	const { hasDaysOnly: _hasDaysOnly, ...reportedCatalog } = catalog;
	const own = scopeKey(state.scope, catalog);
	const results: Record<string, Row[]> = {};
	const answers: Answer[] = [];
	for (const ask of asks) {
		const { mart, scope } = ask;
		const options = text.signal ? { signal: text.signal } : {};
		// What a mart of unknown shape takes is unknown to the compiler; who asks it gave what it takes.
		const read: readonly Row[] = await source.read(mart, scope, ask.params as never, options);
		text.onrows?.(ask, read);
		// Statistics of a row alone are derived again by the reader; those that need more travel. A column outside the
		// contract has no business in a link.
		const names = Object.keys(mart.support ? { ...mart.columns, ...mart.statistics } : mart.columns);
		const rows = (ask.keeps?.(read) ?? read).map((row) =>
			Object.fromEntries(names.map((name) => [name, (row as Row)[name] ?? null])),
		);
		const params = givenOf(ask.params as Row);
		const isPlain = Object.keys(params).length === 0 && scopeKey(scope, catalog) === own;
		if (isPlain) results[mart.name] = rows;
		else answers.push({ mart: mart.name, scope, params, rows });
	}
	const isCompared = comparedScopes(state.scope, state.compare, state.scope.asOf ?? catalog.asOfDay) !== null;
	const shown = reported(
		state,
		isCompared && answers.length > 0,
		(name) => name in results || answers.some(({ mart }) => mart === name),
	);
	return {
		format: 1,
		title: text.title ?? '',
		notes: text.notes ?? '',
		state: shown,
		catalog: { ...reportedCatalog, segments: namedSegments(catalog, shown) },
		results,
		answers,
		told: null,
	};
}

/** Scopes that ask for the same have the same key, however their filters are ordered. */
export function scopeKey(scope: Scope, catalog: Catalog): string {
	const filters = scope.filters.map(({ segment, values, exclude }) =>
		JSON.stringify([segment, exclude, [...new Set(values)].map((value) => JSON.stringify(value)).sort()]),
	);
	return JSON.stringify([
		scope.from,
		scope.to,
		scope.basis,
		scope.basis === 'cohort' ? (scope.startRank ?? null) : null,
		scope.asOf,
		currencyOf(scope, catalog),
		[...new Set(filters)].sort(),
		[...new Set(scope.leaveOut)].sort(),
	]);
}

/** Questions that have the same answer have the same key. */
export const questionKey = ({ mart, scope, params }: AnyAsk, catalog: Catalog): string =>
	JSON.stringify([
		mart.name,
		scopeKey(scope, catalog),
		Object.entries(params as Row).sort(([a], [b]) => (a < b ? -1 : 1)),
	]);

/** Answers views from a shared report; rejects with ProblemError for what the report does not hold. */
export class SnapshotSource implements Source {
	readonly kind = 'snapshot';
	readonly snapshot: Snapshot;
	readonly catalog: Catalog;

	constructor(snapshot: Snapshot) {
		this.snapshot = snapshot;
		this.catalog = snapshot.catalog;
	}

	get told(): Told | null {
		return this.snapshot.told;
	}

	async read<M extends AnyMart>(
		mart: M,
		scope: Scope,
		params: ParamsFor<M>,
		options?: { signal?: AbortSignal },
	): Promise<RowOf<M>[]> {
		options?.signal?.throwIfAborted();
		assertShareable(mart);
		const { results, answers, state } = this.snapshot;
		const [asked, given] = [scopeKey(scope, this.catalog), JSON.stringify(givenOf(params as Row))];
		const isOwn = asked === scopeKey(state.scope, this.catalog);
		const answer = answers.find(
			(one) =>
				one.mart === mart.name &&
				JSON.stringify(givenOf(one.params)) === given &&
				scopeKey(one.scope, this.catalog) === asked,
		);
		const plain = given === '{}' && Object.hasOwn(results, mart.name) ? results[mart.name] : undefined;
		if (answer) return this.#decode(mart, answer.rows);
		if (plain && isOwn) return this.#decode(mart, plain);
		if (!plain && !answers.some((one) => one.mart === mart.name && !isOwn)) {
			throw new ProblemError({
				code: 'not-in-the-report',
				message: `The report does not answer “${mart.question}”.`,
				wayOut: 'Ask whoever shared it, or open your own data.',
			});
		}
		throw new ProblemError({
			code: 'other-scope',
			message: 'A report holds the numbers of one window and one set of filters, and these are others.',
			wayOut: 'Go back to the report as it was shared, or open your own data.',
		});
	}

	explain(mart: AnyMart, scope: Scope, params: Row): string {
		const sql = compileMart(mart, this.catalog, scope, params);
		return `-- As asked of the data behind the report. Segment numbers and codes are the report’s own.\n${sql}`;
	}

	/** Rows as today's contract has them, though the link may be older: a column it could not know is null. */
	#decode<M extends AnyMart>(mart: M, stored: readonly Row[]): RowOf<M>[] {
		const columns = Object.fromEntries(
			Object.entries(mart.columns).map(([name, contract]): [string, ColumnContract] => [
				name,
				isLaterColumn(mart.name, name) ? { ...contract, nullable: true } : contract,
			]),
		);
		const stands = mart.support ? { ...columns, ...mart.statistics } : columns;
		const optional = Object.entries(stands).filter(([, contract]) => contract.nullable === true);
		const unknown = Object.fromEntries(optional.map(([name]) => [name, null]));
		try {
			return decodeRows<M>(
				{ ...mart, columns },
				stored.map((row) => ({ ...unknown, ...row })),
				'(from a shared report)',
				mart.support ? null : {},
			);
		} catch (cause) {
			throw new ProblemError({
				code: 'report-not-readable',
				message: `The report’s answer to “${mart.question}” is not as this version of Funnelscope needs it.`,
				wayOut: 'Ask for a new link.',
				detail: cause instanceof Error ? cause.message : String(cause),
			});
		}
	}
}
