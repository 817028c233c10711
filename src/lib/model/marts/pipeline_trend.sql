-- How did the open pipeline grow or shrink?
-- Grain: one calendar period of the window that has begun, and, if asked by, stage or value of a segment that was in the
-- pipeline at the end of any of them; stage_rank is null of all stages together, or of deals whose stage nothing tells.
-- Params: period, by_stage, segment, from, to. Reads windows, stretches. Every stretch of a deal counts from its first
-- day on and no more from its end on, so the periods are running sums.
with bounds as (
	select min(window_key) as first_on, max(to_on) as ends_on
	from windows
),
-- Each stretch by the days on which it begins to count, stops, and is past due: few distinct days, of which alone a period
-- is looked up.
changes_by_day as (
	select
		case when $by_stage then s.stage_rank end as stage_rank,
		s.segment_code,
		s.from_on as changed_on,
		count(*) as deals,
		sum(s.amount) as amount,
		cast(0 as bigint) as deals_past_due,
		cast(null as decimal(38, 4)) as past_due_amount
	from stretches as s
	cross join bounds as b
	where s.from_on < b.ends_on
	group by 1, 2, 3
	union all
	select
		case when $by_stage then s.stage_rank end,
		s.segment_code,
		s.before_on,
		-count(*),
		-sum(s.amount),
		-count(*) filter (s.due_on + 1 < s.before_on),
		-sum(s.amount) filter (s.due_on + 1 < s.before_on)
	from stretches as s
	cross join bounds as b
	where s.before_on < b.ends_on
	group by 1, 2, 3
	union all
	select
		case when $by_stage then s.stage_rank end,
		s.segment_code,
		-- Spelled out: greatest() and least() are six times as slow.
		case when s.due_on >= s.from_on then s.due_on + 1 else s.from_on end,
		0,
		null,
		count(*),
		sum(s.amount)
	from stretches as s
	cross join bounds as b
	where s.from_on < b.ends_on and s.due_on + 1 < s.before_on and s.due_on + 1 < b.ends_on
	group by 1, 2, 3
),
changes as (
	select
		c.stage_rank,
		c.segment_code,
		greatest(period_start(coalesce($period, 'quarter'), c.changed_on), b.first_on) as window_key,
		c.deals,
		c.amount,
		c.deals_past_due,
		c.past_due_amount
	from changes_by_day as c
	cross join bounds as b
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
