import { quoteText, type Engine, type RunOptions } from '../../engine/engine';
import type { PeriodLength } from '../mapping';
import { columnsOf, currencySql, daySql, hasRole, roleSql, type MappedFile } from '../project-sql';
import { lengthOfWords } from './periods';
import {
	addAttributeColumns,
	attributeColumns,
	attributesOf,
	attributesSql,
	isOther,
	refJoinSql,
	resolvedSql,
	ROW_COLUMNS,
	withoutNames,
	type Attribute,
} from './reference-list';
import { createRows, endsBeforeSql, filesOfKind, setAsideRows, unreadableSql } from './rows';
import { distinctTexts } from './texts';

const OWN_COLUMNS: readonly string[] = [
	...ROW_COLUMNS,
	'account',
	'account_name',
	'product',
	'product_name',
	'starts_on',
	'ends_before',
	'bad_start',
	'bad_end',
	'amount',
	'lacks_amount',
	'months',
	'monthly_amount',
	'currency',
	'original_monthly_amount',
	'original_currency',
];

/** Of how many months an amount is for one. */
const MONTHS_OF: Record<PeriodLength, string> = {
	day: '(12 / 365.0)',
	week: '(12 / 52.0)',
	month: '1',
	quarter: '3',
	year: '12',
};

/** The length of billing that words name; half-years and the like name none that is known. */
const billedFor = (words: string): PeriodLength | null =>
	/\d|half|semi|\bbi|two|six/i.test(words) ? null : lengthOfWords(words);

/** SQL of the months that an amount is for: as its row says, else as its header does, else one. Null if unreadable. */
async function monthsSql(engine: Engine, file: MappedFile, options?: RunOptions): Promise<string> {
	const header = MONTHS_OF[columnsOf(file, 'amount')[0]?.per ?? 'month'];
	if (!hasRole(file, 'billing_period')) return header;
	const column = roleSql(file, 'billing_period');
	const cases = (await distinctTexts(engine, file, 'billing_period', options)).map((words) => {
		const length = billedFor(words);
		return `when ${quoteText(words)} then ${length ? MONTHS_OF[length] : 'null'}`;
	});
	return cases.length > 0
		? `case when ${column} is null then ${header} else case ${column} ${cases.join(' ')} end end`
		: header;
}

/**
 * Fills stg_subscriptions. An end in a file is the last day of service, unless its column is mapped as the day after.
 * Amounts are brought to one month. Returns what else they tell of their accounts.
 */
export async function fillSubscriptions(
	engine: Engine,
	allFiles: readonly MappedFile[],
	options?: RunOptions,
): Promise<Attribute[]> {
	const files = filesOfKind(allFiles, 'subscriptions');
	if (files.length === 0) return [];
	const attributes = attributesOf(files, OWN_COLUMNS, isOther);
	const months = new Map<number, string>();
	for (const file of files) months.set(file.index, await monthsSql(engine, file, options));
	await createRows(
		engine,
		'subscription_rows',
		files,
		(file) =>
			`${roleSql(file, 'account')} as account, ${roleSql(file, 'product')} as product,
			${daySql(file, 'starts')} as starts_on, ${endsBeforeSql(file)} as ends_before,
			${unreadableSql(file, 'starts')} as bad_start,
			${unreadableSql(file, 'ends')} or ${unreadableSql(file, 'ends_before')} as bad_end,
			${roleSql(file, 'amount', 'decimal(18, 4)')} as amount, ${!hasRole(file, 'amount')} as lacks_amount,
			cast(${months.get(file.index) ?? '1'} as double) as months, ${currencySql(file)} as currency
			${attributesSql(file, attributes)}`,
		options,
	);
	await setAsideRows(
		engine,
		'subscription_rows',
		[
			{ when: 'account is null', reason: 'no account' },
			{ when: 'bad_start', reason: 'unreadable start' },
			{ when: 'starts_on is null', reason: 'no start' },
			{ when: 'bad_end', reason: 'unreadable end' },
			{ when: 'ends_before <= starts_on', reason: 'end before start' },
			{ when: 'lacks_amount', reason: 'the file has no column of amounts' },
			{ when: 'amount is null', reason: 'no readable amount' },
			{ when: 'months is null', reason: 'unreadable billing period' },
		],
		{ by: 'row_text', reason: 'an exact copy of another row' },
		options,
	);
	await addAttributeColumns(engine, 'stg_subscriptions', attributes, options);
	await engine.execute(
		`insert into stg_subscriptions
		select
			${resolvedSql('a', 'k.account')}, ${resolvedSql('p', 'k.product')}, k.starts_on, k.ends_before,
			cast(round(cast(k.amount as double) / k.months, 4) as decimal(18, 4)), k.currency,
			cast(round(cast(k.amount as double) / k.months, 4) as decimal(18, 4)), k.currency,
			k.source_file, k.source_line ${attributeColumns(attributes, 'k')}
		from kept as k
		${refJoinSql('account_refs', 'a', 'k.account')}
		${refJoinSql('product_refs', 'p', 'k.product')}
		order by 1, k.starts_on, k.row_text`,
		options,
	);
	return withoutNames(engine, 'stg_subscriptions', attributes, options);
}
