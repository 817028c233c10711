-- The deals that were open at the end of each origin's day, with the amounts known then.
-- Grain: one origin, stage, age in it, band of amounts at entry and amount. Params: none (reads open_then).
select origin_on, stage_rank, age_days, amount_band, amount, count(*) as deals
from open_then
group by origin_on, stage_rank, age_days, amount_band, amount
order by origin_on, stage_rank, age_days, amount_band, amount
