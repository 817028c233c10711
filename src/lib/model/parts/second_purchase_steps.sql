-- The Kaplan–Meier curve of the time to a second purchase, over all accounts in scope.
-- Grain: one step; survival is the share that has not bought again from from_days on, before to_days.
-- Params: now_on. Reads buyers.
with times as (
	select
		days_between(first_on, coalesce(second_on, $now_on)) as days,
		count(*) filter (second_on is not null) as events,
		count(*) as seen
	from buyers
	group by days_between(first_on, coalesce(second_on, $now_on))
),
risks as (
	select days, events, sum(seen) over (order by days desc) as at_risk
	from times
),
logs as (
	select
		days,
		sum(case when events < at_risk then ln(1 - ratio_of(events, at_risk)) else 0 end) over (order by days) as log_survival,
		max(case when events = at_risk then 1 else 0 end) over (order by days) as is_over
	from risks
)
select
	days as from_days,
	coalesce(lead(days) over (order by days), 1000000000) as to_days,
	case when is_over = 1 then 0 else exp(log_survival) end as survival
from logs
