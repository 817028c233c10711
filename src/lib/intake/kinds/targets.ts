import { quoteName, quoteText, type Engine, type RunOptions } from '../../engine/engine';
import type { ColumnMapping, TargetMeasure } from '../mapping';
import { columnSql, hasRole, roleSql, type MappedFile } from '../project-sql';
import { columnKey } from '../segment-keys';
import { createPeriodTexts, periodColumns, periodSql, resolvePeriods } from './period-columns';
import { moneySql } from './money';
import { refJoinSql, resolvedSql } from './reference-list';
import { createRows, filesOfKind, setAsideRows } from './rows';
import { distinctTexts } from './texts';

/** Whom a target is for: of several that a row names, the first of these that it fills. */
const FINEST_FIRST = ['owner', 'team', 'product', 'source', 'pipeline'];

/** Names of everyone together: a target of these is of the whole company. */
const EVERYONE = [
	'all',
	'total',
	'company',
	'everyone',
	'overall',
	'whole company',
	'grand total',
	'all teams',
];

function segmentColumns(file: MappedFile): { key: string; column: ColumnMapping }[] {
	const columns = file.mapping.columns.flatMap((column) => {
		const key = columnKey(column);
		return key === null || key === 'currency' ? [] : [{ key, column }];
	});
	const place = (key: string) => (FINEST_FIRST.includes(key) ? FINEST_FIRST.indexOf(key) : 99);
	return columns.sort((a, b) => place(a.key) - place(b.key));
}

function segmentSql(file: MappedFile): string {
	const columns = segmentColumns(file).map(({ key, column }) => ({ key, value: columnSql(file, column) }));
	const isNamed = (value: string) =>
		`${value} is not null and lower(${value}) not in (${EVERYONE.map(quoteText).join(', ')})`;
	const cases = (result: (entry: { key: string; value: string }) => string) =>
		columns.length
			? `case ${columns.map((entry) => `when ${isNamed(entry.value)} then ${result(entry)}`).join(' ')} end`
			: 'cast(null as varchar)';
	return `${cases(({ key }) => quoteText(key))} as segment_key, ${cases(({ value }) => value)} as segment_value`;
}

/** The measure that words name; a target without words is of won amount. */
export function measureOfWords(words: string): TargetMeasure {
	const folded = words.toLowerCase();
	if (/creat|\bnew\b|opened|pipeline/.test(folded)) return 'created_deals';
	if (/amount|revenue|value|booking|quota|sales|\bacv\b|\barr\b|\$|€|£/.test(folded)) return 'won_amount';
	return /deal|count|number|win|unit|logo|opportunit/.test(folded) ? 'won_deals' : 'won_amount';
}

async function measureSql(
	engine: Engine,
	file: MappedFile,
	column: ColumnMapping,
	options?: RunOptions,
): Promise<string> {
	const own = quoteText(column.measure ?? 'won_amount');
	if (!hasRole(file, 'measure')) return own;
	const words = await distinctTexts(engine, file, 'measure', options);
	if (words.length === 0) return own;
	const cases = words.map((word) => `when ${quoteText(word)} then ${quoteText(measureOfWords(word))}`);
	return `case ${roleSql(file, 'measure')} ${cases.join(' ')} else ${own} end`;
}

/** Fills stg_targets: one row a period, whom it is for, and what is to be reached. */
export async function fillTargets(
	engine: Engine,
	allFiles: readonly MappedFile[],
	options?: RunOptions,
): Promise<void> {
	const files = filesOfKind(allFiles, 'targets');
	if (files.length === 0) return;
	await createPeriodTexts(engine, files, options);
	await engine.execute('drop table if exists target_cells', options);
	for (const [place, file] of files.entries()) {
		const selects: string[] = [];
		for (const column of periodColumns(file)) {
			selects.push(
				`select ${file.index} as file_index, row_no, ${column.position} as position, ${segmentSql(file)},
				${await measureSql(engine, file, column, options)} as measure, ${columnSql(file, column)} as target,
				${moneySql(file, column)} as currency, ${periodSql(file, column)}
				from ${quoteName(file.raw.table)}`,
			);
		}
		const cells = selects.join('\nunion all\n');
		await engine.execute(
			place === 0 ? `create table target_cells as ${cells}` : `insert into target_cells ${cells}`,
			options,
		);
	}
	await resolvePeriods(engine, 'target_cells', 'target_values', options);
	await createRows(engine, 'target_rows', files, () => 'true as is_target', options);
	// A row of several periods is kept for those that can be read, and set aside if none can.
	const none = (condition: string) =>
		`not exists (select 1 from target_values as v where v.file_index = target_rows.file_index
			and v.row_no = target_rows.row_no and ${condition})`;
	await setAsideRows(
		engine,
		'target_rows',
		[
			{ when: none('v.starts_on is not null and v.ends_before is not null'), reason: 'no readable period' },
			{ when: none('v.ends_before > v.starts_on'), reason: 'end before start' },
			{ when: none('v.target is not null'), reason: 'no readable target' },
		],
		{ by: 'row_text', reason: 'an exact copy of another row' },
		options,
	);
	await engine.execute(
		`insert into stg_targets
		select v.starts_on, v.ends_before, v.segment_key,
			case v.segment_key when 'owner' then ${resolvedSql('o', 'v.segment_value')}
				when 'product' then ${resolvedSql('p', 'v.segment_value')} else v.segment_value end,
			v.measure, cast(v.target as double), case when v.measure = 'won_amount' then v.currency end,
			cast(v.target as double), case when v.measure = 'won_amount' then v.currency end
		from target_values as v
		inner join kept as k on k.file_index = v.file_index and k.row_no = v.row_no
		${refJoinSql('owner_refs', 'o', 'v.segment_value')} and v.segment_key = 'owner'
		${refJoinSql('product_refs', 'p', 'v.segment_value')} and v.segment_key = 'product'
		where v.target is not null and v.ends_before > v.starts_on
		order by v.starts_on, v.ends_before, v.segment_key nulls first, 4, v.measure, v.target`,
		options,
	);
}
