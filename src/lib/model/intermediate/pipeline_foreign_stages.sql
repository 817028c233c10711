-- The stages of other pipelines in which no deal of a pipeline has ever stood.
-- Grain: one pipeline and stage. Params: pipeline (SQL of the pipeline of a deal s).
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
