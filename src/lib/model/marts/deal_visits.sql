-- Where was the deal, and for how long? Its visits, beside what is usual of the deals in scope.
-- Grain: one visit of the deal, in order. Params: deal_id.
-- The deal itself is told whatever the scope holds: the scope says what its visits are held against.
with own as (
	select
		v.visit_number,
		v.stage_rank,
		v.entered_at,
		v.left_at,
		v.move,
		case
			when v.move = 'open'
				then greatest(duration_us(v.entered_at, now.now_at, not settings.events_have_time), 0)
			else v.duration_us
		end as visit_us
	from visits as v
	inner join stg_deals as d on d.deal_key = v.deal_key
	cross join now
	cross join stg_settings as settings
	where d.external_id = $deal_id
),
usual as (
	select
		v.stage_rank,
		count(*) as visits_completed,
		quantile_of(v.duration_us, 0.5) as median_us,
		quantile_of(v.duration_us, 0.9) as p90_us
	from visits as v
	inner join scope on scope.deal_key = v.deal_key
	where v.move <> 'open' and v.duration_us is not null
	group by v.stage_rank
)
select
	$deal_id as deal_id,
	o.visit_number,
	o.stage_rank,
	s.stage,
	o.entered_at,
	o.left_at,
	o.move,
	days_of_us(o.visit_us) as visit_days,
	coalesce(u.visits_completed, 0) as visits_completed,
	days_of_us(u.median_us) as median_visit_days,
	days_of_us(u.p90_us) as p90_visit_days
from own as o
inner join stg_stages as s on s.stage_rank = o.stage_rank
left join usual as u on u.stage_rank = o.stage_rank
order by o.visit_number
