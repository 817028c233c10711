import { instantIn } from '../base/time-zone';
import type { EncodedTable, Engine, Row, RunOptions, Value } from '../engine/engine';
import type { Catalog } from './catalog';
import { compileMart, segmentFiltersSql, type Compiled } from './compile';
import { namesFilters } from './filter-relations';
import { inlined } from './inlined';
import type { KeptPlans } from './kept-plans';
import type { KeptStatements } from './kept-statements';
import type { AnyMart, ColumnContract, ParamsFor, Precision, RowOf, Support } from './contract';
import type { Scope } from './scope';

const TYPE_OF = {
	text: 'string',
	date: 'string',
	instant: 'string',
	integer: 'number',
	number: 'number',
	boolean: 'boolean',
};

function decodeCell(value: Value | undefined, name: string, contract: ColumnContract, sql: string): Value {
	if (value === undefined) throw new Error(`The SQL does not give column ${name}:\n${sql}`);
	if (value === null) {
		if (contract.nullable) return null;
		throw new Error(`Column ${name} may not be null:\n${sql}`);
	}
	const fits =
		typeof value === TYPE_OF[contract.type] && (contract.type !== 'integer' || Number.isInteger(value));
	if (!fits)
		throw new Error(`Column ${name} should be ${contract.type}, is ${JSON.stringify(value)}:\n${sql}`);
	return value;
}

/**
 * Rows of SQL as the contract promises them, with the columns that statistics add. Throws on a broken promise. With
 * `support` null the statistics stand in the rows already, as in a shared report.
 */
export function decodeRows<M extends AnyMart>(
	mart: M,
	rows: readonly Row[],
	sql: string,
	support: Support | null = {},
): RowOf<M>[] {
	const columns = Object.entries(support === null ? { ...mart.columns, ...mart.statistics } : mart.columns);
	const derive = mart.derive as (row: Row, support: Support) => Row;
	return rows.map((raw) => {
		const row: Row = {};
		for (const [name, contract] of columns) row[name] = decodeCell(raw[name], name, contract, sql);
		return (support === null ? row : { ...row, ...derive(row, support) }) as RowOf<M>;
	});
}

/** The rows with their instants as the clock of a zone told them; those of UTC (no zone) as they are. */
function toldIn<M extends AnyMart>(zone: string | undefined, mart: M, rows: RowOf<M>[]): RowOf<M>[] {
	const instants = Object.entries(mart.columns).filter(([, { type }]) => type === 'instant');
	if (zone === undefined || instants.length === 0) return rows;
	return rows.map((row) => {
		const told: Row = { ...row };
		for (const [name] of instants) {
			const instant = told[name];
			if (typeof instant === 'string') told[name] = instantIn(zone, instant);
		}
		return told as RowOf<M>;
	});
}

/** What the engine said to a mart's statements: `sql` those of the mart itself, `support` those beside it, by name. */
export interface Said<T> {
	sql: string;
	rows: T;
	support: Record<string, T>;
}

/** Makes a mart's rows of what the engine said, on another thread. Rejects as `decodeRows` throws. */
export type Statistician = <M extends AnyMart>(
	mart: M,
	said: Said<EncodedTable>,
	options?: RunOptions,
) => Promise<RowOf<M>[]>;

type Query<T> = (sql: string, options: RunOptions) => Promise<T>;

/**
 * Asks all statements of `mart` at once, in this order, those beside its own by `querySupport`; the first that fails
 * stops the others.
 */
async function ask<T>(
	mart: AnyMart,
	catalog: Catalog,
	scope: Scope,
	params: Row,
	options: RunOptions | undefined,
	compiled: Compiled,
	query: Query<T>,
	querySupport = query,
): Promise<Said<T>> {
	const failed = new AbortController();
	const signal = options?.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
	const sql = compileMart(mart, catalog, scope, params, compiled);
	try {
		const main = query(inlined(sql), { signal });
		const [rows, ...support] = await Promise.all([
			main,
			...Object.entries(mart.support ?? {}).map(async ([name, supportSql]): Promise<[string, T]> => {
				// Statistics over the whole answer rest on its own rows: they are not asked for twice.
				if (supportSql === mart.sql) return [name, await main];
				const asked = compileMart({ ...mart, sql: supportSql }, catalog, scope, params, compiled);
				return [name, await querySupport(inlined(asked), { signal })];
			}),
		]);
		return { sql, rows, support: Object.fromEntries(support) };
	} catch (cause) {
		failed.abort();
		throw cause;
	}
}

/** How a mart is asked, besides how it is compiled. */
interface Asking extends Compiled {
	statistician?: Statistician | undefined;
	/** Answers to supporting statements of the same data. */
	kept?: KeptStatements;
	/** Plans of statements that read the held deals: they are the same for every filter. */
	plans?: KeptPlans;
}

/**
 * The rows of `mart` under `scope`, in two steps: the promise settles when the engine has said all, so that the next
 * question may be asked; the rows that it holds are there once the statistics are. The listing of a paged mart is read
 * from the table `held`, if it is held; what a statistician is given besides the mart's own rows comes from `kept`, if it
 * is there. `heldDeals` holds the deals of this scope's filters until the promise settles. Rejects with EngineError.
 */
export async function askMart<M extends AnyMart>(
	engine: Engine,
	catalog: Catalog,
	mart: M,
	scope: Scope,
	params: ParamsFor<M>,
	options?: RunOptions,
	{ statistician, kept, plans, ...compiled }: Asking = {},
): Promise<() => Promise<RowOf<M>[]>> {
	const { heldDeals } = compiled;
	const readsHeldDeals = (sql: string) => typeof heldDeals === 'string' && sql.includes(`from ${heldDeals}`);
	const planned =
		<T>(query: Query<T>): Query<T> =>
		(sql, running) =>
			plans && readsHeldDeals(sql) && !namesFilters(sql)
				? plans.ask(sql, running, query)
				: query(sql, running);
	const asking = [mart, catalog, scope, params as Row, options, compiled] as const;
	if (statistician && engine.queryEncoded && mart.support) {
		const byPlan = planned(engine.queryEncoded);
		// Whatever is wrong with the answer is told of the statement, and not of the name of its plan.
		const query: Query<EncodedTable> = async (sql, running) => ({ ...(await byPlan(sql, running)), sql });
		// What it reads of the held deals differs by filter, and its text does not tell.
		const keyOf = (sql: string) =>
			readsHeldDeals(sql) ? `${segmentFiltersSql(scope, catalog)}\n${sql}` : sql;
		const said = await ask(
			...asking,
			query,
			kept && ((sql, running) => kept.ask(keyOf(sql), () => query(sql, running))),
		);
		return () => statistician(mart, said, options);
	}
	const said = await ask(
		...asking,
		planned(async (sql, running) => (await engine.query(sql, running)).rows),
	);
	return async () => toldIn(catalog.timeZone, mart, decodeRows(mart, said.rows, said.sql, said.support));
}

/** The rows of `mart` under `scope`, exact unless it is said otherwise. Rejects with EngineError if the engine fails. */
export async function readMart<M extends AnyMart>(
	engine: Engine,
	catalog: Catalog,
	mart: M,
	scope: Scope,
	params: ParamsFor<M>,
	options?: RunOptions,
	precision: Precision = 'exact',
): Promise<RowOf<M>[]> {
	const derived = await askMart(engine, catalog, mart, scope, params, options, { precision });
	return derived();
}

/** The mart's own promises that these rows break, as sentences with the row; empty if all hold. */
export function brokenChecks<M extends AnyMart>(mart: M, rows: readonly RowOf<M>[]): string[] {
	const checks = mart.checks as unknown as readonly {
		sentence: string;
		holds: (row: Row, rows: readonly Row[]) => boolean;
	}[];
	return checks.flatMap((check) =>
		rows
			.filter((row) => !check.holds(row as Row, rows as readonly Row[]))
			.map((row) => `${mart.name}: ${check.sentence} – ${JSON.stringify(row)}`),
	);
}
