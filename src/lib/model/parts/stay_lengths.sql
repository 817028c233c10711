-- How many stays are how long, to the bin, by what is measured: completed dwell, the dwell so far of deals in the stage,
-- visits that have ended, and completed dwell of all values together where a segment is asked by.
-- Grain: one measure, value of the segment (code 0 of all), stage and bin. Params: segment. Reads stay_cells,
-- revisit_lengths.
select
	case when is_running then 'running' else 'completed' end as measure,
	segment_code,
	stage_rank,
	length_bin,
	sum(deals) as n
from stay_cells
where is_stay_in_basis and length_bin is not null
group by 1, 2, 3, 4
union all
select 'visit' as measure, segment_code, stage_rank, length_bin, sum(n) as n
from (
	select segment_code, stage_rank, length_bin, deals as n
	from stay_cells
	where is_stay_in_basis and not is_running and not is_revisited and length_bin is not null
	union all
	select segment_code, stage_rank, length_bin, 1 as n
	from revisit_lengths
) as visits_ended
group by segment_code, stage_rank, length_bin
union all
select 'completed of all' as measure, 0 as segment_code, stage_rank, length_bin, sum(deals) as n
from stay_cells
where $segment is not null and is_stay_in_basis and not is_running and length_bin is not null
group by stage_rank, length_bin
