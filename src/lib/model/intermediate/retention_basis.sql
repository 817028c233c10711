-- What retention rests on: subscriptions, orders or won deals, the first that there are.
-- Grain: one row. The counts are of currencies named: amounts of the currency that no row names are those of the scope,
-- and where deals name none, those of the only one that is named.
create or replace table retention_basis as
with subscriptions as (
	select count(*) as n, count(distinct currency) as currencies_named
	from revenue_spells
),
bought as (
	select count(*) as n, count(deal_key) as n_deals, count(distinct currency) as currencies_named
	from purchases
)
select
	case when s.n > 0 then 'subscriptions' when b.n > b.n_deals then 'orders' else 'deals' end as basis,
	case when b.n > b.n_deals then 'orders' else 'deals' end as purchase_basis,
	s.currencies_named as subscription_currencies,
	b.currencies_named as purchase_currencies
from subscriptions as s
cross join bought as b;
