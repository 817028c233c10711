-- How long do deals stay in each stage? Completed stays, stays that still run, stalled deals and rework.
-- Grain: one open stage, also of stages that no deal entered; with a segment, one stage and value of it that deals in
-- scope have. Params: segment, basis, from, to. Reads stay_cells, lengths, length_quantiles.
with deal_totals as (
	select
		segment_code,
		stage_rank,
		sum(case when is_entry_in_basis then deals else 0 end) as deals_entered,
		sum(case when is_entry_in_basis and is_reworked then deals else 0 end) as deals_reworked,
		sum(case when is_stay_in_basis and is_running then deals else 0 end) as deals_running,
		sum(case when is_stay_in_basis and length_bin is null then deals else 0 end) as deals_undated
	from stay_cells
	group by segment_code, stage_rank
),
ended as (
	select
		segment_code,
		stage_rank,
		sum(case when measure = 'completed' then n else 0 end) as deals_completed,
		sum(case when measure = 'visit' then n else 0 end) as visits_completed
	from lengths
	where measure <> 'completed of all'
	group by segment_code, stage_rank
),
quantiles as (
	select
		segment_code,
		stage_rank,
		max(case when measure = 'completed' and quantile = 0.5 then quantile_us end) as median_dwell_us,
		max(case when measure = 'completed' and quantile = 0.75 then quantile_us end) as p75_dwell_us,
		max(case when measure = 'completed' and quantile = 0.9 then quantile_us end) as p90_dwell_us,
		max(case when measure = 'visit' and quantile = 0.5 then quantile_us end) as median_visit_us,
		max(case when measure = 'visit' and quantile = 0.75 then quantile_us end) as p75_visit_us,
		max(case when measure = 'visit' and quantile = 0.9 then quantile_us end) as p90_visit_us,
		max(case when measure = 'running' then quantile_us end) as median_running_us
	from length_quantiles
	where measure <> 'completed of all'
	group by segment_code, stage_rank
),
-- Values of a segment with too few stays of their own are held to those of all values. Rounded to the microsecond: by an
-- error of the last bit no stay is longer than one of the same length.
thresholds as (
	select
		d.segment_code,
		d.stage_rank,
		round(case when $segment is null or e.deals_completed >= 30 then q.p90_dwell_us else a.quantile_us end)
			as stalled_after_us
	from deal_totals as d
	left join ended as e on e.segment_code = d.segment_code and e.stage_rank = d.stage_rank
	left join quantiles as q on q.segment_code = d.segment_code and q.stage_rank = d.stage_rank
	left join length_quantiles as a on a.measure = 'completed of all' and a.stage_rank = d.stage_rank
),
running as (
	select scope.segment_code, t.stage_rank, t.dwell_us, scope.amount
	from running_stays as t
	inner join scope on scope.deal_key = t.deal_key
	where $basis = 'cohort' or $to is null or t.entered_on < $to
),
stalled as (
	select
		t.segment_code,
		t.stage_rank,
		t.stalled_after_us,
		count(r.dwell_us) as deals_stalled,
		sum(r.amount) as stalled_amount
	from thresholds as t
	left join running as r
		on r.segment_code = t.segment_code and r.stage_rank = t.stage_rank and r.dwell_us > t.stalled_after_us
	group by t.segment_code, t.stage_rank, t.stalled_after_us
),
values_in_scope as (
	select segment_code from scope where $segment is not null
	union
	select 0 as segment_code where $segment is null
)
select
	s.stage_rank,
	s.stage,
	v.value,
	cast(coalesce(d.deals_entered, 0) as bigint) as deals_entered,
	cast(coalesce(e.deals_completed, 0) as bigint) as deals_completed,
	days_of_us(q.median_dwell_us) as median_dwell_days,
	days_of_us(q.p75_dwell_us) as p75_dwell_days,
	days_of_us(q.p90_dwell_us) as p90_dwell_days,
	cast(coalesce(e.visits_completed, 0) as bigint) as visits_completed,
	days_of_us(q.median_visit_us) as median_visit_days,
	days_of_us(q.p75_visit_us) as p75_visit_days,
	days_of_us(q.p90_visit_us) as p90_visit_days,
	cast(coalesce(d.deals_running, 0) as bigint) as deals_running,
	days_of_us(q.median_running_us) as median_running_days,
	cast(coalesce(d.deals_undated, 0) as bigint) as deals_undated,
	days_of_us(x.stalled_after_us) as stalled_after_days,
	coalesce(x.deals_stalled, 0) as deals_stalled,
	cast(coalesce(x.stalled_amount, 0) as double) as stalled_amount,
	cast(coalesce(d.deals_reworked, 0) as bigint) as deals_reworked,
	ratio_of(d.deals_reworked, d.deals_entered) as rework_ratio
from values_in_scope as c
cross join stg_stages as s
left join segment_dictionary as v on v.segment_key = $segment and v.value_code = c.segment_code
left join deal_totals as d on d.segment_code = c.segment_code and d.stage_rank = s.stage_rank
left join ended as e on e.segment_code = c.segment_code and e.stage_rank = s.stage_rank
left join quantiles as q on q.segment_code = c.segment_code and q.stage_rank = s.stage_rank
left join stalled as x on x.segment_code = c.segment_code and x.stage_rank = s.stage_rank
where $segment is null or v.segment_key is not null
order by c.segment_code, s.stage_rank
