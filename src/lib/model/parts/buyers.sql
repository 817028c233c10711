-- When each account in scope bought first, again, and last.
-- Grain: one account with a purchase. Params: none. A second purchase on the day of the first came after no time.
with numbered as (
	select
		account_key,
		purchased_on,
		amount,
		row_number() over (partition by account_key order by purchased_on) as place
	from scope_purchases
)
select
	account_key,
	count(*) as purchases,
	min(purchased_on) as first_on,
	min(case when place = 2 then purchased_on end) as second_on,
	max(purchased_on) as last_on,
	count(amount) as purchases_with_amount,
	sum(amount) as amount
from numbered
group by account_key
