-- Visits to each stage that ended in the window, by how they ended.
-- Grain: one open stage and segment value. Params: from, to.
with deals_of_stage as (
	select
		v.stage_rank,
		scope.segment_code,
		v.deal_key,
		scope.amount,
		count(*) as visits_entered,
		count(*) filter (v.move in ('forward', 'skip', 'won')) as visits_moved_on,
		count(*) filter (v.move = 'lost') as visits_lost,
		count(*) filter (v.move = 'back') as visits_moved_back
	from visits as v
	inner join scope on scope.deal_key = v.deal_key
	where v.move <> 'open' and in_window(day_of(v.left_at), $from, $to)
	group by v.stage_rank, scope.segment_code, v.deal_key, scope.amount
)
select
	stage_rank,
	segment_code,
	count(*) filter (visits_moved_back > 0) as deals_moved_back,
	sum(amount) filter (visits_moved_back > 0) as moved_back_amount,
	sum(visits_entered) as visits_entered,
	sum(visits_moved_on) as visits_moved_on,
	sum(visits_lost) as visits_lost,
	sum(visits_moved_back) as visits_moved_back,
	0 as visits_open
from deals_of_stage
group by stage_rank, segment_code
