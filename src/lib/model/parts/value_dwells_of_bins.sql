-- Stays in a stage by length to the bin, of all deals and of each value of the asked segments.
-- Grain: one stage, length, and value, or all deals (is_of_all). Params: basis, from, to; value_sets. Reads
-- asked_segments. Rows of a value name none of another segment.
with counted as (
	select $value_key as segment_key, $value_code as value_code, t.stay_cell, count(*) as deals
	from stage_times as t
	inner join scope on scope.deal_key = t.deal_key
	where $is_any_value
		and case
			when $basis = 'cohort' then true
			when t.is_running then $to is null or t.entered_on < $to
			else in_window(t.left_on, $from, $to)
		end
	group by t.stay_cell, grouping sets ($value_sets)
),
asked as (
	select segment_key, row_number() over (order by segment_key) as place
	from asked_segments
)
select
	stage_of_cell(c.stay_cell) as stage_rank,
	length_of_bin(bin_of_cell(c.stay_cell)) as dwell_us,
	case when c.segment_key = '' then '' else concat(repeat('- ', a.place - 1), c.value_code) end as value_codes,
	c.segment_key = '' as is_of_all,
	case when has_bits(kind_of_cell(c.stay_cell), 1) then 0 else c.deals end as events,
	case when has_bits(kind_of_cell(c.stay_cell), 1) then c.deals else 0 end as censored
from counted as c
left join asked as a on a.segment_key = c.segment_key
where bin_of_cell(c.stay_cell) is not null
