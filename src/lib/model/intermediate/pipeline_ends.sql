-- How and when deals left the pipeline, also those that were taken up again.
-- Grain: one deal and day on which it was closed. Params: none (reads now). outcome_code is 1 won, 2 lost. What a log
-- says from the day of the final close on is that close, and so is the close that it tells last, though before that day.
create or replace table pipeline_ends as
with last_changes as (
	select deal_key, max(place) as place
	from stage_changes
	group by deal_key
),
ends as (
	select
		c.deal_key,
		day_of(c.happened_at) as ended_on,
		case when c.state = 0 then 1 else 2 end as outcome_code,
		c.happened_at,
		c.place
	from stage_changes as c
	inner join deals as d on d.deal_key = c.deal_key
	inner join last_changes as z on z.deal_key = c.deal_key
	cross join now
	where c.state <= 0
		and (
			d.closed_at is null
			or (
				day_of(c.happened_at) < least(day_of(d.closed_at), coalesce(now.now_on, day_of(d.closed_at)))
				and not (c.place = z.place and d.outcome = case when c.state = 0 then 'won' else 'lost' end)
			)
		)
		and (d.outcome = 'open' or d.closed_at is not null)
),
last_of_day as (
	select deal_key, ended_on, outcome_code
	from ends
	qualify row_number() over (partition by deal_key, ended_on order by happened_at desc, place desc) = 1
)
select deal_key, ended_on, outcome_code
from last_of_day
union all
select
	d.deal_key,
	least(day_of(d.closed_at), coalesce(now.now_on, day_of(d.closed_at))) as ended_on,
	case d.outcome when 'won' then 1 else 2 end as outcome_code
from deals as d
cross join now
where d.outcome <> 'open' and d.closed_at is not null
order by deal_key, ended_on;
