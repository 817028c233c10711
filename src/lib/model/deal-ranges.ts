import type { Engine, RunOptions } from '../engine/engine';

/** Rows by their numbers, as deals by their keys, which run from 1 without a gap: those from `from` on and before `before`. */
export interface KeyRange {
	from: number;
	before: number;
}

/** Deals and events of about so many rows are brought from one table into the next by one statement. */
export const ROWS_AT_ONCE = 1_250_000;

/** Tables, and the column by whose ranges their rows are read. */
interface Keyed {
	key: string;
	tables: readonly string[];
}

/** The tables whose rows are each of one deal. */
export const BY_DEALS: Keyed = {
	key: 'deal_key',
	tables: [
		'deal_amounts',
		'deal_expected_closes',
		'deal_path_texts',
		'deal_paths',
		'deals',
		'journeys',
		'pipeline_spells',
		'stage_changes',
		'stage_times',
		'standing',
		'stays',
		'stg_amount_changes',
		'stg_deals',
		'stg_expected_close_changes',
		'stg_snapshot_deals',
		'stg_stage_events',
		'suspect_masks',
		'visits',
	],
};

/** The days from which a forecast looks ahead. */
export const BY_ORIGINS: Keyed = { key: 'months_back', tables: ['forecast_origins'] };

/** Ranges that hold `keys` keys, each once and in order, and of their `rows` rows about `rowsAtOnce` each. At least one. */
export function rangesOf(keys: number, rows: number, rowsAtOnce = ROWS_AT_ONCE, first = 1): KeyRange[] {
	const parts = Math.max(1, Math.min(keys, Math.ceil(rows / rowsAtOnce)));
	const start = (part: number) => first + Math.floor((part * keys) / parts);
	return Array.from({ length: parts }, (_, part) => ({ from: start(part), before: start(part + 1) }));
}

const MADE = /^create or replace table (\w+) as\s/;

/** The select of no other rows than those of a range. What stands in quotes is left as it is. */
const selectOf = (select: string, { key, tables }: Keyed, { from, before }: KeyRange): string =>
	select.replace(
		new RegExp(`'(?:[^']|'')*'|"(?:[^"]|"")*"|\\b(from|join) (${tables.join('|')})\\b( as \\w+)?`, 'g'),
		(whole: string, word?: string, table?: string, alias?: string) =>
			word === undefined || table === undefined
				? whole
				: `${word} (select * from ${table} where ${key} >= ${from} and ${key} < ${before})${alias ?? ` as ${table}`}`,
	);

/** The statements of a `.sql` file, without its comments. Every one ends with its line. */
export const statementsOf = (sql: string): string[] =>
	sql
		.replace(/^\s*--.*\n/gm, '')
		.split(/;\s*(?:\n|$)/)
		.map((statement) => statement.trim())
		.filter((statement) => statement !== '');

/**
 * Makes the tables of `sql` range by range, where there are several; else at once. Each statement makes a table of which
 * every row rests on the rows of one key, ordered by key first if it is ordered. `tell` is told after each statement
 * which share of all it was. Rejects with EngineError; a stopped one leaves a table of the first ranges.
 */
export async function makeByRanges(
	engine: Engine,
	sql: string,
	by: Keyed,
	ranges: readonly KeyRange[],
	tell: (share: number) => void,
	options?: RunOptions,
): Promise<void> {
	if (ranges.length === 1) {
		await engine.execute(sql, options);
		tell(1);
		return;
	}
	const statements = statementsOf(sql);
	for (const statement of statements) {
		const table = MADE.exec(statement)?.[1];
		if (table === undefined)
			throw new Error(`This makes no table, and cannot be done by ranges:\n${statement}`);
		const select = statement.replace(MADE, '');
		for (const [index, range] of ranges.entries()) {
			const into = index === 0 ? `create or replace table ${table} as` : `insert into ${table}`;
			await engine.execute(`${into}\n${selectOf(select, by, range)}`, options);
			tell(1 / (statements.length * ranges.length));
		}
	}
}
