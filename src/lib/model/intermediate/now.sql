-- The as-of instant of the data, and until when facts count.
-- Grain: one row. Params: as_of (day, or null for the newest fact).
-- A lone newest date more than 30 days after all others is a suspected typing error and not taken for now;
-- the row keeps it in suspect_at. A picked day cuts: what happened after it has not happened yet. has_snapshots tells
-- that two exports of different days had been made by then: one alone tells of no move.
create or replace table now as
with facts as (
	select created_at as happened_at from stg_deals where created_at is not null
	union all
	-- A change of a deal that the data do not have is set aside, and so is its day.
	select changed_at as happened_at from stg_stage_events where deal_key is not null
	union all
	select closed_at as happened_at from stg_deals where outcome in ('won', 'lost') and closed_at is not null
),
newest as (
	select
		happened_at,
		lead(happened_at) over (order by happened_at desc) as next_at,
		row_number() over (order by happened_at desc) as place
	-- The two newest are found first, so that not all facts are put in order.
	from (select happened_at from facts order by happened_at desc limit 2) as two
),
data_now as (
	select
		case when is_suspect then next_at else happened_at end as newest_at,
		case when is_suspect then happened_at end as suspect_at
	from (
		select *, local_at(happened_at) > local_at(next_at) + interval 30 day as is_suspect
		from newest
		where place = 1
	) as the_newest
),
picked as (
	select cast($as_of as date) as day
),
exports as (
	select coalesce(max(exports_by_then), 0) as exports_by_then
	from (
		select count(*) as exports_by_then
		from stg_snapshots as s
		cross join picked
		where picked.day is null or day_of(s.snapshot_at) <= picked.day
		group by s.series_number
	) as by_series
)
select
	case
		when picked.day is null then data_now.newest_at
		when not settings.events_have_time and not settings.created_has_time then start_of_day(picked.day)
		else start_of_day(cast(picked.day + interval 1 day as date))
	end as now_at,
	coalesce(picked.day, day_of(data_now.newest_at)) as now_on,
	case when picked.day is null then null else start_of_day(cast(picked.day + interval 1 day as date)) end as cut_at,
	data_now.suspect_at as suspect_at,
	data_now.newest_at,
	exports.exports_by_then > 1 as has_snapshots
from picked
cross join exports
cross join stg_settings as settings
left join data_now on true;
