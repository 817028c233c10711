-- The stays that ended, by the month in which they did.
-- Grain: one month, band of amounts, stage, band of ages and exit. Params: none (reads scope). months_back is the oldest
-- origin that knows of them: the end of that month, or of the last one that is an origin.
with counted as (
	select s.ended_cell, count(*) as stays, sum(s.days_in_band) as days_in_band
	from stays as s
	inner join scope on scope.deal_key = s.deal_key
	where s.ended_cell is not null
	group by s.ended_cell
)
select
	ended_cell // 33554432 as months_back,
	cast(ended_cell // 1048576 % 32 as integer) - 1 as amount_band,
	ended_cell // 8192 % 128 as stage_rank,
	band_start(ended_cell // 256 % 32) as band_days,
	cast(ended_cell % 256 as integer) - 1 as exit_rank,
	stays,
	days_in_band
from counted
order by ended_cell
