-- The leads of each lead source that were created in the window, where a file of leads was given. One is converted from the
-- day on which it says so, else once its deal has begun.
-- Grain: one lead source, by the spelling that deals have. Params: from, to, now_on. Reads spend_applies.
with counted as (
	select
		l.source_name,
		case
			when l.converted_at is not null then $now_on is null or day_of(l.converted_at) <= $now_on
			when l.deal_key is not null then f.deal_key is not null
			else l.is_converted
		end as is_converted
	from stg_leads as l
	left join deal_facts as f on f.deal_key = l.deal_key
	cross join spend_applies as a
	where a.is_told
		and in_window(day_of(l.created_at), $from, $to)
		and ($now_on is null or l.created_at is null or day_of(l.created_at) <= $now_on)
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
	count(*) as leads,
	count(*) filter (c.is_converted) as leads_converted
from counted as c
inner join named as n on n.source_name is not distinct from c.source_name
group by coalesce(n.value, n.source_name)
