-- How old is the open pipeline?
-- Grain: one band of age since the start, or band and value of the segment asked by; band is null for deals without a
-- start, a row that is there only where there are such deals. Params: as_of, segment.
with bands as (
	select band, from_days, to_days
	from (
		values
			(1, 0, 31), (2, 31, 61), (3, 61, 91), (4, 91, 181), (5, 181, 366), (6, 366, cast(null as integer))
	) as b (band, from_days, to_days)
),
aged as (
	select
		p.segment_code,
		b.band,
		p.amount,
		p.is_past_due,
		p.amount is null and not p.is_other_currency as is_without_amount
	from pipeline_standing as p
	cross join pipeline_day as asked
	left join bands as b
		on days_between(p.created_on, asked.as_of_on) >= b.from_days
		and (b.to_days is null or days_between(p.created_on, asked.as_of_on) < b.to_days)
),
totals as (
	select
		segment_code,
		band,
		count(*) as deals_open,
		sum(amount) as open_amount,
		count(*) filter (is_without_amount) as deals_without_amount,
		count(*) filter (is_past_due) as deals_past_due,
		sum(amount) filter (is_past_due) as past_due_amount
	from aged
	group by segment_code, band
),
values_found as (
	select distinct segment_code from totals
	union
	select 0 as segment_code where $segment is null
),
grid as (
	select v.segment_code, b.band, b.from_days, b.to_days
	from values_found as v
	cross join bands as b
	union all
	select segment_code, band, null as from_days, null as to_days
	from totals
	where band is null
)
select
	asked.as_of_on,
	d.value,
	g.band,
	g.from_days,
	g.to_days,
	coalesce(t.deals_open, 0) as deals_open,
	coalesce(t.open_amount, 0) as open_amount,
	ratio_of(coalesce(t.deals_open, 0), sum(t.deals_open) over (partition by g.segment_code)) as share_ratio,
	coalesce(t.deals_without_amount, 0) as deals_without_amount,
	coalesce(t.deals_past_due, 0) as deals_past_due,
	coalesce(t.past_due_amount, 0) as past_due_amount,
	cast($currency as varchar) as currency
from grid as g
cross join pipeline_day as asked
left join totals as t on t.segment_code = g.segment_code and t.band is not distinct from g.band
left join segment_dictionary as d on d.segment_key = $segment and d.value_code = g.segment_code
order by d.deals desc nulls last, d.value nulls last, g.band nulls last
