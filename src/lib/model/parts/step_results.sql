-- What each measure of the scorecard comes to in each of several windows: metrics §11.
-- Grain: one window, measure and, of measures that a stage has for itself, stage; else stage_rank is null. Params: none.
-- Reads windows (window_key, from_on, to_on), half-open; a null bound is no bound. counted is the n, hits the part of it
-- that a ratio counts. Facts are counted by day first: windows then join few rows.
with bounds as (
	select
		window_key,
		coalesce(from_on, date '0001-01-01') as least_on,
		case
			when to_on is not null then to_on
			when from_on is null then date '9999-12-31'
			else date '9999-12-30'
		end as before_on
	from windows
),
-- An unbounded window alone holds undated facts, which stand on the last day but one that a date can name.
started as (
	select
		coalesce(created_on, date '9999-12-30') as happened_on,
		count(*) as counted,
		count(*) filter (outcome_code = 1 or coalesce(furthest_rank >= 2, false)) as hits
	from scope
	group by created_on
),
passed as (
	select
		coalesce(p.happened_on, date '9999-12-30') as happened_on,
		p.stage_rank,
		count(*) as counted,
		count(*) filter (not p.is_drop) as deals_moved_on,
		count(*) filter (p.is_drop) as deals_dropped
	from passes as p
	inner join scope as s on s.deal_key = p.deal_key
	group by p.happened_on, p.stage_rank
),
closed as (
	select
		coalesce(closed_on, date '9999-12-30') as happened_on,
		count(*) as counted,
		count(*) filter (outcome_code = 1) as hits,
		count(amount) filter (outcome_code = 1) as deals_with_amount,
		sum(amount) filter (outcome_code = 1) as won_amount
	from scope
	where outcome_code <> 0
	group by closed_on
),
dwelt as (
	select coalesce(t.left_on, date '9999-12-30') as happened_on, t.stage_rank, t.dwell_us
	from stage_times as t
	inner join scope as s on s.deal_key = t.deal_key
	where not t.is_running and t.dwell_us is not null
),
started_in as (
	select b.window_key, sum(f.counted) as counted, sum(f.hits) as hits
	from bounds as b
	inner join started as f on f.happened_on >= b.least_on and f.happened_on < b.before_on
	group by b.window_key
),
passed_in as (
	select
		b.window_key,
		f.stage_rank,
		sum(f.counted) as counted,
		sum(f.deals_moved_on) as deals_moved_on,
		sum(f.deals_dropped) as deals_dropped
	from bounds as b
	inner join passed as f on f.happened_on >= b.least_on and f.happened_on < b.before_on
	group by b.window_key, f.stage_rank
),
closed_in as (
	select
		b.window_key,
		sum(f.counted) as counted,
		sum(f.hits) as hits,
		sum(f.deals_with_amount) as deals_with_amount,
		sum(f.won_amount) as won_amount
	from bounds as b
	inner join closed as f on f.happened_on >= b.least_on and f.happened_on < b.before_on
	group by b.window_key
),
dwelt_in as (
	select b.window_key, f.stage_rank, count(*) as counted, days_of_us(quantile_of(f.dwell_us, 0.5)) as measured
	from bounds as b
	inner join dwelt as f on f.happened_on >= b.least_on and f.happened_on < b.before_on
	group by b.window_key, f.stage_rank
)
select
	b.window_key,
	'new_deals' as measure,
	cast(null as integer) as stage_rank,
	coalesce(f.counted, 0) as counted,
	cast(null as bigint) as hits,
	cast(coalesce(f.counted, 0) as double) as measured
from bounds as b
left join started_in as f on f.window_key = b.window_key
union all
select window_key, 'qualified_ratio', null, counted, hits, ratio_of(hits, counted) from started_in
union all
select window_key, 'moved_on_ratio', stage_rank, counted, deals_moved_on, ratio_of(deals_moved_on, counted) from passed_in
union all
select window_key, 'drop_off_ratio', stage_rank, counted, deals_dropped, ratio_of(deals_dropped, counted) from passed_in
union all
select window_key, 'median_dwell_days', stage_rank, counted, null, measured from dwelt_in
union all
select window_key, 'win_ratio', null, counted, hits, ratio_of(hits, counted) from closed_in
union all
select window_key, 'average_won_amount', null, deals_with_amount, null, ratio_of(won_amount, deals_with_amount)
from closed_in
union all
select window_key, measure, null, counted, hits, measured from account_results
