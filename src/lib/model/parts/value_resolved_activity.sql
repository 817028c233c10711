-- How many deals passed each stage in the window, and how many were lost there.
-- Grain: one stage and value of the asked segments, or all deals. Params: from, to; value_sets.
select
	$value_key as segment_key,
	$value_code as value_code,
	p.stage_rank,
	count(*) filter (not p.is_drop) as deals_moved_on,
	count(*) filter (p.is_drop) as deals_dropped
from passes as p
inner join scope on scope.deal_key = p.deal_key
where $is_any_value and in_window(p.happened_on, $from, $to)
group by p.stage_rank, grouping sets ($value_sets)
