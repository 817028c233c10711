import type { Row } from '../engine/engine';
import type { Catalog } from '../model/catalog';
import type { AnyMart, ParamsFor, RowOf } from '../model/contract';
import type { Scope } from '../model/scope';
import type { Source } from '../session/source';
import type { ViewState } from './state';

/** All that a report holds: aggregates of shareable marts under one scope, and what makes them readable. */
export interface Snapshot {
	format: 1;
	title: string;
	notes: string;
	/** The instant from which the data were looked at (the catalog's `asOf`). */
	asOf: string | null;
	/** The view that was shared; `state.scope` is the scope of every result. Never a search text. */
	state: ViewState;
	/** Without segments, but for the values that the scope's filters name. */
	catalog: Catalog;
	/** Rows by name of mart, contract columns only. */
	results: Record<string, Row[]>;
}

export interface SnapshotText {
	title?: string;
	notes?: string;
	signal?: AbortSignal;
}

/** Asks `source` for every mart under the scope of `state`. Throws ProblemError `not-shareable` for a mart that may not leave. */
export async function takeSnapshot(
	source: Source,
	state: ViewState,
	marts: readonly AnyMart[],
	text: SnapshotText = {},
): Promise<Snapshot> {
	throw new Error(`Not written: ${source.kind} ${state.place} ${marts.length} ${text.title}`);
}

/** Answers views from a shared report; rejects with ProblemError for what the report does not hold. */
export class SnapshotSource implements Source {
	readonly kind = 'snapshot';
	readonly catalog: Catalog;

	constructor(readonly snapshot: Snapshot) {
		this.catalog = snapshot.catalog;
	}

	async read<M extends AnyMart>(
		mart: M,
		scope: Scope,
		params: ParamsFor<M>,
		options?: { signal?: AbortSignal },
	): Promise<RowOf<M>[]> {
		throw new Error(`Not written: ${mart.name} ${scope.basis} ${String(params)} ${options?.signal}`);
	}

	explain(mart: AnyMart, scope: Scope, params: Row): string {
		throw new Error(`Not written: ${mart.name} ${scope.basis} ${String(params)}`);
	}
}
