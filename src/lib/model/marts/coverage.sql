-- Is there enough pipeline for the target?
-- Grain: one period that is not over, or period and value of the segment asked by. Params: period, segment, periods,
-- as_of. Reads pipeline_day, pipeline_standing, coverage_periods, period_targets, period_yields.
with due as (
	select p.window_key, s.segment_code, count(*) as deals_due, sum(s.amount) as due_amount
	from pipeline_standing as s
	inner join coverage_periods as p on s.due_on >= p.window_key and s.due_on < p.ends_on
	group by p.window_key, s.segment_code
),
overdue as (
	select p.window_key, s.segment_code, count(*) as deals_overdue, sum(s.amount) as overdue_amount
	from pipeline_standing as s
	inner join coverage_periods as p on p.is_current and s.due_on < p.window_key
	group by p.window_key, s.segment_code
),
won as (
	select p.window_key, scope.segment_code, count(*) as deals_won, sum(scope.amount) as won_amount
	from scope
	cross join pipeline_day as asked
	inner join coverage_periods as p
		on scope.closed_on >= p.window_key and scope.closed_on < p.ends_on and scope.closed_on <= asked.as_of_on
	where scope.outcome_code = 1
	group by p.window_key, scope.segment_code
),
needed as (
	select
		segment_code,
		count(yield_ratio) as periods_counted,
		quantile_of(yield_ratio, 0.5) as median_yield_ratio,
		min(yield_ratio) as least_yield_ratio,
		max(yield_ratio) as greatest_yield_ratio
	from period_yields
	group by segment_code
),
targets as (
	select
		t.window_key,
		t.segment_value,
		case
			when $segment is null then 0
			-- A value that has a target and no deal has no code: one below those of values that have.
			else coalesce(d.value_code, -1 - dense_rank() over (order by t.segment_value))
		end as segment_code,
		case when $segment is not null and d.value_code is null then t.named end as named,
		t.target,
		t.is_partial
	from period_targets as t
	left join segment_dictionary as d on d.segment_key = $segment and lower(d.value) = t.segment_value
),
one_target as (
	-- Spellings that differ in case alone share a target: it is that of the most frequent one.
	select window_key, min(segment_code) as segment_code, max(named) as named, target, is_partial
	from targets
	group by window_key, segment_value, target, is_partial
),
last_told as (
	select max(window_key) as window_key
	from (select window_key from due union all select window_key from one_target) as told
),
grid as (
	select window_key, segment_code from due
	union
	select window_key, segment_code from overdue
	union
	select window_key, segment_code from won
	union
	select window_key, segment_code from one_target
	union
	-- Periods between them that have neither. Those after the last one have none for what is filtered.
	select p.window_key, 0 as segment_code
	from coverage_periods as p
	cross join last_told as l
	where $segment is null and (p.is_current or p.window_key < l.window_key)
),
joined as (
	select
		asked.as_of_on,
		p.window_key,
		p.ends_on,
		p.is_current,
		g.segment_code,
		t.named,
		t.target as target_amount,
		coalesce(t.is_partial, false) as is_target_partial,
		coalesce(d.deals_due, 0) as deals_due,
		cast(coalesce(d.due_amount, 0) as double) as due_amount,
		coalesce(o.deals_overdue, 0) as deals_overdue,
		coalesce(o.overdue_amount, 0) as overdue_amount,
		coalesce(w.deals_won, 0) as deals_won,
		cast(coalesce(w.won_amount, 0) as double) as won_amount,
		case when t.target is not null then greatest(t.target - coalesce(cast(w.won_amount as double), 0), 0) end
			as remaining_amount,
		coalesce(n.periods_counted, 0) as periods_counted,
		n.median_yield_ratio,
		n.least_yield_ratio,
		n.greatest_yield_ratio
	from grid as g
	inner join coverage_periods as p on p.window_key = g.window_key
	cross join pipeline_day as asked
	left join due as d on d.window_key = g.window_key and d.segment_code = g.segment_code
	left join overdue as o on o.window_key = g.window_key and o.segment_code = g.segment_code
	left join won as w on w.window_key = g.window_key and w.segment_code = g.segment_code
	left join one_target as t on t.window_key = g.window_key and t.segment_code = g.segment_code
	left join needed as n on n.segment_code = g.segment_code
)
select
	j.as_of_on,
	j.window_key as period_on,
	j.ends_on as to_on,
	j.is_current,
	coalesce(d.value, j.named) as value,
	j.target_amount,
	j.is_target_partial,
	j.deals_won,
	j.won_amount,
	j.remaining_amount,
	coalesce(j.remaining_amount = 0, false) as is_target_met,
	j.deals_due,
	j.due_amount,
	j.deals_overdue,
	j.overdue_amount,
	ratio_of(j.due_amount, j.remaining_amount) as coverage_ratio,
	j.periods_counted,
	j.median_yield_ratio,
	ratio_of_positive(1, j.median_yield_ratio) as needed_ratio,
	ratio_of_positive(1, j.greatest_yield_ratio) as needed_low_ratio,
	ratio_of_positive(1, j.least_yield_ratio) as needed_high_ratio,
	j.remaining_amount * ratio_of_positive(1, j.median_yield_ratio) as needed_amount,
	j.remaining_amount * ratio_of_positive(1, j.median_yield_ratio) - j.due_amount as gap_amount,
	cast($currency as varchar) as currency
from joined as j
left join segment_dictionary as d on d.segment_key = $segment and d.value_code = j.segment_code
order by j.window_key, d.deals desc nulls last, coalesce(d.value, j.named) nulls last
