-- How many stays that ended, and that still run, are how long, to the bin.
-- Grain: one value of the segment asked by, stage and length. Params: none. Reads stay_cells.
select
	segment_code,
	stage_rank,
	length_of_bin(length_bin) as dwell_us,
	sum(case when is_running then 0 else deals end) as events,
	sum(case when is_running then deals else 0 end) as censored
from stay_cells
where is_stay_in_basis and length_bin is not null
group by segment_code, stage_rank, length_bin
