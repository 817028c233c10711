import type { Engine, RunOptions } from '../../engine/engine';
import { currencySql, daySql, hasRole, roleSql, type MappedFile } from '../project-sql';
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
import { createRows, filesOfKind, setAsideRows, unreadableSql } from './rows';

const OWN_COLUMNS: readonly string[] = [
	...ROW_COLUMNS,
	'id',
	'order_id',
	'account',
	'account_name',
	'product',
	'product_name',
	'ordered_on',
	'bad_day',
	'amount',
	'lacks_amount',
	'currency',
	'original_amount',
	'original_currency',
];

/** Fills stg_orders. Several rows of one order are its lines, and all stand, but for exact copies. Returns what else they tell. */
export async function fillOrders(
	engine: Engine,
	allFiles: readonly MappedFile[],
	options?: RunOptions,
): Promise<Attribute[]> {
	const files = filesOfKind(allFiles, 'orders');
	if (files.length === 0) return [];
	const attributes = attributesOf(files, OWN_COLUMNS, isOther);
	await createRows(
		engine,
		'order_rows',
		files,
		(file) =>
			`${roleSql(file, 'id')} as id, ${roleSql(file, 'account')} as account, ${roleSql(file, 'product')} as product,
			${daySql(file, 'ordered_at')} as ordered_on, ${unreadableSql(file, 'ordered_at')} as bad_day,
			${roleSql(file, 'amount', 'decimal(18, 4)')} as amount, ${!hasRole(file, 'amount')} as lacks_amount, ${currencySql(file)} as currency
			${attributesSql(file, attributes)}`,
		options,
	);
	await setAsideRows(
		engine,
		'order_rows',
		[
			{ when: 'account is null', reason: 'no account' },
			{ when: 'bad_day', reason: 'unreadable date of the order' },
			{ when: 'ordered_on is null', reason: 'no date of the order' },
			{ when: 'lacks_amount', reason: 'the file has no column of amounts' },
			{ when: 'amount is null', reason: 'no readable amount' },
		],
		{ by: 'row_text', reason: 'an exact copy of another row' },
		options,
	);
	await addAttributeColumns(engine, 'stg_orders', attributes, options);
	await engine.execute(
		`insert into stg_orders
		select
			k.id, ${resolvedSql('a', 'k.account')}, ${resolvedSql('p', 'k.product')}, k.ordered_on, k.amount, k.currency,
			k.amount, k.currency, k.source_file, k.source_line ${attributeColumns(attributes, 'k')}
		from kept as k
		${refJoinSql('account_refs', 'a', 'k.account')}
		${refJoinSql('product_refs', 'p', 'k.product')}
		order by k.ordered_on, 2, k.row_text`,
		options,
	);
	return withoutNames(engine, 'stg_orders', attributes, options);
}
