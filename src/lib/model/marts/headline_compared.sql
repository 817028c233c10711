-- How are we doing, and how were we doing before?
-- Grain: one row. Params: from, to, compare_from, compare_to (both null is the equally long window just before).
with present as (
	select r.*, w.is_partial
	from window_results as r
	inner join windows as w on w.window_key = r.window_key
	where r.window_key = 1
),
compared as (
	select r.*, w.is_partial
	from window_results as r
	inner join windows as w on w.window_key = r.window_key
	where r.window_key = 0
)
select
	p.from_on,
	p.to_on,
	c.from_on as compared_from_on,
	c.to_on as compared_to_on,
	p.is_partial,
	coalesce(c.is_partial, false) as is_compared_partial,
	c.window_key is not null as is_compared,
	c.window_key is not null and not p.is_partial and not c.is_partial as is_comparable,
	p.deals_created,
	p.deals_won,
	p.deals_lost,
	p.won_amount,
	p.lost_amount,
	p.win_ratio,
	p.win_amount_ratio,
	p.deals_won_with_amount,
	p.average_won_amount,
	p.median_won_amount,
	p.deals_won_with_cycle,
	p.average_won_cycle_days,
	p.median_won_cycle_days,
	p.deals_in_play,
	p.velocity_amount_per_day,
	c.deals_created as compared_deals_created,
	c.deals_won as compared_deals_won,
	c.deals_lost as compared_deals_lost,
	c.won_amount as compared_won_amount,
	c.lost_amount as compared_lost_amount,
	c.win_ratio as compared_win_ratio,
	c.win_amount_ratio as compared_win_amount_ratio,
	c.deals_won_with_amount as compared_deals_won_with_amount,
	c.average_won_amount as compared_average_won_amount,
	c.median_won_amount as compared_median_won_amount,
	c.deals_won_with_cycle as compared_deals_won_with_cycle,
	c.average_won_cycle_days as compared_average_won_cycle_days,
	c.median_won_cycle_days as compared_median_won_cycle_days,
	c.deals_in_play as compared_deals_in_play,
	c.velocity_amount_per_day as compared_velocity_amount_per_day,
	case when not p.is_partial and not c.is_partial then p.deals_created - c.deals_created end as change_deals_created,
	case when not p.is_partial and not c.is_partial then p.deals_won - c.deals_won end as change_deals_won,
	case when not p.is_partial and not c.is_partial then p.deals_lost - c.deals_lost end as change_deals_lost,
	case when not p.is_partial and not c.is_partial then p.won_amount - c.won_amount end as change_won_amount,
	case when not p.is_partial and not c.is_partial then p.lost_amount - c.lost_amount end as change_lost_amount,
	p.win_ratio - c.win_ratio as change_win_ratio,
	p.win_amount_ratio - c.win_amount_ratio as change_win_amount_ratio,
	p.average_won_amount - c.average_won_amount as change_average_won_amount,
	p.median_won_amount - c.median_won_amount as change_median_won_amount,
	p.average_won_cycle_days - c.average_won_cycle_days as change_average_won_cycle_days,
	p.median_won_cycle_days - c.median_won_cycle_days as change_median_won_cycle_days,
	case when not p.is_partial and not c.is_partial then p.deals_in_play - c.deals_in_play end as change_deals_in_play,
	case when not p.is_partial and not c.is_partial then p.velocity_amount_per_day - c.velocity_amount_per_day end
		as change_velocity_amount_per_day,
	cast($currency as varchar) as currency
from present as p
left join compared as c on true
