-- Visits to each stage that ended in the window, by how they ended.
-- Grain: one open stage and segment value. Params: from, to.
select
	v.stage_rank,
	scope.segment_code,
	count(distinct case when v.move = 'back' then v.deal_key end) as deals_moved_back,
	count(*) as visits_entered,
	count(*) filter (v.move in ('forward', 'skip', 'won')) as visits_moved_on,
	count(*) filter (v.move = 'lost') as visits_lost,
	count(*) filter (v.move = 'back') as visits_moved_back,
	0 as visits_open
from visits as v
inner join scope on scope.deal_key = v.deal_key
where v.move <> 'open' and in_window(day_of(v.left_at), $from, $to)
group by v.stage_rank, scope.segment_code
