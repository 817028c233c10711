-- The days from which a forecast looks ahead: now, and every month end of the three years before it.
-- Grain: one day. Params: none (reads now, forecast_stays).
with bounds as (
	select min(f.entered_on) as first_on, max(now.now_on) as now_on
	from forecast_stays as f
	cross join now
),
months as (
	select
		period_starts('month', greatest(first_on, cast(now_on - interval 36 month as date)), now_on) as month_on,
		first_on
	from bounds
	where first_on <= now_on
)
select cast(month_on - interval 1 day as date) as origin_on
from months
where month_on > first_on
union
select now_on
from bounds
where first_on <= now_on
