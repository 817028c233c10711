-- How fast is the pipeline turning into won value, period by period, and which factor changed it?
-- Grain: one calendar period of the window that has begun. Params: period, from, to.
with per_period as (
	select
		r.*,
		w.is_partial,
		days_between(r.from_on, r.to_on) as window_days,
		ratio_of(r.open_days, days_between(r.from_on, r.to_on)) as deals_open_average,
		ratio_of(r.won_amount, days_between(r.from_on, r.to_on)) as won_amount_per_day
	from window_results as r
	inner join windows as w on w.window_key = r.window_key
),
beside_the_one_before as (
	select
		*,
		lag(deals_in_play) over (order by window_key) as before_deals_in_play,
		lag(win_ratio) over (order by window_key) as before_win_ratio,
		lag(average_won_amount) over (order by window_key) as before_average_won_amount,
		lag(average_won_cycle_days) over (order by window_key) as before_average_won_cycle_days,
		-- A period that is not whole is compared with nothing.
		not is_partial and not coalesce(lag(is_partial) over (order by window_key), true) as is_comparable
	from per_period
)
select
	window_key as period_on,
	from_on,
	to_on,
	is_partial,
	window_days,
	deals_created,
	deals_in_play,
	deals_won,
	deals_lost,
	win_ratio,
	won_amount,
	deals_won_with_amount,
	average_won_amount,
	deals_won_with_cycle,
	average_won_cycle_days,
	velocity_amount_per_day,
	won_amount_per_day,
	deals_open_average,
	deals_closed_with_cycle,
	average_closed_cycle_days,
	deals_open_average * win_ratio * average_won_amount / nullif(average_closed_cycle_days, 0)
		as flow_velocity_amount_per_day,
	case when is_comparable then before_deals_in_play end as before_deals_in_play,
	case when is_comparable then before_win_ratio end as before_win_ratio,
	case when is_comparable then before_average_won_amount end as before_average_won_amount,
	case when is_comparable then before_average_won_cycle_days end as before_average_won_cycle_days,
	cast($currency as varchar) as currency,
	deals_without_amount,
	deals_in_other_currencies
from beside_the_one_before
order by window_key
