-- How do owners, or the values of another segment, compare with the rest of the team?
-- Grain: one value of the segment that deals in scope have; blank is its own row. Params: segment, basis (value_results
-- depend on it). The rest are all other named values: a deal without an owner belongs to nobody.
with named as (
	select
		sum(deals_leads) as deals_leads,
		sum(deals_qualified) as deals_qualified,
		sum(deals_won) as deals_won,
		sum(deals_lost) as deals_lost,
		sum(won_amount) as won_amount,
		sum(lost_amount) as lost_amount,
		sum(deals_won_with_amount) as deals_won_with_amount,
		sum(deals_won_with_cycle) as deals_won_with_cycle,
		sum(won_cycle_us) as won_cycle_us
	from value_results
	where value is not null
),
beside_the_rest as (
	select
		r.*,
		r.value is not null and r.deals_won + r.deals_lost >= 20 as is_ranked,
		coalesce(n.deals_leads, 0) - case when r.value is null then 0 else r.deals_leads end as rest_deals_leads,
		coalesce(n.deals_qualified, 0) - case when r.value is null then 0 else r.deals_qualified end
			as rest_deals_qualified,
		coalesce(n.deals_won, 0) - case when r.value is null then 0 else r.deals_won end as rest_deals_won,
		coalesce(n.deals_lost, 0) - case when r.value is null then 0 else r.deals_lost end as rest_deals_lost,
		coalesce(n.won_amount, 0) - case when r.value is null then 0 else r.won_amount end as rest_won_amount,
		coalesce(n.lost_amount, 0) - case when r.value is null then 0 else r.lost_amount end as rest_lost_amount,
		coalesce(n.deals_won_with_amount, 0) - case when r.value is null then 0 else r.deals_won_with_amount end
			as rest_deals_won_with_amount,
		coalesce(n.deals_won_with_cycle, 0) - case when r.value is null then 0 else r.deals_won_with_cycle end
			as rest_deals_won_with_cycle,
		coalesce(n.won_cycle_us, 0) - case when r.value is null then 0 else r.won_cycle_us end as rest_won_cycle_us
	from value_results as r
	cross join named as n
),
rates as (
	select
		*,
		ratio_of(deals_won, deals_won + deals_lost) as win_ratio,
		ratio_of(rest_deals_won, rest_deals_won + rest_deals_lost) as rest_win_ratio
	from beside_the_rest
)
select
	coalesce($segment, 'owner') as segment,
	value,
	deals_leads,
	deals_qualified,
	case when $basis = 'cohort' then ratio_of(deals_qualified, deals_leads) end as qualified_ratio,
	deals_won,
	deals_lost,
	win_ratio,
	won_amount,
	lost_amount,
	ratio_of(won_amount, won_amount + lost_amount) as win_amount_ratio,
	ratio_of(won_amount, deals_leads) as won_per_lead_amount,
	deals_won_with_amount,
	ratio_of(won_amount, deals_won_with_amount) as average_won_amount,
	deals_won_with_cycle,
	days_of_us(ratio_of(won_cycle_us, deals_won_with_cycle)) as average_won_cycle_days,
	days_of_us(median_won_cycle_us) as median_won_cycle_days,
	deals_without_amount,
	rest_deals_leads,
	rest_deals_qualified,
	case when $basis = 'cohort' then ratio_of(rest_deals_qualified, rest_deals_leads) end as rest_qualified_ratio,
	rest_deals_won,
	rest_deals_lost,
	rest_win_ratio,
	rest_won_amount,
	rest_lost_amount,
	ratio_of(rest_won_amount, rest_won_amount + rest_lost_amount) as rest_win_amount_ratio,
	ratio_of(rest_won_amount, rest_deals_leads) as rest_won_per_lead_amount,
	ratio_of(rest_won_amount, rest_deals_won_with_amount) as rest_average_won_amount,
	days_of_us(ratio_of(rest_won_cycle_us, rest_deals_won_with_cycle)) as rest_average_won_cycle_days,
	win_ratio - rest_win_ratio as win_difference_ratio,
	is_ranked,
	case when is_ranked then rank() over (partition by is_ranked order by win_ratio desc) end as win_rank
from rates
order by deals_leads desc, deals_won desc, value nulls last
