-- The exits of each stage by the time since entry. Grain: one open stage and time. Params: none. Reads exit_counts.
select
	stage_rank,
	days_of_us(exit_us) as days,
	moved_on,
	dropped,
	still_open,
	moved_on_amount,
	dropped_amount,
	still_open_amount,
	least_amount
from exit_counts
order by stage_rank, exit_us
