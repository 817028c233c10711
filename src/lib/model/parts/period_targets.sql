-- What is to be won in each period: the target of the whole company or the sum of its parts; of values of the segment
-- asked by, theirs.
-- Grain: one period, and value in lower case (null without a segment). Params: segment, currency. Reads coverage_periods
-- (window_key, ends_on), filter_list, filter_values. Of each part, and of each time within the period, the
-- longest calendar unit counts: a quarter's own target before its months', and months where the quarter has none. named
-- is the value as the targets spell it. Where several segments split the company's target, the greatest sum is the
-- whole. Under filters there is a target only where they are all of one segment that has targets.
with in_period as (
	select
		p.window_key,
		t.segment_key,
		lower(t.segment_value) as segment_value,
		t.segment_value as named,
		t.starts_on,
		t.ends_before,
		t.target,
		days_between(t.starts_on, t.ends_before) as days,
		days_between(p.window_key, p.ends_on) as period_days,
		case
			when t.starts_on = period_start('year', t.starts_on) and t.ends_before = period_end('year', t.starts_on) then 4
			when t.starts_on = period_start('quarter', t.starts_on) and t.ends_before = period_end('quarter', t.starts_on)
				then 3
			when t.starts_on = period_start('month', t.starts_on) and t.ends_before = period_end('month', t.starts_on) then 2
			when t.starts_on = period_start('week', t.starts_on) and t.ends_before = period_end('week', t.starts_on) then 1
			else 0
		end as unit
	from stg_targets as t
	inner join coverage_periods as p on t.starts_on >= p.window_key and t.ends_before <= p.ends_on
	where t.measure = 'won_amount' and t.target is not null and (t.currency is null or $currency is null or t.currency = $currency)
),
best as (
	select
		t.window_key,
		t.segment_key,
		t.segment_value,
		max(t.named) as named,
		-- In the order of their size, whatever the order of the rows.
		sum(t.target order by t.target) as target,
		sum(t.days) < max(t.period_days) as is_partial
	from in_period as t
	where not exists (
		select 1
		from in_period as longer
		where longer.window_key = t.window_key
			-- Not by "is not distinct from": the engine takes nulls of a correlated subquery for distinct.
			and coalesce(longer.segment_key, '') = coalesce(t.segment_key, '')
			and coalesce(longer.segment_value, '') = coalesce(t.segment_value, '')
			and longer.unit > t.unit
			and longer.starts_on < t.ends_before
			and longer.ends_before > t.starts_on
	)
	group by t.window_key, t.segment_key, t.segment_value
),
failing as (
	select distinct b.segment_key, b.segment_value
	from best as b
	inner join filter_list as f on f.segment_key = b.segment_key
	left join filter_values as v on v.filter_number = f.filter_number and v.segment_value = b.segment_value
	where f.is_excluded = (v.filter_number is not null)
),
filtered as (
	select count(distinct segment_key) as segments, max(segment_key) as segment_key
	from filter_list
),
chosen as (
	select b.*
	from best as b
	cross join filtered as f
	left join failing as x on x.segment_key = b.segment_key and x.segment_value = b.segment_value
	where x.segment_key is null
		and case
			when f.segments = 0 then $segment is null or b.segment_key = $segment
			when f.segments = 1 then b.segment_key = f.segment_key and ($segment is null or $segment = f.segment_key)
			else false
		end
),
sums as (
	select
		window_key,
		segment_key,
		case when $segment is not null then segment_value end as segment_value,
		max(named) as named,
		sum(target order by target) as target,
		count(*) filter (is_partial) > 0 as is_partial
	from chosen
	group by window_key, segment_key, case when $segment is not null then segment_value end
)
select window_key, segment_value, named, target, is_partial
from sums
qualify row_number() over (
	partition by window_key, segment_value
	order by case when segment_key is null then 0 else 1 end, target desc, segment_key
) = 1
