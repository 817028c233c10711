-- Stays in a stage by length, with the values that their deals have in each asked segment.
-- Grain: one stage, length, and combination of values. value_codes are those of the asked segments, by key, with - for
-- blank.
with codes as (
	select
		b.deal_key,
		string_agg(
			case when d.value is null then '-' else cast(g.value_code as varchar) end,
			' '
			order by g.segment_key
		) as value_codes
	from (select distinct deal_key from basis_dwells) as b
	inner join deal_segments as g on g.deal_key = b.deal_key
	inner join asked_segments as a on a.segment_key = g.segment_key
	inner join segment_dictionary as d on d.segment_key = g.segment_key and d.value_code = g.value_code
	group by b.deal_key
)
select
	b.stage_rank,
	days_of_us(b.dwell_us) as days,
	coalesce(c.value_codes, '') as value_codes,
	count(*) filter (not b.is_running) as events,
	count(*) filter (b.is_running) as censored
from basis_dwells as b
left join codes as c on c.deal_key = b.deal_key
group by b.stage_rank, b.dwell_us, c.value_codes
order by b.stage_rank, b.dwell_us, c.value_codes
