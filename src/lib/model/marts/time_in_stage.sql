-- How long do deals stay in each stage? Completed stays, stays that still run, stalled deals and rework.
-- Grain: one open stage, also of stages that no deal entered; with a segment, one stage and value of it that deals in
-- scope have. Params: segment, basis, from, to.
with stays as (
	select
		scope.segment_code,
		t.stage_rank,
		t.dwell_us,
		t.is_running,
		scope.amount,
		t.moves_back_into > 0 as is_reworked,
		$basis = 'cohort' or in_window(t.entered_on, $from, $to) as is_entry_in_basis,
		case
			when $basis = 'cohort' then true
			when t.is_running then $to is null or t.entered_on < $to
			else in_window(t.left_on, $from, $to)
		end as is_stay_in_basis
	from stage_times as t
	inner join scope on scope.deal_key = t.deal_key
),
deal_totals as (
	select
		segment_code,
		stage_rank,
		count(*) filter (is_entry_in_basis) as deals_entered,
		count(*) filter (is_entry_in_basis and is_reworked) as deals_reworked,
		count(dwell_us) filter (is_stay_in_basis and not is_running) as deals_completed,
		quantile_of(case when is_stay_in_basis and not is_running then dwell_us end, 0.5) as median_dwell_us,
		quantile_of(case when is_stay_in_basis and not is_running then dwell_us end, 0.75) as p75_dwell_us,
		quantile_of(case when is_stay_in_basis and not is_running then dwell_us end, 0.9) as p90_dwell_us,
		count(*) filter (is_stay_in_basis and is_running) as deals_running,
		quantile_of(case when is_stay_in_basis and is_running then dwell_us end, 0.5) as median_running_us,
		count(*) filter (is_stay_in_basis and dwell_us is null) as deals_undated
	from stays
	group by segment_code, stage_rank
),
visit_totals as (
	select
		scope.segment_code,
		v.stage_rank,
		count(*) as visits_completed,
		quantile_of(v.duration_us, 0.5) as median_visit_us,
		quantile_of(v.duration_us, 0.75) as p75_visit_us,
		quantile_of(v.duration_us, 0.9) as p90_visit_us
	from visits as v
	inner join scope on scope.deal_key = v.deal_key
	where v.move <> 'open'
		and v.duration_us is not null
		and ($basis = 'cohort' or in_window(day_of(v.left_at), $from, $to))
	group by scope.segment_code, v.stage_rank
),
all_values as (
	select
		stage_rank,
		quantile_of(case when is_stay_in_basis and not is_running then dwell_us end, 0.9) as p90_dwell_us
	from stays
	group by stage_rank
),
thresholds as (
	select
		d.segment_code,
		d.stage_rank,
		case when d.deals_completed >= 30 then d.p90_dwell_us else a.p90_dwell_us end as stalled_after_us
	from deal_totals as d
	inner join all_values as a on a.stage_rank = d.stage_rank
),
stalled as (
	select
		s.segment_code,
		s.stage_rank,
		t.stalled_after_us,
		count(*) filter (s.is_running and s.is_stay_in_basis and s.dwell_us > t.stalled_after_us) as deals_stalled,
		sum(s.amount) filter (s.is_running and s.is_stay_in_basis and s.dwell_us > t.stalled_after_us) as stalled_amount
	from stays as s
	inner join thresholds as t on t.segment_code = s.segment_code and t.stage_rank = s.stage_rank
	group by s.segment_code, s.stage_rank, t.stalled_after_us
),
values_in_scope as (
	select segment_code from scope
	union
	select 0 as segment_code where $segment is null
)
select
	s.stage_rank,
	s.stage,
	v.value,
	coalesce(d.deals_entered, 0) as deals_entered,
	coalesce(d.deals_completed, 0) as deals_completed,
	days_of_us(d.median_dwell_us) as median_dwell_days,
	days_of_us(d.p75_dwell_us) as p75_dwell_days,
	days_of_us(d.p90_dwell_us) as p90_dwell_days,
	coalesce(t.visits_completed, 0) as visits_completed,
	days_of_us(t.median_visit_us) as median_visit_days,
	days_of_us(t.p75_visit_us) as p75_visit_days,
	days_of_us(t.p90_visit_us) as p90_visit_days,
	coalesce(d.deals_running, 0) as deals_running,
	days_of_us(d.median_running_us) as median_running_days,
	coalesce(d.deals_undated, 0) as deals_undated,
	days_of_us(x.stalled_after_us) as stalled_after_days,
	coalesce(x.deals_stalled, 0) as deals_stalled,
	cast(coalesce(x.stalled_amount, 0) as double) as stalled_amount,
	coalesce(d.deals_reworked, 0) as deals_reworked,
	ratio_of(d.deals_reworked, d.deals_entered) as rework_ratio
from values_in_scope as c
cross join stg_stages as s
left join segment_dictionary as v on v.segment_key = $segment and v.value_code = c.segment_code
left join deal_totals as d on d.segment_code = c.segment_code and d.stage_rank = s.stage_rank
left join visit_totals as t on t.segment_code = c.segment_code and t.stage_rank = s.stage_rank
left join stalled as x on x.segment_code = c.segment_code and x.stage_rank = s.stage_rank
where $segment is null or v.segment_key is not null
order by c.segment_code, s.stage_rank
