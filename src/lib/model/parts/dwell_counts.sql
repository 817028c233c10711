-- How many stays that ended, and that still run, are how long.
-- Grain: one value of the segment asked by, stage and length. Params: basis, from, to. In data of more than 200,000 stays
-- lengths are to the hour: a curve of that many steps would take seconds to draw.
with size as (
	select count(*) > 200000 as is_large from stage_times
)
select
	scope.segment_code,
	t.stage_rank,
	case when size.is_large then to_whole_hours(t.dwell_us) else t.dwell_us end as dwell_us,
	count(*) filter (not t.is_running) as events,
	count(*) filter (t.is_running) as censored
from stage_times as t
inner join scope on scope.deal_key = t.deal_key
cross join size
where t.dwell_us is not null
	and case
		when $basis = 'cohort' then true
		when t.is_running then $to is null or t.entered_on < $to
		else in_window(t.left_on, $from, $to)
	end
group by
	scope.segment_code,
	t.stage_rank,
	case when size.is_large then to_whole_hours(t.dwell_us) else t.dwell_us end
