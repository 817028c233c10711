-- The last whole periods before the day of coverage.
-- Grain: one period. Params: period, periods, as_of, now_on. Reads pipeline_day. Without a number they are 8.
with bounds as (
	select
		coalesce($period, 'quarter') as period,
		period_start(coalesce($period, 'quarter'), min(scope.created_on)) as first_on,
		max(asked.as_of_on) as as_of_on
	from scope
	cross join pipeline_day as asked
	where scope.created_on <= asked.as_of_on
),
starts as (
	select period, period_starts(period, first_on, as_of_on) as starts_on, as_of_on
	from bounds
	where first_on is not null
),
whole as (
	select starts_on, period_end(period, starts_on) as ends_on
	from starts
	where period_end(period, starts_on) <= cast(as_of_on + interval 1 day as date)
)
select starts_on as window_key, starts_on as from_on, ends_on as to_on, false as is_partial
from whole
qualify row_number() over (order by starts_on desc) <= coalesce($periods, 8)
