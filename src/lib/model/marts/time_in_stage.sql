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
		quantiles_of(case when is_stay_in_basis and not is_running then dwell_us end, [0.5, 0.75, 0.9]) as dwell_quantiles,
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
		quantiles_of(v.duration_us, [0.5, 0.75, 0.9]) as visit_quantiles
	from visits as v
	inner join scope on scope.deal_key = v.deal_key
	-- Only what is over has a length.
	where v.duration_us is not null
		and ($basis = 'cohort' or in_window(day_of(v.left_at), $from, $to))
	group by scope.segment_code, v.stage_rank
),
-- For values of a segment with too few stays of their own.
all_values as (
	select stage_rank, quantile_of(dwell_us, 0.9) as p90_dwell_us
	from stays
	where $segment is not null and is_stay_in_basis and not is_running
	group by stage_rank
),
thresholds as (
	select
		d.segment_code,
		d.stage_rank,
		case when $segment is null or d.deals_completed >= 30 then d.dwell_quantiles[3] else a.p90_dwell_us end
			as stalled_after_us
	from deal_totals as d
	left join all_values as a on a.stage_rank = d.stage_rank
),
running as (
	select segment_code, stage_rank, dwell_us, amount
	from stays
	where is_running and is_stay_in_basis
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
	days_of_us(d.dwell_quantiles[1]) as median_dwell_days,
	days_of_us(d.dwell_quantiles[2]) as p75_dwell_days,
	days_of_us(d.dwell_quantiles[3]) as p90_dwell_days,
	coalesce(t.visits_completed, 0) as visits_completed,
	days_of_us(t.visit_quantiles[1]) as median_visit_days,
	days_of_us(t.visit_quantiles[2]) as p75_visit_days,
	days_of_us(t.visit_quantiles[3]) as p90_visit_days,
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
