-- The segment asked by; without one, every segment of 2 to 12 values that says something of a deal before it ends.
-- Grain: one segment. Params: segment. Spellings that differ in case alone are one value here; blank is none.
with sizes as (
	select segment_key, count(distinct lower(value)) as values_named
	from segment_dictionary
	group by segment_key
)
select z.segment_key, s.segment_label
from sizes as z
inner join stg_segments as s on s.segment_key = z.segment_key
where case
	when $segment is null then z.values_named between 2 and 12 and z.segment_key not like 'lost_reason%'
	else z.segment_key = $segment
end
