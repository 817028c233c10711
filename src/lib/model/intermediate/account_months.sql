-- In which months each account's subscriptions ran, and what they came to on the last day of the month on which they did.
-- Grain: one account, currency and month up to now. Params: none (reads now).
create or replace table account_months as
with months as (
	select
		account_key,
		currency,
		from_on,
		monthly_amount,
		period_starts('month', from_on, least(cast(before_on - interval 1 day as date), now.now_on)) as month_on
	from revenue_spells
	cross join now
	where from_on <= now.now_on
)
select account_key, currency, month_on, monthly_amount
from months
qualify row_number() over (partition by account_key, currency, month_on order by from_on desc) = 1
order by account_key, month_on;
