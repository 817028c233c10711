-- How long do deals take to convert, and how does that spread?
-- Grain: one span of days from 0 to the longest that is drawn, empty ones included; none where nothing converted.
-- Params: stage_rank, basis, from, to. Reads stage_entries and conversion_times.
-- Spans are 1, 2, 5, 7, 14, 30, 90 or 365 days long, so that some fifteen hold nine tenths of all; what is longer than
-- nineteen in twenty is one last span without an end.
with totals as (
	select
		count(*) as deals_converted,
		avg(convert_us) as mean_us,
		quantiles_of(convert_us, [0.5, 0.75, 0.9, 0.95]) as quantiles
	from conversion_times
),
waiting as (
	select count(*) as deals_waiting
	from scope
	where $stage_rank is null and $basis = 'cohort' and outcome_code = 0
	union all
	select count(*) as deals_waiting
	from stage_entries
	where stage_rank = $stage_rank and $basis = 'cohort' and exit_code = 0
),
still as (
	select sum(deals_waiting) as deals_waiting from waiting
),
widths as (
	select
		deals_converted,
		mean_us,
		quantiles[1] as median_us,
		quantiles[2] as p75_us,
		quantiles[3] as p90_us,
		quantiles[4] as p95_us,
		case
			when days_of_us(quantiles[3]) <= 15 then 1
			when days_of_us(quantiles[3]) <= 30 then 2
			when days_of_us(quantiles[3]) <= 75 then 5
			when days_of_us(quantiles[3]) <= 105 then 7
			when days_of_us(quantiles[3]) <= 210 then 14
			when days_of_us(quantiles[3]) <= 450 then 30
			when days_of_us(quantiles[3]) <= 1350 then 90
			else 365
		end as span_days
	from totals
	where deals_converted > 0
),
tails as (
	select *, least(floor(days_of_us(p95_us) / span_days) + 1, 24) as tail_number
	from widths
),
placed as (
	select cast(least(floor(days_of_us(c.convert_us) / t.span_days), t.tail_number) as integer) as span_number
	from conversion_times as c
	cross join tails as t
),
counted as (
	select span_number, count(*) as deals
	from placed
	group by span_number
),
longest as (
	select max(span_number) as span_number from counted
),
numbers as (
	select span_number
	from (
		values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15), (16), (17), (18),
			(19), (20), (21), (22), (23), (24)
	) as n (span_number)
)
select
	n.span_number,
	n.span_number * t.span_days as from_days,
	case when n.span_number < t.tail_number then (n.span_number + 1) * t.span_days end as before_days,
	coalesce(c.deals, 0) as deals,
	ratio_of(coalesce(c.deals, 0), t.deals_converted) as share_ratio,
	t.deals_converted,
	still.deals_waiting,
	days_of_us(t.mean_us) as mean_days,
	days_of_us(t.median_us) as median_days,
	days_of_us(t.p75_us) as p75_days,
	days_of_us(t.p90_us) as p90_days
from numbers as n
cross join tails as t
cross join still
cross join longest as l
left join counted as c on c.span_number = n.span_number
where n.span_number <= l.span_number
order by n.span_number
