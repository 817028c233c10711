-- Do customers stay, and do they grow?
-- Grain: one row. Params: from, to. Reads retention_results.
select
	basis,
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
