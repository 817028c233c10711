-- The stays that ended, by the month in which they did.
-- Grain: one month, band of amounts, stage, band of ages and exit. Params: none (reads now, scope). months_back is the
-- oldest origin that knows of them: the end of that month, or of the last one that is an origin. Counted by age first, as
-- finding the band of an age takes longer than counting.
with by_age as (
	select
		period_start('month', s.left_on) as left_in,
		s.amount_band,
		s.stage_rank,
		days_between(s.entered_on, s.left_on) as age_days,
		s.exit_rank,
		count(*) as stays
	from stays as s
	inner join scope on scope.deal_key = s.deal_key
	cross join now
	where s.left_on <= now.now_on
	group by 1, 2, 3, 4, 5
)
select
	least(37, date_diff('month', b.left_in, now.now_on)) as months_back,
	b.amount_band,
	b.stage_rank,
	age_band(b.age_days) as band_days,
	b.exit_rank,
	sum(b.stays) as stays,
	sum(b.stays * (b.age_days - age_band(b.age_days) + 1)) as days_in_band
from by_age as b
cross join now
group by 1, 2, 3, 4, 5
order by 1, 2, 3, 4, 5
