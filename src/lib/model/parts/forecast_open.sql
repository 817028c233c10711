-- What was open at the end of each origin's day.
-- Grain: one origin, stage, age in it (of more than 271 days: 271, as chances change no more) and band of amounts.
-- Params: none (reads open_then). squares is the sum of the squared amounts; amounts are decimals, so that both sums are
-- exact whatever the order of the rows.
select
	months_back,
	stage_rank,
	least(age_days, 271) as age_days,
	amount_band,
	count(*) as deals,
	sum(age_days) as total_age_days,
	coalesce(cast(sum(amount) as double), 0) as amount,
	coalesce(cast(sum(square_of(amount)) as double) / 1e8, 0) as squares
from open_then
group by months_back, stage_rank, least(age_days, 271), amount_band
order by 1, 2, 3, 4
