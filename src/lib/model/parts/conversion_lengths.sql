-- How many conversions took how long: what the interval of a quantile is made of.
-- Grain: one length. Params: none (reads conversion_times). Above 200,000 conversions lengths are to the hour.
with size as (
	select count(*) > 200000 as is_large from conversion_times
),
lengths as (
	select case when size.is_large then to_whole_hours(t.convert_us) else t.convert_us end as convert_us
	from conversion_times as t
	cross join size
)
select days_of_us(convert_us) as days, count(*) as deals
from lengths
group by convert_us
order by convert_us
