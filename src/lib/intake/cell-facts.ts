import { quoteName, quoteText, type Engine, type RunOptions } from '../engine/engine';
import { NOTHINGS, type CellFacts } from './cell-text';
import { hasOtherDigitsSql } from './digits';

const WORDS = NOTHINGS.map(quoteText).join(', ');

/** SQL of whether a cell may begin or end with white space: never false where it does, and cheap. */
const isOddSql = (name: string): string =>
	`${name} < '!' or ends_with(${name}, ' ') or strlen(${name}) <> length(${name})`;

/** SQL of whether a cell is a word for nothing. IN would join each column with a table of the words. */
const isNothingSql = (text: string): string => `list_contains([${WORDS}], ${text})`;

/**
 * What is known of the cells of each column: asked once, it spares every later statement to look for white space and
 * for words for nothing in cells that have none.
 */
export async function cellFacts(
	engine: Engine,
	table: string,
	names: readonly string[],
	options?: RunOptions,
): Promise<CellFacts[]> {
	/** Of `asked`, those with a cell for which `test` holds. */
	const having = async (asked: readonly string[], test: (name: string) => string): Promise<Set<string>> => {
		if (asked.length === 0) return new Set();
		const counts = asked.map((name, index) => `count(*) filter (${test(quoteName(name))}) as n${index}`);
		const { rows } = await engine.query(`select ${counts.join(', ')} from ${quoteName(table)}`, options);
		return new Set(asked.filter((_, index) => Number(rows[0]?.[`n${index}`]) > 0));
	};
	const odd = await having(names, (name) => `${isOddSql(name)} or ${isNothingSql(name)}`);
	const loose = await having([...odd], (name) => `trim(${name}) <> ${name}`);
	const withOtherDigits = await having([...odd], hasOtherDigitsSql);
	const selects = [...odd].map((name) => {
		const text = loose.has(name) ? `trim(${quoteName(name)})` : quoteName(name);
		return `select ${quoteText(name)} as name, ${text} as word, count(*) as n from ${quoteName(table)}
			where ${isNothingSql(text)} group by word`;
	});
	const { rows } =
		selects.length > 0
			? await engine.query(`${selects.join(' union all ')} order by name, word`, options)
			: { rows: [] };
	const nothingsOf = (name: string) =>
		rows
			.filter((row) => row['name'] === name)
			.map((row): [string, number] => [String(row['word']), Number(row['n'])]);
	return names.map((name) => ({
		isTrimmed: !loose.has(name),
		...(withOtherDigits.has(name) ? { hasOtherDigits: true } : {}),
		nothings: Object.fromEntries(nothingsOf(name)),
	}));
}
