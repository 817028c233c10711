-- How much of the pipeline that was due at a period's start was won in it?
-- Grain: one calendar period of the window that has begun, or period and value of the segment asked by that had deals due
-- or won. Params: period, segment. Reads period_yields.
select
	y.window_key as period_on,
	y.from_on,
	y.to_on,
	y.is_partial,
	y.is_due_assumed,
	d.value,
	y.deals_due,
	y.due_amount,
	y.deals_won,
	y.won_amount,
	y.yield_ratio,
	ratio_of_positive(1, y.yield_ratio) as needed_ratio,
	cast($currency as varchar) as currency
from period_yields as y
left join segment_dictionary as d on d.segment_key = $segment and d.value_code = y.segment_code
order by y.window_key, d.deals desc nulls last, d.value nulls last
