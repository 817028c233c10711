import { written } from '../../base/written';
import { quoteName, quoteText, type Engine, type RunOptions } from '../../engine/engine';
import { segmentColumn } from '../../model/compile';
import type { FileKind, JoinReport } from '../mapping';
import type { MappedFile } from '../project-sql';
import type { SegmentName } from './joined-segments';
import { filesOfKind } from './rows';

/** Values that a report lists; their numbers are complete. */
const LISTED = 100;

interface Join {
	from: FileKind;
	to: FileKind;
	column: string;
	/** SQL of one row with `value` for each row of `from`. */
	values: string;
	/** SQL of every `value` that `to` has. */
	known: string;
}

async function report(engine: Engine, join: Join, options?: RunOptions): Promise<JoinReport> {
	const { rows } = await engine.query(
		`with own as (${join.values}), known as (select distinct value from (${join.known}) as k where value is not null)
		select count(*) as n, count(*) filter (own.value is null) as blank, count(known.value) as matched
		from own left join known on known.value = own.value`,
		options,
	);
	const unmatched = await engine.query(
		`with own as (${join.values}), known as (select distinct value from (${join.known}) as k where value is not null)
		select value, count(*) as n, count(*) over () as different from own anti join known on known.value = own.value
		where value is not null group by value order by n desc, value limit ${LISTED}`,
		options,
	);
	const unused = await engine.query(
		`with own as (${join.values}), known as (select distinct value from (${join.known}) as k where value is not null)
		select value, count(*) over () as different from known anti join own on own.value = known.value
		order by value limit ${LISTED}`,
		options,
	);
	const total = Number(rows[0]?.['n'] ?? 0);
	const blank = Number(rows[0]?.['blank'] ?? 0);
	const matched = Number(rows[0]?.['matched'] ?? 0);
	return {
		from: join.from,
		to: join.to,
		column: join.column,
		rows: total,
		rows_blank: blank,
		rows_matched: matched,
		rows_unmatched: total - blank - matched,
		unmatched: unmatched.rows.map((row) => ({ value: String(row['value']), rows: Number(row['n']) })),
		values_unmatched: Number(unmatched.rows[0]?.['different'] ?? 0),
		unused: unused.rows.map((row) => String(row['value'])),
		values_unused: Number(unused.rows[0]?.['different'] ?? 0),
	};
}

const valuesOf = (table: string, column: string) => `select ${quoteName(column)} as value from ${table}`;

/** Every join between the kinds that were given, both ways. Takes the staging tables. */
export async function joinReports(
	engine: Engine,
	files: readonly MappedFile[],
	segments: readonly SegmentName[],
	options?: RunOptions,
): Promise<JoinReport[]> {
	const has = (kind: FileKind) => filesOfKind(files, kind).length > 0;
	const ofDeals = (key: string): string | null => {
		const index = segments.findIndex((segment) => segment.key === key);
		return index < 0 ? null : valuesOf('stg_deals', segmentColumn(index));
	};
	const joins: Join[] = [];
	const add = (from: FileKind, to: FileKind, column: string, values: string | null, known: string) => {
		if (values !== null && has(from) && (has(to) || to === 'deals'))
			joins.push({ from, to, column, values, known });
	};
	const accounts = valuesOf('stg_accounts', 'account_name');
	const products = valuesOf('stg_products', 'product_name');
	const owners = valuesOf('stg_people', 'owner_name');
	const dealAccounts = valuesOf('stg_deals', 'account_name');
	add('deals', 'accounts', 'account', ofDeals('account') && dealAccounts, accounts);
	add('deals', 'products', 'product', ofDeals('product'), products);
	add('deals', 'people', 'owner', ofDeals('owner') && valuesOf('stg_deals', 'owner_name'), owners);
	for (const kind of ['subscriptions', 'orders'] as const) {
		const own = valuesOf(`stg_${kind}`, 'account_name');
		if (has('accounts')) add(kind, 'accounts', 'account', own, accounts);
		add(kind, 'deals', 'account', own, dealAccounts);
		add(kind, 'products', 'product', valuesOf(`stg_${kind}`, 'product_name'), products);
	}
	add(
		'leads',
		'deals',
		'deal',
		'select d.deal_id as value from stg_leads as l left join stg_deals as d on d.deal_key = l.deal_key',
		valuesOf('stg_deals', 'deal_id'),
	);
	add('leads', 'people', 'owner', valuesOf('stg_leads', 'owner_name'), owners);
	add('spend', 'deals', 'source', valuesOf('stg_spend', 'source_name'), valuesOf('stg_deals', 'source_name'));
	const { rows } = await engine.query(
		'select distinct segment_key from stg_targets where segment_key is not null order by segment_key',
		options,
	);
	for (const row of rows) {
		const key = String(row['segment_key']);
		add(
			'targets',
			'deals',
			key,
			`select segment_value as value from stg_targets where segment_key = ${quoteText(key)}`,
			ofDeals(key) ?? "select '' as value where false",
		);
	}
	const reports: JoinReport[] = [];
	for (const join of joins) reports.push(await report(engine, join, options));
	return reports;
}

/** Warnings of joins in which rows found nothing. */
export function joinWarnings(joins: readonly JoinReport[]): string[] {
	return (
		joins
			// That a lead became no deal is what leads do.
			.filter(({ from, rows_unmatched }) => from !== 'leads' && rows_unmatched > 0)
			.map(({ from, to, column, rows, rows_unmatched, unmatched, values_unmatched }) => {
				const named = unmatched.slice(0, 3).map(({ value }) => `“${value}”`);
				const more = values_unmatched > named.length ? ` and ${values_unmatched - named.length} more` : '';
				return `${written(rows_unmatched)} of ${written(rows)} rows of ${from} name ${column} ${named.join(', ')}${more}, which ${to} do not have.`;
			})
	);
}
