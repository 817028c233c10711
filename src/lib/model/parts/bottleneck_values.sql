-- What the codes of the asked segments stand for.
-- Grain: one asked segment and value. place is that of the segment among the asked ones, by key, from 0.
with places as (
	select segment_key, row_number() over (order by segment_key) - 1 as place
	from asked_segments
)
select p.place, d.segment_key as segment, cast(d.value_code as varchar) as value_code, d.value
from places as p
inner join segment_dictionary as d on d.segment_key = p.segment_key
where d.value is not null
order by p.place, d.value_code
