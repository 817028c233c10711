import { ProblemError } from '../base/problem';
import type { Row } from '../engine/engine';
import type { Catalog, CatalogSegment } from '../model/catalog';
import { compileMart, currencyOf } from '../model/compile';
import type { AnyMart, ParamsFor, RowOf } from '../model/contract';
import { decodeRows } from '../model/read';
import type { Scope, SegmentFilter } from '../model/scope';
import type { Source } from '../session/source';
import { START_STATE, type ViewState } from './state';

/** All that a report holds: aggregates of shareable marts under one scope, and what makes them readable. */
export interface Snapshot {
	/** Of what a report says, not of how a link writes it. */
	format: 1;
	title: string;
	notes: string;
	/** The view that was shared. `state.scope` is the scope of every result; there is never a search in it. */
	state: ViewState;
	/** As the data were at its `asOf`. Of segments only those that the scope filters, with the values it names. */
	catalog: Catalog;
	/** Rows by name of mart: the columns that SQL decides, as the contract has them. */
	results: Record<string, Row[]>;
}

export interface SnapshotText {
	title?: string;
	notes?: string;
	signal?: AbortSignal;
}

/** Throws ProblemError for a mart whose rows may not leave, or that needs parameters, which a report has none of. */
export function assertShareable(mart: AnyMart): void {
	if (!mart.shareable) {
		throw new ProblemError({
			code: 'not-shareable',
			message: `“${mart.question}” shows single deals or names, which never leave in a report.`,
			wayOut: 'Leave this block out of the report.',
		});
	}
	if (Object.keys(mart.params).length > 0) {
		throw new ProblemError({
			code: 'not-in-a-report',
			message: `“${mart.question}” has many answers, and a report holds one of each question.`,
			wayOut: 'Leave this block out of the report.',
		});
	}
}

// What a mart of unknown shape takes is unknown to the compiler; assertShareable has seen that it takes nothing.
const NO_PARAMS = {} as never;

/** The segments that filters name, each with the named values only: other values would tell who the others are. */
function namedSegments(catalog: Catalog, filters: readonly SegmentFilter[]): CatalogSegment[] {
	return catalog.segments.flatMap(({ key, label, values }) => {
		const named = filters.filter(({ segment }) => segment === key).flatMap((filter) => filter.values);
		const isNamed = filters.some(({ segment }) => segment === key);
		return isNamed ? [{ key, label, values: values.filter(({ value }) => named.includes(value)) }] : [];
	});
}

/**
 * What of a view a report shows: the funnel of one window, with the conversions that its rows hold. A searched text, an
 * opened deal and a question in SQL may name a customer; none of them changes an aggregate.
 */
const reported = (state: ViewState): ViewState => ({
	...START_STATE,
	place: 'funnel',
	compare: { kind: 'none' },
	scope: state.scope,
	measure: state.measure,
	conversion: state.conversion === 'so_far' ? 'so_far' : 'resolved',
	pick: state.pick,
});

/**
 * Asks `source` for every mart under the scope of `state`. Throws ProblemError `not-shareable` before anything is
 * asked if one of them may not leave.
 */
export async function takeSnapshot(
	source: Source,
	state: ViewState,
	marts: readonly AnyMart[],
	text: SnapshotText = {},
): Promise<Snapshot> {
	marts.forEach(assertShareable);
	const results: Record<string, Row[]> = {};
	for (const mart of marts) {
		const rows = await source.read(mart, state.scope, NO_PARAMS, text.signal ? { signal: text.signal } : {});
		// Statistics of a row alone are derived again by the reader; those that need more travel. A column outside the
		// contract has no business in a link.
		const names = Object.keys(mart.support ? { ...mart.columns, ...mart.statistics } : mart.columns);
		results[mart.name] = rows.map((row) =>
			Object.fromEntries(names.map((name) => [name, (row as Row)[name] ?? null])),
		);
	}
	const { catalog } = source;
	return {
		format: 1,
		title: text.title ?? '',
		notes: text.notes ?? '',
		state: reported(state),
		catalog: { ...catalog, segments: namedSegments(catalog, state.scope.filters) },
		results,
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
		scope.asOf,
		currencyOf(scope, catalog),
		[...new Set(filters)].sort(),
		[...new Set(scope.leaveOut)].sort(),
	]);
}

/** Answers views from a shared report; rejects with ProblemError for what the report does not hold. */
export class SnapshotSource implements Source {
	readonly kind = 'snapshot';
	readonly snapshot: Snapshot;
	readonly catalog: Catalog;

	constructor(snapshot: Snapshot) {
		this.snapshot = snapshot;
		this.catalog = snapshot.catalog;
	}

	async read<M extends AnyMart>(
		mart: M,
		scope: Scope,
		params: ParamsFor<M>,
		options?: { signal?: AbortSignal },
	): Promise<RowOf<M>[]> {
		options?.signal?.throwIfAborted();
		assertShareable(mart);
		const stored = Object.hasOwn(this.snapshot.results, mart.name)
			? this.snapshot.results[mart.name]
			: undefined;
		const given = Object.values(params as Row).some((value) => value !== null);
		if (!stored || given) {
			throw new ProblemError({
				code: 'not-in-the-report',
				message: `The report does not answer “${mart.question}”.`,
				wayOut: 'Ask whoever shared it, or open your own data.',
			});
		}
		if (scopeKey(scope, this.catalog) !== scopeKey(this.snapshot.state.scope, this.catalog)) {
			throw new ProblemError({
				code: 'other-scope',
				message: 'A report holds the numbers of one window and one set of filters, and these are others.',
				wayOut: 'Go back to the report as it was shared, or open your own data.',
			});
		}
		return this.#decode(mart, stored);
	}

	explain(mart: AnyMart, scope: Scope, params: Row): string {
		const sql = compileMart(mart, this.catalog, scope, params);
		return `-- As asked of the data behind the report. Segment numbers and codes are the report’s own.\n${sql}`;
	}

	/** Rows as today's contract has them, though the link may be older: a column it could not know is null. */
	#decode<M extends AnyMart>(mart: M, stored: readonly Row[]): RowOf<M>[] {
		const stands = mart.support ? { ...mart.columns, ...mart.statistics } : mart.columns;
		const optional = Object.entries(stands).filter(([, contract]) => contract.nullable === true);
		const unknown = Object.fromEntries(optional.map(([name]) => [name, null]));
		try {
			return decodeRows(
				mart,
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
