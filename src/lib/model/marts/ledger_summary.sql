-- What changed from export to export?
-- Grain: one pair of exports that follow one another. Params: from, to (the day of the later export).
-- Amounts are of the scope's currency; a deal without one counts as 0.
with counted as (
	select
		l.series_number,
		l.from_on,
		l.to_on,
		l.change,
		case when scope.is_of_currency then coalesce(l.amount_before, 0) else 0 end as amount_before,
		case when scope.is_of_currency then coalesce(l.amount_after, 0) else 0 end as amount_after,
		l.expected_close_before,
		l.expected_close_after
	from ledger_changes as l
	inner join scope on scope.deal_key = l.deal_key
),
changes as (
	select
		series_number,
		to_on,
		count(*) filter (change = 'appeared') as deals_appeared,
		count(*) filter (change = 'vanished') as deals_vanished,
		count(*) filter (change = 'stage') as deals_stage_changed,
		count(*) filter (change = 'amount') as deals_amount_changed,
		count(*) filter (change = 'expected_close') as deals_expected_close_changed,
		count(*) filter (change = 'expected_close' and expected_close_after > expected_close_before) as deals_pushed,
		count(*) filter (change = 'expected_close' and expected_close_after < expected_close_before) as deals_pulled_in,
		count(*) filter (change = 'owner') as deals_owner_changed,
		coalesce(sum(amount_after) filter (change = 'appeared'), 0) as appeared_amount,
		coalesce(sum(amount_before) filter (change = 'vanished'), 0) as vanished_amount,
		coalesce(sum(amount_after - amount_before) filter (change = 'amount' and amount_after > amount_before), 0)
			as increased_amount,
		coalesce(sum(amount_before - amount_after) filter (change = 'amount' and amount_after < amount_before), 0)
			as decreased_amount
	from counted
	group by series_number, to_on
),
held as (
	select
		s.series_number,
		s.snapshot_at,
		count(*) as deals,
		sum(case when scope.is_of_currency then coalesce(s.amount, 0) else 0 end) as amount
	from stg_snapshot_deals as s
	inner join scope on scope.deal_key = s.deal_key
	group by s.series_number, s.snapshot_at
)
select
	e.series_number + 1 as list_number,
	day_of(e.previous_at) as from_on,
	day_of(e.snapshot_at) as to_on,
	days_between(day_of(e.previous_at), day_of(e.snapshot_at)) as interval_days,
	coalesce(b.deals, 0) as deals_before,
	coalesce(a.deals, 0) as deals_after,
	coalesce(b.amount, 0) as before_amount,
	coalesce(a.amount, 0) as after_amount,
	coalesce(c.deals_appeared, 0) as deals_appeared,
	coalesce(c.deals_vanished, 0) as deals_vanished,
	coalesce(c.deals_stage_changed, 0) as deals_stage_changed,
	coalesce(c.deals_amount_changed, 0) as deals_amount_changed,
	coalesce(c.deals_expected_close_changed, 0) as deals_expected_close_changed,
	coalesce(c.deals_pushed, 0) as deals_pushed,
	coalesce(c.deals_pulled_in, 0) as deals_pulled_in,
	coalesce(c.deals_owner_changed, 0) as deals_owner_changed,
	coalesce(c.appeared_amount, 0) as appeared_amount,
	coalesce(c.vanished_amount, 0) as vanished_amount,
	coalesce(c.increased_amount, 0) as increased_amount,
	coalesce(c.decreased_amount, 0) as decreased_amount
from stg_snapshots as e
cross join now
left join held as b on b.series_number = e.series_number and b.snapshot_at = e.previous_at
left join held as a on a.series_number = e.series_number and a.snapshot_at = e.snapshot_at
left join changes as c on c.series_number = e.series_number and c.to_on = day_of(e.snapshot_at)
where e.previous_at is not null
	and (now.cut_at is null or e.snapshot_at < now.cut_at)
	and in_window(day_of(e.snapshot_at), $from, $to)
order by e.series_number, e.snapshot_at
