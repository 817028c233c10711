-- What became of the deals that were due, and how often are close dates pushed?
-- Grain: one calendar period of the window that has begun, or period and value of the segment asked by that has deals
-- due or pushed in it. Params: period, segment, from, to.
with fates as (
	select
		window_key,
		segment_code,
		count(*) as deals_due,
		sum(amount) as due_amount,
		count(*) filter (fate = 'won') as deals_won,
		sum(amount) filter (fate = 'won') as won_amount,
		count(*) filter (fate = 'lost') as deals_lost,
		sum(amount) filter (fate = 'lost') as lost_amount,
		count(*) filter (fate = 'slipped') as deals_slipped,
		sum(amount) filter (fate = 'slipped') as slipped_amount,
		quantile_of(case when fate = 'slipped' then days_between(due_on, end_due_on) end, 0.5) as median_slip_days,
		count(*) filter (fate = 'left') as deals_left,
		sum(amount) filter (fate = 'left') as left_amount,
		count(*) filter (fate = 'undated') as deals_undated,
		sum(amount) filter (fate = 'undated') as undated_amount
	from due_at_start
	group by window_key, segment_code
),
pushes as (
	select
		w.window_key,
		scope.segment_code,
		count(*) as pushes,
		count(distinct e.deal_key) as deals_pushed,
		quantile_of(days_between(e.from_due_on, e.to_due_on), 0.5) as median_push_days
	from due_edits as e
	inner join windows as w
		on w.window_key = period_start(coalesce($period, 'quarter'), e.edited_on)
		and e.edited_on >= w.from_on
		and e.edited_on < w.to_on
	inner join scope on scope.deal_key = e.deal_key
	where e.to_due_on > e.from_due_on
	group by w.window_key, scope.segment_code
),
grid as (
	select window_key, segment_code from fates
	union
	select window_key, segment_code from pushes
	union
	select window_key, 0 as segment_code from windows where $segment is null
)
select
	g.window_key as period_on,
	w.from_on,
	w.to_on,
	w.is_partial,
	coalesce(w.from_on <= h.dues_since_on, true) as is_due_assumed,
	d.value,
	coalesce(f.deals_due, 0) as deals_due,
	coalesce(f.due_amount, 0) as due_amount,
	coalesce(f.deals_won, 0) as deals_won,
	coalesce(f.won_amount, 0) as won_amount,
	coalesce(f.deals_lost, 0) as deals_lost,
	coalesce(f.lost_amount, 0) as lost_amount,
	coalesce(f.deals_slipped, 0) as deals_slipped,
	coalesce(f.slipped_amount, 0) as slipped_amount,
	f.median_slip_days,
	coalesce(f.deals_left, 0) as deals_left,
	coalesce(f.left_amount, 0) as left_amount,
	coalesce(f.deals_undated, 0) as deals_undated,
	coalesce(f.undated_amount, 0) as undated_amount,
	ratio_of(f.deals_slipped, f.deals_due) as slipped_ratio,
	ratio_of(coalesce(f.slipped_amount, 0), f.due_amount) as slipped_amount_ratio,
	coalesce(p.pushes, 0) as pushes,
	coalesce(p.deals_pushed, 0) as deals_pushed,
	p.median_push_days,
	cast($currency as varchar) as currency
from grid as g
inner join windows as w on w.window_key = g.window_key
cross join history_start as h
left join fates as f on f.window_key = g.window_key and f.segment_code = g.segment_code
left join pushes as p on p.window_key = g.window_key and p.segment_code = g.segment_code
left join segment_dictionary as d on d.segment_key = $segment and d.value_code = g.segment_code
order by g.window_key, d.deals desc nulls last, d.value nulls last
