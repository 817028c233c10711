-- How much does it matter how skipped stages are counted? The funnel by each policy for skips.
-- Grain: one skip policy (imputed, observed, in_order) and open stage. Params: optional_stages (stage_outcomes depend on
-- the basis). required_before counts the stages before one that no deal of the pipeline may pass over: a step is over a
-- skip if there is such a stage between it and all that was visited before. What a deal passed between two exports,
-- nothing tells: that is no skip.
with pipelines as (
	select distinct pipeline
	from path_facts
),
marked as (
	select
		p.pipeline,
		s.stage_rank,
		f.pipeline is null
		and not contains(concat(',', coalesce($optional_stages, ''), ','), concat(',', cast(s.stage_rank as varchar), ','))
			as is_required
	from pipelines as p
	cross join stg_stages as s
	left join pipeline_foreign_stages as f on f.pipeline = p.pipeline and f.stage_rank = s.stage_rank
),
ordered_stages as (
	select
		pipeline,
		stage_rank,
		count(*) filter (is_required) over (
			partition by pipeline
			order by stage_rank
			rows between unbounded preceding and 1 preceding
		) as required_before,
		count(*) filter (is_required) over (
			partition by pipeline
			order by stage_rank
			rows between unbounded preceding and current row
		) as required_by
	from marked
),
steps as (
	select
		p.path_key,
		p.visit_number,
		p.stage_rank,
		s.required_by,
		case
			when not f.is_between_exports and s.required_before > coalesce(
				max(s.required_by) over (
					partition by p.path_key
					order by p.visit_number
					rows between unbounded preceding and 1 preceding
				),
				0
			) then 1
			else 0
		end as is_over_a_skip
	from path_visits as p
	inner join path_facts as f on f.path_key = p.path_key
	inner join ordered_stages as s on s.pipeline = f.pipeline and s.stage_rank = p.stage_rank
),
steps_since_skip as (
	select
		path_key,
		stage_rank,
		required_by,
		sum(is_over_a_skip) over (
			partition by path_key
			order by visit_number
			rows between unbounded preceding and current row
		) as skips
	from steps
),
in_order_paths as (
	select path_key, max(stage_rank) as in_order_rank, max(required_by) as required_by
	from steps_since_skip
	where skips = 0
	group by path_key
),
last_stages as (
	select pipeline, max(stage_rank) as stage_rank, max(required_by) as required_by
	from ordered_stages
	group by pipeline
),
imputed as (
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
-- A win passes the optional stages that are left.
in_order_reaches as (
	select
		o.stage_rank,
		f.is_between_exports and v.path_key is null as is_unrecorded,
		o.is_won,
		o.stage_outcome,
		o.deals,
		o.amount,
		o.deals_without_amount,
		case
			when o.is_won and (f.is_between_exports or p.required_by = l.required_by) then l.stage_rank
			else p.in_order_rank
		end as in_order_rank,
		l.stage_rank as last_rank
	from stage_outcomes as o
	inner join in_order_paths as p on p.path_key = o.path_key
	inner join path_facts as f on f.path_key = o.path_key
	inner join last_stages as l on l.pipeline = f.pipeline
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
