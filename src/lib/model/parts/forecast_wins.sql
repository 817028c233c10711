-- What was won on each day.
-- Grain: one day on which deals were won. Params: none (reads scope). deals_begun are those that are known to have begun:
-- only they could be expected.
select
	closed_on,
	count(*) filter (created_on is not null or evidence_code <> 4) as deals_begun,
	coalesce(sum(amount), 0) as won_amount
from scope
where outcome_code = 1 and closed_on is not null
group by closed_on
order by closed_on
