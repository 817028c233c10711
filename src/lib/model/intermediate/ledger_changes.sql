-- What is new of each deal between two exports that follow one another.
-- Grain: one change of a deal between two exports. Params: none (reads now: exports made after the as-of day are not known).
-- change is appeared, vanished, stage, amount, expected_close or owner; from_on and to_on are the days of the exports:
-- it happened after the first and by the second. Values are as text; amounts and expected closes of both exports stand
-- beside, null where an export does not have the deal. A change of outcome that leaves the stage is one of the stage.
create or replace table ledger_changes as
with exports as (
	select s.series_number, s.previous_at, s.snapshot_at
	from stg_snapshots as s
	cross join now
	where s.previous_at is not null and (now.cut_at is null or s.snapshot_at < now.cut_at)
),
shown_after as (
	select
		e.series_number,
		e.previous_at,
		e.snapshot_at,
		b.deal_key,
		a.deal_key is not null as is_before,
		a.stage_label as stage_before,
		b.stage_label as stage_after,
		a.outcome as outcome_before,
		b.outcome as outcome_after,
		a.amount as amount_before,
		b.amount as amount_after,
		a.expected_close_on as expected_close_before,
		b.expected_close_on as expected_close_after,
		a.owner_name as owner_before,
		b.owner_name as owner_after
	from exports as e
	inner join stg_snapshot_deals as b on b.series_number = e.series_number and b.snapshot_at = e.snapshot_at
	left join stg_snapshot_deals as a
		on a.series_number = e.series_number and a.snapshot_at = e.previous_at and a.deal_key = b.deal_key
),
gone as (
	select
		e.series_number,
		e.previous_at,
		e.snapshot_at,
		a.deal_key,
		a.stage_label,
		a.amount,
		a.expected_close_on
	from exports as e
	inner join stg_snapshot_deals as a on a.series_number = e.series_number and a.snapshot_at = e.previous_at
	left join stg_snapshot_deals as b
		on b.series_number = e.series_number and b.snapshot_at = e.snapshot_at and b.deal_key = a.deal_key
	where b.deal_key is null
),
changes as (
	select
		*,
		'appeared' as change,
		cast(null as varchar) as from_value,
		stage_after as to_value
	from shown_after
	where not is_before
	union all
	select
		*,
		'stage' as change,
		case when stage_before is not distinct from stage_after then concat_ws(' ', stage_before, '(' || outcome_before || ')') else stage_before end,
		case when stage_before is not distinct from stage_after then concat_ws(' ', stage_after, '(' || outcome_after || ')') else stage_after end
	from shown_after
	where is_before and (stage_before is distinct from stage_after or outcome_before <> outcome_after)
	union all
	select *, 'amount' as change, cast(cast(amount_before as double) as varchar), cast(cast(amount_after as double) as varchar)
	from shown_after
	where is_before and amount_before is distinct from amount_after
	union all
	select *, 'expected_close' as change, cast(expected_close_before as varchar), cast(expected_close_after as varchar)
	from shown_after
	where is_before
		and outcome_before = 'open'
		and outcome_after = 'open'
		and expected_close_before is distinct from expected_close_after
	union all
	select *, 'owner' as change, owner_before, owner_after
	from shown_after
	where is_before and owner_before is distinct from owner_after
)
select
	series_number,
	day_of(previous_at) as from_on,
	day_of(snapshot_at) as to_on,
	deal_key,
	change,
	from_value,
	to_value,
	amount_before,
	amount_after,
	expected_close_before,
	expected_close_after
from changes
union all
select
	series_number,
	day_of(previous_at),
	day_of(snapshot_at),
	deal_key,
	'vanished',
	stage_label,
	null,
	amount,
	null,
	expected_close_on,
	null
from gone
order by series_number, to_on, deal_key, change;
