-- How did the open pipeline grow or shrink?
-- Grain: one calendar period of the window that has begun, and, if asked by, stage or value of a segment that was in the
-- pipeline at the end of any of them; stage_rank is null of all stages together, or of deals whose stage nothing tells.
-- Params: period, by_stage, segment, from, to. Reads windows. Every stretch of a deal counts from its first day on and
-- no more from its end on, so the periods are running sums.
with bounds as (
	select min(window_key) as first_on, max(to_on) as ends_on
	from windows
),
-- The scope goes first: it leaves few stretches to compare with the bounds.
in_scope as materialized (
	select
		s.stage_rank,
		scope.segment_code,
		s.from_on,
		s.before_on,
		s.due_on,
		case when scope.is_of_currency then s.amount end as amount
	from pipeline_spells as s
	inner join scope on scope.deal_key = s.deal_key
),
spells as (
	select
		case when $by_stage then s.stage_rank end as stage_rank,
		s.segment_code,
		greatest(period_start(coalesce($period, 'quarter'), s.from_on), b.first_on) as enters_on,
		case
			when s.before_on < b.ends_on
				then greatest(period_start(coalesce($period, 'quarter'), s.before_on), b.first_on)
		end as leaves_on,
		case
			when s.due_on is not null and greatest(s.from_on, s.due_on + 1) < least(s.before_on, b.ends_on)
				then greatest(period_start(coalesce($period, 'quarter'), greatest(s.from_on, s.due_on + 1)), b.first_on)
		end as past_due_on,
		s.amount
	from in_scope as s
	cross join bounds as b
	where s.from_on < b.ends_on
),
-- Few distinct fates, counted once: all that follows reads these and no longer the stretches.
fates as (
	select stage_rank, segment_code, enters_on, leaves_on, past_due_on, count(*) as deals, sum(amount) as amount
	from spells
	group by stage_rank, segment_code, enters_on, leaves_on, past_due_on
),
changes as (
	select
		stage_rank,
		segment_code,
		enters_on as window_key,
		deals,
		amount,
		cast(0 as bigint) as deals_past_due,
		cast(null as decimal(38, 4)) as past_due_amount
	from fates
	union all
	select stage_rank, segment_code, leaves_on, -deals, -amount, 0, null
	from fates
	where leaves_on is not null
	union all
	select stage_rank, segment_code, past_due_on, 0, null, deals, amount
	from fates
	where past_due_on is not null
	union all
	select stage_rank, segment_code, leaves_on, 0, null, -deals, -amount
	from fates
	where past_due_on is not null and leaves_on is not null
),
kinds as (
	select distinct stage_rank, segment_code from changes
	union
	select cast(null as smallint) as stage_rank, 0 as segment_code where not $by_stage and $segment is null
),
summed as (
	select
		stage_rank,
		segment_code,
		window_key,
		sum(deals) as deals,
		sum(amount) as amount,
		sum(deals_past_due) as deals_past_due,
		sum(past_due_amount) as past_due_amount
	from changes
	group by stage_rank, segment_code, window_key
),
running as (
	select
		w.window_key,
		w.to_on,
		w.is_partial,
		k.stage_rank,
		k.segment_code,
		coalesce(sum(c.deals) over so_far, 0) as deals_open,
		coalesce(sum(c.amount) over so_far, 0) as open_amount,
		coalesce(sum(c.deals_past_due) over so_far, 0) as deals_past_due,
		coalesce(sum(c.past_due_amount) over so_far, 0) as past_due_amount
	from windows as w
	cross join kinds as k
	left join summed as c
		on c.window_key = w.window_key
		and c.stage_rank is not distinct from k.stage_rank
		and c.segment_code = k.segment_code
	window so_far as (partition by k.stage_rank, k.segment_code order by w.window_key)
),
shown as (
	select *, max(deals_open) over (partition by stage_rank, segment_code) as most_open
	from running
)
select
	r.window_key as period_on,
	cast(r.to_on - interval 1 day as date) as as_of_on,
	r.is_partial,
	coalesce(r.to_on <= h.known_since_on, true) as is_before_history,
	d.value,
	r.stage_rank,
	s.stage,
	cast(r.deals_open as bigint) as deals_open,
	cast(r.open_amount as double) as open_amount,
	cast(r.deals_past_due as bigint) as deals_past_due,
	cast(r.past_due_amount as double) as past_due_amount,
	cast($currency as varchar) as currency
from shown as r
cross join history_start as h
left join stg_stages as s on s.stage_rank = r.stage_rank
left join segment_dictionary as d on d.segment_key = $segment and d.value_code = r.segment_code
where r.most_open > 0 or (not $by_stage and $segment is null)
order by r.window_key, d.deals desc nulls last, d.value nulls last, r.stage_rank nulls last
