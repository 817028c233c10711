-- What became of the deals that started in the window, stage by stage.
-- Grain: one open stage. Params: none.
-- Gappy are deals of which nothing tells all stages that they were in: without a visit, or seen only by exports.
with paths_in_scope as (
	select
		furthest_rank,
		outcome_code,
		path_key,
		count(*) as deals,
		sum(amount) as amount,
		count(*) filter (amount is null and not is_other_currency) as deals_without_amount
	from scope
	group by furthest_rank, outcome_code, path_key
),
reaches as (
	select
		c.furthest_rank,
		c.outcome_code,
		sum(c.deals) as deals,
		sum(c.amount) as amount,
		sum(c.deals_without_amount) as deals_without_amount,
		coalesce(sum(c.deals) filter (c.path_key is null or f.is_between_exports), 0) as deals_gappy
	from paths_in_scope as c
	left join path_facts as f on f.path_key = c.path_key
	group by c.furthest_rank, c.outcome_code
),
reach as (
	select
		s.stage_rank,
		sum(r.deals) filter (coalesce(r.furthest_rank, 1) >= s.stage_rank) as deals_reached,
		sum(r.amount) filter (coalesce(r.furthest_rank, 1) >= s.stage_rank) as reached_amount,
		sum(r.deals_without_amount) filter (coalesce(r.furthest_rank, 1) >= s.stage_rank) as deals_without_amount,
		sum(r.deals_gappy) filter (coalesce(r.furthest_rank, 1) >= s.stage_rank) as deals_gappy,
		sum(r.deals) filter (r.furthest_rank > s.stage_rank or r.outcome_code = 1) as deals_moved_on,
		sum(r.amount) filter (r.furthest_rank > s.stage_rank or r.outcome_code = 1) as moved_on_amount,
		sum(r.deals) filter (r.outcome_code = 2 and r.furthest_rank = s.stage_rank) as deals_dropped,
		sum(r.amount) filter (r.outcome_code = 2 and r.furthest_rank = s.stage_rank) as dropped_amount,
		sum(r.deals) filter (r.outcome_code = 0 and r.furthest_rank = s.stage_rank) as deals_open,
		sum(r.amount) filter (r.outcome_code = 0 and r.furthest_rank = s.stage_rank) as open_amount,
		sum(r.deals) filter (r.furthest_rank is null and s.stage_rank = 1) as deals_unknown,
		sum(r.amount) filter (r.furthest_rank is null and s.stage_rank = 1) as unknown_amount
	from stg_stages as s
	cross join reaches as r
	group by s.stage_rank
),
stays as (
	select
		p.stage_rank,
		sum(c.deals) as deals_entered,
		sum(c.amount) as entered_amount,
		sum(c.deals) filter (f.is_between_exports) as deals_gappy_entered,
		sum(c.deals) filter (p.visits_moved_back > 0) as deals_moved_back,
		sum(c.amount) filter (p.visits_moved_back > 0) as moved_back_amount,
		sum(c.deals * p.visits_entered) as visits_entered,
		sum(c.deals * p.visits_moved_on) as visits_moved_on,
		sum(c.deals * p.visits_lost) as visits_lost,
		sum(c.deals * p.visits_moved_back) as visits_moved_back,
		sum(c.deals * p.visits_open) as visits_open
	from paths_in_scope as c
	inner join path_stages as p on p.path_key = c.path_key
	inner join path_facts as f on f.path_key = c.path_key
	group by p.stage_rank
)
select
	s.stage_rank,
	r.deals_reached,
	r.reached_amount,
	r.deals_without_amount,
	r.deals_gappy - coalesce(c.deals_gappy_entered, 0) as deals_unrecorded,
	r.deals_moved_on,
	r.moved_on_amount,
	r.deals_dropped,
	r.dropped_amount,
	r.deals_open,
	r.open_amount,
	r.deals_unknown,
	r.unknown_amount,
	c.deals_entered,
	c.entered_amount,
	c.deals_moved_back,
	c.moved_back_amount,
	c.visits_entered,
	c.visits_moved_on,
	c.visits_lost,
	c.visits_moved_back,
	c.visits_open
from stg_stages as s
left join reach as r on r.stage_rank = s.stage_rank
left join stays as c on c.stage_rank = s.stage_rank
