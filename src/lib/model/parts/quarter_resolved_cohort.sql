-- How many of all deals, whatever the window, passed each stage and were lost there, by the quarter of their start.
-- Grain: one stage and quarter. Params: segment. Reads history. Nothing where a segment is asked by.
select
	s.stage_rank,
	k.quarter_on,
	sum(case when k.furthest_rank > s.stage_rank or k.outcome_code = 1 then k.deals else 0 end) as deals_moved_on,
	sum(case when k.furthest_rank = s.stage_rank and k.outcome_code = 2 then k.deals else 0 end) as deals_dropped
from (
	select period_start('quarter', started_on) as quarter_on, outcome_code, furthest_rank, count(*) as deals
	from history
	where $segment is null and furthest_rank is not null
	group by quarter_on, outcome_code, furthest_rank
) as k
inner join stg_stages as s on s.stage_rank <= k.furthest_rank
group by s.stage_rank, k.quarter_on
