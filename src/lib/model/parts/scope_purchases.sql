-- The purchases in scope: orders of its accounts, or won deals in it.
-- Grain: one purchase. Params: currency. amount is null where it is of another currency than the scope's.
select
	p.account_key,
	p.purchased_on,
	case
		when b.purchase_currencies = 0
			or p.currency = $currency
			or ($currency is null and b.purchase_currencies = 1 and p.currency is not null)
			then p.amount
	end as amount
from purchases as p
inner join scope_accounts as a on a.account_key = p.account_key
cross join retention_basis as b
where p.deal_key is null or p.deal_key in (select deal_key from scope)
