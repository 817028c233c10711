-- What became of the entries of each stage, and of those old enough to be judged.
-- Grain: one value of the segment asked by (code 0 without one) and open stage entered. Params: none. Reads
-- stage_entries, maturity_horizon.
with judged as (
	select
		e.segment_code,
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
)
select
	segment_code,
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
	quantiles_of(case when exit_code = 1 then exit_us end, [0.5, 0.9])[1] as median_move_on_us,
	quantiles_of(case when exit_code = 1 then exit_us end, [0.5, 0.9])[2] as p90_move_on_us
from judged
group by segment_code, stage_rank
