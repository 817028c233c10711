-- The window of retention: the scope's up to now; without a start the year before its end.
-- Grain: one window. Params: from, to, now_on.
with bounds as (
	select
		least(coalesce($to, cast($now_on + interval 1 day as date)), cast($now_on + interval 1 day as date)) as to_on,
		coalesce($to > cast($now_on + interval 1 day as date), false) as is_partial
)
select
	coalesce($from, cast(to_on - interval 1 year as date)) as window_key,
	coalesce($from, cast(to_on - interval 1 year as date)) as from_on,
	to_on,
	is_partial
from bounds
where to_on is not null and coalesce($from, cast(to_on - interval 1 year as date)) < to_on
