-- Why did the win rate change: other deals, or the same deals doing better?
-- Grain: one segment and value that deals closed in either window have. Params: from, to, segment, compare_from,
-- compare_to, rate.
with closed as materialized (
	select
		w.window_key,
		$carried_codes
		scope.outcome_code,
		scope.amount
	from windows as w
	inner join scope on scope.outcome_code <> 0 and in_window(scope.closed_on, w.from_on, w.to_on)
),
members as (
	$closed_members
),
by_value as (
	select
		c.segment_key,
		c.value_code,
		count(*) filter (c.window_key = 1) as deals_closed,
		count(*) filter (c.window_key = 1 and c.outcome_code = 1) as deals_won,
		coalesce(sum(c.amount) filter (c.window_key = 1), 0) as closed_amount,
		coalesce(sum(c.amount) filter (c.window_key = 1 and c.outcome_code = 1), 0) as won_amount,
		count(*) filter (c.window_key = 0) as compared_deals_closed,
		count(*) filter (c.window_key = 0 and c.outcome_code = 1) as compared_deals_won,
		coalesce(sum(c.amount) filter (c.window_key = 0), 0) as compared_closed_amount,
		coalesce(sum(c.amount) filter (c.window_key = 0 and c.outcome_code = 1), 0) as compared_won_amount
	from members as c
	inner join asked_segments as a on a.segment_key = c.segment_key
	group by c.segment_key, c.value_code
),
compared as (
	select
		count(*) filter (window_key = 0) > 0 as is_compared,
		count(*) filter (window_key = 1 and is_partial) > 0 as is_partial,
		count(*) filter (window_key = 0 and is_partial) > 0 as is_compared_partial
	from windows
)
select
	b.segment_key as segment,
	a.segment_label,
	d.value,
	c.is_compared,
	c.is_partial,
	c.is_compared_partial,
	b.deals_closed,
	b.deals_won,
	b.closed_amount,
	b.won_amount,
	b.compared_deals_closed,
	b.compared_deals_won,
	b.compared_closed_amount,
	b.compared_won_amount,
	coalesce($rate, 'win_rate') as rate
from by_value as b
inner join asked_segments as a on a.segment_key = b.segment_key
inner join segment_dictionary as d on d.segment_key = b.segment_key and d.value_code = b.value_code
cross join compared as c
where coalesce($rate, 'win_rate') in ('win_rate', 'win_amount_rate')
order by b.segment_key, b.deals_closed desc, b.compared_deals_closed desc, d.value nulls last
