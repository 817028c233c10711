-- What share moves on, given time, of each value of a segment? Entries old enough to be judged, and those yet to be.
-- Grain: one value of the segment that deals in scope have, and open stage; without a segment, one open stage.
-- Params: segment. Reads maturity_horizon, matured_totals. The horizon is one for all values: rates at other horizons are
-- no rates to compare.
with values_in_scope as (
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
	coalesce(t.entered_amount, 0) as entered_amount,
	coalesce(t.deals_moved_on, 0) as deals_moved_on,
	coalesce(t.moved_on_amount, 0) as moved_on_amount,
	coalesce(t.deals_dropped, 0) as deals_dropped,
	coalesce(t.dropped_amount, 0) as dropped_amount,
	coalesce(t.deals_open, 0) as deals_open,
	coalesce(t.open_amount, 0) as open_amount,
	coalesce(t.deals_undated, 0) as deals_undated,
	coalesce(t.undated_amount, 0) as undated_amount,
	coalesce(t.deals_matured, 0) as deals_matured,
	coalesce(t.matured_amount, 0) as matured_amount,
	coalesce(t.deals_matured_moved_on, 0) as deals_matured_moved_on,
	coalesce(t.matured_moved_on_amount, 0) as matured_moved_on_amount,
	coalesce(t.deals_without_amount, 0) as deals_without_amount,
	ratio_of(t.deals_matured_moved_on, t.deals_matured) as matured_ratio,
	ratio_of(coalesce(t.matured_moved_on_amount, 0), t.matured_amount) as matured_amount_ratio
from values_in_scope as c
cross join stg_stages as s
cross join maturity_horizon as h
left join segment_dictionary as v on v.segment_key = $segment and v.value_code = c.segment_code
left join matured_totals as t on t.segment_code = c.segment_code and t.stage_rank = s.stage_rank
where $segment is null or v.segment_key is not null
order by c.segment_code, s.stage_rank
