-- Are we working our process? Each step by its own measure, against its target and the window before.
-- Grain: one step of the process. Params: from, to, compare_from, compare_to. Reads windows, step_results,
-- scorecard_steps.
with lost_reasons as (
	select
		s.furthest_rank as stage_rank,
		d.value as lost_reason,
		count(*) as deals
	from scope as s
	inner join deal_segments as r on r.deal_key = s.deal_key and r.segment_key = 'lost_reason'
	inner join segment_dictionary as d on d.segment_key = r.segment_key and d.value_code = r.value_code
	where s.outcome_code = 2 and in_window(s.closed_on, $from, $to) and d.value is not null
	group by s.furthest_rank, d.value
),
top_reasons as (
	select
		stage_rank,
		lost_reason,
		deals,
		sum(deals) over (partition by stage_rank) as deals_with_reason,
		row_number() over (partition by stage_rank order by deals desc, lost_reason) as place
	from lost_reasons
)
select
	s.step_number,
	s.step,
	s.kind,
	s.stage_rank,
	s.purpose,
	s.entry_criteria,
	s.owner_name,
	s.measure,
	s.is_measure_usual,
	r.measured,
	coalesce(r.counted, 0) as counted,
	r.hits,
	s.beside_measure,
	b.measured as beside_measured,
	coalesce(b.counted, 0) as beside_counted,
	s.target,
	r.measured - s.target as target_difference,
	w.from_on,
	w.to_on,
	w.is_partial,
	c.from_on as compared_from_on,
	c.to_on as compared_to_on,
	coalesce(c.is_partial, false) as is_compared_partial,
	e.measured as compared_measured,
	coalesce(e.counted, 0) as compared_counted,
	e.hits as compared_hits,
	case
		when s.measure <> 'new_deals' or (not w.is_partial and not c.is_partial) then r.measured - e.measured
	end as change,
	t.lost_reason as top_lost_reason,
	t.deals as top_lost_reason_deals,
	coalesce(t.deals_with_reason, 0) as deals_lost_with_reason,
	ratio_of(t.deals, t.deals_with_reason) as top_lost_reason_ratio,
	cast($currency as varchar) as currency
from scorecard_steps as s
inner join windows as w on w.window_key = 1
left join windows as c on c.window_key = 0
left join step_results as r
	on r.window_key = 1 and r.measure = s.measure and (r.stage_rank is null or r.stage_rank = s.stage_rank)
left join step_results as b
	on b.window_key = 1 and b.measure = s.beside_measure and (b.stage_rank is null or b.stage_rank = s.stage_rank)
left join step_results as e
	on e.window_key = 0 and e.measure = s.measure and (e.stage_rank is null or e.stage_rank = s.stage_rank)
left join top_reasons as t on t.stage_rank = s.stage_rank and t.place = 1
order by s.step_number
