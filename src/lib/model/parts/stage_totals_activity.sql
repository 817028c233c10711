-- What happened in the window, whenever the deal began: who passed or dropped from each stage.
-- Grain: one open stage. Params: from, to.
with events as (
	select
		p.stage_rank,
		p.is_drop,
		p.deal_key,
		false as is_unknown,
		scope.amount,
		scope.is_other_currency,
		scope.path_key
	from passes as p
	inner join scope on scope.deal_key = p.deal_key
	where in_window(p.happened_on, $from, $to)
	union all
	select 1 as stage_rank, false as is_drop, deal_key, true as is_unknown, amount, is_other_currency, path_key
	from scope
	where outcome_code = 2 and furthest_rank is null and in_window(closed_on, $from, $to)
),
reach as (
	select
		e.stage_rank,
		count(*) as deals_reached,
		sum(e.amount) as reached_amount,
		count(*) filter (e.amount is null and not e.is_other_currency) as deals_without_amount,
		count(*) filter (e.path_key is null or (f.is_between_exports and p.path_key is null)) as deals_unrecorded,
		count(*) filter (not e.is_drop and not e.is_unknown) as deals_moved_on,
		sum(e.amount) filter (not e.is_drop and not e.is_unknown) as moved_on_amount,
		count(*) filter (e.is_drop) as deals_dropped,
		sum(e.amount) filter (e.is_drop) as dropped_amount,
		0 as deals_open,
		0 as open_amount,
		count(*) filter (e.is_unknown) as deals_unknown,
		sum(e.amount) filter (e.is_unknown) as unknown_amount
	from events as e
	left join path_facts as f on f.path_key = e.path_key
	left join path_stages as p on p.path_key = e.path_key and p.stage_rank = e.stage_rank
	group by e.stage_rank
),
entered as (
	select
		e.stage_rank,
		count(*) as deals_entered,
		sum(e.amount) as entered_amount
	from events as e
	inner join scope on scope.deal_key = e.deal_key
	inner join path_stages as p on p.path_key = scope.path_key and p.stage_rank = e.stage_rank
	group by e.stage_rank
),
ended_visits as (
	select v.stage_rank, v.deal_key, v.move, scope.amount
	from visits as v
	inner join scope on scope.deal_key = v.deal_key
	where v.move <> 'open' and in_window(day_of(v.left_at), $from, $to)
),
moved_back as (
	select stage_rank, count(*) as deals_moved_back, sum(amount) as moved_back_amount
	from (select distinct stage_rank, deal_key, amount from ended_visits where move = 'back') as backs
	group by stage_rank
),
visit_totals as (
	select
		stage_rank,
		count(*) as visits_entered,
		count(*) filter (move in ('forward', 'skip', 'won')) as visits_moved_on,
		count(*) filter (move = 'lost') as visits_lost,
		count(*) filter (move = 'back') as visits_moved_back,
		0 as visits_open
	from ended_visits
	group by stage_rank
)
select
	s.stage_rank,
	r.deals_reached,
	r.reached_amount,
	r.deals_without_amount,
	r.deals_unrecorded,
	r.deals_moved_on,
	r.moved_on_amount,
	r.deals_dropped,
	r.dropped_amount,
	r.deals_open,
	r.open_amount,
	r.deals_unknown,
	r.unknown_amount,
	e.deals_entered,
	e.entered_amount,
	b.deals_moved_back,
	b.moved_back_amount,
	v.visits_entered,
	v.visits_moved_on,
	v.visits_lost,
	v.visits_moved_back,
	v.visits_open
from stg_stages as s
left join reach as r on r.stage_rank = s.stage_rank
left join entered as e on e.stage_rank = s.stage_rank
left join moved_back as b on b.stage_rank = s.stage_rank
left join visit_totals as v on v.stage_rank = s.stage_rank
