-- The largest of the deals that were open at the end of each origin's day: those that are drawn one by one.
-- Grain: one origin, stage, age in it, band of amounts and amount. Params: none (reads open_then). At least the 300
-- largest of an origin, and all as large as the last of them.
with least_of_them as (
	select months_back, list_min(max(amount, 300)) as least_amount
	from open_then
	where amount is not null and ($every_origin or months_back = 0)
	group by months_back
)
select
	t.months_back,
	t.stage_rank,
	least(t.age_days, 271) as age_days,
	t.amount_band,
	cast(t.amount as double) as amount,
	count(*) as deals
from open_then as t
inner join least_of_them as l on l.months_back = t.months_back and t.amount >= l.least_amount
where $every_origin or t.months_back = 0
group by t.months_back, t.stage_rank, least(t.age_days, 271), t.amount_band, t.amount
order by 1, 2, 3, 4, 5
