-- What are the totals of each currency? Amounts of different currencies are never added.
-- Grain: one currency that deals in scope have. Params: from, to.
with facts as (
	select
		f.currency_code,
		scope.outcome_code,
		f.amount,
		scope.outcome_code <> 0 and in_window(scope.closed_on, $from, $to) as is_closed_in_window
	from scope
	inner join deal_facts as f on f.deal_key = scope.deal_key
)
select
	c.currency,
	count(*) as deals,
	count(*) filter (f.outcome_code = 1 and f.is_closed_in_window) as deals_won,
	coalesce(sum(f.amount) filter (f.outcome_code = 1 and f.is_closed_in_window), 0) as won_amount,
	coalesce(sum(f.amount) filter (f.outcome_code = 2 and f.is_closed_in_window), 0) as lost_amount,
	coalesce(sum(f.amount) filter (f.outcome_code = 0), 0) as open_amount
from facts as f
inner join stg_currencies as c on c.currency_code = f.currency_code
group by c.currency_code, c.currency
order by c.currency_code
