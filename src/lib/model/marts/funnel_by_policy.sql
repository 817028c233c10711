-- How much does it matter how skipped stages are counted? The funnel by each policy for skips.
-- Grain: one skip policy (imputed, observed, in_order) and open stage. Params: optional_stages (stage_outcomes depend on
-- the basis). Reads stage_outcomes, in_order_reach.
with imputed as (
	select
		'imputed' as policy,
		o.stage_rank,
		o.path_key is null or (f.is_between_exports and p.path_key is null) as is_unrecorded,
		o.stage_outcome,
		o.deals,
		o.amount,
		o.deals_without_amount
	from stage_outcomes as o
	left join path_facts as f on f.path_key = o.path_key
	left join path_stages as p on p.path_key = o.path_key and p.stage_rank = o.stage_rank
),
observed as (
	select
		'observed' as policy,
		o.stage_rank,
		false as is_unrecorded,
		o.stage_outcome,
		o.deals,
		o.amount,
		o.deals_without_amount
	from stage_outcomes as o
	inner join path_stages as p on p.path_key = o.path_key and p.stage_rank = o.stage_rank
),
in_order_reaches as (
	select
		o.stage_rank,
		f.is_between_exports and v.path_key is null as is_unrecorded,
		o.is_won,
		o.stage_outcome,
		o.deals,
		o.amount,
		o.deals_without_amount,
		case when o.is_won then r.won_rank else r.in_order_rank end as in_order_rank,
		r.last_rank
	from stage_outcomes as o
	inner join in_order_reach as r on r.path_key = o.path_key
	inner join path_facts as f on f.path_key = o.path_key
	left join path_stages as v on v.path_key = o.path_key and v.stage_rank = o.stage_rank
),
in_order as (
	select
		'in_order' as policy,
		stage_rank,
		is_unrecorded,
		case
			when stage_outcome <> 'moved_on' then stage_outcome
			when in_order_rank > stage_rank then 'moved_on'
			when is_won and stage_rank = last_rank then 'moved_on'
			else 'removed'
		end as stage_outcome,
		deals,
		amount,
		deals_without_amount
	from in_order_reaches
	where in_order_rank >= stage_rank
),
counted as (
	select policy, stage_rank, is_unrecorded, stage_outcome, deals, amount, deals_without_amount from imputed
	union all
	select policy, stage_rank, is_unrecorded, stage_outcome, deals, amount, deals_without_amount from observed
	union all
	select policy, stage_rank, is_unrecorded, stage_outcome, deals, amount, deals_without_amount from in_order
),
totals as (
	select
		policy,
		stage_rank,
		sum(deals) as deals_reached,
		sum(amount) as reached_amount,
		sum(deals) filter (stage_outcome = 'moved_on') as deals_moved_on,
		sum(amount) filter (stage_outcome = 'moved_on') as moved_on_amount,
		sum(deals) filter (stage_outcome = 'dropped') as deals_dropped,
		sum(amount) filter (stage_outcome = 'dropped') as dropped_amount,
		sum(deals) filter (stage_outcome = 'open') as deals_open,
		sum(amount) filter (stage_outcome = 'open') as open_amount,
		sum(deals) filter (stage_outcome = 'unknown') as deals_unknown,
		sum(amount) filter (stage_outcome = 'unknown') as unknown_amount,
		sum(deals) filter (stage_outcome = 'removed') as deals_removed,
		sum(amount) filter (stage_outcome = 'removed') as removed_amount,
		sum(deals) filter (is_unrecorded) as deals_unrecorded,
		sum(deals_without_amount) as deals_without_amount
	from counted
	group by policy, stage_rank
),
policies as (
	select 'imputed' as policy, 1 as place
	union all
	select 'observed' as policy, 2 as place
	union all
	select 'in_order' as policy, 3 as place
),
complete as (
	select
		p.policy,
		p.place,
		s.stage_rank,
		s.stage,
		coalesce(t.deals_reached, 0) as deals_reached,
		coalesce(t.reached_amount, 0) as reached_amount,
		coalesce(t.deals_moved_on, 0) as deals_moved_on,
		coalesce(t.moved_on_amount, 0) as moved_on_amount,
		coalesce(t.deals_dropped, 0) as deals_dropped,
		coalesce(t.dropped_amount, 0) as dropped_amount,
		coalesce(t.deals_open, 0) as deals_open,
		coalesce(t.open_amount, 0) as open_amount,
		coalesce(t.deals_unknown, 0) as deals_unknown,
		coalesce(t.unknown_amount, 0) as unknown_amount,
		coalesce(t.deals_removed, 0) as deals_removed,
		coalesce(t.removed_amount, 0) as removed_amount,
		coalesce(t.deals_unrecorded, 0) as deals_unrecorded,
		coalesce(t.deals_without_amount, 0) as deals_without_amount
	from policies as p
	cross join stg_stages as s
	left join totals as t on t.policy = p.policy and t.stage_rank = s.stage_rank
)
select
	c.policy,
	c.stage_rank,
	c.stage,
	c.deals_reached,
	c.reached_amount,
	c.deals_moved_on,
	c.moved_on_amount,
	c.deals_dropped,
	c.dropped_amount,
	c.deals_open,
	c.open_amount,
	c.deals_unknown,
	c.unknown_amount,
	c.deals_removed,
	c.removed_amount,
	i.deals_reached - c.deals_reached as deals_left_out,
	i.reached_amount - c.reached_amount as left_out_amount,
	i.deals_unrecorded - c.deals_unrecorded as deals_left_out_unrecorded,
	c.deals_without_amount,
	ratio_of(c.deals_moved_on, c.deals_reached) as so_far_ratio,
	ratio_of(c.moved_on_amount, c.reached_amount) as so_far_amount_ratio,
	ratio_of(c.deals_moved_on, c.deals_moved_on + c.deals_dropped) as resolved_ratio,
	ratio_of(c.moved_on_amount, c.moved_on_amount + c.dropped_amount) as resolved_amount_ratio,
	ratio_of(c.deals_dropped, c.deals_moved_on + c.deals_dropped) as drop_off_ratio,
	ratio_of(c.dropped_amount, c.moved_on_amount + c.dropped_amount) as drop_off_amount_ratio,
	ratio_of(c.deals_reached, f.deals_reached) as cumulative_ratio,
	ratio_of(c.reached_amount, f.reached_amount) as cumulative_amount_ratio,
	ratio_of(c.deals_moved_on, c.deals_moved_on + c.deals_dropped)
		- ratio_of(i.deals_moved_on, i.deals_moved_on + i.deals_dropped) as resolved_effect_ratio,
	ratio_of(c.moved_on_amount, c.moved_on_amount + c.dropped_amount)
		- ratio_of(i.moved_on_amount, i.moved_on_amount + i.dropped_amount) as resolved_effect_amount_ratio
from complete as c
inner join complete as i on i.policy = 'imputed' and i.stage_rank = c.stage_rank
inner join complete as f on f.policy = c.policy and f.stage_rank = 1
order by c.place, c.stage_rank
