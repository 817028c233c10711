-- Stays of the deals that started in the window, counted by stage, kind and length to the bin.
-- Grain: one value of the segment asked by (code 0 without one) and cell. Params: none.
select scope.segment_code, t.stay_cell, true as is_entry_in_basis, true as is_stay_in_basis, count(*) as deals
from stage_times as t
inner join scope on scope.deal_key = t.deal_key
group by scope.segment_code, t.stay_cell
