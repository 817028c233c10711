-- How long each deal was in each stage that it is recorded in, and how long it took to get past it.
-- Grain: one deal and stage entered. Params: none (reads now).
-- dwell_us is the sum of the deal's visits to the stage, up to now if it is still there (is_running); null where a
-- visit's end is not dated. exit_code is 1 moved on (known to have reached a later stage, or won), 2 lost with this as
-- its furthest stage, 0 neither yet. exit_us is the time from the first entry to that exit, up to now without one;
-- null where the exit is not dated, 0 where the deal had been further before it first came here. left_on is the day
-- on which it last left the stage. moves_back_into counts the moves back that ended here.
-- stay_cell and exit_cell are stage, kind and length to the bin (`cell_of`) in one narrow number: what is counted by them
-- takes one look at the stays. Kinds of a stay are bits: 1 is running, 2 was moved back into, 4 is of several visits;
-- the kind of an exit is its code.
create or replace table stage_times as
with beside_the_one_before as (
	select
		*,
		lag(move) over (partition by deal_key order by visit_number) as move_before
	from visits
),
stays as (
	select
		deal_key,
		stage_rank,
		count(*) as visits_entered,
		count(*) filter (move_before = 'back') as moves_back_into,
		min(entered_at) as entered_at,
		max(left_at) as left_at,
		max(entered_at) filter (move = 'open') as running_since,
		count(*) filter (move <> 'open' and duration_us is null) as visits_undated,
		coalesce(sum(duration_us), 0) as completed_us
	from beside_the_one_before
	group by deal_key, stage_rank
),
ends as (
	select
		v.deal_key,
		max(v.left_at) as ended_at,
		count(*) filter (v.is_whole_days) > 0 as is_end_in_whole_days
	from visits as v
	inner join deals as d on d.deal_key = v.deal_key and d.outcome = v.move
	group by v.deal_key
),
outcomes as (
	select
		d.deal_key,
		d.outcome,
		j.furthest_rank,
		coalesce(e.ended_at, d.closed_at) as ended_at,
		coalesce(e.is_end_in_whole_days, not settings.events_have_time or not settings.closed_has_time)
			as is_end_in_whole_days
	from deals as d
	inner join journeys as j on j.deal_key = d.deal_key
	left join ends as e on e.deal_key = d.deal_key
	cross join stg_settings as settings
),
exits as (
	select
		s.*,
		o.outcome,
		o.ended_at,
		o.is_end_in_whole_days,
		case
			when o.outcome = 'won' or o.furthest_rank > s.stage_rank then 1
			when o.outcome = 'lost' then 2
			else 0
		end as exit_code,
		min(s.entered_at) over (
			partition by s.deal_key
			order by s.stage_rank
			rows between 1 following and unbounded following
		) as later_at
	from stays as s
	inner join outcomes as o on o.deal_key = s.deal_key
),
dated as (
	select
		e.*,
		now.now_at,
		not settings.events_have_time as is_whole_days,
		case
			when e.exit_code = 0 then now.now_at
			when e.exit_code = 1 and e.later_at is not null then e.later_at
			when e.exit_code = 2 or e.outcome = 'won' then e.ended_at
		end as exit_at,
		e.is_end_in_whole_days and (e.exit_code = 2 or (e.exit_code = 1 and e.later_at is null))
			as is_exit_by_close
	from exits as e
	cross join now
	cross join stg_settings as settings
),
timed as (
	select
		*,
		case
			when visits_undated > 0 then null
			-- A visit of a day that is suspected and not taken for now begins after it: it has lasted for nothing yet.
			-- A sum of 64-bit numbers has 128 bits, which are three times as slow to read.
			else cast(completed_us + coalesce(greatest(duration_us(running_since, now_at, is_whole_days), 0), 0) as bigint)
		end as dwell_us,
		case
			when exit_at is not null
				then greatest(duration_us(entered_at, exit_at, is_whole_days or is_exit_by_close), 0)
		end as exit_us
	from dated
)
select
	cast(deal_key as uinteger) as deal_key,
	cast(stage_rank as smallint) as stage_rank,
	cast(visits_entered as integer) as visits_entered,
	cast(moves_back_into as integer) as moves_back_into,
	day_of(entered_at) as entered_on,
	day_of(left_at) as left_on,
	running_since is not null as is_running,
	dwell_us,
	cell_of(
		stage_rank,
		case when running_since is not null then 1 else 0 end
			+ case when moves_back_into > 0 then 2 else 0 end
			+ case when visits_entered > 1 then 4 else 0 end,
		length_bin(dwell_us)
	) as stay_cell,
	cast(exit_code as tinyint) as exit_code,
	exit_us,
	cell_of(stage_rank, exit_code, length_bin(exit_us)) as exit_cell,
	greatest(duration_us(entered_at, now_at, is_whole_days), 0) as age_us
from timed
order by deal_key, stage_rank;

-- Visits to the stages that a deal came to more than once: what their dwell adds up. All other dwells are visits.
-- Grain: one visit that has ended, with both ends dated. Params: none.
create or replace table revisits as
select
	v.deal_key,
	v.stage_rank,
	day_of(v.left_at) as left_on,
	v.duration_us,
	cast(length_bin(v.duration_us) as uinteger) as length_bin
from visits as v
inner join stage_times as t on t.deal_key = v.deal_key and t.stage_rank = v.stage_rank
where t.visits_entered > 1 and v.duration_us is not null
order by v.deal_key, v.visit_number;

-- Stays that still run: few of all, and asked for by themselves.
-- Grain: one deal and stage that it is in. Params: none. dwell_us as in stage_times.
create or replace table running_stays as
select deal_key, stage_rank, entered_on, dwell_us
from stage_times
where is_running
order by deal_key, stage_rank;
