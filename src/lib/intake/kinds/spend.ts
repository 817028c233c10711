import { quoteName, type Engine, type RunOptions } from '../../engine/engine';
import { columnSql, roleSql, type MappedFile } from '../project-sql';
import { moneySql } from './money';
import { createPeriodTexts, periodColumns, periodSql, resolvePeriods } from './period-columns';
import { createRows, filesOfKind, setAsideRows } from './rows';

/** Fills stg_spend: what each lead source cost in each period. Rows of campaigns of one source all stand. */
export async function fillSpend(
	engine: Engine,
	allFiles: readonly MappedFile[],
	options?: RunOptions,
): Promise<void> {
	const files = filesOfKind(allFiles, 'spend');
	if (files.length === 0) return;
	await createPeriodTexts(engine, files, options);
	const cells = files.flatMap((file) =>
		periodColumns(file).map(
			(column) =>
				`select ${file.index} as file_index, row_no, ${roleSql(file, 'source')} as source_name,
				${columnSql(file, column)} as amount, ${moneySql(file, column)} as currency, ${periodSql(file, column)}
				from ${quoteName(file.raw.table)}`,
		),
	);
	await engine.execute(`create or replace table spend_cells as ${cells.join('\nunion all\n')}`, options);
	await resolvePeriods(engine, 'spend_cells', 'spend_values', options);
	await createRows(
		engine,
		'spend_rows',
		files,
		(file) => `${roleSql(file, 'source')} as source_name`,
		options,
	);
	const none = (condition: string) =>
		`not exists (select 1 from spend_values as v where v.file_index = spend_rows.file_index
			and v.row_no = spend_rows.row_no and ${condition})`;
	await setAsideRows(
		engine,
		'spend_rows',
		[
			{ when: 'source_name is null', reason: 'no lead source' },
			{ when: none('v.starts_on is not null and v.ends_before is not null'), reason: 'no readable period' },
			{ when: none('v.ends_before > v.starts_on'), reason: 'end before start' },
			{ when: none('v.amount is not null'), reason: 'no readable amount' },
		],
		{ by: 'row_text', reason: 'an exact copy of another row' },
		options,
	);
	await engine.execute(
		`insert into stg_spend
		select v.source_name, v.starts_on, v.ends_before, v.amount, v.currency, v.amount, v.currency
		from spend_values as v
		inner join kept as k on k.file_index = v.file_index and k.row_no = v.row_no
		where v.amount is not null and v.ends_before > v.starts_on
		order by v.starts_on, v.source_name, v.amount`,
		options,
	);
}
