-- Several changes of one deal in one instant, of a log that names the stage before each: a change follows the one that
-- led to the stage it leaves. So their order does not rest on the order of rows. Rows that repeat a stage (an edit of
-- the amount, say) follow the change that entered it. Where the chain does not tell, place_in_instant stays 0.
create or replace temp table instants as
with crowded as (
	select deal_key, changed_at
	from stg_stage_events
	where deal_key is not null
	group by deal_key, changed_at
	having count(*) > 1 and count(from_label) > 0
)
select e.deal_key, e.changed_at, e.source_order, e.from_label, e.to_label
from stg_stage_events as e
inner join crowded as c on c.deal_key = e.deal_key and c.changed_at = e.changed_at;

create or replace temp table chained as
with recursive moves as (
	select *
	from instants
	where from_label is distinct from to_label
),
chain as (
	select m.deal_key, m.changed_at, m.source_order, m.to_label, 1 as depth
	from moves as m
	where not exists (
		select 1
		from moves as other
		where other.deal_key = m.deal_key and other.changed_at = m.changed_at and other.to_label = m.from_label
	)
	union all
	select m.deal_key, m.changed_at, m.source_order, m.to_label, c.depth + 1 as depth
	from chain as c
	inner join moves as m
		on m.deal_key = c.deal_key and m.changed_at = c.changed_at and m.from_label = c.to_label
	where c.depth < 32
),
moved as (
	select deal_key, changed_at, source_order, to_label, min(depth) as place
	from chain
	group by deal_key, changed_at, source_order, to_label
),
repeated as (
	select i.deal_key, i.changed_at, i.source_order, coalesce(min(m.place), 0) + 0.5 as place
	from instants as i
	left join moved as m on m.deal_key = i.deal_key and m.changed_at = i.changed_at and m.to_label = i.to_label
	where i.from_label = i.to_label
	group by i.deal_key, i.changed_at, i.source_order
)
select source_order, place from moved
union all
select source_order, place from repeated;

update stg_stage_events
set place_in_instant = chained.place
from chained
where stg_stage_events.source_order = chained.source_order and stg_stage_events.evidence_code = 1;
