-- The day of the first fact of the deals in scope; null where none is dated.
-- Grain: one row. Params: none. A deal without a start is known since it stands in the pipeline.
with dated as (
	select min(least(coalesce(created_on, closed_on), coalesce(closed_on, created_on))) as first_on
	from scope
	union all
	select min(s.from_on) as first_on
	from pipeline_spells as s
	inner join scope on scope.deal_key = s.deal_key
	where scope.created_on is null
)
select min(first_on) as first_on
from dated
