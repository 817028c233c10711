-- What each account's running subscriptions come to a month, and from when until when.
-- Grain: one account, currency and stretch of days [from_on, before_on) with one monthly amount; 9999-12-31 is no end.
-- Params: none (reads now). Subscriptions that run side by side add up. A subscription that ends and is followed by
-- another of the account within a day has not stopped. What begins after now has not begun.
create or replace table revenue_spells as
with begun as (
	select
		a.account_key,
		s.product_name,
		s.currency,
		s.starts_on,
		coalesce(s.ends_before, date '9999-12-31') as ends_before,
		coalesce(s.monthly_amount, 0) as monthly_amount
	from stg_subscriptions as s
	inner join account_keys as a on a.account_name = s.account_name
	cross join now
	where s.starts_on <= now.now_on and (s.ends_before is null or s.ends_before > s.starts_on)
),
starts as (
	select distinct account_key, product_name, currency, starts_on from begun
),
bridged as (
	select
		b.account_key,
		b.currency,
		b.starts_on,
		case when n.account_key is null then b.ends_before else n.starts_on end as ends_before,
		b.monthly_amount
	from begun as b
	left join starts as n
		on n.account_key = b.account_key
		and n.product_name is not distinct from b.product_name
		and n.currency is not distinct from b.currency
		and n.starts_on = b.ends_before + 1
),
changes as (
	select account_key, currency, starts_on as changed_on, 1 as subscriptions, monthly_amount from bridged
	union all
	select account_key, currency, ends_before as changed_on, -1 as subscriptions, -monthly_amount as monthly_amount
	from bridged
	where ends_before < date '9999-12-31'
),
of_a_day as (
	select
		account_key,
		currency,
		changed_on,
		sum(subscriptions) as subscriptions,
		sum(monthly_amount) as monthly_amount
	from changes
	group by account_key, currency, changed_on
),
running as (
	select
		account_key,
		currency,
		changed_on as from_on,
		coalesce(
			lead(changed_on) over (partition by account_key, currency order by changed_on),
			date '9999-12-31'
		) as before_on,
		sum(subscriptions) over (partition by account_key, currency order by changed_on) as subscriptions,
		sum(monthly_amount) over (partition by account_key, currency order by changed_on) as monthly_amount
	from of_a_day
),
active as (
	select
		account_key,
		currency,
		from_on,
		before_on,
		monthly_amount,
		lead(from_on) over (partition by account_key, currency order by from_on) as next_on
	from running
	where subscriptions > 0
)
select
	account_key,
	currency,
	from_on,
	case when next_on = before_on + 1 then next_on else before_on end as before_on,
	cast(monthly_amount as decimal(18, 4)) as monthly_amount
from active
order by account_key, currency, from_on;
