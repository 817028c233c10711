-- What each origin of a forecast may learn from: the stays begun until its day, as they stood then.
-- Grain: one origin, band of amounts, stage, band of ages and exit (null: still running). Params: none (reads origins, forecast_stays, open_then).
with ended as (
	select
		period_start('month', left_on) as left_in,
		amount_band,
		stage_rank,
		age_band(days_between(entered_on, left_on)) as band_days,
		exit_rank,
		count(*) as stays,
		sum(days_between(entered_on, left_on) - age_band(days_between(entered_on, left_on)) + 1) as days_in_band
	from forecast_stays
	where left_on is not null
	group by left_in, amount_band, stage_rank, band_days, exit_rank
)
select
	o.origin_on,
	e.amount_band,
	e.stage_rank,
	e.band_days,
	e.exit_rank,
	sum(e.stays) as stays,
	sum(e.days_in_band) as days_in_band
from origins as o
inner join ended as e on e.left_in <= o.origin_on
group by o.origin_on, e.amount_band, e.stage_rank, e.band_days, e.exit_rank
union all
select
	origin_on,
	amount_band,
	stage_rank,
	age_band(age_days),
	null,
	count(*),
	sum(age_days - age_band(age_days) + 1)
from open_then
group by origin_on, amount_band, stage_rank, age_band(age_days)
order by 1, 2, 3, 4, 5
