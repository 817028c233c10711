-- What accounts bought and when: orders where a file of orders was given, else won deals.
-- Grain: one purchase of a known account and day, none after now. Params: none (reads now). deal_key is null of orders.
create or replace table purchases as
with basis as (
	select count(*) > 0 as is_of_orders
	from stg_orders
	where account_name is not null and ordered_on is not null
)
select
	a.account_key,
	o.ordered_on as purchased_on,
	o.amount,
	o.currency,
	cast(null as integer) as deal_key
from stg_orders as o
inner join account_keys as a on a.account_name = o.account_name
cross join now
where o.ordered_on <= now.now_on
union all
select
	a.account_key,
	a.closed_on as purchased_on,
	d.amount,
	d.currency,
	a.deal_key
from account_deals as a
inner join deals as d on d.deal_key = a.deal_key
cross join now
cross join basis
where not basis.is_of_orders and a.outcome = 'won' and a.closed_on <= now.now_on;
