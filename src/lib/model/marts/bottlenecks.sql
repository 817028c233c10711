-- What costs us most? Each stage, of all deals and of each value of a segment, against what it should or could be.
-- Grain: one stage, of all deals (segment is null) or of one named value of a segment, that deals in scope passed,
-- dropped from or stayed in. Params: sets of deals (value_sets: all, and by each asked segment) are compiled in, so that
-- deals are read once for all of them, and which stays count (is_stay_in_basis). Deals with a blank value are in no row
-- and no benchmark. Reads value_outcomes, value_resolved, quarter_resolved, trailing_years.
with places as (
	select m.segment_key, m.value_code, s.stage_rank, s.stage
	from (select distinct segment_key, value_code from value_outcomes) as m
	left join segment_dictionary as d on d.segment_key = m.segment_key and d.value_code = m.value_code
	cross join stg_stages as s
	where m.segment_key = '' or d.value is not null
),
-- Counted by what the cell tells of stage and kind: one narrow column is read.
stays_by_kind as (
	select
		$value_key as segment_key,
		$value_code as value_code,
		t.stay_cell // 1048576 * 1048576 as kind_cell,
		count(*) as deals
	from stage_times as t
	inner join scope on scope.deal_key = t.deal_key
	where $is_any_value and t.stay_cell % 1048576 <> 0 and $is_stay_in_basis
	group by kind_cell, grouping sets ($value_sets)
),
stayed as (
	select
		segment_key,
		value_code,
		stage_of_cell(kind_cell) as stage_rank,
		cast(sum(case when has_bits(kind_of_cell(kind_cell), 1) then 0 else deals end) as bigint) as deals_completed,
		cast(sum(case when has_bits(kind_of_cell(kind_cell), 1) then deals else 0 end) as bigint) as deals_running
	from stays_by_kind
	group by segment_key, value_code, stage_of_cell(kind_cell)
),
won as (
	select segment_key, value_code, sum(amount) as won_amount
	from value_outcomes
	where outcome_code = 1 and is_closed_in_basis
	group by segment_key, value_code
),
actual as (
	select
		p.segment_key,
		p.value_code,
		p.stage_rank,
		p.stage,
		coalesce(r.deals_moved_on, 0) as deals_moved_on,
		coalesce(r.deals_dropped, 0) as deals_dropped,
		coalesce(y.deals_completed, 0) as deals_completed,
		coalesce(y.deals_running, 0) as deals_running,
		coalesce(w.won_amount, 0) as won_amount
	from places as p
	left join value_resolved as r
		on r.segment_key = p.segment_key and r.value_code = p.value_code and r.stage_rank = p.stage_rank
	left join stayed as y
		on y.segment_key = p.segment_key and y.value_code = p.value_code and y.stage_rank = p.stage_rank
	left join won as w on w.segment_key = p.segment_key and w.value_code = p.value_code
),
-- All other values of the segment.
others as (
	select
		segment_key,
		value_code,
		stage_rank,
		sum(deals_moved_on) over (partition by segment_key, stage_rank) - deals_moved_on as deals_moved_on,
		sum(deals_dropped) over (partition by segment_key, stage_rank) - deals_dropped as deals_dropped,
		cast(null as date) as from_on,
		cast(null as date) as to_on
	from actual
	where segment_key <> ''
),
-- For all deals: the four quarters in a row, by start or by what happened in them, in which this stage converted best.
years as (
	select
		q.stage_rank,
		y.from_on,
		y.to_on,
		sum(q.deals_moved_on) as deals_moved_on,
		sum(q.deals_dropped) as deals_dropped
	from trailing_years as y
	inner join quarter_resolved as q on q.quarter_on >= y.from_on and q.quarter_on < y.to_on
	group by q.stage_rank, y.from_on, y.to_on
),
best_years as (
	select
		stage_rank,
		deals_moved_on,
		deals_dropped,
		from_on,
		to_on,
		row_number() over (
			partition by stage_rank
			order by ratio_of(deals_moved_on, deals_moved_on + deals_dropped) desc, to_on desc
		) as place
	from years
	where deals_moved_on + deals_dropped >= 20
),
-- What the team has set for a stage goes before all else.
targets as (
	select
		stage_rank,
		max(case measure when 'moved_on_ratio' then target when 'drop_off_ratio' then 1 - target end) as target_ratio,
		max(case measure when 'median_dwell_days' then target end) as target_median_days
	from scorecard_steps
	where stage_rank is not null and target is not null
	group by stage_rank
),
benchmarks as (
	select segment_key, value_code, stage_rank, deals_moved_on, deals_dropped, from_on, to_on from others
	union all
	select '' as segment_key, 0 as value_code, stage_rank, deals_moved_on, deals_dropped, from_on, to_on
	from best_years
	where place = 1
),
compared as (
	select
		a.*,
		t.target_ratio,
		t.target_median_days,
		coalesce(b.deals_moved_on, 0) as benchmark_deals_moved_on,
		coalesce(b.deals_dropped, 0) as benchmark_deals_dropped,
		b.from_on as benchmark_from_on,
		b.to_on as benchmark_to_on,
		ratio_of(a.deals_moved_on, a.deals_moved_on + a.deals_dropped) as resolved_ratio,
		coalesce(t.target_ratio, ratio_of(b.deals_moved_on, b.deals_moved_on + b.deals_dropped)) as benchmark_ratio
	from actual as a
	left join targets as t on t.stage_rank = a.stage_rank
	left join benchmarks as b
		on t.target_ratio is null
			and b.segment_key = a.segment_key
			and b.value_code = a.value_code
			and b.stage_rank = a.stage_rank
)
select
	c.stage_rank,
	c.stage,
	nullif(c.segment_key, '') as segment,
	s.segment_label,
	d.value,
	c.deals_moved_on,
	c.deals_dropped,
	c.resolved_ratio,
	c.benchmark_deals_moved_on,
	c.benchmark_deals_dropped,
	c.benchmark_ratio,
	c.benchmark_from_on,
	c.benchmark_to_on,
	c.target_ratio,
	c.target_median_days,
	c.resolved_ratio - c.benchmark_ratio as resolved_difference_ratio,
	c.won_amount,
	cast(c.won_amount as double) * (c.benchmark_ratio / nullif(c.resolved_ratio, 0) - 1) as won_at_stake_amount,
	c.deals_completed,
	c.deals_running
from compared as c
left join stg_segments as s on s.segment_key = c.segment_key
left join segment_dictionary as d on d.segment_key = c.segment_key and d.value_code = c.value_code
where c.segment_key = '' or c.deals_moved_on + c.deals_dropped + c.deals_completed + c.deals_running > 0
order by won_at_stake_amount desc nulls last, c.segment_key, d.value, c.stage_rank
