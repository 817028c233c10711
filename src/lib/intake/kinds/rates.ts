import { quoteName, quoteText, type Engine, type RunOptions } from '../../engine/engine';
import type { ColumnMapping, Mapping } from '../mapping';
import { codeSql, columnsOf, columnSql, daySql, type MappedFile } from '../project-sql';
import { typedTextSql } from '../cell-text';
import { createPeriodTexts, periodSql, resolvePeriods } from './period-columns';
import { createRows, filesOfKind, setAsideRows, unreadableSql } from './rows';

/** Rates have more decimals than amounts. */
function rateSql(file: MappedFile, column: ColumnMapping): string {
	const name = file.raw.columns[column.position] ?? '';
	const decimal = column.reading.as === 'number' ? column.reading.decimal : '.';
	const text = typedTextSql(name);
	const plain = decimal === '.' ? text : `replace(replace(${text}, '.', ''), ',', '.')`;
	const read = `coalesce(try_cast(${plain} as double), cast(${columnSql(file, column)} as double))`;
	return column.role === 'inverse_rate' ? `1 / nullif(${read}, 0)` : read;
}

const rateColumns = (file: MappedFile): ColumnMapping[] => [
	...columnsOf(file, 'rate'),
	...columnsOf(file, 'inverse_rate'),
];

const isByPeriod = (file: MappedFile): boolean =>
	columnsOf(file, 'starts').length === 0 && columnsOf(file, 'period').length > 0;

/** Fills stg_rates from files of rates and from those that the mapping tells, which stand before those of files. */
export async function fillRates(
	engine: Engine,
	allFiles: readonly MappedFile[],
	mapping: Mapping,
	options?: RunOptions,
): Promise<void> {
	const files = filesOfKind(allFiles, 'rates');
	if (files.length > 0) {
		await createPeriodTexts(engine, files.filter(isByPeriod), options);
		const cells = files.flatMap((file) =>
			rateColumns(file).map((column) => {
				const to = columnsOf(file, 'to_currency').length
					? `upper(${codeSql(file, 'to_currency')})`
					: column.to
						? quoteText(column.to)
						: 'cast(null as varchar)';
				const currency =
					columnsOf(file, 'currency').length > 0
						? `upper(${codeSql(file, 'currency')})`
						: column.currency
							? quoteText(column.currency)
							: 'cast(null as varchar)';
				const when = isByPeriod(file)
					? periodSql(file, column)
					: `'' as period, '' as period_type, '' as year, ${daySql(file, 'starts')} as starts_on,
						cast(null as date) as ends_before, true as has_bounds`;
				return `select ${file.index} as file_index, row_no, ${currency} as currency, ${to} as to_currency,
					${rateSql(file, column)} as rate, ${unreadableSql(file, 'starts')} as bad_day,
					${isByPeriod(file)} as is_by_period, ${when}
					from ${quoteName(file.raw.table)}`;
			}),
		);
		await engine.execute(`create or replace table rate_cells as ${cells.join('\nunion all\n')}`, options);
		await resolvePeriods(engine, 'rate_cells', 'rate_values', options);
		await createRows(engine, 'rate_rows', files, () => 'true as is_rate', options);
		const none = (condition: string) =>
			`not exists (select 1 from rate_values as v where v.file_index = rate_rows.file_index
				and v.row_no = rate_rows.row_no and ${condition})`;
		await setAsideRows(
			engine,
			'rate_rows',
			[
				{ when: none('v.currency is not null and v.to_currency is not null'), reason: 'no currency' },
				{ when: none('v.rate > 0'), reason: 'no readable rate over 0' },
				{ when: none('not v.bad_day'), reason: 'unreadable day' },
				{ when: none('not v.is_by_period or v.starts_on is not null'), reason: 'no readable period' },
			],
			{ by: 'row_text', reason: 'an exact copy of another row' },
			options,
		);
		await engine.execute(
			`insert into stg_rates
			select currency, to_currency, min(rate), starts_on
			from rate_values as v
			inner join kept as k on k.file_index = v.file_index and k.row_no = v.row_no
			where v.currency is not null and v.to_currency is not null and v.rate > 0 and v.currency <> v.to_currency
			group by currency, to_currency, starts_on
			order by currency, to_currency, starts_on nulls first`,
			options,
		);
	}
	for (const { currency, to, rate, from } of mapping.rates ?? []) {
		const day = from === null ? 'cast(null as date)' : `date ${quoteText(from)}`;
		await engine.execute(
			`delete from stg_rates where currency = ${quoteText(currency)} and to_currency = ${quoteText(to)}
				and starts_on is not distinct from ${day};
			insert into stg_rates values (${quoteText(currency)}, ${quoteText(to)}, ${rate}, ${day})`,
			options,
		);
	}
}

/** Warnings of two different rates for the same day, of which the lower stands. */
export async function contradictoryRates(engine: Engine, options?: RunOptions): Promise<string[]> {
	const { rows } = await engine.query(
		`select currency, to_currency, starts_on, count(distinct rate) as rates
		from rate_values where rate > 0 group by all having count(distinct rate) > 1 order by all limit 20`,
		options,
	);
	return rows.map(
		(row) =>
			`${String(row['currency'])} has ${Number(row['rates'])} different rates to ${String(row['to_currency'])} from ${String(row['starts_on'] ?? 'the beginning')} on: the lowest is taken.`,
	);
}
