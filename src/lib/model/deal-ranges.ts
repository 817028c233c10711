import type { Engine, RunOptions } from '../engine/engine';

/** Rows by their numbers, as deals by their keys, which run from 1 without a gap: those from `from` on and before `before`. */
export interface KeyRange {
	from: number;
	before: number;
}

/** Deals and events of about so many rows are brought from one table into the next by one statement. */
export const ROWS_AT_ONCE = 1_250_000;

/** The tables whose rows are each of one deal, by its `deal_key`. */
const OF_DEALS = [
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
];

/** Ranges that hold `keys` keys, each once and in order, and of their `rows` rows about `rowsAtOnce` each. At least one. */
export function rangesOf(keys: number, rows: number, rowsAtOnce = ROWS_AT_ONCE): KeyRange[] {
	const parts = Math.max(1, Math.min(keys, Math.ceil(rows / rowsAtOnce)));
	const start = (part: number) => 1 + Math.floor((part * keys) / parts);
	return Array.from({ length: parts }, (_, part) => ({ from: start(part), before: start(part + 1) }));
}

const MADE = /^create or replace table (\w+) as\s/;

/** The select of no other rows than those of a range of deals. What stands in quotes is left as it is. */
const selectOf = (select: string, { from, before }: KeyRange): string =>
	select.replace(
		new RegExp(`'(?:[^']|'')*'|"(?:[^"]|"")*"|\\b(from|join) (${OF_DEALS.join('|')})\\b( as \\w+)?`, 'g'),
		(whole: string, word?: string, table?: string, alias?: string) =>
			word === undefined || table === undefined
				? whole
				: `${word} (select * from ${table} where deal_key >= ${from} and deal_key < ${before})${alias ?? ` as ${table}`}`,
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
 * every row rests on the rows of one deal, ordered by deal first if it is ordered. `tell` is told after each statement
 * which share of all it was. Rejects with EngineError; a stopped one leaves a table of the first ranges.
 */
export async function makeByDeals(
	engine: Engine,
	sql: string,
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
			await engine.execute(`${into}\n${selectOf(select, range)}`, options);
			tell(1 / (statements.length * ranges.length));
		}
	}
}
