-- Stays in a stage by length to the bin, of all deals and of each value of the asked segments.
-- Grain: one stage, kind, length, and value or all deals. Params: is_stay_in_basis; value_sets. As `bottleneck_dwells`.
with counted as (
	select $value_place as place, $value_code as value_code, t.stay_cell, count(*) as deals
	from stage_times as t
	inner join scope on scope.deal_key = t.deal_key
	where $is_any_value and t.stay_cell % 1048576 <> 0 and $is_stay_in_basis
	group by t.stay_cell, grouping sets ($value_sets)
)
select
	stage_of_cell(stay_cell) as stage_rank,
	length_of_bin(bin_of_cell(stay_cell)) as dwell_us,
	cast(null as varchar) as value_codes,
	place,
	value_code,
	case when has_bits(kind_of_cell(stay_cell), 1) then 0 else deals end as events,
	case when has_bits(kind_of_cell(stay_cell), 1) then deals else 0 end as censored
from counted
