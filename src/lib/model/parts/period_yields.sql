-- What was won in past periods against the pipeline that was due in them at their start.
-- Grain: one period and value of the segment asked by. Params: none. Reads windows, due_at_start. The yield is null where
-- the period is not whole, where nothing tells the expected closes of its start, and where nothing was due or, with
-- amounts below 0, less than nothing.
with due as (
	select window_key, segment_code, count(*) as deals_due, sum(amount) as due_amount
	from due_at_start
	group by window_key, segment_code
),
won as (
	select
		w.window_key,
		scope.segment_code,
		count(*) as deals_won,
		sum(scope.amount) as won_amount
	from scope
	inner join windows as w on scope.closed_on >= w.from_on and scope.closed_on < w.to_on
	where scope.outcome_code = 1
	group by w.window_key, scope.segment_code
),
grid as (
	select window_key, segment_code from due
	union
	select window_key, segment_code from won
	union
	select window_key, 0 as segment_code from windows where $segment is null
)
select
	g.window_key,
	g.segment_code,
	w.from_on,
	w.to_on,
	w.is_partial,
	coalesce(w.from_on <= h.dues_since_on, true) as is_due_assumed,
	coalesce(d.deals_due, 0) as deals_due,
	coalesce(d.due_amount, 0) as due_amount,
	coalesce(n.deals_won, 0) as deals_won,
	coalesce(n.won_amount, 0) as won_amount,
	case
		when not w.is_partial and w.from_on > h.dues_since_on then ratio_of_positive(coalesce(n.won_amount, 0), d.due_amount)
	end as yield_ratio
from grid as g
inner join windows as w on w.window_key = g.window_key
cross join history_start as h
left join due as d on d.window_key = g.window_key and d.segment_code = g.segment_code
left join won as n on n.window_key = g.window_key and n.segment_code = g.segment_code
