-- Every distinct sequence of visits and moves that deals have taken. There are few, so marts join these, not visits.
-- Grain: one path. Params: pipeline (SQL of the pipeline of a deal s). deal_paths gives each deal with visits its path;
-- path_visits the visits of a path, in order; path_stages what a path does in a stage; path_facts what else is the same
-- for all deals of a path: whether only exports of different days tell of it, and its pipeline, where that has no part in
-- stages that others have (pipeline_foreign_stages).
create or replace table pipeline_foreign_stages as
with stood as (
	select deal_key, stage_rank from visits
	union
	select deal_key, current_rank as stage_rank from deals where current_rank is not null
),
used as (
	select distinct $pipeline as pipeline, stood.stage_rank
	from stood
	inner join stg_deals as s on s.deal_key = stood.deal_key
	where $pipeline is not null
)
select pipelines.pipeline, stages.stage_rank
from (select distinct pipeline from used) as pipelines
cross join (select distinct stage_rank from used) as stages
left join used as own on own.pipeline = pipelines.pipeline and own.stage_rank = stages.stage_rank
where own.pipeline is null
order by pipelines.pipeline, stages.stage_rank;

create or replace table deal_paths as
with texts as (
	select
		deal_key,
		string_agg(cast(stage_rank as varchar) || ':' || move, ' ' order by visit_number) as path
	from visits
	group by deal_key
),
told as (
	select e.deal_key, min(e.evidence_code) = 3 as is_between_exports
	from stg_stage_events as e
	cross join now
	where (now.cut_at is null or e.changed_at < now.cut_at) and (e.evidence_code <> 3 or now.has_snapshots)
	group by e.deal_key
),
kinds as (
	select
		t.deal_key,
		t.path,
		coalesce(told.is_between_exports, false) as is_between_exports,
		coalesce(f.pipeline, '') as pipeline
	from texts as t
	inner join stg_deals as s on s.deal_key = t.deal_key
	left join told on told.deal_key = t.deal_key
	left join (select distinct pipeline from pipeline_foreign_stages) as f on f.pipeline = $pipeline
)
select
	deal_key,
	path,
	is_between_exports,
	pipeline,
	dense_rank() over (order by path, is_between_exports, pipeline) as path_key
from kinds;

create or replace table path_facts as
select distinct path_key, is_between_exports, pipeline
from deal_paths
order by path_key;

create or replace table path_visits as
with one_deal_a_path as (
	select path_key, min(deal_key) as deal_key
	from deal_paths
	group by path_key
)
select p.path_key, v.visit_number, v.stage_rank, v.move
from one_deal_a_path as p
inner join visits as v on v.deal_key = p.deal_key
order by p.path_key, v.visit_number;

create or replace table path_stages as
select
	path_key,
	stage_rank,
	count(*) as visits_entered,
	count(*) filter (move in ('forward', 'skip', 'won')) as visits_moved_on,
	count(*) filter (move = 'lost') as visits_lost,
	count(*) filter (move = 'back') as visits_moved_back,
	count(*) filter (move = 'open') as visits_open
from path_visits
group by path_key, stage_rank
order by path_key, stage_rank;
