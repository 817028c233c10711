-- How many deals stayed in a stage for how long: what a survival curve is made of.
-- Grain: one open stage, value of the segment asked by, and length of stay. Params: segment, basis, from, to.
with stays as (
	select
		scope.segment_code,
		t.stage_rank,
		t.dwell_us,
		count(*) filter (not t.is_running) as events,
		count(*) filter (t.is_running) as censored
	from stage_times as t
	inner join scope on scope.deal_key = t.deal_key
	where t.dwell_us is not null
		and case
			when $basis = 'cohort' then true
			when t.is_running then $to is null or t.entered_on < $to
			else in_window(t.left_on, $from, $to)
		end
	group by scope.segment_code, t.stage_rank, t.dwell_us
)
select s.stage_rank, v.value, days_of_us(s.dwell_us) as days, s.events, s.censored
from stays as s
left join segment_dictionary as v on v.segment_key = $segment and v.value_code = s.segment_code
order by s.segment_code, s.stage_rank, s.dwell_us
