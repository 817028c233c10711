-- The visits in basis to stages that a deal came to more than once.
-- Grain: one visit. Params: basis, from, to.
select scope.segment_code, v.stage_rank, v.length_bin, v.duration_us
from revisits as v
inner join scope on scope.deal_key = v.deal_key
where $basis = 'cohort' or in_window(v.left_on, $from, $to)
