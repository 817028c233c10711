-- What share moves on, given time, of each value of a segment? Entries old enough to be judged, and those yet to be.
-- Grain: one value of the segment that deals in scope have, and open stage; without a segment, one open stage.
-- Params: segment, horizon_days, basis, from, to. The horizon is one for all values: rates at other horizons are no rates
-- to compare.
with judged as (
	select
		scope.segment_code,
		e.stage_rank,
		e.exit_code,
		e.exit_code = 1 and e.exit_us is null as is_undated,
		e.age_us >= h.horizon_days * 86400000000 as is_old_enough,
		e.exit_code = 1 and e.exit_us <= h.horizon_days * 86400000000 as is_moved_on_in_time
	from stage_entries as e
	inner join scope on scope.deal_key = e.deal_key
	cross join maturity_horizon as h
),
totals as (
	select
		segment_code,
		stage_rank,
		count(*) as deals_entered,
		count(*) filter (exit_code = 1) as deals_moved_on,
		count(*) filter (exit_code = 2) as deals_dropped,
		count(*) filter (exit_code = 0) as deals_open,
		count(*) filter (is_old_enough and not is_undated) as deals_matured,
		count(*) filter (is_old_enough and is_moved_on_in_time) as deals_matured_moved_on,
		count(*) filter (is_undated) as deals_undated
	from judged
	group by segment_code, stage_rank
),
values_in_scope as (
	select segment_code from scope
	union
	select 0 as segment_code where $segment is null
)
select
	v.value,
	s.stage_rank,
	s.stage,
	h.horizon_days,
	coalesce(t.deals_entered, 0) as deals_entered,
	coalesce(t.deals_moved_on, 0) as deals_moved_on,
	coalesce(t.deals_dropped, 0) as deals_dropped,
	coalesce(t.deals_open, 0) as deals_open,
	coalesce(t.deals_undated, 0) as deals_undated,
	coalesce(t.deals_matured, 0) as deals_matured,
	coalesce(t.deals_matured_moved_on, 0) as deals_matured_moved_on,
	ratio_of(t.deals_matured_moved_on, t.deals_matured) as matured_ratio
from values_in_scope as c
cross join stg_stages as s
cross join maturity_horizon as h
left join segment_dictionary as v on v.segment_key = $segment and v.value_code = c.segment_code
left join totals as t on t.segment_code = c.segment_code and t.stage_rank = s.stage_rank
where $segment is null or v.segment_key is not null
order by c.segment_code, s.stage_rank
