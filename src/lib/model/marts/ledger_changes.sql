-- What is new from export to export? Every change of a deal between two exports that follow one another.
-- Grain: one change of a deal between two exports. Params: from, to (the day of the later export), change, row_limit,
-- row_offset.
select
	d.external_id as deal_id,
	d.deal_name,
	d.owner_name,
	l.change,
	l.from_value,
	l.to_value,
	case when l.change = 'vanished' then l.amount_before else l.amount_after end as amount,
	d.currency,
	case when l.change = 'amount' then coalesce(l.amount_after, 0) - coalesce(l.amount_before, 0) end as amount_change,
	case when l.change = 'expected_close' then days_between(l.expected_close_before, l.expected_close_after) end
		as days_moved,
	l.from_on,
	l.to_on,
	days_between(l.from_on, l.to_on) as interval_days,
	count(*) over () as changes_total
from ledger_changes as l
inner join scope on scope.deal_key = l.deal_key
inner join stg_deals as d on d.deal_key = l.deal_key
where in_window(l.to_on, $from, $to) and ($change is null or l.change = $change)
order by l.to_on desc, l.series_number, l.deal_key, l.change
limit $row_limit
offset $row_offset
