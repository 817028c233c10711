-- What came of each past origin of a forecast in the period after it, and what simple rules said of it.
-- Grain: one origin whose period is over, from the first day of the scope on. Params: period (null is month). Reads scope,
-- now, forecast_origins, open_then.
-- Stage-weighted: the amount of each deal that was open then, times the share won of the deals that had reached its stage
-- and were closed by then. Due-weighted: the same of those that were expected to close by the period's end, or on no day
-- that was known then.
with first_day as (
	select min(begun_on) as first_on
	from scope
),
windows as (
	select
		o.months_back,
		o.origin_on,
		cast(o.origin_on + interval 1 day as date) as from_on,
		period_end(coalesce($period, 'month'), cast(o.origin_on + interval 1 day as date)) as to_on,
		period_before(coalesce($period, 'month'), cast(o.origin_on + interval 1 day as date)) as last_from_on
	from forecast_origins as o
	inner join first_day as f on f.first_on <= o.origin_on
),
over_now as (
	select w.months_back, w.origin_on, w.from_on, w.to_on, w.last_from_on
	from windows as w
	cross join now
	where w.to_on <= cast(now.now_on + interval 1 day as date)
),
came as (
	select
		w.origin_on,
		count(*) filter (s.closed_on >= w.from_on and s.closed_on < w.to_on) as deals_won,
		coalesce(sum(s.amount) filter (s.closed_on >= w.from_on and s.closed_on < w.to_on), 0) as won_amount,
		coalesce(sum(s.amount) filter (s.closed_on >= w.last_from_on and s.closed_on < w.from_on), 0) as last_period_amount
	from over_now as w
	left join scope as s
		on s.outcome_code = 1 and s.closed_on >= w.last_from_on and s.closed_on < w.to_on
	group by w.origin_on
),
closed as (
	select period_start('month', closed_on) as closed_in, furthest_rank, outcome_code, count(*) as deals
	from scope
	where outcome_code <> 0 and closed_on is not null and furthest_rank is not null
	group by closed_in, furthest_rank, outcome_code
),
stage_rates as (
	select
		w.origin_on,
		s.stage_rank,
		ratio_of(sum(c.deals) filter (c.outcome_code = 1), sum(c.deals)) as won_ratio
	from over_now as w
	inner join closed as c on c.closed_in <= w.origin_on
	inner join (select 0 as stage_rank union all select stage_rank from stg_stages) as s on c.furthest_rank >= s.stage_rank
	group by w.origin_on, s.stage_rank
),
open_by_stage as (
	select
		w.origin_on,
		t.stage_rank,
		sum(t.amount) as open_amount,
		sum(t.amount) filter (coalesce(t.expected_close_on < w.to_on, true)) as due_amount
	from open_then as t
	inner join over_now as w on w.months_back = t.months_back
	group by w.origin_on, t.stage_rank
),
-- Amounts add up exactly before they are weighed, and what is weighed adds up stage by stage in their order.
weighted as (
	select
		w.origin_on,
		coalesce(sum(t.open_amount * coalesce(r.won_ratio, 0) order by t.stage_rank), 0) as stage_weighted_amount,
		coalesce(sum(t.due_amount * coalesce(r.won_ratio, 0) order by t.stage_rank), 0) as due_weighted_amount
	from over_now as w
	left join open_by_stage as t on t.origin_on = w.origin_on
	left join stage_rates as r on r.origin_on = t.origin_on and r.stage_rank = t.stage_rank
	group by w.origin_on
)
select
	w.origin_on,
	w.from_on,
	w.to_on,
	c.deals_won,
	c.won_amount,
	g.stage_weighted_amount,
	g.due_weighted_amount,
	c.last_period_amount
from over_now as w
inner join came as c on c.origin_on = w.origin_on
inner join weighted as g on g.origin_on = w.origin_on
order by w.origin_on
