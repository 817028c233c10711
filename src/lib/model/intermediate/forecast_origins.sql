-- The days from which a forecast looks ahead: now, and every month end of the three years before it.
-- Grain: one day. Params: none (reads now). months_back is 0 for now, else how many months before the present one begins
-- the month after the day: 1 for the latest month end. None where the data have no day.
create or replace table forecast_origins as
select
	cast(months_back as utinyint) as months_back,
	case
		when months_back = 0 then now_on
		else cast(period_start('month', now_on) - to_months(cast(months_back - 1 as integer)) - interval 1 day as date)
	end as origin_on
from (select unnest(range(0, 38)) as months_back) as numbers
cross join now
where now_on is not null
order by months_back;
