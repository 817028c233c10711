-- The stays that ended, by the month in which they did.
-- Grain: one month, band of amounts, stage, band of ages and exit. Params: none (reads now, scope). months_back is the
-- oldest origin that knows of them: the end of that month, or of the last one that is an origin.
select
	least(37, date_diff('month', s.left_on, now.now_on)) as months_back,
	s.amount_band,
	s.stage_rank,
	age_band(days_between(s.entered_on, s.left_on)) as band_days,
	s.exit_rank,
	count(*) as stays,
	sum(days_between(s.entered_on, s.left_on) - age_band(days_between(s.entered_on, s.left_on)) + 1) as days_in_band
from stays as s
inner join scope on scope.deal_key = s.deal_key
cross join now
where s.left_on <= now.now_on
group by 1, 2, 3, 4, 5
order by 1, 2, 3, 4, 5
