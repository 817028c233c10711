-- Since when the data know more than today: the first stage entry of any log, and each deal's first known values.
-- Grain: one row; one deal with a known change of a value.
create or replace table history_start as
select day_of(min(changed_at)) as known_since_on
from stg_stage_events
where deal_key is not null;

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
