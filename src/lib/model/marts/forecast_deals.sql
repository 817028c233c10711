-- Which open deals will be won?
-- Grain: one open deal with a dated stage. Params: period (null is quarter), row_limit, row_offset. Largest first.
with running as (
	select f.deal_key, f.stage_rank, f.entered_on, f.amount_band, f.amount
	from forecast_stays as f
	where f.left_on is null and f.exit_rank is null
)
select
	d.external_id as deal_id,
	d.deal_name,
	d.account_name,
	d.owner_name,
	r.stage_rank,
	s.stage,
	r.entered_on,
	days_between(r.entered_on, now.now_on) as age_days,
	r.amount,
	r.amount_band,
	d.expected_close_on,
	now.now_on,
	cast(now.now_on + interval 1 day as date) as from_on,
	period_end(
		coalesce($period, 'quarter'),
		period_start(coalesce($period, 'quarter'), cast(now.now_on + interval 1 day as date))
	) as to_on
from running as r
inner join stg_deals as d on d.deal_key = r.deal_key
left join stg_stages as s on s.stage_rank = r.stage_rank
cross join now
order by r.amount desc nulls last, r.deal_key
limit $row_limit offset $row_offset
