import { written } from '../../base/written';
import { quoteText, type Engine, type RunOptions } from '../../engine/engine';
import type { ColumnMapping, FileKind, MoneyReport } from '../mapping';
import { currencySql, hasRole, type MappedFile } from '../project-sql';

/** SQL of the currency of a row's amount: its own column's, else the one that the amount's header names. */
export function moneySql(file: MappedFile, amount: ColumnMapping | undefined): string {
	if (hasRole(file, 'currency')) return currencySql(file);
	return amount?.currency === undefined ? 'cast(null as varchar)' : quoteText(amount.currency);
}

/** Where amounts stand, the day that decides their rate, and what they become. */
const AMOUNTS: readonly {
	kind: FileKind;
	table: string;
	amount: string;
	day: string;
	type: string;
	isMoney?: string;
}[] = [
	{
		kind: 'deals',
		table: 'stg_deals',
		amount: 'amount',
		day: 'coalesce(day_of(closed_at), day_of(created_at))',
		type: 'decimal(18, 4)',
	},
	{
		kind: 'subscriptions',
		table: 'stg_subscriptions',
		amount: 'monthly_amount',
		day: 'starts_on',
		type: 'decimal(18, 4)',
	},
	{ kind: 'orders', table: 'stg_orders', amount: 'amount', day: 'ordered_on', type: 'decimal(18, 4)' },
	{ kind: 'spend', table: 'stg_spend', amount: 'spend_amount', day: 'starts_on', type: 'decimal(18, 4)' },
	{
		kind: 'targets',
		table: 'stg_targets',
		amount: 'target',
		day: 'starts_on',
		type: 'double',
		isMoney: "measure = 'won_amount'",
	},
];

/** The currency that most rates lead to; of several the one that sorts first. Null without rates. */
async function targetCurrency(engine: Engine, options?: RunOptions): Promise<string | null> {
	const { rows } = await engine.query(
		`select to_currency from stg_rates group by to_currency
		order by count(distinct currency) desc, count(*) desc, to_currency limit 1`,
		options,
	);
	return rows[0] ? String(rows[0]['to_currency']) : null;
}

/**
 * Converts amounts to one currency, where there are rates: each by the rate in force on its day, the last one that began
 * no later. Original amounts stay beside. What has no rate stays in its currency, and is reported. A deal's earlier
 * amounts follow the rate of the deal, so that a change of amount is never one of rates.
 */
export async function convertMoney(engine: Engine, options?: RunOptions): Promise<MoneyReport | null> {
	const to = await targetCurrency(engine, options);
	if (to === null) return null;
	await engine.execute(
		`create or replace table rates_in_force as
		with both_ways as (
			select currency, rate, coalesce(starts_on, date '0001-01-01') as starts_on, 1 as preference
			from stg_rates where to_currency = ${quoteText(to)}
			union all
			select to_currency, 1 / rate, coalesce(starts_on, date '0001-01-01'), 2
			from stg_rates where currency = ${quoteText(to)}
		)
		select currency, rate, starts_on
		from both_ways
		where currency <> ${quoteText(to)}
		qualify row_number() over (partition by currency, starts_on order by preference, rate) = 1`,
		options,
	);
	const report: MoneyReport = { to, converted: [], without_rate: [] };
	for (const { kind, table, amount, day, type, isMoney } of AMOUNTS) {
		// Blank amounts too: a deal without one today may have had one, as its log tells.
		await engine.execute(
			`create or replace table converted as
			with numbered as (
				select rowid as row_id, ${amount} as amount, original_currency as currency, ${day} as day
				from ${table}
				where original_currency is distinct from ${quoteText(to)} and ${isMoney ?? 'true'}
			)
			select n.row_id, n.currency, n.amount, r.rate
			from numbered as n
			asof left join rates_in_force as r
				on r.currency = n.currency and coalesce(n.day, date '0001-01-01') >= r.starts_on`,
			options,
		);
		await engine.execute(
			`update ${table} set ${amount} = cast(${type === 'double' ? 'c.amount * c.rate' : 'round(cast(c.amount as double) * c.rate, 4)'} as ${type}),
				currency = ${quoteText(to)}
			from converted as c where c.row_id = ${table}.rowid and c.rate is not null`,
			options,
		);
		if (kind === 'deals') {
			for (const table of ['stg_amount_changes', 'stg_snapshot_deals']) {
				await engine.execute(
					`update ${table} set amount = cast(round(cast(${table}.amount as double) * c.rate, 4) as decimal(18, 4))
					from converted as c
					inner join stg_deals as d on d.rowid = c.row_id
					where d.deal_key = ${table}.deal_key and c.rate is not null`,
					options,
				);
			}
		}
		const { rows } = await engine.query(
			`select currency, rate is not null as has_rate, count(amount) as n from converted
			group by currency, has_rate having n > 0 order by n desc, currency nulls last`,
			options,
		);
		for (const row of rows) {
			const currency = row['currency'] as string | null;
			const n = Number(row['n']);
			if (row['has_rate'] && currency !== null) report.converted.push({ kind, currency, rows: n });
			else report.without_rate.push({ kind, currency, rows: n });
		}
	}
	return report;
}

const NOUNS: Partial<Record<FileKind, [string, string]>> = {
	deals: ['deal', 'deals'],
	subscriptions: ['subscription', 'subscriptions'],
	orders: ['order', 'orders'],
	spend: ['cost', 'costs'],
	targets: ['target', 'targets'],
};

/** What was converted and what was not, as sentences. */
export function moneyWarnings(report: MoneyReport | null): string[] {
	if (report === null) return [];
	const listed = (entries: { kind: FileKind; currency: string | null; rows: number }[]) =>
		entries
			.map(({ kind, currency, rows }) => {
				const [one, many] = NOUNS[kind] ?? ['row', 'rows'];
				return `${written(rows)} ${rows === 1 ? one : many} in ${currency ?? 'no named currency'}`;
			})
			.join(', ');
	const warnings: string[] = [];
	if (report.converted.length > 0)
		warnings.push(`Converted to ${report.to} by the rate of their day: ${listed(report.converted)}.`);
	if (report.without_rate.length > 0)
		warnings.push(
			`No rate to ${report.to} was in force for ${listed(report.without_rate)}: these amounts stay in their currency.`,
		);
	return warnings;
}
