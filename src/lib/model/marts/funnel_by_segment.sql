-- Where do deals go, stage by stage, for each value of a segment? Skips are imputed.
-- Grain: one value of the segment that deals in scope have, and open stage; without a segment, one open stage.
-- Params: segment (stage_outcomes and stage_visits depend on the basis).
with outcomes as (
	select
		o.segment_code,
		o.stage_rank,
		sum(o.deals) as deals_reached,
		sum(o.amount) as reached_amount,
		sum(o.deals_without_amount) as deals_without_amount,
		sum(o.deals) filter (p.path_key is not null) as deals_entered,
		sum(o.amount) filter (p.path_key is not null) as entered_amount,
		sum(o.deals) filter (o.path_key is null or (f.is_between_exports and p.path_key is null)) as deals_unrecorded,
		sum(o.deals) filter (o.stage_outcome = 'moved_on') as deals_moved_on,
		sum(o.amount) filter (o.stage_outcome = 'moved_on') as moved_on_amount,
		sum(o.deals) filter (o.stage_outcome = 'dropped') as deals_dropped,
		sum(o.amount) filter (o.stage_outcome = 'dropped') as dropped_amount,
		sum(o.deals) filter (o.stage_outcome = 'open') as deals_open,
		sum(o.amount) filter (o.stage_outcome = 'open') as open_amount,
		sum(o.deals) filter (o.stage_outcome = 'unknown') as deals_unknown,
		sum(o.amount) filter (o.stage_outcome = 'unknown') as unknown_amount
	from stage_outcomes as o
	left join path_stages as p on p.path_key = o.path_key and p.stage_rank = o.stage_rank
	left join path_facts as f on f.path_key = o.path_key
	group by o.segment_code, o.stage_rank
),
values_in_scope as (
	select segment_code from scope
	union
	select 0 as segment_code where $segment is null
),
complete as (
	select
		c.segment_code,
		v.value,
		s.stage_rank,
		s.stage,
		coalesce(o.deals_reached, 0) as deals_reached,
		coalesce(o.reached_amount, 0) as reached_amount,
		coalesce(o.deals_without_amount, 0) as deals_without_amount,
		coalesce(o.deals_entered, 0) as deals_entered,
		coalesce(o.entered_amount, 0) as entered_amount,
		coalesce(o.deals_unrecorded, 0) as deals_unrecorded,
		coalesce(o.deals_moved_on, 0) as deals_moved_on,
		coalesce(o.moved_on_amount, 0) as moved_on_amount,
		coalesce(o.deals_dropped, 0) as deals_dropped,
		coalesce(o.dropped_amount, 0) as dropped_amount,
		coalesce(o.deals_open, 0) as deals_open,
		coalesce(o.open_amount, 0) as open_amount,
		coalesce(o.deals_unknown, 0) as deals_unknown,
		coalesce(o.unknown_amount, 0) as unknown_amount,
		coalesce(t.deals_moved_back, 0) as deals_moved_back,
		coalesce(t.moved_back_amount, 0) as moved_back_amount,
		coalesce(t.visits_entered, 0) as visits_entered,
		coalesce(t.visits_moved_on, 0) as visits_moved_on,
		coalesce(t.visits_lost, 0) as visits_lost,
		coalesce(t.visits_moved_back, 0) as visits_moved_back,
		coalesce(t.visits_open, 0) as visits_open
	from values_in_scope as c
	cross join stg_stages as s
	left join segment_dictionary as v on v.segment_key = $segment and v.value_code = c.segment_code
	left join outcomes as o on o.segment_code = c.segment_code and o.stage_rank = s.stage_rank
	left join stage_visits as t on t.segment_code = c.segment_code and t.stage_rank = s.stage_rank
	where $segment is null or v.segment_key is not null
)
select
	c.value,
	c.stage_rank,
	c.stage,
	c.deals_reached,
	cast(c.reached_amount as double) as reached_amount,
	c.deals_entered,
	cast(c.entered_amount as double) as entered_amount,
	c.deals_reached - c.deals_entered as deals_skipped,
	cast(c.reached_amount - c.entered_amount as double) as skipped_amount,
	c.deals_unrecorded,
	c.deals_moved_on,
	cast(c.moved_on_amount as double) as moved_on_amount,
	c.deals_dropped,
	cast(c.dropped_amount as double) as dropped_amount,
	c.deals_open,
	cast(c.open_amount as double) as open_amount,
	c.deals_unknown,
	cast(c.unknown_amount as double) as unknown_amount,
	c.deals_moved_back,
	cast(c.moved_back_amount as double) as moved_back_amount,
	c.visits_entered,
	c.visits_moved_on,
	c.visits_lost,
	c.visits_moved_back,
	c.visits_open,
	c.deals_without_amount,
	ratio_of(c.deals_moved_on, c.deals_reached) as so_far_ratio,
	ratio_of(c.moved_on_amount, c.reached_amount) as so_far_amount_ratio,
	ratio_of(c.deals_moved_on, c.deals_moved_on + c.deals_dropped) as resolved_ratio,
	ratio_of(c.moved_on_amount, c.moved_on_amount + c.dropped_amount) as resolved_amount_ratio,
	ratio_of(c.deals_moved_on, c.deals_moved_on + c.deals_dropped + f.deals_unknown) as resolved_floor_ratio,
	ratio_of(c.moved_on_amount, c.moved_on_amount + c.dropped_amount + f.unknown_amount) as resolved_floor_amount_ratio,
	ratio_of(c.deals_dropped, c.deals_moved_on + c.deals_dropped) as drop_off_ratio,
	ratio_of(c.dropped_amount, c.moved_on_amount + c.dropped_amount) as drop_off_amount_ratio,
	ratio_of(c.deals_reached, f.deals_reached) as cumulative_ratio,
	ratio_of(c.reached_amount, f.reached_amount) as cumulative_amount_ratio
from complete as c
-- Unknown drop-offs stand in the first stage only.
inner join complete as f on f.segment_code = c.segment_code and f.stage_rank = 1
order by c.segment_code, c.stage_rank
