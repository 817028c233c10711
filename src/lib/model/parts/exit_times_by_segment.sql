-- How many deals of each value of a segment, and of what amount, got past a stage, were lost there or are still open,
-- after how long.
-- Grain: one open stage, value of the segment asked by, and time since entry. Params: segment (reads stage_entries).
-- In data of more than 200,000 stays times are to the hour, as in exit_times.
with size as (
	select count(*) > 200000 as is_large from stage_times
),
timed as (
	select
		scope.segment_code,
		e.stage_rank,
		e.exit_code,
		e.amount,
		case when size.is_large then to_whole_hours(e.exit_us) else e.exit_us end as exit_us
	from stage_entries as e
	inner join scope on scope.deal_key = e.deal_key
	cross join size
	where e.exit_us is not null
),
exits as (
	select
		segment_code,
		stage_rank,
		exit_us,
		count(*) filter (exit_code = 1) as moved_on,
		count(*) filter (exit_code = 2) as dropped,
		count(*) filter (exit_code = 0) as still_open,
		coalesce(sum(amount) filter (exit_code = 1), 0) as moved_on_amount,
		coalesce(sum(amount) filter (exit_code = 2), 0) as dropped_amount,
		coalesce(sum(amount) filter (exit_code = 0), 0) as still_open_amount,
		coalesce(min(amount), 0) as least_amount
	from timed
	group by segment_code, stage_rank, exit_us
)
select
	x.stage_rank,
	v.value,
	days_of_us(x.exit_us) as days,
	x.moved_on,
	x.dropped,
	x.still_open,
	x.moved_on_amount,
	x.dropped_amount,
	x.still_open_amount,
	x.least_amount
from exits as x
left join segment_dictionary as v on v.segment_key = $segment and v.value_code = x.segment_code
order by x.segment_code, x.stage_rank, x.exit_us
