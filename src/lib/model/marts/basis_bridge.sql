-- Why does a rate differ between deals that started in the window and what happened in it? The deals between the two.
-- Grain: one open stage (measure stage), and one row for the win rate (measure win). Params: from, to.
-- Facts of one kind are counted at once: the many columns that follow read few rows.
with facts as (
	select
		'stage' as measure,
		p.stage_rank,
		case when p.is_drop then 'dropped' else 'moved_on' end as outcome,
		in_window(scope.started_on, $from, $to) as is_in_cohort,
		in_window(p.happened_on, $from, $to) as is_in_activity,
		count(*) as deals,
		sum(scope.amount) as amount,
		count(*) filter (scope.amount is null and not scope.is_other_currency) as deals_without_amount
	from passes as p
	inner join scope on scope.deal_key = p.deal_key
	group by p.stage_rank, p.is_drop, is_in_cohort, is_in_activity
	union all
	select
		'stage' as measure,
		1 as stage_rank,
		'unknown' as outcome,
		in_window(started_on, $from, $to) as is_in_cohort,
		in_window(closed_on, $from, $to) as is_in_activity,
		count(*) as deals,
		sum(amount) as amount,
		count(*) filter (amount is null and not is_other_currency) as deals_without_amount
	from scope
	where outcome_code = 2 and furthest_rank is null
	group by is_in_cohort, is_in_activity
	union all
	select
		'stage' as measure,
		furthest_rank as stage_rank,
		'open' as outcome,
		in_window(started_on, $from, $to) as is_in_cohort,
		false as is_in_activity,
		count(*) as deals,
		sum(amount) as amount,
		count(*) filter (amount is null and not is_other_currency) as deals_without_amount
	from scope
	where outcome_code = 0
	group by furthest_rank, is_in_cohort
	union all
	select
		'win' as measure,
		null as stage_rank,
		case outcome_code when 0 then 'open' when 1 then 'moved_on' else 'dropped' end as outcome,
		in_window(started_on, $from, $to) as is_in_cohort,
		outcome_code <> 0 and in_window(closed_on, $from, $to) as is_in_activity,
		count(*) as deals,
		sum(amount) as amount,
		count(*) filter (amount is null and not is_other_currency) as deals_without_amount
	from scope
	group by outcome_code, is_in_cohort, is_in_activity
),
totals as (
	select
		measure,
		stage_rank,
		sum(deals) filter (is_in_cohort) as deals_in_cohort,
		sum(amount) filter (is_in_cohort) as in_cohort_amount,
		sum(deals) filter (is_in_cohort and outcome = 'moved_on') as deals_cohort_moved_on,
		sum(amount) filter (is_in_cohort and outcome = 'moved_on') as cohort_moved_on_amount,
		sum(deals) filter (is_in_cohort and outcome = 'dropped') as deals_cohort_dropped,
		sum(amount) filter (is_in_cohort and outcome = 'dropped') as cohort_dropped_amount,
		sum(deals) filter (is_in_cohort and outcome = 'open') as deals_cohort_open,
		sum(amount) filter (is_in_cohort and outcome = 'open') as cohort_open_amount,
		sum(deals) filter (is_in_cohort and outcome = 'unknown') as deals_cohort_unknown,
		sum(amount) filter (is_in_cohort and outcome = 'unknown') as cohort_unknown_amount,
		sum(deals) filter (is_in_cohort and not is_in_activity and outcome = 'moved_on') as deals_outside_moved_on,
		sum(amount) filter (is_in_cohort and not is_in_activity and outcome = 'moved_on') as outside_moved_on_amount,
		sum(deals) filter (is_in_cohort and not is_in_activity and outcome = 'dropped') as deals_outside_dropped,
		sum(amount) filter (is_in_cohort and not is_in_activity and outcome = 'dropped') as outside_dropped_amount,
		sum(deals) filter (is_in_activity and not is_in_cohort and outcome = 'moved_on') as deals_carried_in_moved_on,
		sum(amount) filter (is_in_activity and not is_in_cohort and outcome = 'moved_on') as carried_in_moved_on_amount,
		sum(deals) filter (is_in_activity and not is_in_cohort and outcome = 'dropped') as deals_carried_in_dropped,
		sum(amount) filter (is_in_activity and not is_in_cohort and outcome = 'dropped') as carried_in_dropped_amount,
		sum(deals) filter (is_in_activity and outcome = 'moved_on') as deals_activity_moved_on,
		sum(amount) filter (is_in_activity and outcome = 'moved_on') as activity_moved_on_amount,
		sum(deals) filter (is_in_activity and outcome = 'dropped') as deals_activity_dropped,
		sum(amount) filter (is_in_activity and outcome = 'dropped') as activity_dropped_amount,
		sum(deals) filter (is_in_activity and outcome = 'unknown') as deals_activity_unknown,
		sum(amount) filter (is_in_activity and outcome = 'unknown') as activity_unknown_amount,
		sum(deals_without_amount) filter (is_in_cohort or is_in_activity) as deals_without_amount
	from facts
	group by measure, stage_rank
),
measures as (
	select 'stage' as measure, stage_rank, stage from stg_stages
	union all
	select 'win' as measure, null as stage_rank, null as stage
),
complete as (
	select
		m.measure,
		m.stage_rank,
		m.stage,
		coalesce(t.deals_in_cohort, 0) as deals_in_cohort,
		coalesce(t.in_cohort_amount, 0) as in_cohort_amount,
		coalesce(t.deals_cohort_moved_on, 0) as deals_cohort_moved_on,
		coalesce(t.cohort_moved_on_amount, 0) as cohort_moved_on_amount,
		coalesce(t.deals_cohort_dropped, 0) as deals_cohort_dropped,
		coalesce(t.cohort_dropped_amount, 0) as cohort_dropped_amount,
		coalesce(t.deals_cohort_open, 0) as deals_cohort_open,
		coalesce(t.cohort_open_amount, 0) as cohort_open_amount,
		coalesce(t.deals_cohort_unknown, 0) as deals_cohort_unknown,
		coalesce(t.cohort_unknown_amount, 0) as cohort_unknown_amount,
		coalesce(t.deals_outside_moved_on, 0) as deals_outside_moved_on,
		coalesce(t.outside_moved_on_amount, 0) as outside_moved_on_amount,
		coalesce(t.deals_outside_dropped, 0) as deals_outside_dropped,
		coalesce(t.outside_dropped_amount, 0) as outside_dropped_amount,
		coalesce(t.deals_carried_in_moved_on, 0) as deals_carried_in_moved_on,
		coalesce(t.carried_in_moved_on_amount, 0) as carried_in_moved_on_amount,
		coalesce(t.deals_carried_in_dropped, 0) as deals_carried_in_dropped,
		coalesce(t.carried_in_dropped_amount, 0) as carried_in_dropped_amount,
		coalesce(t.deals_activity_moved_on, 0) as deals_activity_moved_on,
		coalesce(t.activity_moved_on_amount, 0) as activity_moved_on_amount,
		coalesce(t.deals_activity_dropped, 0) as deals_activity_dropped,
		coalesce(t.activity_dropped_amount, 0) as activity_dropped_amount,
		coalesce(t.deals_activity_unknown, 0) as deals_activity_unknown,
		coalesce(t.activity_unknown_amount, 0) as activity_unknown_amount,
		coalesce(t.deals_without_amount, 0) as deals_without_amount
	from measures as m
	left join totals as t on t.measure = m.measure and t.stage_rank is not distinct from m.stage_rank
),
rated as (
	select
		*,
		ratio_of(deals_cohort_moved_on, deals_cohort_moved_on + deals_cohort_dropped) as cohort_ratio,
		ratio_of(cohort_moved_on_amount, cohort_moved_on_amount + cohort_dropped_amount) as cohort_amount_ratio,
		ratio_of(deals_activity_moved_on, deals_activity_moved_on + deals_activity_dropped) as activity_ratio,
		ratio_of(activity_moved_on_amount, activity_moved_on_amount + activity_dropped_amount) as activity_amount_ratio
	from complete
)
select
	measure,
	stage_rank,
	stage,
	deals_in_cohort,
	in_cohort_amount,
	deals_cohort_moved_on,
	cohort_moved_on_amount,
	deals_cohort_dropped,
	cohort_dropped_amount,
	deals_cohort_open,
	cohort_open_amount,
	deals_cohort_unknown,
	cohort_unknown_amount,
	cohort_ratio,
	cohort_amount_ratio,
	deals_outside_moved_on,
	outside_moved_on_amount,
	deals_outside_dropped,
	outside_dropped_amount,
	deals_carried_in_moved_on,
	carried_in_moved_on_amount,
	deals_carried_in_dropped,
	carried_in_dropped_amount,
	deals_activity_moved_on,
	activity_moved_on_amount,
	deals_activity_dropped,
	activity_dropped_amount,
	deals_activity_unknown,
	activity_unknown_amount,
	deals_without_amount,
	activity_ratio,
	activity_amount_ratio,
	activity_ratio - cohort_ratio as difference_ratio,
	activity_amount_ratio - cohort_amount_ratio as difference_amount_ratio
from rated
order by stage_rank nulls last
