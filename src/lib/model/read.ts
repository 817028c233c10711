import type { Engine, Row, RunOptions, Value } from '../engine/engine';
import type { Catalog } from './catalog';
import { compileMart } from './compile';
import type { AnyMart, ColumnContract, ParamsFor, RowOf, Support } from './contract';
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

/** The rows of `mart` under `scope`. Rejects with EngineError if the engine fails. */
export async function readMart<M extends AnyMart>(
	engine: Engine,
	catalog: Catalog,
	mart: M,
	scope: Scope,
	params: ParamsFor<M>,
	options?: RunOptions,
): Promise<RowOf<M>[]> {
	const sql = compileMart(mart, catalog, scope, params as Row);
	const table = await engine.query(sql, options);
	const support: Record<string, readonly Row[]> = {};
	for (const [name, supportSql] of Object.entries(mart.support ?? {})) {
		const asked = compileMart({ ...mart, sql: supportSql }, catalog, scope, params as Row);
		support[name] = (await engine.query(asked, options)).rows;
	}
	return decodeRows(mart, table.rows, sql, support);
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
