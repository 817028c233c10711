-- How does conversion develop? Deals by the period in which they entered a stage, and what became of them there.
-- Grain: one calendar period and open stage, from the first entry into any stage to now.
-- Params: period, horizon_days, basis, from, to.
with judged as (
	select
		e.stage_rank,
		period_start(coalesce($period, 'month'), e.entered_on) as period_on,
		e.exit_code,
		e.amount,
		e.is_other_currency,
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
		sum(amount) as entered_amount,
		count(*) filter (amount is null and not is_other_currency) as deals_without_amount,
		count(*) filter (amount < 0) as deals_with_credit,
		count(*) filter (exit_code = 1) as deals_moved_on,
		sum(amount) filter (exit_code = 1) as moved_on_amount,
		count(*) filter (exit_code = 2) as deals_dropped,
		sum(amount) filter (exit_code = 2) as dropped_amount,
		count(*) filter (exit_code = 0) as deals_open,
		sum(amount) filter (exit_code = 0) as open_amount,
		count(*) filter (is_undated) as deals_undated,
		sum(amount) filter (is_undated) as undated_amount,
		count(*) filter (is_old_enough and not is_undated) as deals_matured,
		sum(amount) filter (is_old_enough and not is_undated) as matured_amount,
		count(*) filter (is_old_enough and is_moved_on_in_time) as deals_matured_moved_on,
		sum(amount) filter (is_old_enough and is_moved_on_in_time) as matured_moved_on_amount
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
	coalesce(t.entered_amount, 0) as entered_amount,
	coalesce(t.deals_moved_on, 0) as deals_moved_on,
	coalesce(t.moved_on_amount, 0) as moved_on_amount,
	coalesce(t.deals_dropped, 0) as deals_dropped,
	coalesce(t.dropped_amount, 0) as dropped_amount,
	coalesce(t.deals_open, 0) as deals_open,
	coalesce(t.open_amount, 0) as open_amount,
	coalesce(t.deals_undated, 0) as deals_undated,
	coalesce(t.undated_amount, 0) as undated_amount,
	coalesce(t.deals_matured, 0) as deals_matured,
	coalesce(t.matured_amount, 0) as matured_amount,
	coalesce(t.deals_matured_moved_on, 0) as deals_matured_moved_on,
	coalesce(t.matured_moved_on_amount, 0) as matured_moved_on_amount,
	coalesce(t.deals_without_amount, 0) as deals_without_amount,
	coalesce(t.deals_with_credit, 0) as deals_with_credit,
	ratio_of(t.deals_moved_on, t.deals_entered) as so_far_ratio,
	ratio_of(coalesce(t.moved_on_amount, 0), t.entered_amount) as so_far_amount_ratio,
	ratio_of(t.deals_moved_on, t.deals_moved_on + t.deals_dropped) as resolved_ratio,
	ratio_of(coalesce(t.moved_on_amount, 0), coalesce(t.moved_on_amount, 0) + coalesce(t.dropped_amount, 0)) as resolved_amount_ratio,
	ratio_of(t.deals_matured_moved_on, t.deals_matured) as matured_ratio,
	ratio_of(coalesce(t.matured_moved_on_amount, 0), t.matured_amount) as matured_amount_ratio
from described as d
cross join stg_stages as s
left join totals as t on t.period_on = d.period_on and t.stage_rank = s.stage_rank
order by d.period_on, s.stage_rank
