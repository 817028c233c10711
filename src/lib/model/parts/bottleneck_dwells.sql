-- Stays in a stage by length, with the values that their deals have in each asked segment.
-- Grain: one stage, length, and combination of values. value_codes are those of the asked segments, by key, with - for
-- blank. Deals as they are (is_of_all) tell of all deals and of each value.
-- In data of more than 200,000 stays lengths are to the hour, all deals and each value have rows of their own, and those
-- of a value name none of another segment: there are as many combinations as stays, and as few values as ever.
with size as (
	select count(*) > 200000 as is_large from stage_times
),
asked as (
	select segment_key, row_number() over (order by segment_key) as place
	from asked_segments
),
codes as (
	select
		b.deal_key,
		string_agg(
			case when d.value is null then '-' else cast(g.value_code as varchar) end,
			' '
			order by g.segment_key
		) as value_codes
	from (select distinct deal_key from basis_dwells where not (select is_large from size)) as b
	inner join scope_segments as g on g.deal_key = b.deal_key
	inner join asked as a on a.segment_key = g.segment_key
	inner join segment_dictionary as d on d.segment_key = g.segment_key and d.value_code = g.value_code
	group by b.deal_key
),
hours as (
	select deal_key, stage_rank, to_whole_hours(dwell_us) as dwell_us, is_running
	from basis_dwells
	where (select is_large from size)
),
values_by_hour as (
	select
		h.stage_rank,
		h.dwell_us,
		a.place,
		g.value_code,
		count(*) filter (not h.is_running) as events,
		count(*) filter (h.is_running) as censored
	from hours as h
	inner join scope_segments as g on g.deal_key = h.deal_key
	inner join asked as a on a.segment_key = g.segment_key
	group by h.stage_rank, h.dwell_us, a.place, g.value_code
),
lengths as (
	select
		b.stage_rank,
		b.dwell_us,
		coalesce(c.value_codes, '') as value_codes,
		true as is_of_all,
		count(*) filter (not b.is_running) as events,
		count(*) filter (b.is_running) as censored
	from basis_dwells as b
	left join codes as c on c.deal_key = b.deal_key
	where not (select is_large from size)
	group by b.stage_rank, b.dwell_us, c.value_codes
	union all
	select
		stage_rank,
		dwell_us,
		'' as value_codes,
		true as is_of_all,
		count(*) filter (not is_running) as events,
		count(*) filter (is_running) as censored
	from hours
	group by stage_rank, dwell_us
	union all
	select
		stage_rank,
		dwell_us,
		concat(repeat('- ', place - 1), value_code) as value_codes,
		false as is_of_all,
		events,
		censored
	from values_by_hour
)
select stage_rank, days_of_us(dwell_us) as days, value_codes, is_of_all, events, censored
from lengths
order by stage_rank, dwell_us
