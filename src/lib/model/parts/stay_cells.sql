-- The stays of the deals in scope, counted by stage, kind and length to the bin: what quantiles of time in stage rest on.
-- Grain: one value of the segment asked by (code 0 without one), cell, and what the window makes of it. Params: none.
-- Reads counted_cells. length_bin is null where the length is not known.
select
	segment_code,
	stay_cell,
	stage_of_cell(stay_cell) as stage_rank,
	bin_of_cell(stay_cell) as length_bin,
	has_bits(kind_of_cell(stay_cell), 1) as is_running,
	has_bits(kind_of_cell(stay_cell), 2) as is_reworked,
	has_bits(kind_of_cell(stay_cell), 4) as is_revisited,
	is_entry_in_basis,
	is_stay_in_basis,
	deals
from counted_cells
