-- Stays in a stage by length, of all deals and of each value of the asked segments.
-- Grain: as `bottleneck_dwells`. Params: is_stay_in_basis; value_sets. Reads basis_dwells, scope_segments, asked_segments.
-- Up to 200,000 stays of the data are told by their exact lengths and combinations of values. Of more lengths are to the
-- hour, and all deals and each value have rows of their own: there are as many combinations as stays, and as few values
-- as ever.
with size as (
	select count(*) > 200000 as is_large from stage_times
),
codes as (
	select
		b.deal_key,
		string_agg(
			case when d.value is null then '-' else cast(g.value_code as varchar) end,
			' '
			order by a.place
		) as value_codes
	from (select distinct deal_key from basis_dwells where not (select is_large from size)) as b
	inner join scope_segments as g on g.deal_key = b.deal_key
	inner join asked_segments as a on a.segment_key = g.segment_key
	inner join segment_dictionary as d on d.segment_key = g.segment_key and d.value_code = g.value_code
	group by b.deal_key
),
values_by_hour as (
	select
		$value_place as place,
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
		and $is_stay_in_basis
	group by t.stage_rank, to_whole_hours(t.dwell_us), grouping sets ($value_sets)
)
select
	b.stage_rank,
	b.dwell_us,
	coalesce(c.value_codes, '') as value_codes,
	cast(null as integer) as place,
	cast(null as integer) as value_code,
	count(*) filter (not b.is_running) as events,
	count(*) filter (b.is_running) as censored
from basis_dwells as b
left join codes as c on c.deal_key = b.deal_key
where not (select is_large from size)
group by b.stage_rank, b.dwell_us, c.value_codes
union all
select stage_rank, dwell_us, cast(null as varchar) as value_codes, place, value_code, events, censored
from values_by_hour
