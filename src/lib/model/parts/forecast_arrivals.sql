-- Where deals began in the 365 days before each origin.
-- Grain: one origin, band of amounts and first stage. Params: none (reads origins, forecast_stays).
with first_days as (
	select min(entered_on) as first_on from forecast_stays
)
select
	o.origin_on,
	s.amount_band,
	s.stage_rank,
	count(*) as deals,
	least(365, days_between(f.first_on, o.origin_on) + 1) as observed_days
from origins as o
cross join first_days as f
inner join forecast_stays as s
	on s.is_first and s.entered_on <= o.origin_on and s.entered_on > cast(o.origin_on - interval 365 day as date)
group by o.origin_on, s.amount_band, s.stage_rank, observed_days
order by 1, 2, 3
