-- Do more customers stay than before?
-- Grain: one calendar period of the window that has begun. Params: period, from, to. Reads retention_results.
select
	basis,
	window_key as period_on,
	from_on,
	to_on,
	is_partial,
	accounts_start,
	start_amount,
	accounts_retained,
	accounts_churned,
	churn_amount,
	accounts_contracted,
	contraction_amount,
	accounts_expanded,
	expansion_amount,
	retained_amount,
	gross_retention_ratio,
	net_retention_ratio,
	logo_retention_ratio,
	accounts_upsold,
	upsell_ratio,
	accounts_new,
	new_amount,
	accounts_reactivated,
	reactivated_amount,
	cast($currency as varchar) as currency
from retention_results
order by window_key
