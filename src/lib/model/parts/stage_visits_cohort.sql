-- Visits to each stage of the deals that started in the window, by how they ended.
-- Grain: one open stage and segment value. Params: none.
with paths_in_scope as (
	select segment_code, path_key, count(*) as deals, sum(amount) as amount
	from scope
	where path_key is not null
	group by segment_code, path_key
)
select
	p.stage_rank,
	c.segment_code,
	sum(c.deals) filter (p.visits_moved_back > 0) as deals_moved_back,
	sum(c.amount) filter (p.visits_moved_back > 0) as moved_back_amount,
	sum(c.deals * p.visits_entered) as visits_entered,
	sum(c.deals * p.visits_moved_on) as visits_moved_on,
	sum(c.deals * p.visits_lost) as visits_lost,
	sum(c.deals * p.visits_moved_back) as visits_moved_back,
	sum(c.deals * p.visits_open) as visits_open
from paths_in_scope as c
inner join path_stages as p on p.path_key = c.path_key
group by p.stage_rank, c.segment_code
