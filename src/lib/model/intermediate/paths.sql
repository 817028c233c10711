-- Every distinct sequence of visits and moves that deals have taken. There are few, so marts join these, not visits.
-- Grain: one path. Params: none (reads path_numbers, deal_paths, visits). path_visits gives the visits of a path, in order;
-- path_stages what a path does in a stage; path_facts what else is the same for all deals of a path: whether only exports
-- of different days tell of it, and its pipeline, where that has no part in stages that others have
-- (pipeline_foreign_stages). The texts that paths were told apart by are let go.
create or replace table path_facts as
select path_key, is_between_exports, pipeline
from path_numbers
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

drop table deal_path_texts;
drop table path_numbers;
