-- The deals that were open on the eve of a period and due in it, and how they stood at its end.
-- Grain: one period and deal. Params: period, from, to. Reads windows, spells. fate is won, lost, slipped (open at the end and
-- due after the period), left (open, and due in the period or before it), or undated (open, no longer due on any day).
with due as (
	select
		w.window_key,
		w.to_on,
		scope.deal_key,
		scope.segment_code,
		case when scope.is_of_currency then coalesce(s.amount, 0) else 0 end as amount,
		s.due_on
	from spells as s
	inner join windows as w
		on w.window_key = period_start(coalesce($period, 'quarter'), s.due_on)
		and s.due_on >= w.from_on
		and s.from_on < w.from_on
		and s.before_on >= w.from_on
	inner join scope on scope.deal_key = s.deal_key
),
at_end as (
	select
		d.*,
		e.deal_key is not null as is_open_at_end,
		e.due_on as end_due_on
	from due as d
	left join spells as e on e.deal_key = d.deal_key and e.from_on < d.to_on and e.before_on >= d.to_on
),
ended as (
	select d.window_key, d.deal_key, e.outcome_code
	from due as d
	inner join pipeline_ends as e
		on e.deal_key = d.deal_key and e.ended_on >= d.window_key and e.ended_on < d.to_on
	qualify row_number() over (partition by d.window_key, d.deal_key order by e.ended_on desc) = 1
)
select
	a.window_key,
	a.deal_key,
	a.segment_code,
	a.amount,
	a.due_on,
	a.end_due_on,
	case
		when not a.is_open_at_end and e.outcome_code = 1 then 'won'
		when not a.is_open_at_end then 'lost'
		when a.end_due_on is null then 'undated'
		when a.end_due_on >= period_end(coalesce($period, 'quarter'), a.window_key) then 'slipped'
		else 'left'
	end as fate
from at_end as a
left join ended as e on e.window_key = a.window_key and e.deal_key = a.deal_key
