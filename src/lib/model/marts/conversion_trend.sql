-- How does conversion develop? Deals by the period in which they entered a stage, and what became of them there.
-- Grain: one calendar period and open stage, from the first entry into any stage to now.
-- Params: period, horizon_days, basis, from, to.
with judged as (
	select
		e.stage_rank,
		period_start(coalesce($period, 'month'), e.entered_on) as period_on,
		e.exit_code,
		e.exit_code = 1 and e.exit_us is null as is_undated,
		e.age_us >= h.horizon_days * 86400000000 as is_old_enough,
		e.exit_code = 1 and e.exit_us <= h.horizon_days * 86400000000 as is_moved_on_in_time
	from stage_entries as e
	cross join maturity_horizon as h
),
totals as (
	select
		period_on,
		stage_rank,
		count(*) as deals_entered,
		count(*) filter (exit_code = 1) as deals_moved_on,
		count(*) filter (exit_code = 2) as deals_dropped,
		count(*) filter (exit_code = 0) as deals_open,
		count(*) filter (is_undated) as deals_undated,
		count(*) filter (is_old_enough and not is_undated) as deals_matured,
		count(*) filter (is_old_enough and is_moved_on_in_time) as deals_matured_moved_on
	from judged
	group by period_on, stage_rank
),
bounds as (
	select min(entered_on) as first_on
	from stage_entries
),
unbroken as (
	select
		period_starts(
			coalesce($period, 'month'),
			b.first_on,
			case
				when $basis = 'activity' and $to <= now.now_on then cast($to - interval 1 day as date)
				else now.now_on
			end
		) as period_on
	from bounds as b
	cross join now
),
periods as (
	select period_on from unbroken
	union
	-- Entries of a day that is suspected and not taken for now.
	select period_on from totals
),
described as (
	select
		p.period_on,
		period_end(coalesce($period, 'month'), p.period_on) as period_ends_on,
		now.now_on,
		h.horizon_days
	from periods as p
	cross join now
	cross join maturity_horizon as h
	where p.period_on is not null
)
select
	d.period_on,
	d.period_ends_on,
	s.stage_rank,
	s.stage,
	d.horizon_days,
	d.period_ends_on > d.now_on + interval 1 day
		or ($basis = 'activity' and (d.period_on < coalesce($from, d.period_on) or d.period_ends_on > coalesce($to, d.period_ends_on)))
		as is_partial,
	coalesce(days_between(d.period_ends_on, d.now_on) + 1 < d.horizon_days, true) as is_immature,
	coalesce(t.deals_entered, 0) as deals_entered,
	coalesce(t.deals_moved_on, 0) as deals_moved_on,
	coalesce(t.deals_dropped, 0) as deals_dropped,
	coalesce(t.deals_open, 0) as deals_open,
	coalesce(t.deals_undated, 0) as deals_undated,
	coalesce(t.deals_matured, 0) as deals_matured,
	coalesce(t.deals_matured_moved_on, 0) as deals_matured_moved_on,
	ratio_of(t.deals_moved_on, t.deals_entered) as so_far_ratio,
	ratio_of(t.deals_moved_on, t.deals_moved_on + t.deals_dropped) as resolved_ratio,
	ratio_of(t.deals_matured_moved_on, t.deals_matured) as matured_ratio
from described as d
cross join stg_stages as s
left join totals as t on t.period_on = d.period_on and t.stage_rank = s.stage_rank
order by d.period_on, s.stage_rank
