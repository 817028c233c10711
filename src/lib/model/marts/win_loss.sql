-- How did deals end, and why were the lost ones lost?
-- Grain: one outcome and lost reason that deals closed in the window have; won deals have none. Params: from, to.
with closed as (
	select deal_key, outcome_code, amount, is_other_currency, cycle_us
	from scope
	where outcome_code <> 0 and in_window(closed_on, $from, $to)
),
lost_reasons as (
	select r.deal_key, d.value as lost_reason
	from deal_segments as r
	inner join segment_dictionary as d on d.segment_key = r.segment_key and d.value_code = r.value_code
	where r.segment_key = 'lost_reason'
),
explained as (
	select
		c.outcome_code,
		case when c.outcome_code = 2 then r.lost_reason end as lost_reason,
		c.amount,
		c.is_other_currency,
		c.cycle_us
	from closed as c
	left join lost_reasons as r on r.deal_key = c.deal_key
),
totals as (
	select
		outcome_code,
		lost_reason,
		count(*) as deals_closed,
		coalesce(sum(amount), 0) as closed_amount,
		count(*) filter (amount is null and not is_other_currency) as deals_without_amount,
		count(cycle_us) as deals_with_cycle,
		days_of_us(quantile_of(cycle_us, 0.5)) as median_cycle_days
	from explained
	group by outcome_code, lost_reason
),
shared as (
	select
		*,
		sum(deals_closed) over () as deals_closed_total,
		sum(closed_amount) over () as closed_total_amount,
		sum(deals_closed) over (partition by outcome_code) as deals_of_outcome,
		sum(closed_amount) over (partition by outcome_code) as outcome_amount
	from totals
)
select
	case outcome_code when 1 then 'won' else 'lost' end as outcome,
	lost_reason,
	deals_closed,
	closed_amount,
	deals_closed_total,
	ratio_of(deals_closed, deals_closed_total) as share_of_closed_ratio,
	ratio_of(closed_amount, closed_total_amount) as share_of_closed_amount_ratio,
	deals_of_outcome,
	ratio_of(deals_closed, deals_of_outcome) as share_of_outcome_ratio,
	ratio_of(closed_amount, outcome_amount) as share_of_outcome_amount_ratio,
	deals_with_cycle,
	median_cycle_days,
	deals_without_amount
from shared
order by outcome_code, deals_closed desc, lost_reason nulls last
