import { bareSql } from '../engine/bare-sql';

interface Relation {
	name: string;
	/** `materialized` or `not materialized`, where the author says so. */
	hint: string;
	sql: string;
}

/** What stands for a string while relations are moved: no SQL has this character outside of strings. */
const MARK = '\u0001';
const HEAD = /\s*([a-z_]\w*)\s+as\s+((?:not\s+)?materialized\s+)?\(/iy;
const DEFINED = /\b([a-z_]\w*)\s+as\s+(?:(?:not\s+)?materialized\s+)?\(/gi;
const READ = /(?<!distinct\s+)\b(?:from|join)\s+([a-z_]\w*)/gi;

/** Where the parenthesis that was opened before `from` is closed. */
function closingOf(sql: string, from: number): number {
	for (let at = from, depth = 1; at < sql.length; at++) {
		if (sql[at] === '(') depth++;
		else if (sql[at] === ')' && --depth === 0) return at;
	}
	throw new Error(`A parenthesis is not closed:\n${sql}`);
}

/** The relations of a statement's with-list, in order, and what follows it. */
function withListOf(sql: string): { relations: Relation[]; body: string } {
	const start = /^\s*with\b/i.exec(sql);
	const relations: Relation[] = [];
	if (!start) return { relations, body: sql };
	for (let at = start[0].length; ;) {
		HEAD.lastIndex = at;
		const head = HEAD.exec(sql);
		// Of another form, as a recursive one: it stays as it is.
		if (!head) return { relations: [], body: sql };
		const end = closingOf(sql, HEAD.lastIndex);
		relations.push({ name: head[1]!, hint: head[2] ?? '', sql: sql.slice(HEAD.lastIndex, end) });
		const comma = /^\s*,/.exec(sql.slice(end + 1));
		at = end + 1 + (comma?.[0].length ?? 0);
		if (!comma) return { relations, body: sql.slice(at) };
	}
}

const namesIn = (sql: string, pattern: RegExp): Set<string> =>
	new Set([...sql.matchAll(pattern)].map((match) => match[1]!.toLowerCase()));

const readingsOf = (name: string): RegExp =>
	new RegExp(`(?<!distinct\\s+)\\b(from|join)\\s+${name}\\b(\\s+as\\s+\\w+)?`, 'gi');

/** `sql` with each relation that is read once in the place where it is read; strings are marks already. */
function moved(sql: string): string {
	const list = withListOf(sql);
	const relations = list.relations.map((one) => ({ ...one, sql: moved(one.sql) }));
	let { body } = list;
	for (let index = relations.length - 1; index >= 0; index--) {
		const { name, hint, sql: relation } = relations[index]!;
		const readings = readingsOf(name);
		const later = relations.slice(index + 1);
		const readers = [...later.map((one) => one.sql), body];
		const times = readers.map((reader) => [...reader.matchAll(readings)].length);
		if (hint.startsWith('materialized') || times.reduce((sum, one) => sum + one, 0) !== 1) continue;
		// Where the reader has relations of these names of its own, the names would change their meaning.
		const defined = namesIn(readers[times.indexOf(1)]!, DEFINED);
		if (defined.has(name.toLowerCase()) || [...namesIn(relation, READ)].some((one) => defined.has(one)))
			continue;
		const place = (reader: string): string =>
			reader.replace(
				readings,
				(_, word: string, alias: string | undefined) => `${word} (${relation})${alias ?? ` as ${name}`}`,
			);
		for (const one of later) one.sql = place(one.sql);
		body = place(body);
		relations.splice(index, 1);
	}
	if (relations.length === 0) return body;
	return `with ${relations.map(({ name, hint, sql: relation }) => `${name} as ${hint}(${relation})`).join(',\n')}${body}`;
}

/**
 * The same statement for the engine: each relation of a with-list that is read once stands where it is read, comments
 * are gone. DuckDB plans both alike, but copies all relations of a list for each of them as it parses, so that lists of
 * lists took a third of the time of a filtered question over 100 k deals. People are shown the statement as it was.
 */
export function inlined(sql: string): string {
	const strings: string[] = [];
	const bare = bareSql(sql, (found, isComment) =>
		isComment ? '' : `${MARK}${strings.push(found) - 1}${MARK}`,
	);
	return moved(bare)
		.replace(new RegExp(`${MARK}(\\d+)${MARK}`, 'g'), (_, index: string) => strings[Number(index)]!)
		.trim();
}
