-- What became, in each stage that they reached, of the deals that started in the window. Skips are imputed.
-- Grain: one open stage, segment value, path and outcome in the stage (moved_on, dropped, open or unknown).
-- Params: none.
with kinds as (
	select
		segment_code,
		furthest_rank,
		outcome_code,
		path_key,
		count(*) as deals,
		sum(amount) as amount,
		count(*) filter (amount is null and not is_other_currency) as deals_without_amount
	from scope
	group by segment_code, furthest_rank, outcome_code, path_key
),
reached as (
	select
		s.stage_rank,
		k.segment_code,
		k.path_key,
		k.outcome_code = 1 as is_won,
		case
			when k.furthest_rank > s.stage_rank or k.outcome_code = 1 then 'moved_on'
			when k.furthest_rank is null then 'unknown'
			when k.outcome_code = 2 then 'dropped'
			else 'open'
		end as stage_outcome,
		k.deals,
		k.amount,
		k.deals_without_amount
	from kinds as k
	inner join stg_stages as s on s.stage_rank <= coalesce(k.furthest_rank, 1)
)
select
	stage_rank,
	segment_code,
	path_key,
	is_won,
	stage_outcome,
	sum(deals) as deals,
	sum(amount) as amount,
	sum(deals_without_amount) as deals_without_amount
from reached
group by stage_rank, segment_code, path_key, is_won, stage_outcome
