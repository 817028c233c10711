-- The scope's window and the one it is compared with: the one asked for, else the equally long one just before,
-- in whole months where it lasts whole months.
-- Grain: one window; the compared one is missing if none is asked for and the scope's has no start or no end.
-- Params: from, to, compare_from, compare_to. window_key is 1 for the scope's window, 0 for the compared one.
select
	1 as window_key,
	cast($from as date) as from_on,
	cast($to as date) as to_on,
	coalesce($to > now.now_on + interval 1 day, false) as is_partial
from now
union all
select
	0 as window_key,
	case when $compare_from is null and $compare_to is null then span_before($from, $to) else cast($compare_from as date) end
		as from_on,
	case when $compare_from is null and $compare_to is null then cast($from as date) else cast($compare_to as date) end
		as to_on,
	coalesce(
		case when $compare_from is null and $compare_to is null then $from else $compare_to end
			> now.now_on + interval 1 day,
		false
	) as is_partial
from now
where $compare_from is not null or $compare_to is not null or ($from is not null and $to is not null)
