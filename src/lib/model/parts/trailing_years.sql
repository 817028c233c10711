-- Every four whole quarters in a row, from the quarter of the first start to now.
-- Grain: one span of four quarters. Params: none. Reads history.
with bounds as (
	select min(history.started_on) as first_on, now.now_on
	from history
	cross join now
	where history.started_on <= now.now_on
	group by now.now_on
),
starts as (
	select period_starts('quarter', first_on, now_on) as from_on, now_on
	from bounds
)
select from_on, cast(from_on + interval 1 year as date) as to_on
from starts
where cast(from_on + interval 1 year as date) <= now_on + interval 1 day
