-- How long each deal in scope stayed in each stage, under the scope's basis.
-- Grain: one deal and stage with a dated stay. Params: basis, from, to.
select t.deal_key, t.stage_rank, t.dwell_us, t.is_running
from stage_times as t
inner join scope on scope.deal_key = t.deal_key
where t.dwell_us is not null
	and case
		when $basis = 'cohort' then true
		when t.is_running then $to is null or t.entered_on < $to
		else in_window(t.left_on, $from, $to)
	end
