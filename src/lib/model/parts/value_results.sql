-- What came of the deals of each value of a segment: leads, qualified, won, lost, value and cycle.
-- Grain: one value of the segment that deals with leads, passes or closes in the scope have. Params: basis, from, to.
-- Reads asked_segment (segment_key). Cohort basis: of the deals started in the window. Activity basis: leads are
-- deals started in the window, qualified those that left the first stage forward in it, won and lost those closed in it.
with facts as (
	select
		m.value_code,
		scope.outcome_code,
		scope.amount,
		scope.is_other_currency,
		scope.cycle_us,
		$basis = 'cohort' or in_window(scope.created_on, $from, $to) as is_lead,
		case
			when $basis = 'cohort' then scope.outcome_code = 1 or coalesce(scope.furthest_rank > 1, false)
			else p.deal_key is not null
		end as is_qualified,
		scope.outcome_code <> 0 and ($basis = 'cohort' or in_window(scope.closed_on, $from, $to)) as is_closed
	from scope
	left join (
		select g.deal_key, g.value_code
		from deal_segments as g
		where g.segment_key = (select segment_key from asked_segment)
	) as m on m.deal_key = scope.deal_key
	left join passes as p
		on p.deal_key = scope.deal_key
		and p.stage_rank = 1
		and not p.is_drop
		and in_window(p.happened_on, $from, $to)
),
totals as (
	select
		value_code,
		count(*) filter (is_lead) as deals_leads,
		count(*) filter (is_qualified) as deals_qualified,
		count(*) filter (is_closed and outcome_code = 1) as deals_won,
		count(*) filter (is_closed and outcome_code = 2) as deals_lost,
		coalesce(sum(amount) filter (is_closed and outcome_code = 1), 0) as won_amount,
		coalesce(sum(amount) filter (is_closed and outcome_code = 2), 0) as lost_amount,
		count(amount) filter (is_closed and outcome_code = 1) as deals_won_with_amount,
		count(cycle_us) filter (is_closed and outcome_code = 1) as deals_won_with_cycle,
		coalesce(sum(cycle_us) filter (is_closed and outcome_code = 1), 0) as won_cycle_us,
		quantile_of(case when is_closed and outcome_code = 1 then cycle_us end, 0.5) as median_won_cycle_us,
		count(*) filter (is_closed and amount is null and not is_other_currency) as deals_without_amount
	from facts
	where is_lead or is_qualified or is_closed
	group by value_code
)
select
	d.value,
	t.deals_leads,
	t.deals_qualified,
	t.deals_won,
	t.deals_lost,
	t.won_amount,
	t.lost_amount,
	t.deals_won_with_amount,
	t.deals_won_with_cycle,
	t.won_cycle_us,
	t.median_won_cycle_us,
	t.deals_without_amount
from totals as t
left join segment_dictionary as d
	on d.segment_key = (select segment_key from asked_segment)
	and d.value_code = t.value_code
