-- When and where deals began.
-- Grain: one month, part of it, band of amounts and first stage. Params: none (reads now, scope). months_ago is 0 for the
-- month of now; is_of_last_year marks the days of the twelve months before tomorrow, so that the last twelve months of any
-- day that is an origin are whole rows. first_days_back tells how long ago the first of them began.
select
	date_diff('month', s.begun_on, now.now_on) as months_ago,
	s.begun_on >= cast(cast(now.now_on + interval 1 day as date) - interval 12 month as date) as is_of_last_year,
	s.begun_band as amount_band,
	s.begun_rank as stage_rank,
	count(*) as deals,
	max(days_between(s.begun_on, now.now_on)) as first_days_back
from scope as s
cross join now
where s.begun_on <= now.now_on
group by 1, 2, 3, 4
order by 1, 2, 3, 4
