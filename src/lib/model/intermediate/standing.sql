-- What the exports say of each deal that exists at the as-of instant.
-- Grain: one deal. Params: none (reads now).
-- Without a picked day that is the newest export. As of an earlier day it is the export then in force: the last one
-- made by then that has the deal. What the next one dates since the last that was made has happened by its date: a
-- close, or the creation of a deal that no export had yet. A deal without a start of which a log tells is there from the
-- first day of that log. is_shown tells that stage_label is what an export showed at that time; labelled_on is the day
-- on which it did, meant_on the one by which the label is read.
create or replace table standing as
with in_force as (
	select s.deal_key, s.snapshot_at, s.stage_label, s.meant_on, s.outcome, s.created_at, s.closed_at
	from stg_snapshot_deals as s
	cross join now
	where s.snapshot_at < now.cut_at
	qualify row_number() over (partition by s.deal_key order by s.snapshot_at desc) = 1
),
next_seen as (
	select s.deal_key, s.series_number, s.outcome, s.created_at, s.closed_at
	from stg_snapshot_deals as s
	cross join now
	where s.snapshot_at >= now.cut_at
	qualify row_number() over (partition by s.deal_key order by s.snapshot_at) = 1
),
last_made as (
	select s.series_number, max(s.snapshot_at) as made_at
	from stg_snapshots as s
	cross join now
	where s.snapshot_at < now.cut_at
	group by s.series_number
),
told as (
	select
		d.deal_key,
		d.deal_id,
		d.currency,
		f.deal_key is not null as is_in_force,
		f.deal_key is null and n.deal_key is not null as is_seen_later,
		f.outcome = 'open'
			and n.outcome <> 'open'
			and n.closed_at < now.cut_at
			and n.closed_at >= m.made_at as is_closed_since,
		m.made_at,
		d.created_at as own_created_at,
		d.outcome as own_outcome,
		d.closed_at as own_closed_at,
		d.stage_label as own_label,
		d.labelled_on as own_labelled_on,
		d.meant_on as own_meant_on,
		f.created_at as force_created_at,
		f.outcome as force_outcome,
		f.closed_at as force_closed_at,
		f.stage_label as force_label,
		day_of(f.snapshot_at) as force_labelled_on,
		f.meant_on as force_meant_on,
		n.created_at as next_created_at,
		n.outcome as next_outcome,
		n.closed_at as next_closed_at,
		now.cut_at,
		now.newest_at
	from stg_deals as d
	cross join now
	left join in_force as f on f.deal_key = d.deal_key
	left join next_seen as n on n.deal_key = d.deal_key
	left join last_made as m on m.series_number = n.series_number
),
chosen as (
	select
		deal_key,
		deal_id,
		currency,
		cut_at,
		is_seen_later,
		made_at,
		case when is_in_force then force_created_at when is_seen_later then next_created_at else own_created_at end
			as created_at,
		case
			when is_in_force and not coalesce(is_closed_since, false) then force_outcome
			when is_in_force or is_seen_later then next_outcome
			else own_outcome
		end as outcome,
		case
			when is_in_force and not coalesce(is_closed_since, false) then force_closed_at
			when is_in_force or is_seen_later then next_closed_at
			else own_closed_at
		end as closed_at,
		case when is_in_force then force_label when not is_seen_later then own_label end as stage_label,
		case when is_in_force then force_labelled_on when not is_seen_later then own_labelled_on end as labelled_on,
		case when is_in_force then force_meant_on when not is_seen_later then own_meant_on end as meant_on,
		is_in_force or (not is_seen_later and (cut_at is null or cut_at > newest_at)) as is_shown
	from told
),
logged_later as (
	select e.deal_key
	from stg_stage_events as e
	inner join chosen as c on c.deal_key = e.deal_key
	where c.created_at is null and c.cut_at is not null and (c.closed_at is null or c.closed_at >= c.cut_at)
	group by e.deal_key
	having min(e.changed_at) >= max(c.cut_at)
)
select
	c.deal_key,
	c.deal_id,
	c.currency,
	c.created_at,
	c.outcome,
	c.closed_at,
	c.stage_label,
	c.labelled_on,
	c.meant_on,
	c.is_shown
from chosen as c
left join logged_later as g on g.deal_key = c.deal_key
where (
		c.cut_at is null
		or c.created_at < c.cut_at
		or (c.created_at is null and not c.is_seen_later and g.deal_key is null)
	)
	and (not c.is_seen_later or c.made_at is null or c.created_at >= c.made_at)
order by c.deal_key;
