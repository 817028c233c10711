-- Which open deals will be won?
-- Grain: one open deal with a dated stage. Params: period (null is quarter), row_limit, row_offset. Largest first.
with running as (
	select t.deal_key, t.stage_rank, t.age_days, t.amount_band, scope.amount
	from forecast_standings as t
	inner join scope on scope.deal_key = t.deal_key
	where t.months_back = 0
)
select
	d.external_id as deal_id,
	d.deal_name,
	d.account_name,
	d.owner_name,
	r.stage_rank,
	s.stage,
	cast(now.now_on - r.age_days as date) as entered_on,
	r.age_days,
	r.amount,
	r.amount_band,
	e.expected_close_on,
	now.now_on,
	cast(now.now_on + interval 1 day as date) as from_on,
	period_end(
		coalesce($period, 'quarter'),
		period_start(coalesce($period, 'quarter'), cast(now.now_on + interval 1 day as date))
	) as to_on
from running as r
inner join stg_deals as d on d.deal_key = r.deal_key
inner join deal_expected_closes as e on e.deal_key = r.deal_key and e.to_at is null
left join stg_stages as s on s.stage_rank = r.stage_rank
cross join now
order by r.amount desc nulls last, r.deal_key
limit $row_limit offset $row_offset
