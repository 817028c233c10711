-- The day of the first fact of the deals and accounts in scope: subscriptions may be older than all deals.
-- Grain: one row. Params: none. Reads first_deal_fact, scope_revenue, scope_purchases.
with dated as (
	select first_on from first_deal_fact
	union all
	select min(from_on) as first_on from scope_revenue
	union all
	select min(purchased_on) as first_on from scope_purchases
)
select min(first_on) as first_on
from dated
