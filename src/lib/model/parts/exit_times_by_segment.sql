-- The exits of each stage by the time since entry, of each value of a segment.
-- Grain: one open stage, value of the segment asked by, and time. Params: segment. Reads exit_counts.
select
	x.stage_rank,
	v.value,
	days_of_us(x.exit_us) as days,
	x.moved_on,
	x.dropped,
	x.still_open,
	x.moved_on_amount,
	x.dropped_amount,
	x.still_open_amount,
	x.least_amount
from exit_counts as x
left join segment_dictionary as v on v.segment_key = $segment and v.value_code = x.segment_code
order by x.segment_code, x.stage_rank, x.exit_us
