-- Every distinct sequence of visits and moves that deals have taken. There are few, so marts join these, not visits.
-- Grain: one path. deal_paths gives each deal with visits its path; path_visits the visits of a path, in order;
-- path_stages what a path does in a stage.
create or replace table deal_paths as
with texts as (
	select
		deal_key,
		string_agg(cast(stage_rank as varchar) || ':' || move, ' ' order by visit_number) as path
	from visits
	group by deal_key
)
select deal_key, path, dense_rank() over (order by path) as path_key
from texts;

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
