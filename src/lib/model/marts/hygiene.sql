-- Can the data be trusted? What each check suspects, and the numbers with and without its deals.
-- Grain: one check. Params: from, to, left_out_mask (reads hygiene_checks, and scope with the deals left out).
-- Numbers with the check's deals are those of the scope without the deals that other checks leave out.
with checks as (
	select
		check_code,
		check_bit,
		check_place,
		has_bits($left_out_mask, check_bit) as is_left_out,
		$left_out_mask - case when has_bits($left_out_mask, check_bit) then check_bit else 0 end as other_mask
	from hygiene_checks
),
deals_in_scope as (
	select
		suspect_mask,
		outcome_code,
		outcome_code <> 0 and in_window(closed_on, $from, $to) as is_closed_in_window,
		amount,
		cycle_us
	from scope
),
kinds as (
	select
		suspect_mask,
		count(*) filter (is_closed_in_window and outcome_code = 1) as deals_won,
		count(*) filter (is_closed_in_window) as deals_closed,
		sum(amount) filter (is_closed_in_window and outcome_code = 1) as won_amount,
		count(cycle_us) filter (is_closed_in_window and outcome_code = 1) as deals_won_with_cycle,
		sum(cycle_us) filter (is_closed_in_window and outcome_code = 1) as won_cycle_us,
		count(*) filter (outcome_code = 0) as deals_open,
		sum(amount) filter (outcome_code = 0) as open_amount
	from deals_in_scope
	group by suspect_mask
),
sums as (
	select
		c.check_code,
		coalesce(sum(k.deals_won), 0) as deals_won,
		coalesce(sum(k.deals_closed), 0) as deals_closed,
		coalesce(sum(k.won_amount), 0) as won_amount,
		sum(k.deals_won_with_cycle) as deals_won_with_cycle,
		sum(k.won_cycle_us) as won_cycle_us,
		coalesce(sum(k.deals_open), 0) as deals_open,
		coalesce(sum(k.open_amount), 0) as open_amount,
		coalesce(sum(k.deals_won) filter (not has_bits(k.suspect_mask, c.check_bit)), 0) as deals_won_without,
		coalesce(sum(k.deals_closed) filter (not has_bits(k.suspect_mask, c.check_bit)), 0) as deals_closed_without,
		coalesce(sum(k.won_amount) filter (not has_bits(k.suspect_mask, c.check_bit)), 0) as won_amount_without,
		sum(k.deals_won_with_cycle) filter (not has_bits(k.suspect_mask, c.check_bit)) as deals_won_with_cycle_without,
		sum(k.won_cycle_us) filter (not has_bits(k.suspect_mask, c.check_bit)) as won_cycle_us_without,
		coalesce(sum(k.deals_open) filter (not has_bits(k.suspect_mask, c.check_bit)), 0) as deals_open_without,
		coalesce(sum(k.open_amount) filter (not has_bits(k.suspect_mask, c.check_bit)), 0) as open_amount_without
	from checks as c
	inner join kinds as k on not has_bits(k.suspect_mask, c.other_mask)
	group by c.check_code
),
medians as (
	select
		c.check_code,
		quantile_of(d.cycle_us, 0.5) as won_cycle_us,
		quantile_of(case when not has_bits(d.suspect_mask, c.check_bit) then d.cycle_us end, 0.5) as won_cycle_us_without
	from checks as c
	inner join deals_in_scope as d
		on d.is_closed_in_window and d.outcome_code = 1 and not has_bits(d.suspect_mask, c.other_mask)
	group by c.check_code
),
found as (
	select s.check_code, count(*) as rows_suspected, count(distinct s.deal_key) as deals_suspected
	from suspects as s
	left join scope on scope.deal_key = s.deal_key
	where s.deal_key is null or scope.deal_key is not null
	group by s.check_code
),
told_by_deals as (
	select
		count(owner_name) > 0 as has_owners,
		count(source_name) > 0 as has_sources,
		count(stage_label) > 0 as has_stages,
		count(amount) > 0 as has_amounts,
		count(expected_close_on) > 0 as has_expected_closes
	from stg_deals
),
told_by_events as (
	select count(*) > 0 as has_events
	from stg_stage_events
),
told_otherwise as (
	select
		(select count(*) from stg_snapshots) > 1 as has_snapshots,
		(select count(value) from segment_dictionary where segment_key = 'lost_reason') > 0 as has_reasons
)
select
	c.check_code,
	case c.check_code
		when 'event-before-created' then e.has_events
		when 'event-after-close' then e.has_events
		when 'open-too-long' then e.has_events
		when 'stages-within-a-minute' then settings.events_have_time
		when 'bulk-closing' then settings.events_have_time or settings.closed_has_time
		when 'won-without-amount' then d.has_amounts
		when 'past-due' then d.has_expected_closes
		when 'no-stage' then d.has_stages
		when 'unknown-deal' then e.has_events
		when 'no-owner' then d.has_owners
		when 'no-source' then d.has_sources
		when 'no-lost-reason' then o.has_reasons
		when 'vanished' then o.has_snapshots
		else true
	end as is_checked,
	c.is_left_out,
	coalesce(f.rows_suspected, 0) as rows_suspected,
	coalesce(f.deals_suspected, 0) as deals_suspected,
	coalesce(s.deals_closed, 0) as deals_closed,
	coalesce(s.deals_closed_without, 0) as deals_closed_without,
	ratio_of(s.deals_won, s.deals_closed) as win_ratio,
	ratio_of(s.deals_won_without, s.deals_closed_without) as win_without_ratio,
	coalesce(s.won_amount, 0) as won_amount,
	coalesce(s.won_amount_without, 0) as won_without_amount,
	days_of_us(s.won_cycle_us) / nullif(s.deals_won_with_cycle, 0) as average_won_cycle_days,
	days_of_us(s.won_cycle_us_without) / nullif(s.deals_won_with_cycle_without, 0) as average_won_cycle_without_days,
	days_of_us(m.won_cycle_us) as median_won_cycle_days,
	days_of_us(m.won_cycle_us_without) as median_won_cycle_without_days,
	coalesce(s.deals_open, 0) as deals_open,
	coalesce(s.deals_open_without, 0) as deals_open_without,
	coalesce(s.open_amount, 0) as open_amount,
	coalesce(s.open_amount_without, 0) as open_without_amount,
	$currency as currency
from checks as c
cross join told_by_deals as d
cross join told_by_events as e
cross join told_otherwise as o
cross join stg_settings as settings
left join sums as s on s.check_code = c.check_code
left join medians as m on m.check_code = c.check_code
left join found as f on f.check_code = c.check_code
order by c.check_place
