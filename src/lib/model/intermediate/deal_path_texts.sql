-- What each deal with visits has gone through, as a text: the visits and moves, and what else tells its path from others.
-- Grain: one deal with visits. Params: pipeline (SQL of the pipeline of a deal s). Let go once deal_paths are made.
create or replace table deal_path_texts as
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
select deal_key, path, is_between_exports, pipeline
from kinds
order by deal_key;
