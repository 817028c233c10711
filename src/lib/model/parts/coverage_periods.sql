-- The periods that are not over: from the one that holds the next day to the last that has a target or a deal due in it,
-- but none that begins more than two years later.
-- Grain: one period. Params: period, as_of, now_on. Reads pipeline_day, pipeline_standing.
with ahead as (
	select max(due_on) as last_on from pipeline_standing
	union all
	select max(starts_on) as last_on from stg_targets where measure = 'won_amount'
),
bounds as (
	select
		coalesce($period, 'quarter') as period,
		cast(max(asked.as_of_on) + interval 1 day as date) as first_on,
		max(ahead.last_on) as last_on
	from ahead
	cross join pipeline_day as asked
),
starts as (
	select
		period,
		period_starts(
			period,
			first_on,
			greatest(first_on, least(coalesce(last_on, first_on), cast(first_on + interval 2 year as date)))
		) as starts_on,
		first_on
	from bounds
	where first_on is not null
)
select
	starts_on as window_key,
	period_end(period, starts_on) as ends_on,
	starts_on <= first_on as is_current
from starts
