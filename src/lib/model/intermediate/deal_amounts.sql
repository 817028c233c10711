-- What each deal's amount was known to be, and from when until when.
-- Grain: one stretch of time of a deal with one amount. Params: none (reads now).
-- A stretch is [from_at, to_at); from_at is null from the beginning on, to_at is null where it still holds. The first
-- known amount counts from the beginning. Where the export itself names another amount than the last that is known,
-- the deal has changed since: at its close if it is closed, else by the newest fact. A picked as-of day cuts: what was
-- changed after it is not known, but a deal of which nothing is known before has the amount that is known next.
create or replace table deal_amounts as
with counted as (
	select c.deal_key, c.changed_at, c.source_order, c.amount, now.cut_at is null or c.changed_at < now.cut_at as is_before
	from stg_amount_changes as c
	cross join now
	where c.deal_key is not null
),
ordered as (
	select
		*,
		row_number() over (partition by deal_key order by changed_at, source_order) as place,
		row_number() over (partition by deal_key order by changed_at desc, source_order desc) as place_from_end
	from counted
),
-- A close that the deal's own row does not date is dated by a log that ends with one, as in deals.
logged_closes as (
	select e.deal_key, max(e.changed_at) as closed_at
	from stg_stage_events as e
	inner join stg_deals as d on d.deal_key = e.deal_key
	inner join stg_labels as l on l.label = e.to_label and in_window(day_of(e.changed_at), l.from_on, l.before_on)
	where d.outcome <> 'open' and d.closed_at is null and l.kind <> 'parked'
	group by e.deal_key
	having max(e.changed_at) filter (l.kind <> 'open') = max(e.changed_at)
),
since_then as (
	select
		d.deal_key,
		greatest(coalesce(d.closed_at, z.closed_at, now.newest_at), o.changed_at) as changed_at,
		o.place + 1 as place,
		d.amount
	from stg_deals as d
	inner join ordered as o on o.deal_key = d.deal_key and o.place_from_end = 1
	left join logged_closes as z on z.deal_key = d.deal_key
	cross join now
	where d.amount is distinct from o.amount
		and (
			now.cut_at is null
			or now.cut_at > now.newest_at
			or (
				coalesce(d.closed_at, z.closed_at) is not null
				and greatest(coalesce(d.closed_at, z.closed_at), o.changed_at) < now.cut_at
			)
		)
),
known as (
	select deal_key, case when place > 1 then changed_at end as from_at, place, amount
	from ordered
	where is_before or place = 1
	union all
	select deal_key, changed_at as from_at, place, amount
	from since_then
	union all
	select d.deal_key, null as from_at, 1 as place, d.amount
	from stg_deals as d
	left join ordered as o on o.deal_key = d.deal_key and o.place = 1
	where o.deal_key is null
)
select
	deal_key,
	row_number() over (partition by deal_key order by place) as stretch_number,
	from_at,
	lead(from_at) over (partition by deal_key order by place) as to_at,
	amount
from known
order by deal_key, stretch_number;
