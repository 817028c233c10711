import type { Row } from '../engine/engine';
import type { Catalog } from './catalog';
import type { Scope } from './scope';

/**
 * What a mart promises. Row types, decoding, glossary, axis units, the quality panel, `funnelscope --list`
 * and the tests all derive from this; a column that is not here does not exist.
 */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'instant';

/**
 * What a number counts. `amount` is money in the row's or scope's currency; `ratio` is 0..1, unrounded;
 * `multiple` tells how many times one amount is another (2.4 ×); `ratio_change` is the difference of two ratios;
 * `share` is a part of a change, which may be negative or above 1;
 * `logarithm` is the natural one of a quotient; `probability` is a p-value.
 */
export type Unit =
	| 'key'
	| 'label'
	| 'deals'
	| 'visits'
	| 'accounts'
	| 'leads'
	| 'periods'
	| 'amount'
	| 'amount_per_day'
	| 'ratio'
	| 'ratio_change'
	| 'multiple'
	| 'share'
	| 'logarithm'
	| 'probability'
	| 'days'
	| 'months'
	| 'day'
	| 'instant'
	| 'flag'
	| 'rows'
	/** In the unit that another column of the row names. */
	| 'measured';

export interface ColumnContract {
	type: ColumnType;
	unit: Unit;
	/** Null means undefined (a denominator of 0, nothing to average), zero means none. */
	nullable?: boolean;
	/** The definition in words, as shown on hover. Names its section of metrics. */
	definition: string;
}

export type Columns = Record<string, ColumnContract>;

type BaseValue<T extends ColumnType> = T extends 'integer' | 'number'
	? number
	: T extends 'boolean'
		? boolean
		: string;
export type CellOf<C extends ColumnContract> = C['nullable'] extends true
	? BaseValue<C['type']> | null
	: BaseValue<C['type']>;
export type RowOfColumns<C extends Columns> = { [K in keyof C]: CellOf<C[K]> };

/** Which deals a mart looks at: see metrics §2. */
export type Population =
	| 'basis' // the scope's basis decides: cohort (started in the window) or activity (happened in it)
	| 'activity' // always what happened in the window
	| 'all'; // segment filters only, no window

export interface ParamContract {
	type: 'text' | 'integer' | 'date' | 'boolean';
	nullable?: boolean;
	/** The only texts that it takes, where it does not take any text. */
	choices?: readonly string[];
	definition: string;
}
/** Of what is forecast; a single day is not. */
export const FORECAST_PERIODS = ['week', 'week_sunday', 'week_saturday', 'month', 'quarter', 'year'] as const;
/** What a calendar period may be called: a week begins on Monday unless its name says otherwise. */
export const PERIODS = ['day', ...FORECAST_PERIODS] as const;

export type Params = Record<string, ParamContract>;
export type ParamsOf<P extends Params> = {
	[K in keyof P]: P[K]['type'] extends 'integer'
		? number | null
		: P[K]['type'] extends 'boolean'
			? boolean
			: string | null;
};

/** Rows of a mart's supporting queries, by name. */
export type Support = Record<string, readonly Row[]>;

export interface Check<R> {
	/** The promise as a sentence or identity, e.g. `reached = moved on + dropped + still there + unknown`. */
	sentence: string;
	holds: (row: R, rows: readonly R[]) => boolean;
}

/**
 * Columns that add up: the rows that differ in `over` alone sum to the row of the whole, which is the answer without a
 * segment where `over` is the value of one, and that of a longer period where it is the first day of a period.
 */
export interface Additive<Name extends string = string> {
	over: Name;
	/** Without them all counts and sums of money that are never undefined. */
	columns?: readonly Name[];
}

/**
 * An answer that is looked at in pages. The mart's SQL reads two relations: `listing`, all rows in no order, and `page`,
 * those asked for, with their `place` from 1. Whoever asks page by page may have the listing held in order.
 */
export interface Paged {
	/** The SQL of the listing; it knows nothing of pages. */
	listing: string;
	/** Columns of the listing that `sql` reads. */
	columns: readonly string[];
	/** What the listing is ordered by, as SQL; total. */
	order: string;
}

/**
 * How lengths of time are told: `exact`, or `binned`: to the nearest hour up to 8 days, to a quarter of a day up to 64, to a
 * day beyond. Of data without times of day both are the same.
 */
export type Precision = 'exact' | 'binned';

/**
 * The SQL of a relation. One that is read more than once is to be made once and held for the statement, or to be planned
 * with each reader; else the engine decides.
 */
export type RelationSql =
	string | { materialized: string; inline?: never } | { inline: string; materialized?: never };

export interface Mart<C extends Columns = Columns, S extends Columns = Columns, P extends Params = Params> {
	name: string;
	/** The question it answers, in words. */
	question: string;
	/** What one row is. */
	grain: string;
	population: Population;
	params: P;
	/** Columns that SQL decides. */
	columns: C;
	/** Columns that `stats/` derives from a row of SQL: intervals, tests. */
	statistics: S;
	derive: (row: RowOfColumns<C>, support: Support) => RowOfColumns<S>;
	/**
	 * Further answers that the statistics need beside the row (durations for a survival curve, say), each its own SQL
	 * under the same scope and parameters. They never leave in a link; the statistics made of them do.
	 */
	support?: Record<string, string>;
	checks: Check<RowOfColumns<C & S>>[];
	/** Which of its columns may be summed; of all others a sum means nothing, or counts something twice. */
	adds?: readonly Additive<keyof C & string>[];
	/** Whether its rows are aggregates that may leave in a link. */
	shareable: boolean;
	/** Deals that the scope leaves out (`Scope.leaveOut`) stand in this mart's scope all the same: it tells of both. */
	holdsLeftOut?: true;
	sql: string;
	/** Its rows are asked for page by page, by the parameters `row_limit` and `row_offset`. */
	paged?: Paged;
	/**
	 * Columns that may differ between the exact answer and the binned one, which is there sooner. Without them there is no
	 * binned answer.
	 */
	approximate?: readonly (keyof (C & S) & string)[];
	/** Further relations that `sql` reads by name besides `scope`, where they depend on the scope or on the precision. */
	relations?: (scope: Scope, precision: Precision) => Record<string, RelationSql>;
	/** SQL that the parameters compile to, by the `$name` that stands for it: what no literal could say. */
	compiled?: (params: Row, catalog: Catalog) => Record<string, string>;
}

export type RowOf<M> = M extends Mart<infer C, infer S, infer _P> ? RowOfColumns<C & S> : Row;
export type ParamsFor<M> = M extends Mart<infer _C, infer _S, infer P> ? ParamsOf<P> : Row;

// A mart of any shape, for lists of marts: methods of the narrower type are not callable through it.
export type AnyMart = Omit<Mart, 'derive' | 'checks'> & {
	derive: (row: never, support: Support) => Row;
	checks: { sentence: string; holds: (row: never, rows: never) => boolean }[];
};

export function defineMart<C extends Columns, S extends Columns, P extends Params>(
	mart: Mart<C, S, P>,
): Mart<C, S, P> {
	return mart;
}

const SUMMED: readonly Unit[] = ['deals', 'visits', 'amount', 'rows'];

/** The columns of `mart` that add up, by what they add up over. */
export const additiveColumns = ({ adds = [], columns }: AnyMart): Record<string, readonly string[]> =>
	Object.fromEntries(
		adds.map(({ over, columns: some }) => [
			over,
			some ??
				Object.entries(columns).flatMap(([name, { unit, nullable }]) =>
					SUMMED.includes(unit) && nullable !== true ? [name] : [],
				),
		]),
	);

export const noStatistics = { statistics: {}, derive: () => ({}) } as const;
