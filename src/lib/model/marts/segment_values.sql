-- How do deals spread over a segment?
-- Grain: one value of the segment that deals in scope have. Params: segment (its column is compiled in).
with counted as (
	select
		facts.$segment_column as value_code,
		count(*) as deals,
		count(*) filter (scope.outcome_code = 1) as deals_won,
		count(*) filter (scope.outcome_code = 2) as deals_lost
	from scope
	inner join deal_facts as facts on facts.deal_key = scope.deal_key
	group by value_code
)
select v.value, c.deals, c.deals_won, c.deals_lost
from counted as c
inner join segment_dictionary as v on v.segment_key = $segment and v.value_code = c.value_code
order by c.deals desc, v.value nulls last
