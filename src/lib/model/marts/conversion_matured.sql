-- What share moves on, given time? Entries old enough to be judged, and the share that will move on in the end.
-- Grain: one open stage, also of stages that no deal entered. Params: horizon_days, basis, from, to.
with judged as (
	select
		e.stage_rank,
		e.exit_code,
		e.exit_us,
		e.exit_code = 1 and e.exit_us is null as is_undated,
		e.age_us >= h.horizon_days * 86400000000 as is_old_enough,
		e.exit_code = 1 and e.exit_us <= h.horizon_days * 86400000000 as is_moved_on_in_time
	from stage_entries as e
	cross join maturity_horizon as h
),
totals as (
	select
		stage_rank,
		count(*) as deals_entered,
		count(*) filter (exit_code = 1) as deals_moved_on,
		count(*) filter (exit_code = 2) as deals_dropped,
		count(*) filter (exit_code = 0) as deals_open,
		count(*) filter (is_old_enough and not is_undated) as deals_matured,
		count(*) filter (is_old_enough and is_moved_on_in_time) as deals_matured_moved_on,
		count(*) filter (is_undated) as deals_undated,
		quantiles_of(case when exit_code = 1 then exit_us end, [0.5, 0.9]) as move_on_quantiles
	from judged
	group by stage_rank
)
select
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
	ratio_of(t.deals_matured_moved_on, t.deals_matured) as matured_ratio,
	days_of_us(t.move_on_quantiles[1]) as median_move_on_days,
	days_of_us(t.move_on_quantiles[2]) as p90_move_on_days
from stg_stages as s
cross join maturity_horizon as h
left join totals as t on t.stage_rank = s.stage_rank
order by s.stage_rank
