-- Every stay of a deal in an open stage, and how it ended.
-- Grain: one visit. Params: none.
-- move is forward, skip, back, won, lost or open. duration_us is null while open or where the end is not dated;
-- to_rank is the stage entered next; null where it ended won or lost, or has not.
-- is_whole_days tells that either end of the stay is a mere calendar date.
create or replace table visits as
with stays as (
	select
		deal_key,
		happened_at as entered_at,
		place,
		state,
		lead(happened_at) over (partition by deal_key order by happened_at, place) as next_at,
		lead(state) over (partition by deal_key order by happened_at, place) as next_state
	from stage_changes
),
ended as (
	select
		s.deal_key,
		s.state as stage_rank,
		s.place,
		s.entered_at,
		case
			when s.next_state is not null then s.next_at
			when d.closed_at < s.entered_at then s.entered_at
			else d.closed_at
		end as left_at,
		case
			when s.next_state = 0 then 'won'
			when s.next_state = -1 then 'lost'
			when s.next_state > s.state + 1 then 'skip'
			when s.next_state > s.state then 'forward'
			when s.next_state < s.state then 'back'
			when d.outcome in ('won', 'lost') then d.outcome
			else 'open'
		end as move,
		case when s.next_state > 0 then s.next_state end as to_rank,
		not settings.events_have_time or (s.next_state is null and not settings.closed_has_time) as whole_days
	from stays as s
	inner join deals as d on d.deal_key = s.deal_key
	cross join stg_settings as settings
	where s.state > 0
)
select
	cast(deal_key as uinteger) as deal_key,
	cast(row_number() over (partition by deal_key order by entered_at, place) as integer) as visit_number,
	cast(stage_rank as smallint) as stage_rank,
	entered_at,
	left_at,
	move,
	cast(to_rank as smallint) as to_rank,
	duration_us(entered_at, left_at, whole_days) as duration_us,
	whole_days as is_whole_days
from ended
order by deal_key, visit_number;
