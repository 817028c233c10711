import type { Problem } from '../base/problem';
import type { AnyMart, ParamsFor, RowOf } from '../model/contract';
import type { Scope } from '../model/scope';
import type { Source } from './source';

export interface Asked<M extends AnyMart> {
	source: Source | null;
	mart: M;
	scope: Scope;
	params: ParamsFor<M>;
}

export interface Question<M extends AnyMart> {
	/** The newest answer; while another is loading, the one before. */
	readonly rows: readonly RowOf<M>[];
	readonly status: 'idle' | 'loading' | 'ready' | 'problem';
	readonly problem: Problem | null;
	/** Whether `rows` answer an earlier question than the one now asked. */
	readonly stale: boolean;
}

/** Asks whenever `get` gives another question, in a component or an effect. The last question wins. */
export function createQuestion<M extends AnyMart>(get: () => Asked<M> | null): Question<M> {
	throw new Error(`Not written: ${String(get)}`);
}
