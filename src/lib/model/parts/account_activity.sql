-- In which months accounts were active, and what it came to: subscriptions that ran, else purchases.
-- Grain: one account and month. Params: currency. amount is null where it is all of another currency than the scope's.
with of_subscriptions as (
	select
		m.account_key,
		m.month_on,
		case
			when b.subscription_currencies = 0
				or m.currency = $currency
				or ($currency is null and b.subscription_currencies = 1 and m.currency is not null)
				then m.monthly_amount
		end as amount
	from account_months as m
	inner join scope_accounts as a on a.account_key = m.account_key
	cross join retention_basis as b
	where b.basis = 'subscriptions'
),
of_purchases as (
	select p.account_key, period_start('month', p.purchased_on) as month_on, p.amount
	from scope_purchases as p
	cross join retention_basis as b
	where b.basis <> 'subscriptions'
),
every as (
	select account_key, month_on, amount from of_subscriptions
	union all
	select account_key, month_on, amount from of_purchases
)
select account_key, month_on, sum(amount) as amount
from every
group by account_key, month_on
