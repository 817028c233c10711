-- The deals in scope: what every mart starts from.
-- Grain: one deal. Params: currency_code, windowed, from, to; the segment filters are compiled in.
-- amount is null for deals of another currency than the scope's: amounts of different currencies are never added.
select
	deal_key,
	outcome_code,
	created_on,
	closed_on,
	furthest_rank,
	path_key,
	evidence_code,
	cycle_us,
	case when currency_code = $currency_code then amount end as amount,
	amount is not null and currency_code <> $currency_code as is_other_currency
from deal_facts
where (not $windowed or in_window(created_on, $from, $to)) and $segment_filters
