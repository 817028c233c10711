-- What the codes of the asked segments stand for.
-- Grain: one asked segment and value. place is that of the segment among the asked ones, from 0.
select a.place, a.segment_key as segment, d.value_code, d.value
from asked_segments as a
inner join segment_dictionary as d on d.segment_key = a.segment_key
where d.value is not null
order by a.place, d.value_code
