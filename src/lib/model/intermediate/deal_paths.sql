-- The path of each deal with visits.
-- Grain: one deal with visits. Params: none (reads deal_path_texts, path_numbers).
create or replace table deal_paths as
select t.deal_key, n.path_key
from deal_path_texts as t
inner join path_numbers as n
	on n.path = t.path and n.is_between_exports = t.is_between_exports and n.pipeline = t.pipeline
order by t.deal_key;
