-- Who passed or dropped from each stage in the window, whenever the deal began. Skips are imputed.
-- Grain: one open stage, segment value, path and outcome in the stage (moved_on, dropped or unknown).
-- Params: from, to.
with events as (
	select
		p.stage_rank,
		scope.segment_code,
		scope.path_key,
		scope.outcome_code = 1 as is_won,
		case when p.is_drop then 'dropped' else 'moved_on' end as stage_outcome,
		scope.amount,
		scope.is_other_currency
	from passes as p
	inner join scope on scope.deal_key = p.deal_key
	where in_window(p.happened_on, $from, $to)
	union all
	select
		1 as stage_rank,
		segment_code,
		path_key,
		false as is_won,
		'unknown' as stage_outcome,
		amount,
		is_other_currency
	from scope
	where outcome_code = 2 and furthest_rank is null and in_window(closed_on, $from, $to)
)
select
	stage_rank,
	segment_code,
	path_key,
	is_won,
	stage_outcome,
	count(*) as deals,
	sum(amount) as amount,
	count(*) filter (amount is null and not is_other_currency) as deals_without_amount
from events
group by stage_rank, segment_code, path_key, is_won, stage_outcome
