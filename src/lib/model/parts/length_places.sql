-- The place of each length among those of its measure, from 0, and where the quantiles asked for lie.
-- Grain: one bin of stay lengths and quantile that the bin helps to tell. Params: none. Reads lengths (measure,
-- segment_code, stage_rank, length_bin, n), quantiles_asked. A quantile of n lengths lies at place (n - 1) × quantile,
-- between two of them (Hyndman–Fan type 7).
with placed as (
	select
		measure,
		segment_code,
		stage_rank,
		length_bin,
		sum(n) over up_to_it as places_to,
		sum(n) over up_to_it - n as place,
		sum(n) over (partition by measure, segment_code, stage_rank) as places
	from lengths
	window up_to_it as (partition by measure, segment_code, stage_rank order by length_bin)
),
asked as (
	select
		p.measure,
		p.segment_code,
		p.stage_rank,
		p.length_bin,
		cast(p.place as double) as place,
		cast(p.places_to as double) as places_to,
		cast(q.quantile as double) as quantile,
		cast(p.places - 1 as double) * cast(q.quantile as double) as at_place
	from placed as p
	inner join quantiles_asked as q on q.measure = p.measure
)
select
	measure,
	segment_code,
	stage_rank,
	length_bin,
	quantile,
	place,
	floor(at_place) as low_place,
	at_place - floor(at_place) as share
from asked
-- Of the bins, those that hold the lengths at low_place and at the next one.
where place <= floor(at_place) + 1 and places_to > floor(at_place)
