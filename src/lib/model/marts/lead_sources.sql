-- Which lead sources bring deals that are won?
-- Grain: one lead source that deals in scope have; blank is its own row. Params: basis.
select
	value as lead_source,
	deals_leads,
	deals_qualified,
	case when $basis = 'cohort' then ratio_of(deals_qualified, deals_leads) end as qualified_ratio,
	deals_won,
	deals_lost,
	ratio_of(deals_won, deals_won + deals_lost) as win_ratio,
	won_amount,
	lost_amount,
	ratio_of(won_amount, won_amount + lost_amount) as win_amount_ratio,
	ratio_of(won_amount, deals_leads) as won_per_lead_amount,
	deals_won_with_amount,
	ratio_of(won_amount, deals_won_with_amount) as average_won_amount,
	deals_won_with_cycle,
	days_of_us(ratio_of(won_cycle_us, deals_won_with_cycle)) as average_won_cycle_days,
	days_of_us(median_won_cycle_us) as median_won_cycle_days,
	deals_without_amount
from value_results
order by deals_leads desc, lead_source nulls last
