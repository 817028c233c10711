-- The two days whose ends are compared: the eve of the window and its last day, or the days asked for; none after now.
-- Grain: one row. Params: start_on, end_on, from, to, now_on. Without a start the pipeline begins empty.
with asked as (
	select
		coalesce($start_on, cast($from - interval 1 day as date)) as start_on,
		least(coalesce($end_on, cast($to - interval 1 day as date), $now_on), $now_on) as end_on
)
select case when start_on > end_on then end_on else start_on end as start_on, end_on
from asked
