-- How many deals passed each stage, and how many were lost there, of those that started in the window.
-- Grain: one stage and value of the asked segments, or all deals. Params: none. Reads value_outcomes: by start, how far each
-- deal came says what it passed.
select
	k.segment_key,
	k.value_code,
	s.stage_rank,
	sum(case when k.furthest_rank > s.stage_rank or k.outcome_code = 1 then k.deals else 0 end) as deals_moved_on,
	sum(case when k.furthest_rank = s.stage_rank and k.outcome_code = 2 then k.deals else 0 end) as deals_dropped
from value_outcomes as k
inner join stg_stages as s on s.stage_rank <= k.furthest_rank
group by k.segment_key, k.value_code, s.stage_rank
