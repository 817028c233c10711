-- Amounts of won deals to draw those of deals to come from: up to 100 a month, spread evenly over the month's deals.
-- Grain: one won deal. Params: none (reads scope). Deals of another currency than the scope's count as nothing, as they do
-- among the deals to come.
with spread as (
	select
		period_start('month', closed_on) as month_on,
		coalesce(amount, 0) as amount,
		row_number() over (
			partition by period_start('month', closed_on)
			order by (cast(deal_key as bigint) * 2654435761) % 4294967296, deal_key
		) as place
	from scope
	where outcome_code = 1 and closed_on is not null
)
select month_on, amount
from spread
where place <= 100
order by month_on desc, place
