-- What was won on each day.
-- Grain: one day on which deals were won. Params: none (reads scope).
select closed_on, count(*) as deals_won, coalesce(sum(amount), 0) as won_amount
from scope
where outcome_code = 1 and closed_on is not null
group by closed_on
order by closed_on
