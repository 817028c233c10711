-- Quantiles of lengths to the bin, as if each length were that of its bin.
-- Grain: one measure, value of the segment, stage and quantile. Params: none. Reads length_places.
select
	measure,
	segment_code,
	stage_rank,
	quantile,
	cast(length_of_bin(min(length_bin)) as double) * (1 - max(share))
		+ cast(length_of_bin(max(length_bin)) as double) * max(share) as quantile_us
from length_places
group by measure, segment_code, stage_rank, quantile
