-- The deals in scope by outcome and furthest stage: of all, and of each value of the asked segments. Few kinds of deals.
-- Grain: one segment and value ('' and 0 are all deals), outcome and furthest stage. Params: basis, from, to; value_sets.
select
	$value_key as segment_key,
	$value_code as value_code,
	outcome_code,
	furthest_rank,
	$basis = 'cohort' or in_window(closed_on, $from, $to) as is_closed_in_basis,
	count(*) as deals,
	sum(amount) as amount
from scope
where $is_any_value
group by outcome_code, furthest_rank, is_closed_in_basis, grouping sets ($value_sets)
