-- Every change of a deal's state, in order, as the stage events tell it.
-- Grain: one change. Params: none (reads now).
-- state is the rank of an open stage, 0 for won or after the sale, -1 for lost. Events are ordered by time, within
-- an instant as the log tells, then by source row; consecutive events of one state are one change; parked labels do not
-- interrupt a stay. The first change of a log names the stage before it: the deal had been there since it began. What a
-- label means is what it meant on the day of the change.
create or replace table stage_changes as
with events as (
	select
		e.deal_key,
		d.created_at,
		e.changed_at,
		case when labels.kind = 'open' then labels.stage_rank when labels.kind = 'lost' then -1 else 0 end as state,
		e.from_label,
		row_number() over (partition by e.deal_key order by e.changed_at, e.place_in_instant, e.source_order) as place
	from stg_stage_events as e
	inner join stg_deals as d on d.deal_key = e.deal_key
	inner join stg_labels as labels
		on labels.label = e.to_label and in_window(day_of(e.changed_at), labels.from_on, labels.before_on)
	cross join now
	where labels.kind <> 'parked'
		and (now.cut_at is null or e.changed_at < now.cut_at)
		and (e.evidence_code <> 3 or now.has_snapshots)
),
beginnings as (
	select
		deal_key,
		case when created_at <= changed_at then created_at else changed_at end as happened_at,
		from_label
	from events
	where place = 1
),
with_first_stage as (
	select deal_key, changed_at as happened_at, place, state from events
	union all
	select b.deal_key, b.happened_at, 0 as place, labels.stage_rank as state
	from beginnings as b
	inner join stg_labels as labels
		on labels.label = b.from_label and in_window(day_of(b.happened_at), labels.from_on, labels.before_on)
	where labels.stage_rank is not null
),
beside_the_one_before as (
	select
		deal_key,
		happened_at,
		place,
		state,
		lag(state) over (partition by deal_key order by happened_at, place) as state_before
	from with_first_stage
)
select deal_key, happened_at, place, state
from beside_the_one_before
where state_before is null or state_before <> state
order by deal_key, happened_at, place;
