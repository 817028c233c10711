-- What was open at the end of each origin's day.
-- Grain: one origin, stage, age in it (of more than 271 days: 271, as chances change no more) and band of amounts.
-- Params: none (reads open_then). squares is the sum of the squared amounts; amounts are decimals, so that both sums are
-- exact whatever the order of the rows.
with counted as (
	select
		standing_cell,
		count(*) as deals,
		sum(age_days) as total_age_days,
		coalesce(cast(sum(amount) as double), 0) as amount,
		coalesce(cast(sum(square_of(amount)) as double) / 1e8, 0) as squares
	from open_then
	group by standing_cell
)
select
	standing_cell // 2097152 as months_back,
	standing_cell // 16384 % 128 as stage_rank,
	standing_cell // 32 % 512 as age_days,
	cast(standing_cell % 32 as integer) - 1 as amount_band,
	deals,
	total_age_days,
	amount,
	squares
from counted
order by standing_cell
