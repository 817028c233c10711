-- When each deal passed or dropped from each stage that it reached: what happened, for the activity basis.
-- Grain: one deal and stage passed or dropped from. A deal passes a stage when it first enters a later one, or is
-- won; happened_on is null where no fact dates the passing.
create or replace table passes as
with reached as (
	select j.deal_key, s.stage_rank, j.outcome_code, j.furthest_rank, j.closed_on
	from journeys as j
	inner join stg_stages as s on s.stage_rank <= j.furthest_rank
	where j.outcome_code <> 0 or s.stage_rank < j.furthest_rank
),
first_later as (
	select r.deal_key, r.stage_rank, min(day_of(v.entered_at)) as entered_on
	from reached as r
	inner join visits as v on v.deal_key = r.deal_key and v.stage_rank > r.stage_rank
	group by r.deal_key, r.stage_rank
)
select
	cast(r.deal_key as uinteger) as deal_key,
	cast(r.stage_rank as smallint) as stage_rank,
	r.outcome_code = 2 and r.furthest_rank = r.stage_rank as is_drop,
	case
		when r.outcome_code = 2 and r.furthest_rank = r.stage_rank then r.closed_on
		else coalesce(f.entered_on, r.closed_on)
	end as happened_on
from reached as r
left join first_later as f on f.deal_key = r.deal_key and f.stage_rank = r.stage_rank
order by r.deal_key, r.stage_rank;
