-- The lengths of the stays in the bins in which a quantile lies.
-- Grain: one stay or visit, and measure that it counts in. Params: basis, from, to. Reads length_places, stay_cells,
-- revisit_lengths.
with bins as (
	select distinct measure, segment_code, stage_rank, length_bin
	from length_places
),
-- Cells are told apart here, where they are few, and not stay by stay.
cells as (
	select distinct b.measure, b.segment_code as measured_code, b.stage_rank, b.length_bin, c.segment_code, c.stay_cell
	from bins as b
	inner join stay_cells as c on c.stage_rank = b.stage_rank and c.length_bin = b.length_bin
	where (b.measure = 'completed of all' or b.segment_code = c.segment_code)
		and c.is_running = (b.measure = 'running')
		and not (b.measure = 'visit' and c.is_revisited)
		and c.is_stay_in_basis
),
-- Held, as few stays are left: else all stays might be made ready to be looked up.
stays as materialized (
	select scope.segment_code, t.stay_cell, t.dwell_us
	from stage_times as t
	inner join scope on scope.deal_key = t.deal_key
	where t.stay_cell in (select stay_cell from cells)
		and case
			when $basis = 'cohort' then true
			when t.is_running then $to is null or t.entered_on < $to
			else in_window(t.left_on, $from, $to)
		end
)
select c.measure, c.measured_code as segment_code, c.stage_rank, c.length_bin, t.dwell_us as length_us
from stays as t
inner join cells as c on c.stay_cell = t.stay_cell and c.segment_code = t.segment_code
union all
select b.measure, b.segment_code, b.stage_rank, b.length_bin, v.duration_us as length_us
from revisit_lengths as v
inner join bins as b
	on b.measure = 'visit'
	and b.segment_code = v.segment_code
	and b.stage_rank = v.stage_rank
	and b.length_bin = v.length_bin
