-- What share moves on, given time? Entries old enough to be judged, and the share that will move on in the end.
-- Grain: one open stage, also of stages that no deal entered. Params: horizon_days, basis, from, to.
with judged as (
	select
		e.stage_rank,
		e.exit_code,
		e.exit_us,
		e.amount,
		e.is_other_currency,
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
		sum(amount) as entered_amount,
		count(*) filter (amount is null and not is_other_currency) as deals_without_amount,
		count(*) filter (exit_code = 1) as deals_moved_on,
		sum(amount) filter (exit_code = 1) as moved_on_amount,
		count(*) filter (exit_code = 2) as deals_dropped,
		sum(amount) filter (exit_code = 2) as dropped_amount,
		count(*) filter (exit_code = 0) as deals_open,
		sum(amount) filter (exit_code = 0) as open_amount,
		count(*) filter (is_old_enough and not is_undated) as deals_matured,
		sum(amount) filter (is_old_enough and not is_undated) as matured_amount,
		count(*) filter (is_old_enough and is_moved_on_in_time) as deals_matured_moved_on,
		sum(amount) filter (is_old_enough and is_moved_on_in_time) as matured_moved_on_amount,
		count(*) filter (is_undated) as deals_undated,
		sum(amount) filter (is_undated) as undated_amount,
		quantiles_of(case when exit_code = 1 then exit_us end, [0.5, 0.9]) as move_on_quantiles
	from judged
	group by stage_rank
)
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
	days_of_us(t.move_on_quantiles[1]) as median_move_on_days,
	days_of_us(t.move_on_quantiles[2]) as p90_move_on_days
from stg_stages as s
cross join maturity_horizon as h
left join totals as t on t.stage_rank = s.stage_rank
order by s.stage_rank
