-- How many deals stayed in a stage for how long: what a survival curve is made of.
-- Grain: one open stage, value of the segment asked by, and length of stay. Params: segment. Reads dwell_counts.
select c.stage_rank, v.value, days_of_us(c.dwell_us) as days, c.events, c.censored
from dwell_counts as c
left join segment_dictionary as v on v.segment_key = $segment and v.value_code = c.segment_code
order by c.segment_code, c.stage_rank, c.dwell_us
