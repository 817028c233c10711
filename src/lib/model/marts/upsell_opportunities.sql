-- Which customers are due to buy again?
-- Grain: one account with a purchase, no open deal, and a last purchase longer ago than the median time to a second one.
-- Params: horizon_days, row_limit, row_offset. Reads buyers, second_purchase_steps.
with median as (
	-- A level that the curve misses only by rounding counts as reached, as in stats/survival.
	select min(from_days) as days
	from second_purchase_steps
	where survival <= 0.5 + 1.5e-8
),
waiting as (
	select
		y.*,
		days_between(y.last_on, $now_on) as waiting_days,
		median.days as median_days
	from buyers as y
	cross join median
	where days_between(y.last_on, $now_on) > median.days
		and y.account_key not in (select account_key from account_deals where outcome = 'open')
),
running as (
	select account_key, sum(monthly_amount) as monthly_amount
	from scope_revenue
	where from_on <= $now_on and before_on > $now_on
	group by account_key
),
valued as (
	select
		w.*,
		ratio_of(w.amount, w.purchases_with_amount) as average_amount,
		1 - ratio_of(later.survival, so_far.survival) as chance_ratio
	from waiting as w
	left join second_purchase_steps as so_far
		on so_far.from_days <= w.waiting_days and so_far.to_days > w.waiting_days
	left join second_purchase_steps as later
		on later.from_days <= w.waiting_days + coalesce($horizon_days, 365)
		and later.to_days > w.waiting_days + coalesce($horizon_days, 365)
)
select
	k.account_name,
	v.purchases,
	v.first_on,
	v.last_on,
	v.waiting_days,
	v.median_days,
	r.account_key is not null as is_subscriber,
	r.monthly_amount,
	v.average_amount,
	coalesce(v.chance_ratio, 0) as chance_ratio,
	coalesce(v.chance_ratio, 0) * v.average_amount as expected_amount,
	cast($currency as varchar) as currency,
	count(*) over () as accounts_total
from valued as v
inner join account_keys as k on k.account_key = v.account_key
left join running as r on r.account_key = v.account_key
order by expected_amount desc nulls last, v.average_amount desc nulls last, k.account_name
limit $row_limit offset $row_offset
