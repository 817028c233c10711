-- The deals in scope: what every mart starts from.
-- started_on is the day on which a cohort takes the deal to have begun: its creation, or where the scope says so its
-- first entry into a stage.
-- Grain: one deal. Params: currency_code, segment_code, carried_codes, windowed, from, to; the segment filters and the hygiene
-- checks whose deals are left out are compiled in.
-- segment_code is the deal's value of the segment that the mart is asked by, 0 where it is asked by none; of marts that
-- take deals apart by all segments, the codes of all are carried.
-- amount is null for deals of another currency than the scope's, is_of_currency false: amounts of different currencies
-- are never added.
select
	deal_facts.deal_key,
	outcome_code,
	created_on,
	created_at,
	$started_on as started_on,
	closed_on,
	closed_at,
	furthest_rank,
	path_key,
	evidence_code,
	cycle_us,
	begun_on,
	begun_rank,
	begun_band,
	suspect_mask,
	$segment_code as segment_code,
	$carried_codes
	case when currency_code = $currency_code then amount end as amount,
	amount is not null and currency_code <> $currency_code as is_other_currency,
	coalesce(currency_code = $currency_code, false) as is_of_currency
from $deal_source
$start_join
where (not $windowed or in_window($started_on, $from, $to)) and $segment_filters and $leave_out
