-- How long it took accounts to buy again, or how long they have not.
-- Grain: one number of days. Params: from, to, now_on. Of accounts whose first purchase lies in the window.
select
	days_between(first_on, coalesce(second_on, $now_on)) as days,
	count(*) filter (second_on is not null) as events,
	count(*) filter (second_on is null) as censored
from buyers
where in_window(first_on, $from, $to)
group by days_between(first_on, coalesce(second_on, $now_on))
order by days
