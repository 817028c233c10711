-- How many customers buy again?
-- Grain: one row. Params: from, to. Reads buyers.
select
	max(b.purchase_basis) as basis,
	count(y.account_key) as accounts,
	count(y.account_key) filter (y.purchases >= 2) as accounts_repeated,
	ratio_of(count(y.account_key) filter (y.purchases >= 2), count(y.account_key)) as repeat_ratio,
	coalesce(sum(y.purchases), 0) as purchases,
	quantile_of(case when y.second_on is not null then days_between(y.first_on, y.second_on) end, 0.5)
		as median_repeated_days,
	coalesce(sum(y.amount), 0) as purchased_amount,
	cast($currency as varchar) as currency
from retention_basis as b
left join buyers as y on in_window(y.first_on, $from, $to)
