-- Is each step getting better? Its own measure, period by period.
-- Grain: one step of the process and calendar period of the window that has begun. Params: period, from, to. Reads
-- windows, step_results, scorecard_steps.
select
	s.step_number,
	s.step,
	s.stage_rank,
	s.measure,
	w.window_key as period_on,
	w.from_on,
	w.to_on,
	w.is_partial,
	r.measured,
	coalesce(r.counted, 0) as counted,
	r.hits,
	s.target,
	cast($currency as varchar) as currency
from scorecard_steps as s
cross join windows as w
left join step_results as r
	on r.window_key = w.window_key
	and r.measure = s.measure
	and (r.stage_rank is null or r.stage_rank = s.stage_rank)
order by s.step_number, w.window_key
