-- What share moves on, given time? Entries old enough to be judged, and the share that will move on in the end.
-- Grain: one open stage, also of stages that no deal entered. Params: none. Reads maturity_horizon, matured_totals.
select
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
	ratio_of(coalesce(t.matured_moved_on_amount, 0), t.matured_amount) as matured_amount_ratio,
	days_of_us(t.median_move_on_us) as median_move_on_days,
	days_of_us(t.p90_move_on_us) as p90_move_on_days
from stg_stages as s
cross join maturity_horizon as h
left join matured_totals as t on t.stage_rank = s.stage_rank
order by s.stage_rank
