-- How far each way of deals counts in order: the furthest stage that was visited, one after the other from the first on,
-- without a skip. Grain: one path with a first step that is no skip. Params: optional_stages. required_before counts the
-- stages before one that no deal of the pipeline may pass over: a step is over a skip if there is such a stage between it
-- and all that was visited before. What a deal passed between two exports, nothing tells: that is no skip. A win passes
-- the optional stages that are left: won_rank is how far a deal that was won counts, last_rank the pipeline's last stage.
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
)
select
	p.path_key,
	p.in_order_rank,
	case when f.is_between_exports or p.required_by = l.required_by then l.stage_rank else p.in_order_rank end as won_rank,
	l.stage_rank as last_rank
from in_order_paths as p
inner join path_facts as f on f.path_key = p.path_key
inner join last_stages as l on l.pipeline = f.pipeline
