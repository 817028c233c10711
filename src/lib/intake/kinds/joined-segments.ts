import { quoteName, type Engine, type RunOptions } from '../../engine/engine';
import { segmentColumn } from '../../model/compile';
import type { Attribute } from './reference-list';
import { refSql } from './rows';

/** A segment of deals: its key in addresses and filters, and its label. */
export interface SegmentName {
	key: string;
	label: string;
}

/** A list whose attributes tell of deals: how its row for a deal is found. */
interface Joined {
	noun: string;
	attributes: readonly Attribute[];
	/** The join to it, as alias `alias`, given the SQL of a deal's own value. */
	alias: string;
}

/** SQL of one row a deal with the person who held it on the day of its close, else of its creation. */
const PERSON_OF_DEAL = `select d.deal_key, p.* exclude (owner_name)
	from (select deal_key, owner_name, coalesce(day_of(closed_at), day_of(created_at)) as day from stg_deals) as d
	inner join stg_people as p on p.owner_name = d.owner_name
		and (p.starts_on is null or p.starts_on <= d.day) and (p.ends_before is null or d.day < p.ends_before)
	qualify row_number() over (partition by d.deal_key order by p.starts_on desc nulls last, p.ends_before nulls last) = 1`;

/** SQL of one row a deal with the lead that became it; of several the first. */
const LEAD_OF_DEAL = `select * from stg_leads where deal_key is not null
	qualify row_number() over (partition by deal_key order by created_at nulls last, lead_id) = 1`;

/** What an account has of more than one kind. */
const SEVERAL = '(several)';

/** SQL of one row an account with what all its rows of `table` say alike. */
const saidOfAccount = (table: string, attributes: readonly Attribute[]): string =>
	`select account_name ${attributes
		.map(({ column }) => quoteName(column))
		.map(
			(name) => `, case when count(distinct ${name}) > 1 then '${SEVERAL}' else min(${name}) end as ${name}`,
		)
		.join('')}
	from ${table} group by account_name`;

/** Deals of owners who are in the list, but not on the day of the deal. */
export async function dealsOutsideTimes(engine: Engine, options?: RunOptions): Promise<number> {
	const { rows } = await engine.query(
		`select count(*) as n from stg_deals as d
		where d.owner_name in (select owner_name from stg_people)
			and d.deal_key not in (select deal_key from (${PERSON_OF_DEAL}) as held)`,
		options,
	);
	return Number(rows[0]?.['n'] ?? 0);
}

/** Whether deals and a list say the same wherever both say something: the same fact twice, not two segments. */
async function agrees(engine: Engine, own: string, joined: string, options?: RunOptions): Promise<boolean> {
	const { rows } = await engine.query(
		`select count(*) as n from named_deals where ${own} <> ${joined}`,
		options,
	);
	return Number(rows[0]?.['n']) === 0;
}

/**
 * Gives deals the names that accounts, products and owners have in their lists where they are meant by id, and one
 * segment for each attribute of these, of their leads and of what their account has subscribed to or ordered: the value
 * on which all its rows agree, else “(several)”. A segment that deals have themselves stands; a list's attribute of the same key
 * is one more if it says something else, but for the team, of which there is one. Returns the segments added.
 */
export async function joinSegments(
	engine: Engine,
	own: readonly SegmentName[],
	lists: Record<
		'accounts' | 'products' | 'people' | 'leads' | 'subscriptions' | 'orders',
		readonly Attribute[]
	>,
	options?: RunOptions,
): Promise<SegmentName[]> {
	const { rows: refs } = await engine.query(
		`select (select count(*) from account_refs) + (select count(*) from product_refs) + (select count(*) from owner_refs) as n`,
		options,
	);
	const unlisted = [lists.leads, lists.subscriptions, lists.orders];
	if (Number(refs[0]?.['n']) === 0 && unlisted.every((list) => list.length === 0)) return [];
	const columnOf = (key: string): string | null => {
		const index = own.findIndex((segment) => segment.key === key);
		return index < 0 ? null : segmentColumn(index);
	};
	const named = [
		{ key: 'account', name: 'account_name', refs: 'account_refs' },
		{ key: 'owner', name: 'owner_name', refs: 'owner_refs' },
		{ key: 'product', name: null, refs: 'product_refs' },
	];
	const replaced: string[] = [];
	const joins: string[] = [];
	for (const { key, name, refs } of named) {
		const column = columnOf(key);
		const value = name ?? column;
		if (value === null) continue;
		joins.push(`left join ${refs} as ${key}_ref on ${key}_ref.ref = ${refSql(`d.${value}`)}`);
		const resolved = `coalesce(${key}_ref.name, d.${value})`;
		if (name) replaced.push(`${resolved} as ${name}`);
		if (column) replaced.push(`${resolved} as ${column}`);
	}
	await engine.execute(
		`create or replace table stg_deals as
		select d.* ${replaced.length ? `replace (${replaced.join(', ')})` : ''}
		from stg_deals as d
		${joins.join('\n')}
		order by d.deal_key;
		update stg_owner_changes set owner_name = r.name
		from owner_refs as r
		where r.ref = ${refSql('stg_owner_changes.owner_name')} and r.name <> stg_owner_changes.owner_name`,
		options,
	);

	const product = columnOf('product');
	const joined: (Joined & { on: string })[] = [
		{
			noun: 'account',
			attributes: lists.accounts,
			alias: 'a',
			on: 'left join stg_accounts as a on a.account_name = d.account_name',
		},
		{
			noun: 'product',
			attributes: product === null ? [] : lists.products,
			alias: 'p',
			on: `left join stg_products as p on p.product_name = d.${product}`,
		},
		{
			noun: 'owner',
			attributes: lists.people,
			alias: 'o',
			on: `left join (${PERSON_OF_DEAL}) as o on o.deal_key = d.deal_key`,
		},
		{
			noun: 'lead',
			attributes: lists.leads,
			alias: 'l',
			on: `left join (${LEAD_OF_DEAL}) as l on l.deal_key = d.deal_key`,
		},
		{
			noun: 'subscription',
			attributes: lists.subscriptions,
			alias: 's',
			on: `left join (${saidOfAccount('stg_subscriptions', lists.subscriptions)}) as s on s.account_name = d.account_name`,
		},
		{
			noun: 'order',
			attributes: lists.orders,
			alias: 'b',
			on: `left join (${saidOfAccount('stg_orders', lists.orders)}) as b on b.account_name = d.account_name`,
		},
	];
	const used = joined.filter(({ attributes }) => attributes.length > 0);
	if (used.length === 0) return [];
	const columns = used.flatMap(({ noun, alias, attributes }) =>
		attributes
			.filter(({ isSegment }) => isSegment)
			.map((attribute) => ({ noun, attribute, sql: `${alias}.${quoteName(attribute.column)}` })),
	);
	await engine.execute(
		`create or replace temp table named_deals as
		select d.* ${columns.map(({ sql }, index) => `, ${sql} as joined_${index}`).join('')}
		from stg_deals as d
		${used.map(({ on }) => on).join('\n')}`,
		options,
	);
	const added: (SegmentName & { sql: string })[] = [];
	const takenKeys = new Set(own.map(({ key }) => key));
	for (const [index, { noun, attribute }] of columns.entries()) {
		const ownColumn = columnOf(attribute.key);
		if (ownColumn !== null) {
			if (attribute.key === 'team' || (await agrees(engine, ownColumn, `joined_${index}`, options))) continue;
		}
		let key = takenKeys.has(attribute.key) ? `${noun}_${attribute.key}` : attribute.key;
		for (let n = 2; takenKeys.has(key); n++) key = `${noun}_${attribute.key}_${n}`;
		const label = takenKeys.has(attribute.key) ? `${attribute.label} (${noun})` : attribute.label;
		takenKeys.add(key);
		added.push({ key, label, sql: `joined_${index}` });
	}
	const joinedNames = columns.map((_, index) => `joined_${index}`).join(', ');
	await engine.execute(
		`create or replace table stg_deals as
		select * exclude (${joinedNames})
			${added.map(({ sql }, index) => `, ${sql} as ${segmentColumn(own.length + index)}`).join('')}
		from named_deals
		order by deal_key;
		drop table named_deals`,
		options,
	);
	return added.map(({ key, label }) => ({ key, label }));
}
