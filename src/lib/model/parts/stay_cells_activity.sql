-- Stays counted by stage, kind and length to the bin, with what the window makes of them: by when deals came and left.
-- Grain: one value of the segment asked by (code 0 without one), cell, and what the window makes of it. Params: from, to.
select scope.segment_code, t.stay_cell, is_entry_in_basis, is_stay_in_basis, count(*) as deals
from (
	select
		deal_key,
		stay_cell,
		in_window(entered_on, $from, $to) as is_entry_in_basis,
		case when is_running then $to is null or entered_on < $to else in_window(left_on, $from, $to) end
			as is_stay_in_basis
	from stage_times
) as t
inner join scope on scope.deal_key = t.deal_key
group by scope.segment_code, t.stay_cell, t.is_entry_in_basis, t.is_stay_in_basis
