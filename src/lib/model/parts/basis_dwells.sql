-- How long each deal in scope stayed in each stage, under the scope's basis.
-- Grain: one deal and stage with a dated stay. Params: is_stay_in_basis.
select t.deal_key, t.stage_rank, t.dwell_us, t.is_running
from stage_times as t
inner join scope on scope.deal_key = t.deal_key
where t.dwell_us is not null
	and $is_stay_in_basis
