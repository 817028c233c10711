-- What would be won if a stage converted better, or deals came faster? The funnel and its factors as they are.
-- Grain: one open stage; what is of the whole funnel is repeated. Params: basis, from, to (stage_totals depend on the
-- basis). Reads stage_totals, basis_dwells. Days and results are of the same deals or window as the funnel.
with dwells as (
	select
		stage_rank,
		count(*) filter (not is_running) as deals_completed,
		quantile_of(case when not is_running then days_of_us(dwell_us) end, 0.5) as median_days
	from basis_dwells
	group by stage_rank
),
results as (
	select
		count(*) filter (outcome_code = 1) as deals_won,
		count(*) filter (outcome_code = 2) as deals_lost,
		coalesce(sum(amount) filter (outcome_code = 1), 0) as won_amount,
		count(amount) filter (outcome_code = 1) as deals_won_with_amount,
		days_of_us(avg(cycle_us) filter (outcome_code = 1)) as cycle_days
	from scope
	where $basis = 'cohort' or in_window(closed_on, $from, $to)
),
flow as (
	select
		count(*) filter (
			$basis = 'cohort'
			or (
				($from is null or outcome_code = 0 or coalesce(closed_on >= $from, false))
				and (($from is null and $to is null) or created_on is not null)
				and ($to is null or coalesce(created_on < $to, false))
			)
		) as deals_in_play,
		count(*) filter ($basis = 'cohort' or in_window(created_on, $from, $to)) as volume
	from scope
)
select
	s.stage_rank,
	s.stage,
	coalesce(t.deals_reached, 0) as reached,
	ratio_of(
		coalesce(t.deals_moved_on, 0),
		coalesce(t.deals_moved_on, 0) + coalesce(t.deals_dropped, 0)
	) as conversion_ratio,
	coalesce(t.deals_moved_on, 0) + coalesce(t.deals_dropped, 0) as deals_resolved,
	d.median_days,
	coalesce(d.deals_completed, 0) as deals_completed,
	f.volume,
	f.deals_in_play,
	ratio_of(r.won_amount, r.deals_won_with_amount) as deal_amount,
	r.deals_won,
	r.won_amount,
	r.cycle_days,
	f.deals_in_play
		* ratio_of(r.deals_won, r.deals_won + r.deals_lost)
		* ratio_of(r.won_amount, r.deals_won_with_amount)
		/ nullif(r.cycle_days, 0) as velocity_amount_per_day,
	cast($currency as varchar) as currency
from stg_stages as s
cross join results as r
cross join flow as f
left join stage_totals as t on t.stage_rank = s.stage_rank
left join dwells as d on d.stage_rank = s.stage_rank
order by s.stage_rank
