-- Do customers stay, and what do they come to, month by month since they came?
-- Grain: one cohort (month of an account's first purchase) and month since then, up to now. Params: from, to.
with firsts as (
	select account_key, min(month_on) as cohort_on
	from account_activity
	group by account_key
),
cohorts as (
	select f.cohort_on, count(*) as accounts
	from firsts as f
	where ($from is null or f.cohort_on >= period_start('month', $from)) and ($to is null or f.cohort_on < $to)
	group by f.cohort_on
),
cells as (
	select c.cohort_on, c.accounts, period_starts('month', c.cohort_on, $now_on) as month_on
	from cohorts as c
),
activity as (
	select f.cohort_on, a.month_on, count(*) as accounts_active, sum(a.amount) as amount
	from account_activity as a
	inner join firsts as f on f.account_key = a.account_key
	group by f.cohort_on, a.month_on
),
joined as (
	select
		c.cohort_on,
		c.month_on,
		c.accounts,
		coalesce(a.accounts_active, 0) as accounts_active,
		coalesce(a.amount, 0) as active_amount
	from cells as c
	left join activity as a on a.cohort_on = c.cohort_on and a.month_on = c.month_on
)
select
	b.basis,
	j.cohort_on,
	cast(
		(extract(year from j.month_on) - extract(year from j.cohort_on)) * 12
		+ extract(month from j.month_on) - extract(month from j.cohort_on) as integer
	) as month_number,
	j.month_on,
	period_end('month', j.month_on) > cast($now_on + interval 1 day as date) as is_partial,
	j.accounts,
	j.accounts_active,
	ratio_of(j.accounts_active, j.accounts) as active_ratio,
	first_value(j.active_amount) over (partition by j.cohort_on order by j.month_on) as start_amount,
	j.active_amount,
	ratio_of_positive(j.active_amount, first_value(j.active_amount) over (partition by j.cohort_on order by j.month_on))
		as amount_ratio,
	cast($currency as varchar) as currency
from joined as j
cross join retention_basis as b
order by j.cohort_on, j.month_on
