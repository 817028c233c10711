-- Where do deals go from each stage? Every visit by where it led: another stage, won, lost, or still there.
-- Grain: one stage left and where to, of those that occur. Params: basis, from, to.
with moves as (
	select
		v.deal_key,
		v.stage_rank,
		v.move,
		v.to_rank,
		scope.amount,
		scope.is_other_currency,
		case
			when v.move = 'open'
				then greatest(duration_us(v.entered_at, now.now_at, not settings.events_have_time), 0)
			else v.duration_us
		end as stayed_us
	from visits as v
	inner join scope on scope.deal_key = v.deal_key
	cross join now
	cross join stg_settings as settings
	where $basis = 'cohort' or (v.move <> 'open' and in_window(day_of(v.left_at), $from, $to))
),
totals as (
	select
		stage_rank,
		move,
		to_rank,
		count(*) as visits_moved,
		coalesce(sum(amount), 0) as moved_amount,
		count(distinct deal_key) as deals_moved,
		count(distinct case when amount is null and not is_other_currency then deal_key end) as deals_without_amount,
		count(stayed_us) as visits_dated,
		quantile_of(stayed_us, 0.5) as median_stayed_us
	from moves
	group by stage_rank, move, to_rank
)
select
	t.stage_rank,
	s.stage,
	t.move,
	t.to_rank,
	n.stage as to_stage,
	t.visits_moved,
	t.moved_amount,
	t.deals_moved,
	t.deals_without_amount,
	t.visits_dated,
	days_of_us(t.median_stayed_us) as median_stayed_days,
	sum(t.visits_moved) over (partition by t.stage_rank) as visits_in_stage,
	sum(t.moved_amount) over (partition by t.stage_rank) as in_stage_amount,
	ratio_of(t.visits_moved, sum(t.visits_moved) over (partition by t.stage_rank)) as share_ratio,
	ratio_of(t.moved_amount, sum(t.moved_amount) over (partition by t.stage_rank)) as share_amount_ratio
from totals as t
inner join stg_stages as s on s.stage_rank = t.stage_rank
left join stg_stages as n on n.stage_rank = t.to_rank
order by t.stage_rank, t.to_rank nulls last, case t.move when 'won' then 1 when 'lost' then 2 else 3 end
