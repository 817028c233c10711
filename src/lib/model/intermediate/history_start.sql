-- Since when the data know more than today: the first stage entry and expected close of any log or snapshot, and each
-- deal's first known values.
-- Grain: one row; one deal with a known value. Params: none.
create or replace table history_start as
with tellings as (
	-- An export tells since when a deal has been in its first stage, but of others nothing before itself.
	select changed_at as told_at from stg_stage_events where deal_key is not null and evidence_code <> 3
	union all
	select snapshot_at from stg_snapshots
),
stages as (
	select day_of(min(told_at)) as known_since_on
	from tellings
),
dues as (
	select day_of(min(changed_at)) as dues_since_on
	from stg_expected_close_changes
	where deal_key is not null
)
select stages.known_since_on, dues.dues_since_on
from stages
cross join dues;

create or replace table values_known_since as
with known as (
	select deal_key, day_of(changed_at) as amount_on, cast(null as date) as due_on
	from stg_amount_changes
	where deal_key is not null
	union all
	select deal_key, null as amount_on, day_of(changed_at) as due_on
	from stg_expected_close_changes
	where deal_key is not null
)
select deal_key, min(amount_on) as amount_since_on, min(due_on) as due_since_on
from known
group by deal_key
order by deal_key;
