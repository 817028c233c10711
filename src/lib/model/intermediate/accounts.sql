-- Every account that any file names, and the deals of each.
-- Grain: one account; one deal with an account. Params: none.
create or replace table account_keys as
with named as (
	select account_name from stg_accounts
	union
	select account_name from stg_deals
	union
	select account_name from stg_subscriptions
	union
	select account_name from stg_orders
)
select cast(row_number() over (order by account_name) as integer) as account_key, account_name
from named
where account_name is not null;

create or replace table account_deals as
select
	cast(d.deal_key as integer) as deal_key,
	a.account_key,
	d.outcome,
	day_of(d.closed_at) as closed_on
from deals as d
inner join stg_deals as s on s.deal_key = d.deal_key
inner join account_keys as a on a.account_name = s.account_name
order by d.deal_key;
