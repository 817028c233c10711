-- What each deal came to: how far it is known to have come, on what evidence, and how long it took.
-- Grain: one deal. furthest_rank is null where a lost deal's reach is not known. currency_code indexes
-- stg_currencies. cycle_us is null unless closed with a start. evidence_code is 1 history, 2 entry dates, 3 snapshots,
-- 4 current stage.
create or replace table journeys as
with by_visits as (
	select deal_key, max(stage_rank) as furthest_rank
	from visits
	group by deal_key
),
-- When a deal came to the stage that it left is not known here: what its label proves is the earliest stage that it
-- has meant until then.
left_labels as (
	select
		label,
		from_on,
		before_on,
		case
			when
				count(*) filter (kind <> 'open') over (
					partition by label
					order by from_on nulls first
					rows between unbounded preceding and current row
				) = 0
				then
					min(stage_rank) over (
						partition by label
						order by from_on nulls first
						rows between unbounded preceding and current row
					)
		end as stage_rank
	from stg_labels
),
by_events as (
	select
		d.deal_key,
		max(from_labels.stage_rank) as furthest_rank,
		min(e.evidence_code) as evidence_code
	from stg_stage_events as e
	inner join deals as d on d.deal_key = e.deal_key
	left join left_labels as from_labels
		on from_labels.label = e.from_label and in_window(day_of(e.changed_at), from_labels.from_on, from_labels.before_on)
	cross join now
	where (now.cut_at is null or e.changed_at < now.cut_at) and (e.evidence_code <> 3 or now.has_snapshots)
	group by d.deal_key
),
last_stage as (
	select max(stage_rank) as stage_rank from stg_stages
)
select
	d.deal_key,
	case d.outcome when 'won' then 1 when 'lost' then 2 else 0 end as outcome_code,
	day_of(d.created_at) as created_on,
	day_of(d.closed_at) as closed_on,
	case
		when d.outcome = 'won' then last_stage.stage_rank
		when d.outcome = 'open' then
			greatest(1, coalesce(v.furthest_rank, 1), coalesce(d.current_rank, 1), coalesce(e.furthest_rank, 1))
		when v.furthest_rank is null and d.current_rank is null and e.furthest_rank is null then null
		else greatest(coalesce(v.furthest_rank, 1), coalesce(d.current_rank, 1), coalesce(e.furthest_rank, 1))
	end as furthest_rank,
	p.path_key,
	coalesce(e.evidence_code, 4) as evidence_code,
	d.amount,
	c.currency_code,
	case
		when d.outcome <> 'open'
			then duration_us(d.created_at, d.closed_at, not (settings.created_has_time and settings.closed_has_time))
	end as cycle_us
from deals as d
cross join last_stage
cross join stg_settings as settings
left join by_visits as v on v.deal_key = d.deal_key
left join by_events as e on e.deal_key = d.deal_key
left join deal_paths as p on p.deal_key = d.deal_key
left join stg_currencies as c on c.currency is not distinct from d.currency
order by d.deal_key;
