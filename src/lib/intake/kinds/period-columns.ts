import { parseDay } from '../../base/day';
import { quoteName, quoteText, type Engine, type RunOptions } from '../../engine/engine';
import type { ColumnMapping, PeriodLength } from '../mapping';
import { columnsOf, daySql, hasRole, roleSql, type MappedFile } from '../project-sql';
import { lengthOfWords, parsePeriod, periodFrom, type Period } from './periods';
import { endsBeforeSql } from './rows';

const isFirstOf = (day: string, months: readonly string[]) =>
	months.includes(day.slice(5, 7)) && day.endsWith('-01');

/** The length of periods that begin on these days and no others: the longest that their spacing allows. */
export function lengthOfStarts(days: readonly string[]): PeriodLength | null {
	const sorted = [...new Set(days)].sort();
	if (sorted.length < 2) return null;
	if (sorted.every((day) => isFirstOf(day, ['01']))) return 'year';
	if (sorted.every((day) => isFirstOf(day, ['01', '04', '07', '10']))) return 'quarter';
	if (sorted.every((day) => day.endsWith('-01'))) return 'month';
	const gaps = sorted
		.slice(1)
		.map((day, index) => (Date.parse(day) - Date.parse(sorted[index] ?? day)) / 86_400_000);
	if (gaps.every((gap) => gap % 7 === 0)) return 'week';
	return null;
}

/** SQL of what names a row's period: a text, or the first day where there is no end; and what completes it. */
function namedSql(file: MappedFile): { text: string; type: string; year: string } {
	const text = hasRole(file, 'period')
		? roleSql(file, 'period')
		: hasRole(file, 'starts')
			? `strftime(${daySql(file, 'starts')}, '%Y-%m-%d')`
			: roleSql(file, 'year');
	return {
		text: `coalesce(${text}, '')`,
		type: `coalesce(${roleSql(file, 'period_type')}, '')`,
		year: `coalesce(${roleSql(file, 'year')}, '')`,
	};
}

/** Whether a file gives first and last day of each period, so that nothing has to be parsed. */
const hasBounds = (file: MappedFile): boolean =>
	hasRole(file, 'starts') && (hasRole(file, 'ends') || hasRole(file, 'ends_before'));

/**
 * Creates `period_texts (file_index, period, period_type, year, starts_on, ends_before)`: what every text that names a
 * period in these files means; null bounds where it names none.
 */
export async function createPeriodTexts(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<void> {
	await engine.execute(
		`create or replace table period_texts (
			file_index integer, period varchar, period_type varchar, year varchar, starts_on date, ends_before date
		)`,
		options,
	);
	for (const file of files.filter((candidate) => !hasBounds(candidate))) {
		const named = namedSql(file);
		const { rows } = await engine.query(
			`select distinct ${named.text} as period, ${named.type} as period_type, ${named.year} as year
			from ${quoteName(file.raw.table)} order by 1, 2, 3`,
			options,
		);
		const told = columnsOf(file, hasRole(file, 'period') ? 'period' : 'starts')[0]?.spans ?? null;
		const inferred = lengthOfStarts(
			rows.map((row) => String(row['period'])).filter((text) => parseDay(text)),
		);
		const headers = periodColumns(file).flatMap(({ period }) => (period === undefined ? [] : [period]));
		const texts = rows.flatMap((row) => {
			const [period, type, year] = [String(row['period']), String(row['period_type']), String(row['year'])];
			return (headers.length > 0 ? headers : [period]).map((text) => ({ text, type, year }));
		});
		const values = texts.map(({ text, type, year }) => {
			const length = lengthOfWords(type) ?? told ?? inferred;
			const day = parseDay(text);
			const found: Period | null = day
				? length && periodFrom(day, length)
				: parsePeriod(text, { length, year: /^\d{4}$/.test(year) ? Number(year) : null });
			const bounds = found
				? `date ${quoteText(found.starts)}, date ${quoteText(found.endsBefore)}`
				: 'null, null';
			return `(${file.index}, ${quoteText(text)}, ${quoteText(type)}, ${quoteText(year)}, ${bounds})`;
		});
		for (let start = 0; start < values.length; start += 1_000) {
			await engine.execute(
				`insert into period_texts select distinct * from (values ${values.slice(start, start + 1_000).join(', ')})`,
				options,
			);
		}
	}
}

/** The columns of a file that hold what a period has: one, or one for each period. */
export const periodColumns = (file: MappedFile): ColumnMapping[] =>
	columnsOf(file, file.mapping.kind === 'targets' ? 'target' : 'amount');

/** SQL of the columns `period, period_type, year, starts_on, ends_before` of a row, before period_texts is joined. */
export function periodSql(file: MappedFile, column: ColumnMapping): string {
	if (hasBounds(file)) {
		return `'' as period, '' as period_type, '' as year, ${daySql(file, 'starts')} as starts_on,
			${endsBeforeSql(file)} as ends_before, true as has_bounds`;
	}
	const named = namedSql(file);
	const text = column.period === undefined ? named.text : quoteText(column.period);
	return `${text} as period, ${named.type} as period_type, ${named.year} as year,
		cast(null as date) as starts_on, cast(null as date) as ends_before, false as has_bounds`;
}

/** Creates `table` anew from `rows` with the bounds that period_texts gives where the row has none. */
export async function resolvePeriods(
	engine: Engine,
	rows: string,
	table: string,
	options?: RunOptions,
): Promise<void> {
	await engine.execute(
		`create or replace table ${table} as
		select r.* replace (coalesce(r.starts_on, p.starts_on) as starts_on, coalesce(r.ends_before, p.ends_before) as ends_before)
		from ${rows} as r
		left join period_texts as p
			on not r.has_bounds and p.file_index = r.file_index and p.period = r.period
			and p.period_type = r.period_type and p.year = r.year`,
		options,
	);
}
