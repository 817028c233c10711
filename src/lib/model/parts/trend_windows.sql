-- The calendar periods of the window, from the first fact in it to now, clipped to the window.
-- Grain: one period. Params: period (null is quarter), from, to. Reads first_fact. window_key is the first day of the
-- whole period.
with bounds as (
	select
		coalesce($period, 'quarter') as period,
		greatest(f.first_on, coalesce($from, f.first_on)) as first_on,
		least(now.now_on, coalesce(cast($to - interval 1 day as date), now.now_on)) as last_on,
		cast(now.now_on + interval 1 day as date) as now_ends_on
	from first_fact as f
	cross join now
	-- Without a dated fact there is no now to come to.
	where f.first_on is not null and now.now_on is not null
),
starts as (
	select period, period_starts(period, first_on, last_on) as starts_on, now_ends_on
	from bounds
	where first_on <= last_on
),
periods as (
	select starts_on, period_end(period, starts_on) as ends_on, now_ends_on
	from starts
)
select
	starts_on as window_key,
	greatest(starts_on, coalesce($from, starts_on)) as from_on,
	least(ends_on, now_ends_on, coalesce($to, ends_on)) as to_on,
	ends_on > now_ends_on or starts_on < coalesce($from, starts_on) or ends_on > coalesce($to, ends_on) as is_partial
from periods
