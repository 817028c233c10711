-- Which lead sources bring deals that are won, and at what cost?
-- Grain: one lead source that deals in scope, leads or spend have; blank is its own row. Params: basis, from, to.
-- Reads value_results, source_leads, source_spend, spend_applies, filter_list, filter_values.
with has_leads as (
	select count(*) > 0 as is_told from stg_leads
),
beside_deals as (
	select value from source_leads
	union
	select value from source_spend
),
filtered_out as (
	select distinct b.value, true as is_out
	from beside_deals as b
	cross join filter_list as f
	left join filter_values as v
		on v.filter_number = f.filter_number and v.segment_value is not distinct from lower(b.value)
	where f.is_excluded = (v.filter_number is not null)
),
sources as (
	select value from value_results
	union
	select b.value
	from beside_deals as b
	left join filtered_out as x on x.value is not distinct from b.value
	where x.is_out is null
),
joined as (
	select
		s.value as lead_source,
		h.is_told and a.is_told as is_of_leads_file,
		case when h.is_told and a.is_told then coalesce(l.leads, 0) else coalesce(r.deals_leads, 0) end as leads,
		case when h.is_told and a.is_told then coalesce(l.leads_converted, 0) end as leads_converted,
		coalesce(r.deals_leads, 0) as deals_leads,
		coalesce(r.deals_qualified, 0) as deals_qualified,
		coalesce(r.deals_won, 0) as deals_won,
		coalesce(r.deals_lost, 0) as deals_lost,
		coalesce(r.won_amount, 0) as won_amount,
		coalesce(r.lost_amount, 0) as lost_amount,
		coalesce(r.deals_won_with_amount, 0) as deals_won_with_amount,
		coalesce(r.deals_won_with_cycle, 0) as deals_won_with_cycle,
		r.won_cycle_us,
		r.median_won_cycle_us,
		coalesce(r.deals_without_amount, 0) as deals_without_amount,
		p.spend_amount,
		coalesce(p.is_prorated, false) as is_spend_prorated
	from sources as s
	cross join has_leads as h
	cross join spend_applies as a
	left join value_results as r on r.value is not distinct from s.value
	left join source_leads as l on l.value is not distinct from s.value
	left join source_spend as p on p.value is not distinct from s.value
)
select
	lead_source,
	is_of_leads_file,
	leads,
	leads_converted,
	ratio_of(leads_converted, leads) as converted_ratio,
	deals_leads,
	deals_qualified,
	case when $basis = 'cohort' then ratio_of(deals_qualified, deals_leads) end as qualified_ratio,
	deals_won,
	deals_lost,
	ratio_of(deals_won, deals_won + deals_lost) as win_ratio,
	won_amount,
	lost_amount,
	ratio_of(won_amount, won_amount + lost_amount) as win_amount_ratio,
	ratio_of(won_amount, leads) as won_per_lead_amount,
	deals_won_with_amount,
	ratio_of(won_amount, deals_won_with_amount) as average_won_amount,
	deals_won_with_cycle,
	days_of_us(ratio_of(won_cycle_us, deals_won_with_cycle)) as average_won_cycle_days,
	days_of_us(median_won_cycle_us) as median_won_cycle_days,
	deals_without_amount,
	spend_amount,
	is_spend_prorated,
	ratio_of(spend_amount, leads) as cost_per_lead_amount,
	ratio_of(spend_amount, deals_won) as cost_per_won_amount,
	ratio_of(won_amount, spend_amount) as return_ratio
from joined
order by deals_leads desc, leads desc, lead_source nulls last
