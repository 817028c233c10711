import { ProblemError, type Problem } from '../base/problem';
import { bareSql } from '../engine/bare-sql';
import { EngineError, quoteName, quoteText, type Engine, type Row } from '../engine/engine';
import type { Catalog } from '../model/catalog';
import { EXPLORE_RELATIONS, EXPLORE_SCHEMA } from '../model/explore';

/** A column of a result: its name, its type as the engine names it, and what it holds to a reader. */
export interface ResultColumn {
	name: string;
	sqlType: string;
	kind: 'text' | 'number' | 'boolean' | 'date' | 'instant';
}

/** A result that stays in the engine; rows are fetched as they are looked at. Until the next question is run. */
export interface Result {
	columns: readonly ResultColumn[];
	rowCount: number;
	/** Time of the statement, in milliseconds. */
	elapsed: number;
	/** Rows `from` (0-based) to `from + count`. Rejects with ProblemError once another question has been run. */
	rows(from: number, count: number): Promise<Row[]>;
}

/** A relation that can be asked, for completion and for the list beside the editor. */
export interface AskedRelation {
	/** As it is written in SQL. */
	name: string;
	grain: string;
	columns: { name: string; sqlType: string; definition: string }[];
	isDocumented: boolean;
}

/** What went wrong with a question, and where in its text: a 0-based offset, null where the engine does not say. */
export interface SqlProblem extends Problem {
	offset: number | null;
}

const RESULT = 'console_result';
/** What a column of a documented relation is that no one but the file names. */
const OF_THE_FILE = 'As the file’s column of this name says.';
const READS = new Set([
	'select',
	'with',
	'from',
	'values',
	'table',
	'pivot',
	'unpivot',
	'describe',
	'summarize',
	'show',
]);
const READS_AS_THEY_ARE = new Set(['explain']);

/** The statements of a text, without the empty ones; a semicolon in a string or comment divides nothing. */
export function statementsOf(text: string): { sql: string; offset: number; word: string }[] {
	// What is inside strings and comments becomes as many marks, so that places stay.
	const bare = bareSql(text, ({ length }, isComment) => (isComment ? ' ' : 'x').repeat(length));
	const statements: { sql: string; offset: number; word: string }[] = [];
	let from = 0;
	for (const part of bare.split(';')) {
		const word = /^[\s(]*([a-z]+)/i.exec(part)?.[1]?.toLowerCase() ?? '';
		if (part.trim() !== '')
			statements.push({ sql: text.slice(from, from + part.length), offset: from, word });
		from += part.length + 1;
	}
	return statements;
}

/**
 * Where an error of the engine points, as an offset into `sql`: DuckDB repeats the line, perhaps shortened with dots,
 * and puts a caret under the place. Null where it does not.
 */
export function offsetOfError(message: string, sql: string): number | null {
	const lines = message.split('\n');
	const at = lines.findIndex((line) => /^LINE \d+: /.test(line));
	const shown = lines[at];
	const caret = lines[at + 1]?.indexOf('^') ?? -1;
	if (at < 0 || shown === undefined || caret < 0) return null;
	const [label = '', number = '0'] = /^LINE (\d+): /.exec(shown) ?? [];
	const before = sql.split('\n').slice(0, Number(number) - 1);
	const line = sql.split('\n')[Number(number) - 1];
	if (line === undefined) return null;
	const lead = shown.slice(label.length, caret);
	const cut = lead.startsWith('...') ? lead.slice(3) : lead;
	const rest = shown.slice(caret).replace(/\.\.\.$/, '');
	const column = line.indexOf(cut + rest);
	if (column < 0) return null;
	return before.reduce((sum, one) => sum + one.length + 1, 0) + column + cut.length;
}

const KIND: [RegExp, ResultColumn['kind']][] = [
	[/^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U\w*INT\w*|FLOAT|DOUBLE|DECIMAL)/, 'number'],
	[/^BOOLEAN$/, 'boolean'],
	[/^DATE$/, 'date'],
	[/^TIMESTAMP/, 'instant'],
];

/** How a column is fetched: numbers as doubles, and what the seam does not know (lists, intervals, blobs) as text. */
function fetched(name: string, sqlType: string): { kind: ResultColumn['kind']; sql: string } {
	const kind = /[[(]\s*[A-Z]|\[\]$/.test(
		sqlType.replace(/^DECIMAL\([^)]*\)/, 'DECIMAL').replace(/^ENUM\(.*\)$/, 'VARCHAR'),
	)
		? 'text'
		: (KIND.find(([pattern]) => pattern.test(sqlType))?.[1] ?? 'text');
	const column = quoteName(name);
	const sql =
		kind === 'number' ? `cast(${column} as double)` : kind === 'text' ? `cast(${column} as varchar)` : column;
	return { kind, sql: `${sql} as ${column}` };
}

/** The console on the tables of one model. Questions take turns with everything else that the engine is asked. */
export class SqlConsole {
	#engine: Engine;
	#inTurn: <T>(work: () => Promise<T>) => Promise<T>;
	#run = 0;
	#beforeChange: () => Promise<void>;
	#changes = 0;

	/** `beforeChange` makes the tables such that they can be changed, before statements that may do so. */
	constructor(
		engine: Engine,
		inTurn: <T>(work: () => Promise<T>) => Promise<T>,
		beforeChange: () => Promise<void> = async () => undefined,
	) {
		this.#engine = engine;
		this.#inTurn = inTurn;
		this.#beforeChange = beforeChange;
	}

	/** How often statements were run that may change the data. */
	get changes(): number {
		return this.#changes;
	}

	/** What can be asked: the documented relations first, then the tables behind them, with the words of their SQL. */
	async relations(catalog: Catalog): Promise<AskedRelation[]> {
		const { rows } = await this.#inTurn(() =>
			this.#engine.query(
				`select schema_name as schema, table_name as name, column_name as column_name, data_type as sql_type
				from duckdb_columns()
				where not internal and database_name <> 'temp'
					and schema_name in ('main', ${quoteText(EXPLORE_SCHEMA)}) and table_name <> ${quoteText(RESULT)}
					and table_name not like 'raw\\_%' escape '\\'
				-- What was made anew hides what was opened under the same name.
				qualify rank() over (
					partition by schema_name, table_name
					order by case when database_name = current_database() then 0 else 1 end
				) = 1
				order by schema_name, table_name, column_index`,
			),
		);
		const labels = new Map(
			catalog.segments.map(({ key, label }) => [key, `As the export’s column “${label}” says.`]),
		);
		const relations = new Map<string, AskedRelation>();
		for (const row of rows) {
			const own = row['schema'] === EXPLORE_SCHEMA;
			const name = own ? `${EXPLORE_SCHEMA}.${String(row['name'])}` : String(row['name']);
			const documented = own
				? EXPLORE_RELATIONS.find((relation) => relation.name === row['name'])
				: undefined;
			const relation = relations.get(name) ?? {
				name,
				grain: documented?.grain ?? '',
				columns: [],
				isDocumented: documented !== undefined,
			};
			relations.set(name, relation);
			const column = String(row['column_name']);
			relation.columns.push({
				name: column,
				sqlType: String(row['sql_type']),
				definition: documented?.columns[column] ?? (own ? (labels.get(column) ?? OF_THE_FILE) : ''),
			});
		}
		const order = (relation: AskedRelation) =>
			EXPLORE_RELATIONS.findIndex(({ name }) => relation.name === `${EXPLORE_SCHEMA}.${name}`);
		return [...relations.values()].sort((a, b) =>
			a.isDocumented !== b.isDocumented
				? Number(b.isDocumented) - Number(a.isDocumented)
				: order(a) - order(b) || (a.name < b.name ? -1 : 1),
		);
	}

	/**
	 * Runs the statements of `text`; the result is the last one's. Unless `mayChange`, only statements that read are
	 * run. Rejects with ProblemError whose problem is a SqlProblem.
	 */
	async run(text: string, options: { signal?: AbortSignal; mayChange?: boolean } = {}): Promise<Result> {
		const statements = statementsOf(text);
		const changing = statements.find(({ word }) => !READS.has(word) && !READS_AS_THEY_ARE.has(word));
		if (statements.length === 0)
			throw sqlProblem('There is nothing to run.', 'Write a question, e.g. from crm.deals.', 0);
		if (changing && !options.mayChange) {
			throw sqlProblem(
				`“${changing.word.toUpperCase()}” would change the data.`,
				'Only statements that read are run. Switch “Read only” off to run this one.',
				changing.offset + (changing.sql.length - changing.sql.trimStart().length),
			);
		}
		if (changing) this.#changes += 1;
		const run = ++this.#run;
		return this.#inTurn(async () => {
			options.signal?.throwIfAborted();
			if (changing) await this.#beforeChange();
			const started = performance.now();
			let isTable = true;
			for (const [index, { sql, word, offset }] of statements.entries()) {
				const isLast = index === statements.length - 1;
				isTable = READS.has(word);
				try {
					if (isTable) {
						// In the engine, so that a result of any size is an error or whole, and is fetched as it is looked at.
						const asked = ['describe', 'summarize', 'show'].includes(word) ? `select * from (${sql}\n)` : sql;
						await this.#engine.execute(`create or replace temp table ${RESULT} as\n${asked}`, options);
					} else if (isLast && READS_AS_THEY_ARE.has(word)) {
						const table = await this.#engine.query(sql, options);
						const elapsed = performance.now() - started;
						return {
							columns: table.columns.map(({ name, type }) => ({ name, sqlType: type, kind: type })),
							rowCount: table.rows.length,
							elapsed,
							rows: async (from, count) => table.rows.slice(from, from + count),
						};
					} else await this.#engine.execute(sql, options);
				} catch (cause) {
					throw told(cause, sql, offset, isTable);
				}
			}
			const elapsed = performance.now() - started;
			if (!isTable) return { columns: [], rowCount: 0, elapsed, rows: async () => [] };
			const described = await this.#engine.query(
				`select column_name as name, data_type as sql_type from duckdb_columns()
				where table_name = ${quoteText(RESULT)} and database_name = 'temp' order by column_index`,
			);
			const columns = described.rows.map((row): ResultColumn & { sql: string } => {
				const name = String(row['name']);
				const sqlType = String(row['sql_type']);
				return { name, sqlType, ...fetched(name, sqlType) };
			});
			const counted = await this.#engine.query(`select count(*) as n from ${RESULT}`);
			const select = columns.map(({ sql }) => sql).join(', ');
			return {
				columns: columns.map(({ name, sqlType, kind }) => ({ name, sqlType, kind })),
				rowCount: Number(counted.rows[0]?.['n']),
				elapsed,
				rows: (from, count) =>
					this.#inTurn(async () => {
						if (run !== this.#run) {
							throw sqlProblem('This result is gone: another question has been run.', 'Run it again.', null);
						}
						const { rows } = await this.#engine.query(
							`select ${select} from ${RESULT} where rowid >= ${from} and rowid < ${from + count} order by rowid`,
						);
						return rows;
					}),
			};
		});
	}
}

function sqlProblem(message: string, wayOut: string, offset: number | null, detail?: string): ProblemError {
	const problem: SqlProblem = {
		code: 'sql',
		message,
		wayOut,
		offset,
		...(detail === undefined ? {} : { detail }),
	};
	return new ProblemError(problem);
}

/** The names that the engine holds for likely, as a question; null where it knows none. */
function meant(message: string): string | null {
	const line = message.split('\n').find((one) => /^(Did you mean|Candidate (bindings|functions):)/.test(one));
	const names = [...(line ?? '').matchAll(/"([^"]+)"/g)].map(([, name]) => `“${name}”`).slice(0, 3);
	return names.length === 0 ? null : `Did you mean ${names.join(' or ')}?`;
}

function told(cause: unknown, sql: string, offset: number, isTable: boolean): unknown {
	if (!(cause instanceof EngineError) || cause.code !== 'sql') return cause;
	const message = cause.message;
	// The statement stands on the line after the one that keeps its result.
	const own = isTable
		? message.replace(/^LINE (\d+): /m, (_, line: string) => `LINE ${Number(line) - 1}: `)
		: message;
	const place = offsetOfError(own, sql);
	const [first = message] = own.split('\n');
	const correct = place === null ? 'Correct the statement' : 'Correct it where it is marked';
	return sqlProblem(
		first,
		[meant(own), `${correct} and run it again.`].filter(Boolean).join(' '),
		place === null ? null : offset + place,
		own,
	);
}
