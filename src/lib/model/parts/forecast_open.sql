-- The deals that were open at the end of each origin's day.
-- Grain: one origin, stage, age in it and amount. Params: none (reads origins, forecast_stays).
select
	o.origin_on,
	s.stage_rank,
	days_between(s.entered_on, o.origin_on) as age_days,
	s.amount_band,
	s.amount,
	count(*) as deals
from origins as o
inner join forecast_stays as s on s.entered_on <= o.origin_on and coalesce(s.left_on > o.origin_on, true)
group by o.origin_on, s.stage_rank, age_days, s.amount_band, s.amount
order by 1, 2, 3, 4
