-- Every distinct path by its text. There are few.
-- Grain: one path. Params: none (reads deal_path_texts). Let go once paths are made.
create or replace table path_numbers as
with kinds as (
	select distinct path, is_between_exports, pipeline
	from deal_path_texts
)
select
	row_number() over (order by path, is_between_exports, pipeline) as path_key,
	path,
	is_between_exports,
	pipeline
from kinds
order by path_key;
