-- The accounts of the deals in scope.
-- Grain: one account. Params: none.
select distinct a.account_key
from account_deals as a
inner join scope on scope.deal_key = a.deal_key
