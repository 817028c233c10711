-- The running subscriptions of the accounts in scope.
-- Grain: one account, currency and stretch of days. Params: currency. monthly_amount is null where it is of another
-- currency than the scope's.
select
	r.account_key,
	r.from_on,
	r.before_on,
	case
		when b.subscription_currencies = 0
			or r.currency = $currency
			or ($currency is null and b.subscription_currencies = 1 and r.currency is not null)
			then r.monthly_amount
	end as monthly_amount
from revenue_spells as r
inner join scope_accounts as a on a.account_key = r.account_key
cross join retention_basis as b
