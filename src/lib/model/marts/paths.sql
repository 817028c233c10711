-- Which ways do deals take? Every distinct sequence of stages visited, and what came of it.
-- Grain: one sequence of stages visited that deals in scope have; with by_outcome, one sequence and outcome. Deals
-- without a recorded visit are one row, with no path. Params: by_outcome, by_value, row_limit, basis, from, to.
with named as (
	select
		v.path_key,
		string_agg(s.stage, ' → ' order by v.visit_number) as path,
		string_agg(cast(v.stage_rank as varchar), ' ' order by v.visit_number) as path_ranks,
		count(*) as visits_in_path
	from path_visits as v
	inner join stg_stages as s on s.stage_rank = v.stage_rank
	group by v.path_key
),
members as (
	select
		n.path,
		n.path_ranks,
		n.visits_in_path,
		scope.outcome_code,
		case when $by_outcome then scope.outcome_code end as outcome_asked,
		scope.amount,
		scope.is_other_currency,
		scope.cycle_us
	from scope
	left join named as n on n.path_key = scope.path_key
	where $basis = 'cohort' or (scope.outcome_code <> 0 and in_window(scope.closed_on, $from, $to))
),
counted as (
	select
		path,
		path_ranks,
		visits_in_path,
		outcome_asked,
		count(*) as deals,
		count(*) filter (outcome_code = 1) as deals_won,
		count(*) filter (outcome_code = 2) as deals_lost,
		count(*) filter (outcome_code = 0) as deals_open,
		coalesce(sum(amount), 0) as amount,
		coalesce(sum(amount) filter (outcome_code = 1), 0) as won_amount,
		coalesce(sum(amount) filter (outcome_code = 2), 0) as lost_amount,
		coalesce(sum(amount) filter (outcome_code = 0), 0) as open_amount,
		count(*) filter (amount is null and not is_other_currency) as deals_without_amount,
		count(cycle_us) as deals_with_cycle,
		quantile_of(cycle_us, 0.5) as median_cycle_us
	from members
	group by path, path_ranks, visits_in_path, outcome_asked
),
placed as (
	select
		*,
		row_number() over (
			order by
				case when $by_value then amount end desc nulls last,
				deals desc,
				path_ranks nulls last,
				outcome_asked nulls last
		) as place,
		sum(deals) over () as all_deals,
		sum(amount) over () as all_amount
	from counted
)
select
	place,
	path,
	coalesce(visits_in_path, 0) as visits_in_path,
	case outcome_asked when 0 then 'open' when 1 then 'won' when 2 then 'lost' end as outcome,
	deals,
	deals_won,
	deals_lost,
	deals_open,
	ratio_of(deals_won, deals_won + deals_lost) as win_ratio,
	ratio_of(won_amount, won_amount + lost_amount) as win_amount_ratio,
	deals_with_cycle,
	days_of_us(median_cycle_us) as median_cycle_days,
	cast(amount as double) as total_amount,
	cast(won_amount as double) as won_amount,
	cast(lost_amount as double) as lost_amount,
	cast(open_amount as double) as open_amount,
	deals_without_amount,
	ratio_of(deals, all_deals) as share_ratio,
	ratio_of(amount, all_amount) as share_amount_ratio
from placed
where $row_limit is null or place <= $row_limit
order by place
