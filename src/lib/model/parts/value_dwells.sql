-- Stays in a stage by length, with the values that their deals have in each asked segment.
-- Grain: one stage, length, and combination of values. Params: basis, from, to; value_sets. Reads basis_dwells,
-- scope_segments, asked_segments. In data of more than 200,000 stays lengths are to the hour, all deals and each value have
-- rows of their own, and those of a value name none of another segment: there are as many combinations as stays, and as
-- few values as ever.
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
values_by_hour as (
	select
		$value_key as segment_key,
		$value_code as value_code,
		t.stage_rank,
		to_whole_hours(t.dwell_us) as dwell_us,
		count(*) filter (not t.is_running) as events,
		count(*) filter (t.is_running) as censored
	from stage_times as t
	inner join scope on scope.deal_key = t.deal_key
	where (select is_large from size)
		and $is_any_value
		and t.dwell_us is not null
		and case
			when $basis = 'cohort' then true
			when t.is_running then $to is null or t.entered_on < $to
			else in_window(t.left_on, $from, $to)
		end
	group by t.stage_rank, to_whole_hours(t.dwell_us), grouping sets ($value_sets)
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
		h.stage_rank,
		h.dwell_us,
		case when h.segment_key = '' then '' else concat(repeat('- ', a.place - 1), h.value_code) end as value_codes,
		h.segment_key = '' as is_of_all,
		h.events,
		h.censored
	from values_by_hour as h
	left join asked as a on a.segment_key = h.segment_key
)
select stage_rank, dwell_us, value_codes, is_of_all, events, censored
from lengths
