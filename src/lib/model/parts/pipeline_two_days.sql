-- How the deals in scope stood at the ends of two days, or what closed them between.
-- Grain: one deal that was open at the end of either day, or closed between. Params: none. Reads pipeline_days, spells, spell_ends.
-- ended_code is 1 won, 2 lost by the last close between, null for deals open at the end and those closed before.
with days as (
	select coalesce(start_on, date '0001-01-01') as start_on, coalesce(end_on, date '9999-12-30') as end_on
	from pipeline_days
),
stood as (
	select
		s.deal_key,
		s.from_on <= days.start_on and s.before_on > days.start_on as is_at_start,
		s.from_on <= days.end_on and s.before_on > days.end_on as is_at_end,
		s.stage_rank,
		s.amount,
		s.due_on
	from spells as s
	cross join days
	where (s.from_on <= days.start_on and s.before_on > days.start_on)
		or (s.from_on <= days.end_on and s.before_on > days.end_on)
),
states as (
	select
		deal_key,
		count(*) filter (is_at_start) > 0 as is_open_at_start,
		count(*) filter (is_at_end) > 0 as is_open_at_end,
		max(stage_rank) filter (is_at_start) as start_stage_rank,
		max(stage_rank) filter (is_at_end) as end_stage_rank,
		max(amount) filter (is_at_start) as start_amount,
		max(amount) filter (is_at_end) as end_amount,
		max(due_on) filter (is_at_start) as start_due_on,
		max(due_on) filter (is_at_end) as end_due_on
	from stood
	group by deal_key
),
ends as (
	select e.deal_key, e.ended_on, e.outcome_code
	from spell_ends as e
	cross join days
	where e.ended_on > days.start_on and e.ended_on <= days.end_on
	qualify row_number() over (partition by e.deal_key order by e.ended_on desc) = 1
),
-- A deal without a start that a log tells to have been closed before has begun before, too.
undated_ends as (
	select e.deal_key
	from pipeline_ends as e
	inner join scope as s on s.deal_key = e.deal_key
	cross join days
	where s.created_on is null and e.ended_on <= days.start_on
	group by e.deal_key
),
joined as (
	select
		coalesce(s.deal_key, e.deal_key) as deal_key,
		coalesce(s.is_open_at_start, false) as is_open_at_start,
		coalesce(s.is_open_at_end, false) as is_open_at_end,
		s.start_stage_rank,
		s.end_stage_rank,
		s.start_amount,
		s.end_amount,
		s.start_due_on,
		s.end_due_on,
		case when not coalesce(s.is_open_at_end, false) then e.outcome_code end as ended_code,
		case when not coalesce(s.is_open_at_end, false) then e.ended_on end as ended_on
	from states as s
	full outer join ends as e on e.deal_key = s.deal_key
)
select
	scope.deal_key,
	scope.segment_code,
	scope.created_on,
	coalesce(scope.created_on <= days.start_on, u.deal_key is not null) as is_begun_at_start,
	j.is_open_at_start,
	j.is_open_at_end,
	j.start_stage_rank,
	j.end_stage_rank,
	case when scope.is_of_currency then coalesce(j.start_amount, 0) else 0 end as start_amount,
	case when scope.is_of_currency then coalesce(j.end_amount, 0) else 0 end as end_amount,
	coalesce(scope.amount, 0) as own_amount,
	j.start_due_on,
	j.end_due_on,
	j.ended_code,
	j.ended_on
from joined as j
inner join scope on scope.deal_key = j.deal_key
left join undated_ends as u on u.deal_key = j.deal_key
cross join days
