-- What moved the open pipeline from one day to another?
-- Grain: one row, or one value of the segment asked by. Params: start_on, end_on, due_from, due_to, segment.
with totals as (
	select
		segment_code,
		count(*) filter (is_in_start) as deals_start,
		sum(start_amount) as start_amount,
		count(*) filter (bucket = 'created') as deals_created,
		sum(end_amount) filter (bucket = 'created') as created_amount,
		count(*) filter (bucket = 'undated') as deals_undated,
		sum(end_amount) filter (bucket = 'undated') as undated_amount,
		count(*) filter (bucket = 'reopened') as deals_reopened,
		sum(end_amount) filter (bucket = 'reopened') as reopened_amount,
		count(*) filter (bucket = 'pulled_in') as deals_pulled_in,
		sum(end_amount) filter (bucket = 'pulled_in') as pulled_in_amount,
		count(*) filter (bucket = 'increased') as deals_increased,
		sum(end_amount - start_amount) filter (bucket = 'increased') as increased_amount,
		count(*) filter (bucket = 'decreased') as deals_decreased,
		sum(start_amount - end_amount) filter (bucket = 'decreased') as decreased_amount,
		count(*) filter (bucket = 'unchanged') as deals_unchanged,
		count(*) filter (bucket = 'pushed_out') as deals_pushed_out,
		sum(start_amount) filter (bucket = 'pushed_out') as pushed_out_amount,
		count(*) filter (bucket = 'won') as deals_won,
		sum(start_amount) filter (bucket = 'won') as won_amount,
		count(*) filter (bucket = 'lost') as deals_lost,
		sum(start_amount) filter (bucket = 'lost') as lost_amount,
		count(*) filter (is_in_end) as deals_end,
		sum(end_amount) as end_amount,
		count(*) filter (bucket = 'won_within') as deals_won_within,
		sum(own_amount) filter (bucket = 'won_within') as won_within_amount,
		count(*) filter (bucket = 'lost_within') as deals_lost_within,
		sum(own_amount) filter (bucket = 'lost_within') as lost_within_amount
	from pipeline_changes
	group by segment_code
),
values_found as (
	select segment_code from totals
	union
	select 0 as segment_code where $segment is null
)
select
	days.start_on,
	days.end_on,
	coalesce(days.start_on < coalesce(h.known_since_on, days.end_on), false) as is_before_history,
	d.value,
	coalesce(t.deals_start, 0) as deals_start,
	coalesce(t.start_amount, 0) as start_amount,
	coalesce(t.deals_created, 0) as deals_created,
	coalesce(t.created_amount, 0) as created_amount,
	coalesce(t.deals_undated, 0) as deals_undated,
	coalesce(t.undated_amount, 0) as undated_amount,
	coalesce(t.deals_reopened, 0) as deals_reopened,
	coalesce(t.reopened_amount, 0) as reopened_amount,
	coalesce(t.deals_pulled_in, 0) as deals_pulled_in,
	coalesce(t.pulled_in_amount, 0) as pulled_in_amount,
	coalesce(t.deals_increased, 0) as deals_increased,
	coalesce(t.increased_amount, 0) as increased_amount,
	coalesce(t.deals_decreased, 0) as deals_decreased,
	coalesce(t.decreased_amount, 0) as decreased_amount,
	coalesce(t.deals_unchanged, 0) as deals_unchanged,
	coalesce(t.deals_pushed_out, 0) as deals_pushed_out,
	coalesce(t.pushed_out_amount, 0) as pushed_out_amount,
	coalesce(t.deals_won, 0) as deals_won,
	coalesce(t.won_amount, 0) as won_amount,
	coalesce(t.deals_lost, 0) as deals_lost,
	coalesce(t.lost_amount, 0) as lost_amount,
	coalesce(t.deals_end, 0) as deals_end,
	coalesce(t.end_amount, 0) as end_amount,
	coalesce(t.deals_won_within, 0) as deals_won_within,
	coalesce(t.won_within_amount, 0) as won_within_amount,
	coalesce(t.deals_lost_within, 0) as deals_lost_within,
	coalesce(t.lost_within_amount, 0) as lost_within_amount,
	cast($currency as varchar) as currency
from values_found as v
cross join pipeline_days as days
cross join history_start as h
left join totals as t on t.segment_code = v.segment_code
left join segment_dictionary as d on d.segment_key = $segment and d.value_code = v.segment_code
order by d.deals desc nulls last, d.value nulls last
