-- The day of which the pipeline is asked: the one asked for, but none after now.
-- Grain: one row. Params: as_of, now_on. The facts that tell stages begin with the first entry of any log; without one
-- only now is known.
select
	least(coalesce($as_of, $now_on), $now_on) as as_of_on,
	coalesce(least(coalesce($as_of, $now_on), $now_on) < coalesce(h.known_since_on, $now_on), false) as is_before_history
from history_start as h
