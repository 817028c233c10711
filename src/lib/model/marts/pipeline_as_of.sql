-- What was in the pipeline at the end of a day, stage by stage?
-- Grain: one open stage, or stage and value of the segment asked by; stage_rank is null for deals whose stage that day
-- nothing tells, a row that is there only where there are such deals. Params: as_of, segment.
with totals as (
	select
		p.segment_code,
		p.stage_rank,
		count(*) as deals_open,
		sum(p.amount) as open_amount,
		count(*) filter (p.amount is null and not p.is_other_currency) as deals_without_amount,
		count(*) filter (p.is_other_currency) as deals_in_other_currencies,
		count(p.created_on) as deals_with_age,
		quantile_of(days_between(p.created_on, asked.as_of_on), 0.5) as median_age_days,
		count(*) filter (p.is_past_due) as deals_past_due,
		sum(p.amount) filter (p.is_past_due) as past_due_amount,
		count(*) filter (p.due_on is null) as deals_without_due,
		count(*) filter (asked.as_of_on < $now_on and coalesce(k.amount_since_on > asked.as_of_on, true)) as deals_amount_assumed,
		count(*) filter (asked.as_of_on < $now_on and coalesce(k.due_since_on > asked.as_of_on, true)) as deals_due_assumed
	from pipeline_standing as p
	cross join pipeline_day as asked
	left join values_known_since as k on k.deal_key = p.deal_key
	group by p.segment_code, p.stage_rank
),
values_found as (
	select distinct segment_code from totals
	union
	select 0 as segment_code where $segment is null
),
grid as (
	select v.segment_code, s.stage_rank, s.stage
	from values_found as v
	cross join stg_stages as s
	union all
	select segment_code, stage_rank, null as stage
	from totals
	where stage_rank is null
)
select
	asked.as_of_on,
	asked.is_before_history,
	d.value,
	g.stage_rank,
	g.stage,
	coalesce(t.deals_open, 0) as deals_open,
	coalesce(t.open_amount, 0) as open_amount,
	coalesce(t.deals_without_amount, 0) as deals_without_amount,
	coalesce(t.deals_in_other_currencies, 0) as deals_in_other_currencies,
	coalesce(t.deals_with_age, 0) as deals_with_age,
	t.median_age_days,
	coalesce(t.deals_past_due, 0) as deals_past_due,
	coalesce(t.past_due_amount, 0) as past_due_amount,
	ratio_of(t.deals_past_due, t.deals_open) as past_due_ratio,
	coalesce(t.deals_without_due, 0) as deals_without_due,
	coalesce(t.deals_amount_assumed, 0) as deals_amount_assumed,
	coalesce(t.deals_due_assumed, 0) as deals_due_assumed,
	cast($currency as varchar) as currency
from grid as g
cross join pipeline_day as asked
left join totals as t on t.segment_code = g.segment_code and t.stage_rank is not distinct from g.stage_rank
left join segment_dictionary as d on d.segment_key = $segment and d.value_code = g.segment_code
order by d.deals desc nulls last, d.value nulls last, g.stage_rank nulls last
