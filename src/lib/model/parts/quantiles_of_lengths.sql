-- Quantiles of lengths to the microsecond: the bins tell where they lie, and only the lengths there are put in order.
-- Grain: one measure, value of the segment, stage and quantile. Params: none. Reads length_places, and held_lengths:
-- the lengths in the bins of length_places.
with ordered as (
	select
		measure,
		segment_code,
		stage_rank,
		length_bin,
		length_us,
		row_number() over (partition by measure, segment_code, stage_rank, length_bin order by length_us) - 1 as place_in_bin
	from held_lengths
),
beside as (
	select
		p.measure,
		p.segment_code,
		p.stage_rank,
		p.quantile,
		p.share,
		p.place + o.place_in_bin = p.low_place as is_low,
		cast(o.length_us as double) as length_us
	from length_places as p
	inner join ordered as o
		on o.measure = p.measure
		and o.segment_code = p.segment_code
		and o.stage_rank = p.stage_rank
		and o.length_bin = p.length_bin
	where p.place + o.place_in_bin in (p.low_place, p.low_place + 1)
)
select
	measure,
	segment_code,
	stage_rank,
	quantile,
	max(case when is_low then length_us end) * (1 - max(share))
		+ coalesce(max(case when not is_low then length_us end), 0) * max(share) as quantile_us
from beside
group by measure, segment_code, stage_rank, quantile
