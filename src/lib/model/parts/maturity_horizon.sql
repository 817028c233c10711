-- How old an entry must be to be judged: the horizon asked for, else the 90th percentile of the time to move on over
-- all stages, rounded up to whole days. Grain: one row. Params: horizon_days.
select
	coalesce(
		$horizon_days,
		-- Rounded to the microsecond first: an error of the last bit must not become a day.
		cast(ceil(days_of_us(round(quantile_of(case when exit_code = 1 then exit_us end, 0.9)))) as integer)
	) as horizon_days
from stage_entries
