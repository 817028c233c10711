-- Where do deals go, stage by stage? Skips are imputed: reaching a later stage counts in all before it.
-- Grain: one open stage, also of stages that no deal reached. Params: none (stage_totals depend on the basis).
with totals as (
	select
		stage_rank,
		coalesce(deals_reached, 0) as deals_reached,
		coalesce(reached_amount, 0) as reached_amount,
		coalesce(deals_without_amount, 0) as deals_without_amount,
		coalesce(deals_unrecorded, 0) as deals_unrecorded,
		coalesce(deals_moved_on, 0) as deals_moved_on,
		coalesce(moved_on_amount, 0) as moved_on_amount,
		coalesce(deals_dropped, 0) as deals_dropped,
		coalesce(dropped_amount, 0) as dropped_amount,
		coalesce(deals_open, 0) as deals_open,
		coalesce(open_amount, 0) as open_amount,
		coalesce(deals_unknown, 0) as deals_unknown,
		coalesce(unknown_amount, 0) as unknown_amount,
		coalesce(deals_entered, 0) as deals_entered,
		coalesce(entered_amount, 0) as entered_amount,
		coalesce(deals_moved_back, 0) as deals_moved_back,
		coalesce(moved_back_amount, 0) as moved_back_amount,
		coalesce(visits_entered, 0) as visits_entered,
		coalesce(visits_moved_on, 0) as visits_moved_on,
		coalesce(visits_lost, 0) as visits_lost,
		coalesce(visits_moved_back, 0) as visits_moved_back,
		coalesce(visits_open, 0) as visits_open
	from stage_totals
),
first_stage as (
	select deals_reached, reached_amount from totals where stage_rank = 1
)
select
	t.stage_rank,
	s.stage,
	t.deals_reached,
	t.reached_amount,
	t.deals_entered,
	t.entered_amount,
	t.deals_reached - t.deals_entered as deals_skipped,
	t.reached_amount - t.entered_amount as skipped_amount,
	t.deals_unrecorded,
	t.deals_moved_on,
	t.moved_on_amount,
	t.deals_dropped,
	t.dropped_amount,
	t.deals_open,
	t.open_amount,
	t.deals_unknown,
	t.unknown_amount,
	t.deals_moved_back,
	t.moved_back_amount,
	t.visits_entered,
	t.visits_moved_on,
	t.visits_lost,
	t.visits_moved_back,
	t.visits_open,
	t.deals_without_amount,
	ratio_of(t.deals_moved_on, t.deals_reached) as so_far_ratio,
	ratio_of(t.moved_on_amount, t.reached_amount) as so_far_amount_ratio,
	ratio_of(t.deals_moved_on, t.deals_moved_on + t.deals_dropped) as resolved_ratio,
	ratio_of(t.moved_on_amount, t.moved_on_amount + t.dropped_amount) as resolved_amount_ratio,
	ratio_of(t.deals_moved_on, t.deals_moved_on + t.deals_dropped + all_unknown.deals) as resolved_floor_ratio,
	ratio_of(t.moved_on_amount, t.moved_on_amount + t.dropped_amount + all_unknown.amount) as resolved_floor_amount_ratio,
	ratio_of(t.deals_dropped, t.deals_moved_on + t.deals_dropped) as drop_off_ratio,
	ratio_of(t.dropped_amount, t.moved_on_amount + t.dropped_amount) as drop_off_amount_ratio,
	ratio_of(t.deals_reached, first_stage.deals_reached) as cumulative_ratio,
	ratio_of(t.reached_amount, first_stage.reached_amount) as cumulative_amount_ratio,
	ratio_of(t.deals_moved_on, first_stage.deals_reached) as moved_on_of_all_ratio,
	ratio_of(t.moved_on_amount, first_stage.reached_amount) as moved_on_of_all_amount_ratio
from totals as t
inner join stg_stages as s on s.stage_rank = t.stage_rank
cross join first_stage
cross join (select sum(deals_unknown) as deals, sum(unknown_amount) as amount from totals) as all_unknown
order by t.stage_rank
