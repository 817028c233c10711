-- How many customers have bought again after how long?
-- Grain: one number of days after which an account bought again, or was last seen. Params: from, to.
-- Reads second_purchase_times.
select
	days,
	events as accounts_repeated,
	censored as accounts_waiting,
	sum(events + censored) over (order by days desc) as accounts_at_risk
from second_purchase_times
order by days
