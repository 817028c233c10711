-- What each lead source cost in the window, up to now.
-- Grain: one lead source, by the spelling that deals have. Params: from, to, now_on, currency. Reads spend_applies. What a
-- period cost that the window or now cuts counts by its days.
with counted as (
	select
		s.source_name,
		s.spend_amount,
		days_between(s.starts_on, s.ends_before) as days,
		days_between(
			greatest(s.starts_on, coalesce($from, s.starts_on)),
			least(s.ends_before, coalesce($to, s.ends_before), coalesce(cast($now_on + interval 1 day as date), s.ends_before))
		) as days_inside
	from stg_spend as s
	cross join spend_applies as a
	where a.is_told
		and s.spend_amount is not null
		and (s.currency is null or $currency is null or s.currency = $currency)
		and s.starts_on < s.ends_before
),
named as (
	select c.source_name, d.value
	from (select distinct source_name from counted) as c
	left join segment_dictionary as d on d.segment_key = 'source' and lower(d.value) = lower(c.source_name)
	qualify row_number() over (
		partition by c.source_name
		order by case when d.value = c.source_name then 0 else 1 end, d.value_code
	) = 1
)
select
	coalesce(n.value, n.source_name) as value,
	-- Parts of amounts are no decimals: they are added in the order of their size, whatever the order of the rows.
	sum(c.spend_part order by c.spend_part) as spend_amount,
	count(*) filter (c.days_inside < c.days) > 0 as is_prorated
from (
	select *, cast(spend_amount as double) * days_inside / days as spend_part
	from counted
	where days_inside > 0
) as c
inner join named as n on n.source_name is not distinct from c.source_name
group by coalesce(n.value, n.source_name)
