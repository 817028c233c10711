-- How are we doing? Deals closed in the window, and the pipeline that is open now.
-- Grain: one row. Params: from, to, currency.
with closed as (
	select outcome_code, amount, is_other_currency, cycle_us
	from scope
	where outcome_code <> 0 and in_window(closed_on, $from, $to)
),
results as (
	select
		count(*) filter (outcome_code = 1) as deals_won,
		count(*) filter (outcome_code = 2) as deals_lost,
		coalesce(sum(amount) filter (outcome_code = 1), 0) as won_amount,
		coalesce(sum(amount) filter (outcome_code = 2), 0) as lost_amount,
		count(amount) filter (outcome_code = 1) as deals_won_with_amount,
		quantile_of(case when outcome_code = 1 then amount end, 0.5) as median_won_amount,
		count(cycle_us) filter (outcome_code = 1) as deals_won_with_cycle,
		days_of_us(avg(cycle_us) filter (outcome_code = 1)) as average_won_cycle_days,
		days_of_us(quantile_of(case when outcome_code = 1 then cycle_us end, 0.5)) as median_won_cycle_days,
		days_of_us(avg(cycle_us)) as average_closed_cycle_days,
		count(*) filter (amount is null and not is_other_currency) as deals_without_amount,
		count(*) filter (is_other_currency) as deals_in_other_currencies
	from closed
),
pipeline as (
	select
		count(*) filter (in_window(created_on, $from, $to)) as deals_created,
		count(*) filter (
			($from is null or outcome_code = 0 or coalesce(closed_on >= $from, false))
			and (($from is null and $to is null) or created_on is not null)
			and ($to is null or coalesce(created_on < $to, false))
		) as deals_in_play,
		count(*) filter (outcome_code = 0) as deals_open,
		count(amount) filter (outcome_code = 0) as deals_open_with_amount,
		coalesce(sum(amount) filter (outcome_code = 0), 0) as open_amount,
		count(*) filter (created_on is null) as deals_without_start
	from scope
),
averages as (
	select
		ratio_of(deals_won, deals_won + deals_lost) as win_ratio,
		ratio_of(won_amount, won_amount + lost_amount) as win_amount_ratio,
		ratio_of(won_amount, deals_won_with_amount) as average_won_amount
	from results
)
select
	p.deals_created,
	r.deals_won,
	r.deals_lost,
	r.won_amount,
	r.lost_amount,
	a.win_ratio,
	a.win_amount_ratio,
	r.deals_won_with_amount,
	a.average_won_amount,
	r.median_won_amount,
	r.deals_won_with_cycle,
	r.average_won_cycle_days,
	r.median_won_cycle_days,
	r.average_closed_cycle_days,
	p.deals_in_play,
	p.deals_in_play * a.win_ratio * a.average_won_amount / nullif(r.average_won_cycle_days, 0) as velocity_amount_per_day,
	p.deals_open,
	p.deals_open_with_amount,
	p.open_amount,
	p.deals_without_start,
	r.deals_without_amount,
	cast($currency as varchar) as currency,
	r.deals_in_other_currencies
from results as r
cross join pipeline as p
cross join averages as a
