-- The windows over which accounts are compared: those of the scorecard up to now; without a start the year before
-- their end, for at the beginning of all time there was no account to keep.
-- Grain: one window. Params: none. Reads windows.
select
	b.window_key,
	coalesce(b.from_on, cast(b.ends_on - interval 1 year as date)) as from_on,
	b.ends_on as to_on,
	b.is_partial
from (
	select
		w.window_key,
		w.from_on,
		least(coalesce(w.to_on, now.now_on + 1), now.now_on + 1) as ends_on,
		w.is_partial
	from windows as w
	cross join now
) as b
where coalesce(b.from_on, cast(b.ends_on - interval 1 year as date)) < b.ends_on
