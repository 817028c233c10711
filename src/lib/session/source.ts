import type { AnyMart, ParamsFor, Precision, RowOf } from '../model/contract';
import type { Catalog } from '../model/catalog';
import type { Scope } from '../model/scope';
import type { Told } from '../share/snapshot';
import type { SqlConsole } from './console';

export interface ReadOptions {
	signal?: AbortSignal;
	precision?: Precision;
	/** Nobody waits for it yet: any other question goes first, and stops it. It needs a signal. */
	isAhead?: boolean;
}

/**
 * What views ask. `LiveSource` runs SQL in the engine; `SnapshotSource` answers from a shared report and never
 * loads the engine. The same views draw both.
 */
export interface Source {
	readonly kind: 'live' | 'snapshot';
	readonly catalog: Catalog;
	/**
	 * The mart's rows under this scope, exact unless it is said otherwise. Rejects with ProblemError when there is no answer
	 * to be had.
	 */
	read<M extends AnyMart>(
		mart: M,
		scope: Scope,
		params: ParamsFor<M>,
		options?: ReadOptions,
	): Promise<RowOf<M>[]>;
	/** Whether the binned answer of `mart` is there so much sooner that it is worth to be shown first; without it, never. */
	isSoonerByBins?(mart: AnyMart): boolean;
	/** Questions in the reader's own words; a shared report takes none. */
	readonly console?: SqlConsole;
	/** How often the reader's own statements may have changed the data: answers of before are those of other data. */
	readonly changes?: number;
	/** What the one who shared a report was told on top of it; no live source has it. */
	readonly told?: Told | null;
	/** The SQL behind `read`, for the reader who asks why. */
	explain(mart: AnyMart, scope: Scope, params: Record<string, string | number | boolean | null>): string;
}
